// What the wizard knows and decides with. Loaded once the first screen stands, so that it does not delay it.
export { findRole, findRoles } from "../audit/find.js";
export { judgeRole, withFindings } from "../audit/judge.js";
export { proposeTight } from "../audit/tighten.js";
export { usageFindings, usageOf } from "../audit/usage.js";
export { tightestOf } from "../audit/yardstick.js";
export { nearest } from "../base/nearest.js";
export { guardrailOptions } from "../catalog/guardrail-options.js";
export { catalog, useCase as findUseCase } from "../catalog/index.js";
export { managedPolicies, managedPolicyArnOf, managedPolicyText } from "../catalog/managed-policies.js";
export { isAsked, resolveOptions } from "../catalog/options.js";
export { regions } from "../catalog/partitions.js";
export { handOverFiles } from "../export/hand-over.js";
export { accessLines, accessVerdict } from "../plan/access.js";
export { accessBetween } from "../plan/access-between.js";
export { applyPlan } from "../plan/apply.js";
export { journalOf } from "../plan/begin.js";
export { beyond, beyondWords } from "../plan/beyond.js";
export { diffRole } from "../plan/diff.js";
export { Journal } from "../plan/journal.js";
export { forget, unfinishedApplies } from "../plan/journal-record.js";
export { isKeptArn } from "../plan/others.js";
export { roleNameOf } from "../plan/plan.js";
export { planFor } from "../plan/plan-for.js";
export { preflight } from "../plan/preflight.js";
export { backPlan, forwardPlan } from "../plan/recover.js";
export { keptSentence, takeOverOf, takeOverWords } from "../plan/take-over.js";
export { documentSize } from "../policy/size.js";
export {
  accountFault,
  arnFault,
  bucketNameFault,
  descriptionFault,
  prefixFault,
  roleNameFault,
  rolePathFault,
  sessionFault,
  tagFault,
} from "../role/check-values.js";
export { compile } from "../role/compile.js";
export { findingCode } from "../role/finding-codes.js";
export { fittings } from "../role/fit.js";
export { withKeptParts } from "../role/kept.js";
export { parseRoleFile } from "../role/parse.js";
export { prove, proveCaller } from "../role/prove.js";
export { whyOf } from "../role/why.js";
export { writeRoleFile } from "../role/write.js";
export { keepList, readKeptList } from "./kept-lists.js";
