import type { Identity } from "./account.js";
import type { SimulatedAnswer, SimulatedCall } from "./answers.js";
import type { Clients } from "./clients.js";
import { errorCode, isDenied } from "./errors.js";

/** Questions that are under way at once. */
const AT_ONCE = 4;

/**
 * Asks IAM's policy simulator whether a role or user may make these calls, by its identity policies, boundary and the
 * organisation's policies. Bucket, key and repository policies are not looked at.
 * There is one result per action, whatever the number of resources: each call is asked on its one resource. A denial
 * for want of context is no denial, and who may not ask learns nothing.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 * @param principal ARN of the role or user; undefined where it cannot be told
 */
export async function simulate(
  clients: Clients,
  principal: string | undefined,
  calls: readonly SimulatedCall[],
  signal?: AbortSignal,
): Promise<SimulatedAnswer[]> {
  if (principal === undefined)
    return calls.map(() => ({ answer: "unknown", why: "who is asking cannot be simulated" }));
  const groups = new Map<string, number[]>();
  calls.forEach(({ resource, context }, index) => {
    const key = JSON.stringify([resource, context]);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  });
  const answers: SimulatedAnswer[] = calls.map(() => ({ answer: "unknown", why: "not asked" }));
  const queue = [...groups.values()];
  let closed: SimulatedAnswer | undefined;
  const worker = async () => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      const asked = group.map((index) => calls[index] as SimulatedCall);
      const told = closed === undefined ? await ask(clients, principal, asked, signal) : asked.map(() => closed);
      group.forEach((index, position) => {
        answers[index] = told[position] ?? { answer: "unknown" };
      });
      // Whoever may not ask once may not ask again.
      if (told[0]?.why === MAY_NOT_ASK) closed = told[0];
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

const MAY_NOT_ASK = "iam:SimulatePrincipalPolicy is missing";

async function ask(
  clients: Clients,
  principal: string,
  calls: readonly SimulatedCall[],
  signal?: AbortSignal,
): Promise<SimulatedAnswer[]> {
  const [{ resource, context }] = calls as [SimulatedCall];
  try {
    const { client, sdk } = await clients.iam();
    const command = new sdk.SimulatePrincipalPolicyCommand({
      PolicySourceArn: principal,
      ActionNames: calls.map(({ action }) => action),
      ResourceArns: [resource],
      ContextEntries: Object.entries(context ?? {}).map(([ContextKeyName, value]) => ({
        ContextKeyName,
        ContextKeyValues: typeof value === "string" ? [value] : [...value],
        ContextKeyType: typeof value === "string" ? "string" : "stringList",
      })),
    });
    const { EvaluationResults = [] } = await client.send(command, { ...(signal && { abortSignal: signal }) });
    const byAction = new Map(EvaluationResults.map((result) => [result.EvalActionName?.toLowerCase(), result]));
    return calls.map(({ action }): SimulatedAnswer => {
      const result = byAction.get(action.toLowerCase());
      const specific = result?.ResourceSpecificResults?.find((one) => one.EvalResourceName === resource);
      const decision = specific?.EvalResourceDecision ?? result?.EvalDecision;
      const missing = specific?.MissingContextValues ?? result?.MissingContextValues ?? [];
      if (decision === "allowed") return { answer: "yes" };
      if (decision === undefined) return { answer: "unknown", why: "the simulator did not say" };
      if (decision === "implicitDeny" && missing.length > 0) {
        return { answer: "unknown", why: `it depends on ${missing.join(", ")}` };
      }
      if (result?.OrganizationsDecisionDetail?.AllowedByOrganizations === false) {
        return { answer: "no", why: "the organisation's policies do not allow it" };
      }
      if (result?.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false) {
        return { answer: "no", why: "the permissions boundary does not allow it" };
      }
      return { answer: "no", why: decision === "explicitDeny" ? "a policy denies it" : "no policy allows it" };
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    const why = isDenied(error) ? MAY_NOT_ASK : `the simulator failed: ${errorCode(error)}`;
    return calls.map(() => ({ answer: "unknown", why }));
  }
}

/**
 * The user or role behind an identity, as the simulator takes it: sessions are of a role, whose path only IAM knows.
 * @returns undefined for the root user, federated users, and roles that may not be read
 */
export async function simulatedIdentity(clients: Clients, { arn }: Identity): Promise<string | undefined> {
  if (/^arn:[a-z-]+:iam::\d{12}:user\//.test(arn)) return arn;
  const [, RoleName] = /^arn:[a-z-]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (RoleName === undefined) return undefined;
  try {
    const { client, sdk } = await clients.iam();
    const { Role } = await client.send(new sdk.GetRoleCommand({ RoleName }));
    return Role?.Arn;
  } catch {
    return undefined;
  }
}
