import { comparableText } from "../policy/canonical.js";
import { asList, type PolicyDocument, type Statement } from "../policy/document.js";
import type { RoleDefinition } from "../role/definition.js";
import type { DiffLine } from "./plan.js";

type Sign = DiffLine["sign"];

/**
 * What changes between two roles, in Terraform's notation: `+` is added, `-` removed, `~` changed within. What stays
 * is left out and counted. Empty for equal roles.
 * @param live the role as it is; undefined for a new one
 */
export function diffRole(live: RoleDefinition | undefined, desired: RoleDefinition): DiffLine[] {
  const body = [
    ...attributes(live, desired),
    ...documentLines("trust policy", live?.trustPolicy, desired.trustPolicy),
    ...policies(live, desired),
    ...list("attached policy", live?.attachedManagedPolicies ?? [], desired.attachedManagedPolicies),
  ];
  if (body.length === 0) return [];
  const sign: Sign = live === undefined ? "+" : "~";
  return [{ sign, indent: 0, text: `role ${desired.name}` }, ...indented(body)];
}

/** `Plan: 3 to add, 1 to change, 0 to remove.` */
export function diffSummary(lines: readonly DiffLine[]): string {
  const count = (sign: Sign) => lines.filter((line) => line.sign === sign).length;
  return `${count("+")} added, ${count("~")} changed, ${count("-")} removed`;
}

function attributes(live: RoleDefinition | undefined, desired: RoleDefinition): DiffLine[] {
  const values = (role: RoleDefinition): Record<string, string> => ({
    path: role.path,
    description: role.description,
    "session length": `${role.maxSessionSeconds} s`,
    "permissions boundary": role.permissionsBoundary ?? "",
    ...Object.fromEntries(Object.entries(role.tags).map(([key, value]) => [`tag ${key}`, value || '""'])),
  });
  const before = live === undefined ? {} : values(live);
  const after = values(desired);
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): DiffLine[] => {
    const was = before[key] ?? "";
    const is = after[key] ?? "";
    if (was === is) return [];
    if (was === "") return [{ sign: "+", indent: 0, text: `${key}: ${is}` }];
    if (is === "") return [{ sign: "-", indent: 0, text: `${key}: ${was}` }];
    return [{ sign: "~", indent: 0, text: `${key}: ${was} -> ${is}` }];
  });
}

function policies(live: RoleDefinition | undefined, desired: RoleDefinition): DiffLine[] {
  const label = (policy: RoleDefinition["policies"][number]) => `${policy.kind} policy ${policy.name}`;
  const before = new Map((live?.policies ?? []).map((policy) => [label(policy), policy.document]));
  const after = new Map(desired.policies.map((policy) => [label(policy), policy.document]));
  return [...new Set([...after.keys(), ...before.keys()])].flatMap((name) =>
    documentLines(name, before.get(name), after.get(name)),
  );
}

/** The statements of a document that differ, matched by Sid, and else by what they say. */
function documentLines(
  name: string,
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): DiffLine[] {
  if (before !== undefined && after !== undefined && comparableText(before) === comparableText(after)) return [];
  const was = statementsOf(before);
  const is = statementsOf(after);
  const left = [...was];
  const lines: DiffLine[] = [];
  let same = 0;
  for (const statement of is) {
    const at = partnerOf(statement, left);
    const partner = at < 0 ? undefined : left.splice(at, 1)[0];
    if (partner === undefined) lines.push(...wholeStatement("+", statement));
    else if (textOf(partner) === textOf(statement)) same += 1;
    else
      lines.push({ sign: "~", indent: 0, text: titleOf(statement) }, ...indented(statementChange(partner, statement)));
  }
  for (const statement of left) lines.push(...wholeStatement("-", statement));
  if (same > 0)
    lines.push({ sign: " ", indent: 0, text: `(${same} ${same === 1 ? "statement" : "statements"} unchanged)` });
  const sign: Sign = before === undefined ? "+" : after === undefined ? "-" : "~";
  return [{ sign, indent: 0, text: name }, ...indented(lines)];
}

function partnerOf(statement: Statement, candidates: readonly Statement[]): number {
  const text = textOf(statement);
  const equal = candidates.findIndex((candidate) => textOf(candidate) === text);
  if (equal >= 0) return equal;
  if (statement.Sid !== undefined) {
    const named = candidates.findIndex((candidate) => candidate.Sid === statement.Sid);
    if (named >= 0) return named;
  }
  // One that was given another name: same effect, and same actions or same resources.
  return candidates.findIndex(
    (candidate) =>
      candidate.Effect === statement.Effect &&
      (JSON.stringify(sorted(candidate.Action)) === JSON.stringify(sorted(statement.Action)) ||
        (candidate.Resource !== undefined &&
          JSON.stringify(sorted(candidate.Resource)) === JSON.stringify(sorted(statement.Resource)))),
  );
}

function statementChange(was: Statement, is: Statement): DiffLine[] {
  const fields = (statement: Statement): Record<string, string[]> => ({
    ...(statement.Sid !== undefined && { Sid: [statement.Sid] }),
    Effect: [statement.Effect],
    ...principals(statement),
    Action: sorted(statement.Action),
    NotAction: sorted(statement.NotAction),
    Resource: sorted(statement.Resource),
    NotResource: sorted(statement.NotResource),
    Condition: conditions(statement),
  });
  const before = fields(was);
  const after = fields(is);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((field) =>
    list(field, before[field] ?? [], after[field] ?? []),
  );
}

function wholeStatement(sign: "+" | "-", statement: Statement): DiffLine[] {
  const line = (text: string, indent: number): DiffLine => ({ sign, indent, text });
  const each = (field: string, values: readonly string[]) => values.map((value) => line(`${field}: ${value}`, 1));
  return [
    line(titleOf(statement), 0),
    ...Object.entries(principals(statement)).flatMap(([field, values]) => each(field, values)),
    ...each("Action", sorted(statement.Action)),
    ...each("NotAction", sorted(statement.NotAction)),
    ...each("Resource", sorted(statement.Resource)),
    ...each("NotResource", sorted(statement.NotResource)),
    ...each("Condition", conditions(statement)),
  ];
}

function list(field: string, before: readonly string[], after: readonly string[]): DiffLine[] {
  const gone = before.filter((value) => !after.includes(value));
  const come = after.filter((value) => !before.includes(value));
  return [
    ...gone.map((value): DiffLine => ({ sign: "-", indent: 0, text: `${field}: ${value}` })),
    ...come.map((value): DiffLine => ({ sign: "+", indent: 0, text: `${field}: ${value}` })),
  ];
}

function principals({ Principal, NotPrincipal }: Statement): Record<string, string[]> {
  const names = (principal: Statement["Principal"]) =>
    principal === undefined
      ? []
      : principal === "*"
        ? ["*"]
        : Object.entries(principal).flatMap(([type, values]) => asList(values).map((value) => `${type} ${value}`));
  return { Principal: names(Principal), NotPrincipal: names(NotPrincipal) };
}

function conditions({ Condition }: Statement): string[] {
  return Object.entries(Condition ?? {}).flatMap(([operator, block]) =>
    Object.entries(block).flatMap(([key, values]) => asList(values).map((value) => `${key} ${operator} ${value}`)),
  );
}

function titleOf({ Sid, Effect }: Statement): string {
  return `${Effect === "Deny" ? "Deny" : "Allow"} ${Sid ?? "(no Sid)"}`;
}

function textOf(statement: Statement): string {
  return comparableText({ Version: "2012-10-17", Statement: [statement] });
}

function statementsOf(document: PolicyDocument | undefined): readonly Statement[] {
  if (document === undefined) return [];
  return Array.isArray(document.Statement) ? document.Statement : [document.Statement];
}

function sorted(value: string | string[] | undefined): string[] {
  return asList(value).sort();
}

function indented(lines: readonly DiffLine[]): DiffLine[] {
  return lines.map((line) => ({ ...line, indent: line.indent + 1 }));
}
