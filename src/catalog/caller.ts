import { callsOf } from "./calls.js";
import { startJourney } from "./job-journey.js";
import { type JobKindId, jobKinds, startJobGrants } from "./job-kinds.js";
import { passRoleGrant } from "./pass-role.js";
import { readLogsGrants } from "./telemetry.js";
import type { Grant, GrantContext, JourneyCall } from "./use-case.js";

/** What a person's own identity needs to start jobs of a kind with this role, follow them and read their logs. */
export function jobCallerGrants(context: GrantContext, id: JobKindId): Grant[] {
  return [
    ...startJobGrants(context, id),
    passRoleGrant(context, "Whoever starts a job hands the role to SageMaker."),
    ...readLogsGrants(context, jobKinds[id].logGroup),
  ];
}

/** What a person calls to start a job of a kind, follow it and read its log. */
export function jobCallerJourney(context: GrantContext, id: JobKindId): JourneyCall[] {
  const calls = callsOf(context);
  return [
    ...calls.passRole(),
    ...startJourney(context, id, "example-job"),
    ...calls.readLog(jobKinds[id].logGroup, "example-job/algo-1-1700000000"),
  ];
}
