import { z } from "zod";
import { Problem } from "../base/problem.js";
import type { Plan } from "./plan.js";

/** A plan as it is saved. */
export function writePlan(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

const shape = z.looseObject({
  format: z.literal("sagerole.plan/1"),
  account: z.string().regex(/^\d{12}$/),
  region: z.string(),
  partition: z.string(),
  roleArn: z.string(),
  desired: z.looseObject({ name: z.string(), trustPolicy: z.unknown(), policies: z.array(z.unknown()) }),
  fingerprint: z.string(),
  steps: z.array(
    z.looseObject({ sign: z.enum(["+", "~", "-"]), summary: z.string(), call: z.looseObject({ api: z.string() }) }),
  ),
});

/** Whether a text looks like a saved plan, rather than a role file. */
export function isSavedPlan(text: string): boolean {
  return /^\s*\{[\s\S]*"format":\s*"sagerole\.plan\//.test(text.slice(0, 500));
}

/**
 * Reads a saved plan.
 * @throws Problem `plan-file` when it is none, or of another version of the tool
 */
export function readPlan(text: string, fileName: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(
      "plan-file",
      `${fileName} is not a saved plan: it is not JSON.`,
      "Make one with sagerole plan --out.",
    );
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Problem(
      "plan-file",
      `${fileName} is not a plan this version can apply: ${issue?.path.join(".") || "it"}: ${issue?.message ?? "unknown"}.`,
      "Make a new one with sagerole plan --out.",
    );
  }
  return value as Plan;
}
