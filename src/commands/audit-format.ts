import * as z from "zod";
import { SEVERITIES } from "../audit/audit-finding.js";

const text = z.string();
const texts = z.array(text);
const severity = z.enum(SEVERITIES);
const width = z
  .strictObject({ actions: z.int(), pairs: z.int(), whole: z.int() })
  .describe(
    "Actions that it may call; pairs of an action and a kind of resource; pairs that reach every such resource.",
  );

const findingParts = {
  id: text.describe("A stable code; see sagerole explain CODE."),
  severity,
  place: text.describe("The part of the role, such as trust policy or policy read, statement 1."),
  message: text,
  remedy: text,
  attack: texts.optional().describe("What whoever runs code with the role could do by it."),
  source: text,
};
const finding = z.strictObject(findingParts);

const usage = z.strictObject({
  used: z.array(z.strictObject({ service: text, at: text })),
  unusedServices: texts,
  unusedActions: texts,
  untold: texts.describe("Services of which nothing can be said: their work is not tracked."),
  passesRoles: z.boolean(),
});

const role = z.strictObject({
  name: text,
  arn: text,
  path: text,
  created: text.optional(),
  lastUsed: z.strictObject({ at: text.optional(), region: text.optional() }).optional(),
  tags: z.record(text, text),
  permissionsBoundary: text.optional(),
  policies: texts,
  attached: texts,
  assumedBy: texts,
  verdict: text.describe("One plain sentence."),
  severity: severity.optional().describe("Of the gravest finding; absent without any."),
  findings: z.array(finding),
  accepted: z.array(z.strictObject({ ...findingParts, reason: text, expires: text })).optional(),
  attack: texts,
  width,
  tightest: z
    .strictObject({ useCases: texts, width })
    .nullable()
    .optional()
    .describe("The tightest role for the same work; null where no use case is recognised."),
  usage: usage.optional(),
});

const acceptance = z.strictObject({
  role: text,
  code: text,
  place: text.optional(),
  reason: text,
  expires: text,
});
const roleFinding = z.strictObject({ role: text, finding });

/** What `sagerole audit --json` prints. */
export const auditFormat = z.strictObject({
  format: z.literal("sagerole.audit/1"),
  account: text,
  from: text.optional(),
  at: text,
  counts: z.strictObject({ high: z.int(), medium: z.int(), low: z.int() }),
  roles: z.array(role).describe("The worst first."),
  unread: z.array(z.strictObject({ name: text, why: text })),
  everyUseCase: width.describe("How wide a role for every use case would be."),
  change: z
    .strictObject({
      since: text,
      newRoles: texts,
      goneRoles: texts,
      newFindings: z.array(roleFinding),
      goneFindings: z.array(roleFinding),
      changed: z.array(z.strictObject({ role: text, id: text, place: text, from: severity, to: severity })),
      moved: z.array(z.strictObject({ role: text, from: width, to: width })),
    })
    .optional()
    .describe("With --since: what is otherwise than in the earlier audit."),
  expired: z.array(acceptance),
  unmatched: z.array(acceptance),
});
