import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { prove } from "../role/prove.js";
import { type StatementWhy, whyOf } from "../role/why.js";
import { say, sayJson } from "./output.js";
import { compileFile } from "./role-files.js";

/**
 * `sagerole explain FILE`: why each statement of the role is there, and what fails without it. Makes no AWS call.
 * @throws Problem `statement-unknown` where the role has no statement of that Sid
 */
export function explainFile(file: string, flags: { statement?: string; region?: string; json?: boolean }): number {
  const { compiled } = compileFile(file, flags);
  const all = whyOf(compiled, prove(compiled));
  const { statement } = flags;
  const chosen = statement === undefined ? all : all.filter(({ sid }) => sid.toLowerCase() === statement.toLowerCase());
  if (statement !== undefined && chosen.length === 0) {
    const sids = all.map(({ sid }) => sid);
    throw new Problem(
      "statement-unknown",
      `The role has no statement "${statement}".${didYouMean(statement, sids)}`,
      `It has: ${sids.join(", ") || "none"}.`,
    );
  }
  if (flags.json) {
    sayJson({ format: "sagerole.explain/1", roleArn: compiled.roleArn, statements: chosen });
    return 0;
  }
  say(chosen.length === 0 ? "The role has no statements: no use case is chosen." : chosen.map(inWords).join("\n\n"));
  return 0;
}

function inWords({ sid, policy, effect, actions, resources, conditions, reasons }: StatementWhy): string {
  const denies = effect === "Deny";
  return [
    `${sid}  (${effect} in ${policy})`,
    ...listed(
      denies ? "denies" : "may",
      actions.map(({ action }) => action),
    ),
    ...listed("on", resources),
    ...listed("only if", conditions),
    ...reasons.flatMap(({ useCase, input, why, source }) => [
      ...listed("asked by", [`${useCase}${input === undefined ? "" : `, ${input}`}`]),
      ...listed("because", [why]),
      ...listed("source", [source]),
    ]),
    ...withoutIt(actions).flatMap(({ names, steps }) =>
      listed(`without ${names.length === actions.length ? "it" : names.join(", ")}`, [
        steps.length > 0 ? `${denies ? "possible" : "fails"}: ${steps.join("; ")}` : "",
      ]),
    ),
  ].join("\n");
}

/** Actions on which the same steps hang, together. */
function withoutIt(actions: StatementWhy["actions"]): { names: string[]; steps: string[] }[] {
  const groups = new Map<string, { names: string[]; steps: string[] }>();
  for (const { action, without } of actions.filter(({ without }) => without.length > 0)) {
    const key = JSON.stringify(without);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { names: [action], steps: without });
    else group.names.push(action);
  }
  return [...groups.values()];
}

function listed(lead: string, texts: readonly string[]): string[] {
  return texts.map((text, index) => `  ${(index === 0 ? lead : "").padEnd(9)} ${text}`);
}
