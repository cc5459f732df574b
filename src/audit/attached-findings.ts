import { managedPolicies } from "../catalog/managed-policies.js";
import { nameInArn } from "../policy/arn.js";
import { type AuditFinding, finding } from "./audit-finding.js";
import type { Chain } from "./chains.js";
import { dataReach } from "./data.js";
import type { FoundRole } from "./found-role.js";
import { isEverything, shortList, statementFindings } from "./policy-findings.js";
import { isAwsOwn, type Rights } from "./rights.js";
import { widthOf } from "./width.js";

/** AWS managed policies that reach far beyond one role's work, besides those that the catalog knows. */
const WIDE =
  /(FullAccess|PowerUser|Administrator)$|^(AdministratorAccess|PowerUserAccess|SystemAdministrator|DataScientist)$/;

/** What is wrong with the managed policies that are attached to a role, and with what could not be read of it. */
export async function attachedFindings(
  role: FoundRole,
  rights: Rights,
  chains: readonly Chain[],
): Promise<AuditFinding[]> {
  const { attachedManagedPolicies, permissionsBoundary } = role.definition;
  const found = await Promise.all(
    attachedManagedPolicies.map(async (arn) => {
      if (role.texts[arn] === undefined) return [unread(`policy ${nameInArn(arn)}`, nameInArn(arn))];
      return isAwsOwn(arn) ? await awsPolicy(role, arn, rights, chains) : [];
    }),
  );
  const isUnbounded = permissionsBoundary !== undefined && role.texts[permissionsBoundary] === undefined;
  const boundary = isUnbounded ? [unread("boundary", nameInArn(permissionsBoundary))] : [];
  return [...found.flat(), ...boundary];
}

function unread(place: string, name: string): AuditFinding {
  return finding(
    "managed-policy-unread",
    "medium",
    place,
    `The text of ${name} could not be read, so that what it allows is not judged.`,
    "Look at it yourself, or audit with iam:GetPolicy and iam:GetPolicyVersion.",
  );
}

async function awsPolicy(
  role: FoundRole,
  arn: string,
  rights: Rights,
  chains: readonly Chain[],
): Promise<AuditFinding[]> {
  const name = nameInArn(arn);
  const statements = rights.allow.filter(({ policy, isAws }) => isAws && policy === name);
  const reaches = statements.map((placed) => dataReach(placed, rights));
  const everywhere = reaches.flatMap((reach) => reach.everywhere);
  const all = statements.find(isEverything);
  if (all !== undefined) return statementFindings(all, rights);
  if (managedPolicies.find((known) => known.name === name)?.wide ?? WIDE.test(name)) {
    const leads = chains.some(({ severity, policies }) => severity === "high" && policies.includes(name));
    const alone = { ...role, definition: { ...role.definition, policies: [], attachedManagedPolicies: [arn] } };
    const { actions } = await widthOf(alone);
    return [
      finding(
        "wide-managed-policy",
        leads || everywhere.length > 0 ? "high" : "medium",
        `policy ${name}`,
        `${name} allows ${actions.toLocaleString("en")} actions, far more than the work of one role needs.`,
        "Detach it, once a policy for what the role does is in its place.",
        [...new Set(everywhere.map(({ attack }) => attack))],
      ),
    ];
  }
  if (everywhere.length > 0) {
    return [
      finding(
        "all-data",
        "high",
        `policy ${name}`,
        `${name} allows ${shortList(everywhere.map(({ action }) => action))} on all there is.`,
        "Detach it, and name the buckets, secrets or tables that its jobs use in a policy of the role's own.",
        [...new Set(everywhere.map(({ attack }) => attack))],
      ),
    ];
  }
  const byName = [...new Set(reaches.flatMap((reach) => reach.byName))];
  if (byName.length === 0) return [];
  return [
    finding(
      "managed-policy-by-name",
      "low",
      `policy ${name}`,
      `${name} reaches whatever is called so: ${shortList(byName)}.`,
      "A policy of the role's own can name its buckets.",
    ),
  ];
}
