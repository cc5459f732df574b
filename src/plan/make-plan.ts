import type { LiveRole } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { nameInArn } from "../policy/arn.js";
import { canonicalDocument, sameDocument } from "../policy/canonical.js";
import type { PolicyDocument } from "../policy/document.js";
import { documentSize } from "../policy/size.js";
import type { RoleDefinition, RolePolicy } from "../role/definition.js";
import { isNamedAfter, managedPolicyArn } from "../role/managed-policy.js";
import { fingerprint } from "./fingerprint.js";
import { isNarrower, statementText } from "./narrower.js";
import { inSafeOrder, type PolicyChange } from "./order.js";
import { isKeptArn } from "./others.js";
import type { Plan, PlanStep } from "./plan.js";
import { settleTrust, type UniqueIds } from "./principals.js";
import {
  addPolicy,
  attach,
  changeBoundary,
  changePolicy,
  changeSettings,
  changeTags,
  changeTrust,
  createRole,
  detach,
  type EarlierVersions,
  removePolicy,
} from "./steps.js";

/** What is wanted, and where. */
export interface PlanInput {
  definition: RoleDefinition;
  roleArn: string;
  account: string;
  region: string;
  partition: string;
  /** Unique ids of the roles and users that its trust policy names, as far as they are known. */
  principals?: UniqueIds;
}

/**
 * The ordered calls that turn the live role into the one wanted; none where they are the same.
 * A guard (trust policy, boundary) that gets narrower comes first and one that gets wider last; policies are added,
 * then changed, then removed. So no moment is wider than it must be, and a role in use keeps what both have.
 * @param earlier versions of the role's managed policies that hold what is wanted, to be put back in force
 * @throws Problem `protected` for a role of AWS's own; `path` and `name-case` where the live role cannot become the
 *   one wanted; `own-policy` and `shared-policy` where a managed policy cannot be told to be the role's alone
 */
export function makePlan(wanted: PlanInput, live: LiveRole | undefined, earlier: EarlierVersions = {}): Plan {
  refuseWhatCannotBe(wanted, live);
  const { trustPolicy, notes } = settleTrust(wanted.definition.trustPolicy, live?.definition, wanted.principals);
  const desired: RoleDefinition = { ...wanted.definition, trustPolicy };
  const input: PlanInput = { ...wanted, definition: desired };
  return {
    format: "sagerole.plan/1",
    account: input.account,
    region: input.region,
    partition: input.partition,
    roleArn: live?.arn ?? input.roleArn,
    desired,
    ...(live !== undefined && { live: live.definition }),
    fingerprint: fingerprint(live?.definition),
    steps: live === undefined ? create(input) : update(input, live, earlier),
    ...(notes.length > 0 && { notes }),
  };
}

function create(input: PlanInput): PlanStep[] {
  const { definition: role } = input;
  return [
    createRole(role),
    ...role.policies.flatMap((policy) => addPolicy(role, policy, input, undefined)),
    ...role.attachedManagedPolicies.map((arn) => attach(role, arn)),
  ];
}

function update(input: PlanInput, live: LiveRole, earlier: EarlierVersions): PlanStep[] {
  const { definition: was } = live;
  const { definition: role } = input;
  const changes = policyChanges(input, live, earlier);
  const guards = guardChanges(was, role, changes);
  const filled = {
    inline: was.policies.reduce((sum, policy) => sum + inlineSize(policy), 0),
    attached: was.policies.filter(({ kind }) => kind === "managed").length + was.attachedManagedPolicies.length,
  };
  return [
    ...guards.first,
    ...changeSettings(was, role),
    ...changeTags(was, role),
    ...inSafeOrder(changes, filled),
    ...guards.last,
  ];
}

/** Additions, then changes, then removals. */
function policyChanges(input: PlanInput, live: LiveRole, earlier: EarlierVersions): PolicyChange[] {
  const { definition: was } = live;
  const { definition: role } = input;
  const find = (policies: readonly RolePolicy[], policy: RolePolicy) =>
    policies.find(({ kind, name }) => kind === policy.kind && name === policy.name);
  const added: PolicyChange[] = [];
  const changed: PolicyChange[] = [];
  for (const policy of role.policies) {
    const present = find(was.policies, policy);
    if (present === undefined) added.push(change(addPolicy(role, policy, input, live), undefined, policy));
    else if (!sameDocument(present.document, policy.document)) {
      changed.push(change(changePolicy(role, policy, live, earlier), present, policy));
    }
  }
  const gone = was.policies.filter((policy) => find(role.policies, policy) === undefined);
  const missing = role.attachedManagedPolicies.filter((arn) => !was.attachedManagedPolicies.includes(arn));
  const extra = was.attachedManagedPolicies.filter((arn) => !role.attachedManagedPolicies.includes(arn));
  const nothing = { gains: new Set<string>(), losses: new Set<string>(), inline: 0 };
  return [
    ...added,
    ...missing.map((arn) => ({ ...nothing, steps: [attach(role, arn)], gains: new Set([arn]), attached: 1 })),
    ...changed,
    ...gone.map((policy) => change([removePolicy(role, policy, live)], policy, undefined)),
    ...extra.map((arn) => ({ ...nothing, steps: [detach(role, arn)], losses: new Set([arn]), attached: -1 })),
  ];
}

function change(steps: PlanStep[], was: RolePolicy | undefined, is: RolePolicy | undefined): PolicyChange {
  const before = statementsOf(was?.document);
  const after = statementsOf(is?.document);
  const count = (policy: RolePolicy | undefined) => (policy?.kind === "managed" ? 1 : 0);
  return {
    steps,
    gains: new Set([...after].filter((text) => !before.has(text))),
    losses: new Set([...before].filter((text) => !after.has(text))),
    inline: inlineSize(is) - inlineSize(was),
    attached: count(is) - count(was),
  };
}

/**
 * The changes of trust policy and boundary, before or after those of the policies. Where it cannot be told whether a
 * guard gets narrower, it goes first, unless the policies only lose: then the old guard stays until they have.
 */
function guardChanges(was: RoleDefinition, role: RoleDefinition, changes: readonly PolicyChange[]) {
  const isLossOnly = changes.every(({ gains }) => gains.size === 0);
  const first: PlanStep[] = [];
  const last: PlanStep[] = [];
  const place = (isFirst: boolean, step: PlanStep) => (isFirst ? first : last).push(step);
  if (!sameDocument(was.trustPolicy, role.trustPolicy)) {
    const isNarrowing = isNarrower(role.trustPolicy, was.trustPolicy);
    const isWidening = isNarrower(was.trustPolicy, role.trustPolicy);
    place(isNarrowing || (!isWidening && !isLossOnly), changeTrust(role));
  }
  if (was.permissionsBoundary !== role.permissionsBoundary) {
    const isNarrowing = was.permissionsBoundary === undefined;
    const isWidening = role.permissionsBoundary === undefined;
    place(isNarrowing || (!isWidening && !isLossOnly), changeBoundary(was, role));
  }
  return { first, last };
}

function refuseWhatCannotBe(input: PlanInput, live: LiveRole | undefined): void {
  const { definition: desired, account } = input;
  const was = live?.definition;
  if (/^\/aws-(service-role|reserved)\//.test(was?.path ?? desired.path)) {
    throw new Problem(
      "protected",
      `The role ${was?.name ?? desired.name} belongs to AWS: nobody else may make or change it.`,
      "Choose another name and path.",
    );
  }
  if (was !== undefined && was.name !== desired.name) {
    throw new Problem(
      "name-case",
      `The role is there as ${was.name}: IAM takes ${desired.name} for the same name, and policies that name it do not.`,
      `Write name: ${was.name}, or choose another name.`,
    );
  }
  if (was !== undefined && was.path !== desired.path) {
    throw new Problem(
      "path",
      `The role ${was.name} exists with the path ${was.path}; its path cannot be changed to ${desired.path}.`,
      `Set path: ${was.path}, or choose another name. It is never deleted and made again: policies elsewhere that name it would silently stop working.`,
    );
  }
  const own = desired.attachedManagedPolicies.find(
    (arn) => arn.split(":")[4] === account && isNamedAfter(desired.name, nameInArn(arn)) && !isKeptArn(desired, arn),
  );
  if (own !== undefined) {
    throw new Problem(
      "own-policy",
      `${own} is named after the role: it would be taken for one that sagerole made and may rewrite.`,
      "Give the policy or the role another name, or take the policy out of attach:.",
    );
  }
  const shared = desired.policies
    .filter(({ kind }) => kind === "managed")
    .map(({ name }) => managedPolicyArn(desired, name, input))
    .find((arn) => was?.attachedManagedPolicies.includes(arn));
  if (shared !== undefined) {
    throw new Problem(
      "shared-policy",
      `${shared} is attached to something besides the role ${desired.name}: a new version would change that too.`,
      "Detach it there, set delivery: inline, or choose another name.",
    );
  }
}

function statementsOf(document: PolicyDocument | undefined): Set<string> {
  return new Set(document === undefined ? [] : canonicalDocument(document).Statement.map(statementText));
}

function inlineSize(policy: RolePolicy | undefined): number {
  return policy?.kind === "inline" ? documentSize(policy.document) : 0;
}
