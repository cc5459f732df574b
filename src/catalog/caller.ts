import { type JobKindId, jobKinds, startJobGrants } from "./job-kinds.js";
import { passRoleGrant } from "./pass-role.js";
import { readLogsGrants } from "./telemetry.js";
import type { Grant, GrantContext } from "./use-case.js";

/** What a person's own identity needs to start jobs of a kind with this role, follow them and read their logs. */
export function jobCallerGrants(context: GrantContext, id: JobKindId): Grant[] {
  return [
    ...startJobGrants(context, id),
    passRoleGrant(context, "Whoever starts a job hands the role to SageMaker."),
    ...readLogsGrants(context, jobKinds[id].logGroup),
  ];
}
