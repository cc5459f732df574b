/**
 * The core of sagerole without a screen: role files, what they come to, and what that allows.
 *
 * ```ts
 * import { compare, compile, evaluate, parseRoleFile, plan } from "sagerole";
 *
 * const compiled = compile(parseRoleFile(text));
 * const { decision } = evaluate(
 *   { action: "s3:GetObject", resource: "arn:aws:s3:::acme-train/raw/a.csv" },
 *   { identity: compiled.definition.policies },
 * );
 * ```
 *
 * @module
 */
export { Problem } from "./base/problem.js";
export { type ExportFormat, type ExportOptions, exportFormats } from "./export/formats.js";
export { type AccessItem, type AccessReport, accessReport as compare, type PolicyTexts } from "./plan/access.js";
export { diffRole as diff } from "./plan/diff.js";
export { makePlan as plan, type PlanInput } from "./plan/make-plan.js";
export type { DiffLine, Plan, PlanStep } from "./plan/plan.js";
export type { ConditionBlock, PolicyDocument, Statement } from "./policy/document.js";
export { evaluate } from "./policy/evaluate.js";
export type { AccessRequest, Decision, NamedDocument, PolicySet, RequestContext } from "./policy/request.js";
export { type Compiled, compile } from "./role/compile.js";
export { emptyRoleFile } from "./role/defaults.js";
export type { Finding, Reason, RoleDefinition, RolePolicy, StatementProvenance } from "./role/definition.js";
export type { AccountFacts } from "./role/facts.js";
export { type Inferred, inferRoleFile } from "./role/infer/infer.js";
export { parseRoleFile } from "./role/parse.js";
export { type ProofLine, prove, proveCaller } from "./role/prove.js";
export type { RoleFile } from "./role/role-file.js";
export { writeRoleFile } from "./role/write.js";
