import type { LiveRole } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { nameInArn } from "../policy/arn.js";
import { canonicalText } from "../policy/canonical.js";
import type { RoleDefinition } from "../role/definition.js";
import { managedPolicyArn } from "../role/managed-policy.js";
import { deletePolicy, deletionSteps } from "./delete-role.js";
import { fingerprint } from "./fingerprint.js";
import type { JournalRecord } from "./journal-record.js";
import { makePlan, type PlanInput } from "./make-plan.js";
import { outcomeOf } from "./outcome.js";
import { type Plan, type PlanStep, roleNameOf } from "./plan.js";

/**
 * How far an apply that was cut short came, told by the role as it is now: as before it, as after it, something
 * between, or something that none of its calls makes, so that another must have changed the role.
 */
export type Progress = "before" | "between" | "after" | "foreign";

/** How far an apply came. @param live the role as it is now */
export function progressOf({ plan, phases }: JournalRecord, live: LiveRole | undefined): Progress {
  const now = fingerprint(live?.definition);
  if (now === fingerprint(plan.desired)) return "after";
  if (now === fingerprint(plan.live)) return "before";
  for (const phase of phases) {
    const calls = phase.plan.steps.slice(0, phase.begun).map((step) => step.call);
    for (let count = 0; count <= calls.length; count += 1) {
      if (now === fingerprint(outcomeOf(phase.plan.live, calls.slice(0, count)))) return "between";
    }
  }
  return "foreign";
}

/**
 * The plan that leads an apply to its end after all.
 * @throws Problem `role-changed` when another has changed the role since
 */
export function forwardPlan(record: JournalRecord, live: LiveRole | undefined): Plan {
  refuseForeign(record, live);
  const { plan } = record;
  if (plan.desired !== undefined) return makePlan({ ...plan, definition: plan.desired }, live);
  return deletion(plan, live);
}

/**
 * The plan that leads back to what was before an apply: what it made goes, what it replaced comes back. It may be made
 * of an apply that was cut short and of one that came to its end.
 * @throws Problem `role-changed` when another has changed the role since
 */
export function backPlan(record: JournalRecord, live: LiveRole | undefined): Plan {
  refuseForeign(record, live);
  const { plan, versions } = record;
  const { live: before } = plan;
  if (before === undefined) return deletion(plan, live);
  const input: PlanInput = { ...plan, definition: before };
  const earlier = Object.fromEntries(Object.entries(versions).map(([arn, kept]) => [arn, kept.defaultVersion]));
  const back = makePlan(input, live, earlier);
  return { ...back, steps: [...back.steps, ...leftovers(record, live), ...lostPolicies(record, live)] };
}

/** Policies of the role that were attached to nothing, and that a deletion took away with it. */
function lostPolicies({ plan, phases, removed }: JournalRecord, live: LiveRole | undefined): PlanStep[] {
  const gone = phases.flatMap((phase) =>
    phase.plan.steps
      .slice(0, phase.begun)
      .flatMap(({ call }) => (call.api === "DeletePolicy" ? [call.input.PolicyArn] : [])),
  );
  const attached = managedNames(plan.live);
  return [...new Set(gone)].flatMap((arn): PlanStep[] => {
    const [, path = "/", name = ""] = /:policy(\/.*\/|\/)([^/]+)$/.exec(arn) ?? [];
    const document = removed[arn];
    if (document === undefined || attached.has(name) || live?.versions[arn] !== undefined) return [];
    const input = { PolicyName: name, Path: path, PolicyDocument: canonicalText(document) };
    return [{ sign: "+", summary: `create the managed policy ${name}`, call: { api: "CreatePolicy", input } }];
  });
}

/** Managed policies that the apply made, and versions that it put in force in policies attached to nothing. */
function leftovers({ plan, phases, versions }: JournalRecord, live: LiveRole | undefined): PlanStep[] {
  if (live === undefined) return [];
  const made = phases.flatMap((phase) =>
    phase.plan.steps.slice(0, phase.begun).flatMap(({ call }) => {
      if (call.api !== "CreatePolicy") return [];
      return [managedPolicyArn(live.definition, call.input.PolicyName, plan)];
    }),
  );
  const before = managedNames(plan.live);
  return [...new Set([...made, ...Object.keys(versions)])].flatMap((arn): PlanStep[] => {
    const now = live.versions[arn];
    const was = versions[arn];
    if (now === undefined) return [];
    if (was === undefined) return deletePolicy(arn, live.versions);
    const name = nameInArn(arn);
    const isLoose = !before.has(name);
    if (!isLoose || now.defaultVersion === was.defaultVersion || !now.versions.includes(was.defaultVersion)) return [];
    return [
      {
        sign: "~",
        summary: `put ${was.defaultVersion} of the managed policy ${name} back in force`,
        call: {
          api: "SetDefaultPolicyVersion",
          input: { PolicyArn: arn, VersionId: was.defaultVersion },
          // Attached to nothing, it shows in no role.
          holds: "{}",
        },
      },
      {
        sign: "-",
        summary: `remove ${now.defaultVersion} of the managed policy ${name}`,
        call: { api: "DeletePolicyVersion", input: { PolicyArn: arn, VersionId: now.defaultVersion } },
      },
    ];
  });
}

function managedNames(role: RoleDefinition | undefined): ReadonlySet<string> {
  return new Set(role?.policies.filter(({ kind }) => kind === "managed").map(({ name }) => name));
}

function refuseForeign(record: JournalRecord, live: LiveRole | undefined): void {
  if (progressOf(record, live) !== "foreign") return;
  const name = roleNameOf(record.plan);
  throw new Problem(
    "role-changed",
    live === undefined
      ? `The role ${name} has been removed since.`
      : `The role ${name} is neither as before that apply nor as any of its calls leaves it: another has changed it since.`,
    record.file.endsWith(".applied")
      ? "Nothing was written: going back would take away what the other did. Look at it with sagerole plan."
      : `Nothing was written. Look at it with sagerole plan, and forget the earlier apply with: sagerole recover ${name} --forget`,
  );
}

/** The plan that removes what is left of a role. */
function deletion({ desired: _, live: __, ...plan }: Plan, live: LiveRole | undefined): Plan {
  return {
    ...plan,
    fingerprint: fingerprint(live?.definition),
    ...(live !== undefined && { live: live.definition }),
    steps: live === undefined ? [] : deletionSteps(live),
  };
}
