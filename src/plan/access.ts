import { type AccessLine, accessChange, type Source } from "../policy/access-change.js";
import { ACCESS_LEVELS, type AccessLevel, type ActionGroup, actionGroup } from "../policy/action-reference.js";
import { nameInArn } from "../policy/arn.js";
import { asList, conditionWords, type PolicyDocument } from "../policy/document.js";
import { escalations } from "../policy/escalation.js";
import type { RoleDefinition } from "../role/definition.js";
import type { DiffLine } from "./plan.js";

/** One thing a role can do after a change that it could not before, or no longer can. */
export interface AccessItem {
  change: "gained" | "lost";
  /** `identity`: what the role may do. `trust`: who may assume it. `guard`: what bounds it. */
  about: "identity" | "trust" | "guard";
  /** The gravest of its actions. */
  level: AccessLevel;
  /** Actions, each with how many it fits; for trust, principals; for guards, what happens. */
  what: string[];
  /** Names of the actions among them, patterns as they stand. */
  actions: string[];
  on: string[];
  onlyIf: string[];
  /** Whether it reaches further than a statement has to: all of something. */
  wide: boolean;
  /** How it can lead to other rights, in words. */
  escalates: string[];
  /** The policy and statement it comes from. */
  from: string;
}

/** What a change comes to, for the role's access. */
export interface AccessReport {
  /** Whether it widens anything, only narrows, or changes no access at all. */
  verdict: "widens" | "narrows" | "same";
  /** Worst first. */
  items: AccessItem[];
}

/** Texts of managed policies by ARN; undefined where they are not known. */
export type PolicyTexts = Readonly<Record<string, PolicyDocument | undefined>>;

/**
 * What the role can do after a change that it could not before, and no longer can: from its documents, those of the
 * managed policies attached to it, its trust policy and its boundary.
 * @param before the role as it is; undefined for a new one
 * @param after the role as it is to be; undefined where it goes
 * @param texts of the managed policies that are attached before or after
 */
export async function accessReport(
  before: RoleDefinition | undefined,
  after: RoleDefinition | undefined,
  texts: PolicyTexts,
): Promise<AccessReport> {
  const identity = accessChange(sourcesOf(before, texts), sourcesOf(after, texts));
  const trust = accessChange(trustOf(before), trustOf(after));
  const items = [
    ...(await Promise.all(identity.map(identityItem))),
    ...trust.map(trustItem),
    ...unknownTexts(before, after, texts),
    ...boundaryItems(before, after),
  ];
  const verdict = items.some(({ change }) => change === "gained") ? "widens" : items.length > 0 ? "narrows" : "same";
  return { verdict, items: items.toSorted((a, b) => weight(a) - weight(b)) };
}

/** What is gained first, then what leads further, is wide, is grave. */
function weight({ change, escalates, wide, level }: AccessItem): number {
  return (
    (change === "gained" ? 0 : 1000) + (escalates.length > 0 ? 0 : 100) + (wide ? 0 : 10) + ACCESS_LEVELS.indexOf(level)
  );
}

function sourcesOf(role: RoleDefinition | undefined, texts: PolicyTexts): Source[] {
  if (role === undefined) return [];
  const attached = role.attachedManagedPolicies.flatMap((arn): Source[] => {
    const document = texts[arn];
    return document === undefined ? [] : [{ name: nameInArn(arn), document }];
  });
  return [...role.policies, ...attached];
}

async function identityItem({ change, by, actions, resources, condition, from }: AccessLine): Promise<AccessItem> {
  const groups = await Promise.all(actions.map(({ pattern }) => actionGroup(pattern)));
  const on = resources.map(words);
  const isAll = resources.some(({ pattern }) => pattern === "*");
  const wide =
    actions.some(({ pattern }) => /\*/.test(pattern)) ||
    (isAll && condition === undefined && groups.some((group) => group.takesResources));
  const patterns = actions.map(({ pattern }) => pattern);
  return {
    change,
    about: "identity",
    level: ACCESS_LEVELS.find((level) => groups.some((group) => group.level === level)) ?? "Write",
    actions: groups.map(({ name }) => name),
    what: actions.map((names, index) => actionWords(names, groups[index] as ActionGroup)),
    on,
    onlyIf: [...conditionWords(condition), ...(by === "Deny" ? [denialWords(change)] : [])],
    wide,
    escalates: change === "gained" ? escalations(patterns, on, condition) : [],
    from,
  };
}

function denialWords(change: AccessLine["change"]): string {
  return change === "gained" ? "another statement allows it: what denied it goes" : "not any more: it is denied now";
}

function actionWords(names: AccessLine["actions"][number], { name, count }: ActionGroup): string {
  const except = names.except.length === 0 ? "" : ` but ${names.except.join(", ")}`;
  const isPattern = /[*?]/.test(name);
  const counted = !isPattern ? "" : count === undefined ? " (every action there is)" : ` (${count} actions)`;
  return `${name}${counted}${except}`;
}

function words({ pattern, except }: AccessLine["resources"][number]): string {
  return except.length === 0 ? pattern : `${pattern} but ${except.join(", ")}`;
}

/** A trust policy with its principals in the place of resources, so that it compares like any other. */
function trustOf(role: RoleDefinition | undefined): Source[] {
  if (role === undefined) return [];
  const Statement = role.trustPolicy.Statement.map(({ Principal, NotPrincipal, ...rest }) => {
    const named = principals(NotPrincipal ?? Principal);
    return { ...rest, ...(NotPrincipal === undefined ? { Resource: named } : { NotResource: named }) };
  });
  return [{ name: "trust policy", document: { ...role.trustPolicy, Statement } }];
}

function principals(principal: PolicyDocument["Statement"][number]["Principal"]): string[] {
  if (principal === undefined) return ["*"];
  if (principal === "*") return ["*"];
  return Object.entries(principal).flatMap(([type, values]) =>
    asList(values).map((value) => (type === "AWS" && value === "*" ? "*" : `${type} ${value}`)),
  );
}

function trustItem({ change, resources, condition, from }: AccessLine): AccessItem {
  const what = resources.map(({ pattern, except }) =>
    except.length > 0 ? `anybody but ${except.join(", ")}` : pattern === "*" ? "anybody" : pattern,
  );
  return {
    change,
    about: "trust",
    level: "Permissions management",
    what,
    actions: [],
    on: [],
    onlyIf: conditionWords(condition),
    wide: change === "gained" && what.some((name) => /^anybody|\*/.test(name)),
    escalates: [],
    from,
  };
}

/** A managed policy whose text is not known may hold anything. */
function unknownTexts(
  before: RoleDefinition | undefined,
  after: RoleDefinition | undefined,
  texts: PolicyTexts,
): AccessItem[] {
  const was = new Set(before?.attachedManagedPolicies);
  const is = new Set(after?.attachedManagedPolicies);
  return [...new Set([...was, ...is])].flatMap((arn): AccessItem[] => {
    if (texts[arn] !== undefined || was.has(arn) === is.has(arn)) return [];
    return [
      {
        change: is.has(arn) ? "gained" : "lost",
        about: "identity",
        level: "Permissions management",
        what: [`all that ${nameInArn(arn)} holds, which could not be read`],
        actions: [],
        on: [],
        onlyIf: [],
        wide: true,
        escalates: [],
        from: nameInArn(arn),
      },
    ];
  });
}

function boundaryItems(before: RoleDefinition | undefined, after: RoleDefinition | undefined): AccessItem[] {
  const was = before?.permissionsBoundary;
  const is = after?.permissionsBoundary;
  // What a role that comes or goes is bounded by is no change of its own.
  if (before === undefined || after === undefined || was === is) return [];
  const item = (change: AccessItem["change"], what: string): AccessItem => ({
    change,
    about: "guard",
    level: "Permissions management",
    what: [what],
    actions: [],
    on: [],
    onlyIf: [],
    wide: change === "gained",
    escalates: [],
    from: "permissions boundary",
  });
  if (was === undefined) return [item("lost", `all that the boundary ${nameInArn(is ?? "")} does not let through`)];
  if (is === undefined) return [item("gained", `all that the boundary ${nameInArn(was)} did not let through`)];
  // Which of two boundaries is wider is in their texts, which are not the role's.
  return [
    item("gained", `what ${nameInArn(is)} lets through and ${nameInArn(was)} did not`),
    item("lost", `what ${nameInArn(was)} let through and ${nameInArn(is)} does not`),
  ];
}

/** The report in one sentence that never makes a widening change sound harmless. */
export function accessVerdict({ verdict, items }: AccessReport): string {
  if (verdict === "same") return "Access: what the role can do stays the same.";
  const gained = items.filter(({ change }) => change === "gained");
  if (verdict === "narrows") return "Access: the change only narrows what the role can do.";
  const wide = gained.filter((item) => item.wide || item.escalates.length > 0).length;
  if (gained.length === 1) {
    return `Access: the change WIDENS the role in one way${wide === 0 ? "" : ", which is wide or leads to other rights"}.`;
  }
  const graver = wide === 0 ? "" : `, ${wide} of them wide or leading to other rights`;
  return `Access: the change WIDENS the role in ${gained.length} ways${graver}.`;
}

/** The report in Terraform's notation: what is gained and lost, worst first, under the verdict. */
export function accessLines(report: AccessReport): DiffLine[] {
  const line = (sign: DiffLine["sign"], indent: number, text: string): DiffLine => ({ sign, indent, text });
  return [
    line(" ", 0, accessVerdict(report)),
    ...report.items.flatMap(({ change, about, what, on, onlyIf, wide, escalates, from }) => {
      const sign = change === "gained" ? "+" : "-";
      const lead = {
        identity: change === "gained" ? "may" : "may no longer",
        trust: change === "gained" ? "may be assumed by" : "may no longer be assumed by",
        guard: change === "gained" ? "may" : "may no longer",
      }[about];
      return [
        line(sign, 1, `${lead} ${what.join(", ")}${wide ? "  (wide)" : ""}`),
        ...on.map((resource) => line(sign, 2, `on ${resource}`)),
        ...onlyIf.map((condition) => line(sign, 2, `only if ${condition}`)),
        ...escalates.map((how) => line(sign, 2, `! can lead to other rights: ${how}`)),
        line(sign, 2, `in ${from}`),
      ];
    }),
  ];
}
