import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceLastAccessed } from "@aws-sdk/client-iam";
import { Problem } from "../base/problem.js";
import type { ServiceAccess } from "./answers.js";
import { isoTime } from "./authorization-details.js";
import type { Clients } from "./clients.js";

/** Milliseconds between questions, and how long a report is waited for. */
const PAUSE = 500;
const LONGEST = 60_000;

/**
 * When a role last tried to use each service, and each action that IAM tracks, over at least 400 days. Attempts that were
 * denied count; only the role's own policies are looked at, not its boundary.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html,
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
 * @param arn the role's
 * @throws Problem `report-failed` where IAM could not make the report, `timeout` where it took more than a minute
 */
export async function lastAccessed(clients: Clients, arn: string, signal?: AbortSignal): Promise<ServiceAccess[]> {
  const abort = { ...(signal && { abortSignal: signal }) };
  try {
    const { client, sdk } = await clients.iam();
    const order = new sdk.GenerateServiceLastAccessedDetailsCommand({ Arn: arn, Granularity: "ACTION_LEVEL" });
    const { JobId } = await client.send(order, abort);
    const found: ServiceAccess[] = [];
    const until = Date.now() + LONGEST;
    for (let marker: string | undefined; ; ) {
      const ask = new sdk.GetServiceLastAccessedDetailsCommand({ JobId, ...(marker && { Marker: marker }) });
      const page = await client.send(ask, abort);
      if (page.JobStatus === "FAILED") throw failed(arn, page.Error?.Message);
      if (page.JobStatus === "IN_PROGRESS") {
        if (Date.now() > until) throw late(arn);
        await sleep(PAUSE, undefined, { ...(signal && { signal }) });
        continue;
      }
      found.push(...(page.ServicesLastAccessed ?? []).map(serviceAccess));
      if (!page.IsTruncated) return found;
      marker = page.Marker;
    }
  } catch (error) {
    throw clients.problem(error, `see what ${arn} used`, "iam:GenerateServiceLastAccessedDetails");
  }
}

function serviceAccess(one: ServiceLastAccessed): ServiceAccess {
  return {
    service: one.ServiceNamespace ?? "",
    name: one.ServiceName ?? "",
    ...(one.LastAuthenticated !== undefined && { at: isoTime(one.LastAuthenticated) }),
    actions: (one.TrackedActionsLastAccessed ?? []).map(({ ActionName = "", LastAccessedTime }) => ({
      name: ActionName,
      ...(LastAccessedTime !== undefined && { at: isoTime(LastAccessedTime) }),
    })),
  };
}

function failed(arn: string, why = "it does not say why"): Problem {
  return new Problem("report-failed", `IAM could not tell what ${arn} used: ${why}.`, "Try again later.");
}

function late(arn: string): Problem {
  return new Problem("timeout", `IAM took more than a minute to tell what ${arn} used.`, "Try again later.");
}
