import { createHash } from "node:crypto";
import { Problem } from "../base/problem.js";
import { nameInArn } from "../policy/arn.js";
import { sameDocument } from "../policy/canonical.js";
import { asList, type PolicyDocument, type Statement } from "../policy/document.js";
import { mapPrincipals } from "../policy/principal-ids.js";
import { DEFAULT_QUOTAS, type Quotas } from "../policy/quotas.js";
import { documentSize } from "../policy/size.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import { keptParts, withKeptParts } from "../role/kept.js";
import { bearsItsStatements, isMadeHere } from "../role/made-here.js";
import { statementText } from "./narrower.js";
import { settleTrust } from "./principals.js";

/** What becomes of what others gave a role: it stays as it is, or goes. */
export type OthersChoice = "keep" | "replace";

/** Something that a role has and that the role file does not ask for. */
export interface OthersPart {
  /** As `keptParts` has it. */
  id: string;
  /** `the inline policy by-hand`. */
  words: string;
  /** What happens to it where it is not kept; `replaced`: sagerole writes its own under that name. */
  loss: "removed" | "detached" | "replaced";
}

/**
 * What a role has that a role file cannot express: policies under names of their own, attached managed policies, and
 * statements of its trust policy that are for others than the services the file lets in, or deny.
 * @param wanted the role as the role file has it
 */
export function othersParts(live: RoleDefinition, wanted: RoleDefinition): OthersPart[] {
  const isOurs = isMadeHere(live) || bearsItsStatements(live, wanted);
  const marked = keptParts(live);
  return [
    ...live.policies.flatMap((policy): OthersPart[] => {
      const id = policyId(policy);
      const own = wanted.policies.find(({ name, kind }) => name === policy.name && kind === policy.kind);
      const isInTheWay = own !== undefined && !sameDocument(own.document, policy.document);
      if (own !== undefined && !(isInTheWay && (!isOurs || marked.has(id)))) return [];
      const loss = isInTheWay ? "replaced" : policy.kind === "managed" ? "detached" : "removed";
      return [{ id, words: `the ${policy.kind} policy ${policy.name}`, loss }];
    }),
    ...live.attachedManagedPolicies
      .filter((arn) => !wanted.attachedManagedPolicies.includes(arn))
      .map((arn) => ({ id: attachedId(arn), words: arn, loss: "detached" as const })),
    ...othersStatements(live, wanted).map((statement) => {
      return { id: statementId(statement), words: statementWords(statement), loss: "removed" as const };
    }),
  ];
}

/**
 * The role that is wanted with what is kept of the live one: what its tags name, or everything, as was chosen.
 * Kept policies and statements are unchanged, and named in a tag, by which later plans know them.
 * @param quotas the account's own, as far as they are known
 * @throws Problem `keep-name` where what is to be kept has the name of what sagerole writes; `keep-room` where both do
 *   not fit into a role
 */
export function withOthers(
  wanted: RoleDefinition,
  live: RoleDefinition | undefined,
  choice: OthersChoice | undefined,
  quotas: Partial<Quotas> = {},
): RoleDefinition {
  if (live === undefined || choice === "replace") return wanted;
  const marked = keptParts(live);
  const kept = othersParts(live, wanted).filter(({ id }) => choice === "keep" || marked.has(id));
  if (kept.length === 0) return wanted;
  refuseInTheWay(live, kept);
  const ids = new Set(kept.map(({ id }) => id));
  const statements = othersStatements(live, wanted).filter((statement) => ids.has(statementId(statement)));
  const trust = { ...wanted.trustPolicy, Statement: [...wanted.trustPolicy.Statement, ...statements] };
  const settled = settleTrust(trust, live).trustPolicy;
  const still = new Set(othersStatements({ ...live, trustPolicy: settled }, wanted).map(statementId));
  const role: RoleDefinition = {
    ...wanted,
    trustPolicy: trust,
    policies: [...wanted.policies, ...live.policies.filter((policy) => ids.has(policyId(policy)))],
    attachedManagedPolicies: [
      ...wanted.attachedManagedPolicies,
      ...live.attachedManagedPolicies.filter(
        (arn) => ids.has(attachedId(arn)) && !wanted.attachedManagedPolicies.includes(arn),
      ),
    ],
    tags: withKeptParts(
      wanted.tags,
      [...ids].filter((id) => !id.startsWith("trust/") || still.has(id)),
    ),
  };
  refuseWhatDoesNotFit(role, kept, quotas);
  return role;
}

/** What of others a role keeps, in words. */
export function keptWords(role: RoleDefinition): string[] {
  const ids = keptParts(role);
  return [
    ...role.policies
      .filter((policy) => ids.has(policyId(policy)))
      .map(({ kind, name }) => `the ${kind} policy ${name}`),
    ...role.attachedManagedPolicies.filter((arn) => ids.has(attachedId(arn))),
    ...role.trustPolicy.Statement.filter((statement) => ids.has(statementId(statement))).map(statementWords),
  ];
}

/** Whether a policy of a role, inline or its own managed one, is kept for others. */
export function isKept(role: Pick<RoleDefinition, "tags">, policy: Pick<RolePolicy, "kind" | "name">): boolean {
  return keptParts(role).has(policyId(policy));
}

/** Whether an attached managed policy is kept for others. */
export function isKeptArn(role: Pick<RoleDefinition, "tags">, arn: string): boolean {
  return keptParts(role).has(attachedId(arn));
}

function policyId({ kind, name }: Pick<RolePolicy, "kind" | "name">): string {
  return `${kind}/${name}`;
}

/** Names of managed policies are unique in an account, whatever their path. */
function attachedId(arn: string): string {
  return `${arn.split(":")[4] === "aws" ? "aws" : "managed"}/${nameInArn(arn)}`;
}

/** By its Sid or else by what it says; whom it is for may change: IAM shows ids where it showed ARNs. */
function statementId(statement: Statement): string {
  const { Sid } = statement;
  if (Sid !== undefined && Sid !== "") return `trust/${Sid}`;
  const document: PolicyDocument = { Version: "2012-10-17", Statement: [statement] };
  const [bare = statement] = mapPrincipals(document, () => "*").Statement;
  return `trust/${createHash("sha256").update(statementText(bare)).digest("hex").slice(0, 12)}`;
}

function statementWords({ Sid, Effect, Principal, NotPrincipal }: Statement): string {
  const names =
    typeof Principal === "object" ? Object.values(Principal).flatMap(asList).join(", ") : (Principal ?? "all but some");
  const whom = NotPrincipal === undefined ? names : "all but some";
  return `the statement ${Sid ? `${Sid} ` : ""}of the trust policy that ${Effect === "Allow" ? "lets in" : "shuts out"} ${whom}`;
}

/** Statements of the live trust policy that are for others than the services the role file lets in, or that deny. */
function othersStatements(live: RoleDefinition, wanted: RoleDefinition): Statement[] {
  const own = wanted.trustPolicy.Statement;
  const names = ({ Principal, NotPrincipal }: Statement) =>
    NotPrincipal !== undefined || typeof Principal !== "object"
      ? ["*"]
      : Object.entries(Principal).flatMap(([type, values]) => asList(values).map((value) => `${type} ${value}`));
  const services = new Set(own.flatMap(names));
  return [live.trustPolicy.Statement].flat().filter((statement) => {
    const isOwn = own.some(
      (one) => (one.Sid !== undefined && one.Sid === statement.Sid) || statementText(one) === statementText(statement),
    );
    return !isOwn && (statement.Effect === "Deny" || names(statement).some((name) => !services.has(name)));
  });
}

function refuseInTheWay({ name }: RoleDefinition, kept: readonly OthersPart[]): void {
  const inTheWay = kept.filter(({ loss }) => loss === "replaced").map(({ words }) => words);
  if (inTheWay.length === 0) return;
  throw new Problem(
    "keep-name",
    `Of the role ${name}, ${inTheWay.join(" and ")} cannot be kept: sagerole writes its own under that name.`,
    "Nothing was written. Give it another name, give the role another name, or replace it: --others replace.",
  );
}

/** A quota that an account may have raised, and that is not known, refuses nothing. */
function refuseWhatDoesNotFit(role: RoleDefinition, kept: readonly OthersPart[], quotas: Partial<Quotas>): void {
  const { inlineTotal = DEFAULT_QUOTAS.inlineTotal, trustPolicy = Infinity, attachedPolicies = Infinity } = quotas;
  const inline = role.policies.filter(({ kind }) => kind === "inline");
  const inlineSize = inline.reduce((total, { document }) => total + documentSize(document), 0);
  const attached = role.policies.length - inline.length + role.attachedManagedPolicies.length;
  const fill: [string, number, number][] = [
    ["characters in its inline policies", inlineSize, inlineTotal],
    ["characters in its trust policy", documentSize(role.trustPolicy), trustPolicy],
    ["managed policies attached", attached, attachedPolicies],
  ];
  const over = fill.find(([, has, most]) => has > most);
  const fault = over && `it would have ${over[1]} ${over[0]}, and may have ${over[2]}`;
  if (fault === undefined) return;
  throw new Problem(
    "keep-room",
    `What others gave the role ${role.name} cannot all be kept beside what sagerole writes: ${fault}.`,
    "Nothing was written. Set delivery: managed, move one of them into a managed policy, or replace them: --others replace.",
    { details: kept.map(({ words }) => words) },
  );
}
