import * as z from "zod";
import manifest from "../../package.json" with { type: "json" };
import type { IamWrite } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { nameInArn } from "../policy/arn.js";
import { isNamedAfter } from "../role/managed-policy.js";
import { fingerprint } from "./fingerprint.js";
import { outcomeOf } from "./outcome.js";
import type { Plan } from "./plan.js";
import { planShape } from "./plan-shape.js";

/** A plan as it is saved, with the version of the tool that made it. */
export function writePlan(plan: Plan): string {
  const { format, ...rest } = plan;
  return `${JSON.stringify({ format, tool: manifest.version, ...rest }, undefined, 2)}\n`;
}

/** Whether a text looks like a saved plan, rather than a role file. */
export function isSavedPlan(text: string): boolean {
  return /^\s*\{[\s\S]*"format":\s*"sagerole\.plan\//.test(text.slice(0, 500));
}

/**
 * Reads a saved plan. Its calls must lead from the role it shows to the role it shows: what is applied is what can be
 * reviewed in it.
 * @throws Problem `plan-file` when it is none, was made by another version, or was changed by hand
 */
export function readPlan(text: string, fileName: string): Plan {
  const value = parseJson(text, fileName);
  const { format, tool } =
    z.looseObject({ format: z.string(), tool: z.string() }).partial().safeParse(value).data ?? {};
  if (format !== "sagerole.plan/1" || tool !== manifest.version) {
    const isPlan = format?.startsWith("sagerole.plan/") === true && tool !== undefined;
    throw refusal(
      fileName,
      isPlan
        ? `was made by sagerole ${tool}, and this is ${manifest.version}: it might be applied differently`
        : "is not a saved plan",
    );
  }
  const parsed = planShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refusal(fileName, `cannot be applied: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "unknown"}`);
  }
  const { tool: _, ...plan } = parsed.data as Plan & { tool: string };
  const fault = inconsistency(plan);
  if (fault !== undefined) throw refusal(fileName, `was changed after it was made: ${fault}`);
  return plan;
}

/** Why a plan's parts do not belong together, or undefined. */
function inconsistency(plan: Plan): string | undefined {
  const { account, partition, roleArn, desired, live, fingerprint: seen, steps } = plan;
  if (desired === undefined) return "it describes no role";
  const calls = steps.map((step) => step.call);
  const other = calls.find((write) => !isFor(desired.name, account, write));
  if (roleArn !== `arn:${partition}:iam::${account}:role${desired.path}${desired.name}`) {
    return "its roleArn is not the ARN of the role it describes";
  }
  if (other !== undefined) return `its ${other.api} is not for the role it describes`;
  if (fingerprint(live) !== seen) return "its fingerprint is not that of the role it was compared with";
  try {
    if (fingerprint(outcomeOf(live, calls)) === fingerprint(desired)) return undefined;
  } catch {
    // A document that is no JSON.
  }
  return "its calls do not lead to the role it describes";
}

/** Whether a call is on the role itself, or on a managed policy that is made for it. */
function isFor(roleName: string, account: string, { api, input }: IamWrite): boolean {
  if ("RoleName" in input) return input.RoleName === roleName;
  if (api === "CreatePolicy") return isNamedAfter(roleName, input.PolicyName);
  const [, , , , owner, resource = ""] = input.PolicyArn.split(":");
  return owner === account && isNamedAfter(roleName, nameInArn(resource));
}

function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(fileName, "is not a saved plan: it is not JSON");
  }
}

function refusal(fileName: string, why: string): Problem {
  return new Problem(
    "plan-file",
    `${fileName} ${why}.`,
    "Nothing was written. Make a new plan with sagerole plan --out.",
  );
}
