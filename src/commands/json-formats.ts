import * as z from "zod";
import { VALIDATION_TYPES } from "../aws/answers.js";
import { definition, planParts, planShape, policyDocument } from "../plan/plan-shape.js";
import { ACCESS_LEVELS } from "../policy/action-reference.js";
import { roleFileSchema } from "../role/schema.js";
import { auditFormat } from "./audit-format.js";

const text = z.string();
const texts = z.array(text);
const flag = z.boolean();

const finding = z.strictObject({
  id: text.describe("A stable code; see sagerole explain CODE."),
  severity: z.enum(["error", "warning", "note"]),
  place: text.optional().describe("The part of the role file it is about, such as data[1].key."),
  message: text,
  remedy: text,
  source: text.optional(),
});

const diffLine = z.strictObject({ sign: z.enum(["+", "-", "~", " "]), indent: z.int(), text });

const decision = z.strictObject({
  decision: z.enum(["allowed", "explicitDeny", "implicitDeny"]),
  by: z
    .looseObject({ policy: text, sid: text.optional() })
    .optional()
    .describe("The statement that decides; absent for an implicit deny."),
  reason: text.optional().describe("For an implicit deny: why nothing allows it."),
});

const proofLine = z.strictObject({
  useCase: text.describe("The use case that makes the call, or trust, guardrails, never."),
  step: text.describe("What happens at this point, in words."),
  call: z.strictObject({
    action: text,
    resource: text,
    context: z.record(text, z.unknown()),
    step: text,
    source: text,
    unscoped: z.literal(true).optional(),
  }),
  decision,
  expected: z.enum(["allowed", "denied"]),
  derived: flag.describe("Whether it was made from another call, by changing one thing of it."),
});

const access = z.strictObject({
  verdict: z.enum(["widens", "narrows", "same"]),
  items: z.array(
    z.strictObject({
      change: z.enum(["gained", "lost"]),
      about: z.enum(["identity", "trust", "guard"]),
      level: z.enum(ACCESS_LEVELS),
      what: texts,
      actions: texts,
      on: texts,
      onlyIf: texts,
      wide: flag,
      escalates: texts,
      from: text,
    }),
  ),
});

const check = z.strictObject({
  format: z.literal("sagerole.check/1"),
  ok: flag.describe("Whether all calls are decided as they should be, and no finding is an error."),
  roleArn: text,
  findings: z.array(finding),
  beyond: z
    .record(text, z.strictObject({ actions: z.int(), worst: texts, version: text }))
    .describe("What attached AWS managed policies allow beyond the role file, by name."),
  proof: z.array(proofLine),
  callerProof: z.array(proofLine),
});

const plan = z.strictObject({
  ...planParts,
  findings: z.array(finding),
  diff: z.array(diffLine),
  access,
  proof: z.array(proofLine),
  takeOver: z
    .strictObject({ isAdoption: flag, replaced: texts, lost: texts, kept: texts })
    .optional()
    .describe("What is taken from others, and kept of them, where the trust policy does not bear sagerole's name."),
  validation: z
    .strictObject({
      findings: z.array(
        z.strictObject({
          type: z.enum(VALIDATION_TYPES),
          code: text,
          message: text,
          source: text,
          document: text,
          isKept: flag,
        }),
      ),
      documents: z.int(),
      unknown: texts,
    })
    .optional()
    .describe("With --validate: what IAM Access Analyzer says."),
});

const problem = z.strictObject({ code: text, message: text, details: texts, next: text });

/** Of several files: what each comes to, or why it could not be looked at. */
function each(result: typeof check | typeof plan) {
  return z.array(z.union([result.extend({ file: text }), z.strictObject({ file: text, problem })]));
}

const code = z.strictObject({ id: text, title: text, text, source: text });

/** What each `--json` prints, and what `plan --out` saves, by its `format`. Within a version nothing is taken away. */
export const jsonFormats = {
  "sagerole.check/1": check.describe("sagerole check FILE --json"),
  "sagerole.checks/1": z
    .strictObject({ format: z.literal("sagerole.checks/1"), files: each(check) })
    .describe("sagerole check FILE FILE… --json"),
  "sagerole.plan/1": z.union([plan.describe("sagerole plan FILE --json"), planShape.describe("sagerole plan --out")]),
  "sagerole.plans/1": z
    .strictObject({ format: z.literal("sagerole.plans/1"), files: each(plan) })
    .describe("sagerole plan FILE FILE… --json"),
  "sagerole.apply/1": z
    .strictObject({
      format: z.literal("sagerole.apply/1"),
      roleArn: text,
      done: texts.describe("Calls that were made, in words."),
      notDone: texts,
      rolledBack: z.literal(true).optional().describe("Set where a call failed and all is as it was before."),
    })
    .describe("sagerole apply, undo, delete and recover, with --json"),
  "sagerole.recover/1": z
    .strictObject({
      format: z.literal("sagerole.recover/1"),
      unfinished: z.array(
        z.strictObject({
          role: text,
          startedAt: text,
          progress: z.enum(["before", "between", "after", "foreign"]),
        }),
      ),
    })
    .describe("sagerole recover --json: applies that were cut short"),
  "sagerole.import/1": z
    .strictObject({
      format: z.literal("sagerole.import/1"),
      role: text,
      file: roleFileSchema.omit({ extends: true }).describe("The nearest role file."),
      text: text.describe("The same as YAML."),
      evidence: z.array(z.strictObject({ useCase: text, statements: texts })),
      unfit: z.array(z.strictObject({ policy: text, sid: text, actions: texts, resources: texts })),
      trustFits: flag,
      access: access.describe("What applying the file would change."),
    })
    .describe("sagerole import ROLE --json"),
  "sagerole.tighten/1": z
    .strictObject({
      format: z.literal("sagerole.tighten/1"),
      role: text,
      file: roleFileSchema.omit({ extends: true }).describe("The role file that is proposed."),
      text: text.describe("The same as YAML, with the evidence."),
      guesses: z.array(
        z.strictObject({
          place: text.describe("The part of the role file."),
          words: text,
          from: z.enum(["trail", "last-used", "policy"]),
        }),
      ),
      open: texts.describe("What a person must decide."),
      access,
      steps: texts.describe("With --keep-both: how to move over."),
    })
    .describe("sagerole tighten ROLE --json"),
  "sagerole.audit/1": auditFormat.describe("sagerole audit --json"),
  "sagerole.explain/1": z
    .strictObject({
      format: z.literal("sagerole.explain/1"),
      roleArn: text,
      statements: z.array(
        z.strictObject({
          policy: text,
          sid: text,
          effect: z.enum(["Allow", "Deny"]),
          resources: texts,
          conditions: texts,
          reasons: z.array(
            z.strictObject({ useCase: text, input: text.optional(), actions: texts, why: text, source: text }),
          ),
          actions: z.array(z.strictObject({ action: text, reasons: z.array(z.int()), without: texts })),
        }),
      ),
    })
    .describe("sagerole explain FILE --json"),
  "sagerole.code/1": code.extend({ format: z.literal("sagerole.code/1") }).describe("sagerole explain CODE --json"),
  "sagerole.codes/1": z
    .strictObject({ format: z.literal("sagerole.codes/1"), codes: z.array(code) })
    .describe("sagerole explain --json"),
  "sagerole.doctor/1": z
    .strictObject({
      format: z.literal("sagerole.doctor/1"),
      checks: z.array(z.strictObject({ what: text, ok: flag, says: text, next: text.optional() })),
    })
    .describe("sagerole doctor --json"),
  "sagerole.role/1": z
    .strictObject({
      trustPolicy: policyDocument,
      policies: definition.shape.policies,
      attach: texts,
      callerPolicy: policyDocument,
    })
    .describe("sagerole export FILE --format json"),
};

/** The JSON Schemas of what is printed, by the name of the file they are published in. */
export function jsonFormatSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(jsonFormats).map(([format, shape]) => {
      const { $schema, ...schema } = z.toJSONSchema(shape, { io: "input", target: "draft-7", reused: "ref" });
      const name = `${format.replace("sagerole.", "").replace("/", "-")}.schema.json`;
      return [name, { $schema, $id: `https://unpkg.com/sagerole@0.1/schema/output/${name}`, title: format, ...schema }];
    }),
  );
}
