import { type AuditFinding, finding } from "./audit-finding.js";
import { accountOf, type FoundRole } from "./found-role.js";
import { type Trustee, trusteesOf } from "./trust.js";

const PLACE = "trust policy";

/** Keys by which a service is held to work for one account or organisation. */
const GUARDS = new Set(["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"]);

/** What is wrong with who may assume a role. */
export function trustFindings(role: FoundRole): AuditFinding[] {
  const trustees = trusteesOf(role.definition.trustPolicy);
  const unguarded = trustees.filter((one) => one.kind === "sagemaker" && !isGuarded(one));
  return [
    ...trustees.filter(({ kind }) => kind === "anybody").map(anybody),
    ...(unguarded.length === 0 ? [] : [confusedDeputy(unguarded)]),
    ...otherAccounts(role, trustees),
    ...others(role, trustees),
  ];
}

function isGuarded({ keys }: Trustee): boolean {
  return keys.some((key) => GUARDS.has(key));
}

function anybody({ who, onlyIf }: Trustee): AuditFinding {
  const isHeld = onlyIf.length > 0;
  return finding(
    "trust-anybody",
    isHeld ? "medium" : "high",
    PLACE,
    `The role may be assumed by ${who}${isHeld ? `, only if ${onlyIf.join(" and ")}` : ", of any AWS account"}.`,
    "Name sagemaker.amazonaws.com as the only principal, with aws:SourceAccount as a condition.",
    isHeld ? [] : ["anybody with an AWS account assumes the role and has all its rights"],
  );
}

function confusedDeputy(trustees: readonly Trustee[]): AuditFinding {
  return finding(
    "confused-deputy",
    "medium",
    PLACE,
    `${trustees.map(({ who }) => who).join(", ")} may use the role on behalf of any account: nothing guards against a confused deputy.`,
    "Add a condition on aws:SourceAccount with this account.",
  );
}

function otherAccounts(role: FoundRole, trustees: readonly Trustee[]): AuditFinding[] {
  const foreign = trustees.filter(({ account }) => account !== undefined && account !== accountOf(role));
  return groups(foreign, ({ keys }) => (keys.length > 0 ? "low" : "medium")).map(([severity, found]) =>
    finding(
      "trust-other-account",
      severity,
      PLACE,
      `The role may be assumed from other accounts: ${words(found)}.`,
      "Give them a role of their own, or ask for an external id.",
      severity === "low" ? [] : found.map(({ account }) => `whoever may in account ${account} assumes the role`),
    ),
  );
}

function others(role: FoundRole, trustees: readonly Trustee[]): AuditFinding[] {
  const besides = trustees.filter(
    ({ kind, account }) =>
      kind === "service" ||
      (kind !== "anybody" && kind !== "sagemaker" && [undefined, accountOf(role)].includes(account)),
  );
  // One user or role of the account is somebody's decision; a service, or all of the account, is an open door.
  const isLow = (one: Trustee) =>
    one.kind === "principal" || (one.kind === "service" ? isGuarded(one) : one.keys.length > 0);
  return groups(besides, (one) => (isLow(one) ? "low" : "medium")).map(([severity, found]) =>
    finding(
      "trust-others",
      severity,
      PLACE,
      `Besides SageMaker, these may assume the role: ${words(found)}.`,
      "Give each a role of its own.",
    ),
  );
}

function groups(trustees: readonly Trustee[], grade: (one: Trustee) => "medium" | "low") {
  return (["medium", "low"] as const)
    .map((severity) => [severity, trustees.filter((one) => grade(one) === severity)] as const)
    .filter(([, found]) => found.length > 0);
}

function words(trustees: readonly Trustee[]): string {
  return [...new Set(trustees.map(({ who }) => who))].join(", ");
}
