import { canonicalDocument, sameDocument } from "../policy/canonical.js";
import { asList, type PolicyDocument, type Principal, type Statement } from "../policy/document.js";
import { below, counted, line, listChange, unchanged, valueChange } from "./diff-lines.js";
import { statementText } from "./narrower.js";
import type { DiffLine } from "./plan.js";

/** How alike two statements must be, from 0 to 1, to be shown as one that was changed. */
const ALIKE = 0.4;

/** The change of one document, statement by statement; empty where it says the same. */
export function documentChange(
  name: string,
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): DiffLine[] {
  if (before !== undefined && after !== undefined && sameDocument(before, after)) return [];
  const was = before && canonicalDocument(before);
  const is = after && canonicalDocument(after);
  const { pairs, gone } = paired(was?.Statement ?? [], is?.Statement ?? []);
  const changes = pairs.map(({ partner, statement }) => statementChange(partner, statement));
  const same = changes.filter((lines) => lines.length === 0).length;
  return [
    line(before === undefined ? "+" : after === undefined ? "-" : "~", name),
    ...below([
      ...(was && is ? [...valueChange("Version", was.Version, is.Version), ...valueChange("Id", was.Id, is.Id)] : []),
      ...changes.flat(),
      ...gone.flatMap((statement) => statementChange(statement, undefined)),
      ...(same === 0 ? [] : [unchanged(counted(same, "statement"))]),
    ]),
  ];
}

interface Pair {
  partner: Statement | undefined;
  statement: Statement;
}

/** Which statement became which: the same, else of the same name, else the one most alike. */
function paired(before: readonly Statement[], after: readonly Statement[]): { pairs: Pair[]; gone: Statement[] } {
  const left = new Set(before);
  const partners = new Map<Statement, Statement>();
  const pairUp = (find: (statement: Statement) => Statement | undefined) => {
    for (const statement of after) {
      const partner = partners.has(statement) ? undefined : find(statement);
      if (partner === undefined) continue;
      partners.set(statement, partner);
      left.delete(partner);
    }
  };
  const first = (isPartner: (candidate: Statement) => boolean) => [...left].find(isPartner);
  pairUp((statement) =>
    first((candidate) => candidate.Sid === statement.Sid && statementText(candidate) === statementText(statement)),
  );
  pairUp(({ Sid }) => (Sid === undefined ? undefined : first((candidate) => candidate.Sid === Sid)));
  pairUp((statement) => {
    const scored = [...left].map((candidate) => ({ candidate, score: likeness(candidate, statement) }));
    const best = scored.toSorted((a, b) => b.score - a.score)[0];
    return best !== undefined && best.score >= ALIKE ? best.candidate : undefined;
  });
  return { pairs: after.map((statement) => ({ partner: partners.get(statement), statement })), gone: [...left] };
}

/** Share of elements two statements have in common; 0 for an Allow and a Deny. */
function likeness(a: Statement, b: Statement): number {
  if (a.Effect !== b.Effect) return 0;
  const elements = (statement: Statement) =>
    new Set(
      [...fieldsOf(statement)].flatMap(([field, values]) =>
        field === "Sid" || field === "Effect" ? [] : values.map((value) => `${field} ${comparable(field)(value)}`),
      ),
    );
  const mine = elements(a);
  const other = elements(b);
  const shared = [...mine].filter((element) => other.has(element)).length;
  return shared / Math.max(1, mine.size + other.size - shared);
}

/** The change of one statement, element by element; one of the two may be missing. */
function statementChange(was: Statement | undefined, is: Statement | undefined): DiffLine[] {
  const before = was === undefined ? new Map<string, string[]>() : fieldsOf(was);
  const after = is === undefined ? new Map<string, string[]>() : fieldsOf(is);
  const isWhole = was === undefined || is === undefined;
  const lines = [...new Set([...before.keys(), ...after.keys()])]
    // The title says these already.
    .filter((field) => !(isWhole && (field === "Sid" || field === "Effect")))
    .flatMap((field) => listChange(field, before.get(field) ?? [], after.get(field) ?? [], comparable(field)));
  if (lines.length === 0 && !isWhole) return [];
  return [
    line(was === undefined ? "+" : is === undefined ? "-" : "~", titleOf(is ?? (was as Statement))),
    ...below(lines),
  ];
}

/** A statement's elements by field, each value that a condition compares with under its operator and key. */
function fieldsOf(statement: Statement): Map<string, string[]> {
  const { Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  const lists = Object.entries({ Action, NotAction, Resource, NotResource }).filter(([, list]) => list !== undefined);
  return new Map([
    ...(Sid === undefined ? [] : [["Sid", valuesOf(Sid)] as const]),
    ["Effect", valuesOf(Effect)] as const,
    ...principals("Principal", Principal),
    ...principals("NotPrincipal", NotPrincipal),
    ...lists.map(([field, list]) => [field, valuesOf(list)] as const),
    ...Object.entries(Condition ?? {}).flatMap(([operator, block]) =>
      Object.entries(block).map(([key, values]) => [`Condition ${operator} ${key}`, valuesOf(values)] as const),
    ),
  ]);
}

function principals(field: string, principal: Principal | undefined): (readonly [string, string[]])[] {
  if (principal === undefined) return [];
  if (principal === "*") return [[field, ["*"]]];
  return Object.entries(principal).map(([type, values]) => [`${field} ${type}`, valuesOf(values)] as const);
}

/** Values of a list; one that is empty differs from none. */
function valuesOf(list: string | string[] | undefined): string[] {
  const values = asList(list);
  return values.length === 0 ? ["(nothing)"] : values;
}

/** IAM takes the names of actions in any case. */
function comparable(field: string): (value: string) => string {
  return (value) => (field === "Action" || field === "NotAction" ? value.toLowerCase() : value);
}

function titleOf({ Sid, Effect }: Statement): string {
  return `${Effect} ${Sid ?? "(no Sid)"}`;
}
