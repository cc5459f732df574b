import type { Compiled } from "../role/compile.js";
import type { Finding } from "../role/definition.js";
import type { Fitting } from "../role/fit.js";
import type { RoleFile } from "../role/role-file.js";
import { suggestedName } from "./answers.js";
import type { Core } from "./context.js";
import { asProblem } from "./listing.js";
import type { WizardState } from "./state.js";

/** The role file as it stands: the answers, with the account, the region and the name filled in. */
export function currentFile(state: WizardState): RoleFile {
  const { answers, account } = state;
  const place =
    account.status === "open"
      ? { account: account.account.identity.account, region: account.account.region }
      : account.status === "offline"
        ? { account: account.account, region: account.region }
        : {};
  const name = state.named ? answers.role.name : suggestedName(answers);
  return { ...answers, ...place, role: { ...answers.role, name } };
}

/** Ways in which a role that is too large would fit; see `fittings`. */
export function waysToFit(state: WizardState, core: Core): Fitting[] {
  return core.fittings(currentFile(state), state.facts);
}

export type { Fitting };

/** The role's permissions policies as the pane shows them: one line of title each, then the JSON. */
export function policyText(compiled: Compiled): string[] {
  return compiled.definition.policies.flatMap((policy) => JSON.stringify(policy.document, undefined, 2).split("\n"));
}

/**
 * Compiles the answers.
 * @returns the part of the state that follows from them
 */
export function compiledState(state: WizardState, core: Core): Partial<WizardState> {
  try {
    const fresh = core.compile(currentFile(state), state.facts);
    // The same role stays the same object: whoever watches it for changes is not woken by facts that change nothing.
    const kept = state.compile?.compiled;
    const compiled = kept !== undefined && isSameRole(kept, fresh) ? kept : fresh;
    const policyLines = policyText(compiled);
    const unchanged = sameLines(policyLines, state.policyLines);
    const warnings = newWarnings(kept?.findings ?? [], compiled.findings);
    return {
      ...(warnings.length > 0 && { notice: [...state.notice, ...warnings].slice(-2) }),
      compile: { compiled },
      lastCompiled: compiled,
      policyLines: unchanged ? state.policyLines : policyLines,
      lit: unchanged ? state.lit : newLines(state.policyLines, policyLines),
    };
  } catch (error) {
    return { compile: { problem: asProblem(error) } };
  }
}

/** What is said as soon as it is chosen, and not at the end only. */
const SAID_AT_ONCE = new Set([
  "boundary-cuts-off",
  "bucket-in-other-region",
  "bucket-policy-denies",
  "combination",
  "key-in-other-region",
  "key-not-delegated",
  "repository-policy-denies",
]);

function newWarnings(before: readonly Finding[], after: readonly Finding[]): string[] {
  const known = new Set(before.map(({ message }) => message));
  return after
    .filter(({ id, message }) => SAID_AT_ONCE.has(id) && !known.has(message))
    .map(({ message, remedy }) => `${message} ${remedy.split("\n")[0]}`);
}

function isSameRole(a: Compiled, b: Compiled): boolean {
  const parts = ({ definition, findings, roleArn, region }: Compiled) =>
    JSON.stringify([definition, findings, roleArn, region]);
  return parts(a) === parts(b);
}

/** Positions of the lines in `after` that `before` does not have, counted as often as they occur. */
export function newLines(before: readonly string[], after: readonly string[]): ReadonlySet<number> {
  const counts = new Map<string, number>();
  for (const line of before.map(bare)) counts.set(line, (counts.get(line) ?? 0) + 1);
  const fresh = new Set<number>();
  after.forEach((line, index) => {
    const left = counts.get(bare(line)) ?? 0;
    if (left > 0) counts.set(bare(line), left - 1);
    else fresh.add(index);
  });
  return fresh;
}

/** A line without the comma that its place in the list brings. */
function bare(line: string): string {
  return line.endsWith(",") ? line.slice(0, -1) : line;
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}
