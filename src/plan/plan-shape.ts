import * as z from "zod";
import type { RoleDefinition } from "../role/definition.js";

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
/** A policy document, of whatever form IAM takes. */
export const policyDocument = z.object({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: text.optional(),
  Statement: z.union([statement, z.array(statement)]),
});
/** A role as IAM holds it. */
export const definition = z.strictObject({
  name: text,
  path: text,
  description: text,
  maxSessionSeconds: z.int(),
  permissionsBoundary: text.optional(),
  tags: z.record(text, text),
  trustPolicy: policyDocument,
  policies: z.array(z.strictObject({ name: text, kind: z.enum(["inline", "managed"]), document: policyDocument })),
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
/** A call of a plan, with what it does in words. */
export const planStep = z.strictObject({ sign: z.enum(["+", "~", "-"]), summary: text, call: iamWrite });

/** What every plan holds. */
export const planParts = {
  format: z.literal("sagerole.plan/1"),
  account: text.regex(/^\d{12}$/, "not an account id"),
  region: text,
  partition: text,
  roleArn: text,
  desired: definition,
  live: definition.optional(),
  fingerprint: text,
  steps: z.array(planStep),
  notes: z.array(text).optional(),
};

/** A saved plan. */
export const planShape = z.strictObject({ ...planParts, tool: text, endpoint: text.optional() });
