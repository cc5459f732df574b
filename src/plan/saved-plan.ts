import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import type { IamWrite } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { nameInArn } from "../policy/arn.js";
import type { RoleDefinition } from "../role/definition.js";
import { isNamedAfter } from "../role/managed-policy.js";
import { fingerprint } from "./fingerprint.js";
import { outcomeOf } from "./outcome.js";
import type { Plan } from "./plan.js";

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

const text = z.string();
const texts = z.union([text, z.array(text)]);
/** What a document of a live role may hold: IAM checked it, and takes bare numbers and booleans in conditions. */
const scalar = z.union([text, z.number(), z.boolean()]);
const principal = z.union([text, z.record(text, texts)]);
const statement = z.object({
  Sid: text.optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Condition: z.record(text, z.record(text, z.union([scalar, z.array(scalar)]))).optional(),
});
const document = z.object({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: text.optional(),
  Statement: z.union([statement, z.array(statement)]),
});
const definition = z.strictObject({
  name: text,
  path: text,
  description: text,
  maxSessionSeconds: z.int(),
  permissionsBoundary: text.optional(),
  tags: z.record(text, text),
  trustPolicy: document,
  policies: z.array(z.strictObject({ name: text, kind: z.enum(["inline", "managed"]), document })),
  attachedManagedPolicies: z.array(text),
}) satisfies z.ZodType<Omit<RoleDefinition, "trustPolicy" | "policies">>;

const role = { RoleName: text };
const tags = z.array(z.strictObject({ Key: text, Value: text }));
const call = <Api extends string, Shape extends z.core.$ZodLooseShape>(api: Api, input: Shape) =>
  z.strictObject({ api: z.literal(api), input: z.strictObject(input) });
/** The calls a plan may be made of, as `IamWrite` has them; no other is ever sent. */
const iamWrite = z.discriminatedUnion("api", [
  call("CreateRole", {
    ...role,
    Path: text,
    AssumeRolePolicyDocument: text,
    Description: text.optional(),
    MaxSessionDuration: z.int(),
    PermissionsBoundary: text.optional(),
    Tags: tags.optional(),
  }),
  call("UpdateRole", { ...role, Description: text, MaxSessionDuration: z.int() }),
  call("UpdateAssumeRolePolicy", { ...role, PolicyDocument: text }),
  call("PutRolePolicy", { ...role, PolicyName: text, PolicyDocument: text }),
  call("DeleteRolePolicy", { ...role, PolicyName: text }),
  call("CreatePolicy", { PolicyName: text, Path: text, PolicyDocument: text, Description: text.optional() }),
  call("CreatePolicyVersion", { PolicyArn: text, PolicyDocument: text, SetAsDefault: z.literal(true) }),
  call("DeletePolicyVersion", { PolicyArn: text, VersionId: text }),
  call("AttachRolePolicy", { ...role, PolicyArn: text }),
  call("DetachRolePolicy", { ...role, PolicyArn: text }),
  call("PutRolePermissionsBoundary", { ...role, PermissionsBoundary: text }),
  call("DeleteRolePermissionsBoundary", role),
  call("TagRole", { ...role, Tags: tags }),
  call("UntagRole", { ...role, TagKeys: z.array(text) }),
]);
const planShape = z.strictObject({
  format: z.literal("sagerole.plan/1"),
  tool: text,
  account: text.regex(/^\d{12}$/, "not an account id"),
  region: text,
  partition: text,
  roleArn: text,
  endpoint: text.optional(),
  desired: definition,
  live: definition.optional(),
  fingerprint: text,
  steps: z.array(z.strictObject({ sign: z.enum(["+", "~", "-"]), summary: text, call: iamWrite })),
  notes: z.array(text).optional(),
});
