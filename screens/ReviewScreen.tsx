import { Box } from "ink";
import { useMemo, useState } from "react";
import type { Core } from "../src/wizard/context.js";
import { inWords, jsonLines, proofRows, type ReviewView, reviewViews, summary } from "../src/wizard/review.js";
import type { WizardState } from "../src/wizard/state.js";
import { commandOf } from "./keys.js";
import { type Line, Lines } from "./parts/Lines.js";
import { Message } from "./parts/Message.js";
import { Text } from "./parts/Text.js";
import { wrap } from "./parts/truncate.js";
import { useKeys } from "./parts/use-keys.js";
import { TooLarge } from "./TooLarge.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** The role in six views, before anything is written. */
export function ReviewScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const state = useWizardState((whole) => whole);
  const [view, setView] = useState<ReviewView>("Summary");
  const core = wizard.core();

  useKeys(
    (input, key) => {
      const at = reviewViews.indexOf(view);
      const command = commandOf(input, key);
      const digit = /^[1-6]$/.test(input) ? Number(input) - 1 : undefined;
      const by = command === "left" || (command === "tab" && key.shift) ? -1 : 1;
      if (digit === undefined && command !== "left" && command !== "right" && command !== "tab") return false;
      setView(reviewViews[digit ?? (at + by + reviewViews.length) % reviewViews.length] ?? "Summary");
      return true;
    },
    { isActive },
  );

  const lines = useMemo(
    () => (core === undefined ? [] : linesOf(view, state, core, width)),
    [view, state, core, width],
  );
  if (state.compile?.problem?.code === "policy-too-large" && core !== undefined)
    return <TooLarge problem={state.compile.problem} width={width} height={height} isActive={isActive} />;
  if (state.compile?.problem !== undefined)
    return (
      <Box flexDirection="column">
        <Message problem={state.compile.problem} tone="danger" width={width} most={height - 1} />
        <Text color={theme.text.muted}> Press esc to go back and change it.</Text>
      </Box>
    );
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Tabs view={view} width={width} />
      <Lines key={view} lines={lines} width={width} height={height - 1} isActive={isActive} folds />
    </Box>
  );
}

function Tabs({ view, width }: { view: ReviewView; width: number }) {
  const short = width < 62;
  return (
    <Box width={width} height={1}>
      {reviewViews.map((name, index) => (
        <Text key={name} {...(name === view ? { inverse: true, bold: true } : { color: theme.text.muted })}>
          {name === view ? ` ${name} ` : short ? ` ${index + 1} ` : ` ${index + 1} ${name} `}
        </Text>
      ))}
    </Box>
  );
}

function linesOf(view: ReviewView, state: WizardState, core: Core, width: number): Line[] {
  const compiled = state.compile?.compiled;
  if (compiled === undefined) return [];
  switch (view) {
    case "Summary":
      return [
        ...summary(state, core).flatMap((sentence) => hanging("• ", sentence, width)),
        { text: "" },
        ...verdict(state, core, width),
      ];
    case "Access":
      return core
        .whyOf(compiled, state.proof)
        .flatMap((row) => [
          { text: inWords(row.sid), bold: true },
          ...hanging(
            row.effect === "Allow" ? "  may    " : "  never  ",
            row.actions.map(({ action }) => action).join(", "),
            width,
          ),
          ...row.resources.flatMap((resource, index) =>
            hanging(index === 0 ? "  on     " : "         ", resource, width),
          ),
          ...row.conditions.flatMap((condition) => hanging("  only if ", condition, width, theme.text.muted)),
          { text: "" },
        ]);
    case "Diff":
      return diffLines(state, core, width);
    case "JSON":
      return jsonLines(compiled).map(({ text, title }) => ({
        text,
        bold: title,
        ...(title && { color: theme.accent }),
      }));
    case "Proof":
      return [
        ...proofLines(state.proof, width),
        { text: "" },
        { text: "The person who uses the role (not part of it)", bold: true },
        ...proofLines(core.proveCaller(compiled), width),
      ];
    case "Findings":
      if (compiled.findings.length === 0) return [{ text: "✓ Nothing to remark.", color: theme.success }];
      return compiled.findings.flatMap((finding) => [
        ...hanging(
          { error: "✗ ", warning: "! ", note: "• " }[finding.severity],
          finding.message,
          width,
          { error: theme.danger, warning: theme.warning, note: undefined }[finding.severity],
        ),
        ...finding.remedy.split("\n").flatMap((part) => hanging("  ", part, width, theme.text.muted)),
        { text: "" },
      ]);
  }
}

function proofLines(proof: WizardState["proof"], width: number): Line[] {
  const hidden = proof.filter(({ derived, expected, decision }) => {
    return derived && (decision.decision === "allowed") === (expected === "allowed");
  }).length;
  return [
    ...proofRows(proof).flatMap((row): Line[] => [
      {
        text: `${row.right ? "✓" : "✗"} ${row.allowed ? "allowed" : "denied "}  ${row.step}`,
        color: row.right ? undefined : theme.danger,
      },
      ...hanging("             ", `${row.actions.join(", ")} on ${row.resource}`, width, theme.text.muted),
      ...hanging("             ", row.because, width, theme.text.muted),
    ]),
    ...hanging("✓ ", `denied: ${hidden} calls just beside these, each with one thing changed.`, width),
  ];
}

type ReadyPlan = Extract<WizardState["plan"], { status: "ready" }>;

function verdict(state: WizardState, core: Core, width: number): Line[] {
  const must = state.proof.filter((line) => line.expected === "allowed");
  const mustNot = state.proof.filter((line) => line.expected === "denied");
  const passed = must.filter((line) => line.decision.decision === "allowed").length;
  const refused = mustNot.filter((line) => line.decision.decision !== "allowed").length;
  const { plan } = state;
  const findings = state.compile?.compiled?.findings.filter((finding) => finding.severity !== "note").length ?? 0;
  const lines: Line[] = [
    {
      text: `${passed === must.length ? "✓" : "✗"} ${passed} of ${must.length} calls SageMaker will make are allowed.`,
      color: passed === must.length ? theme.success : theme.danger,
    },
    {
      text: `${refused === mustNot.length ? "✓" : "✗"} ${refused} of ${mustNot.length} calls it must not make are denied.`,
      color: refused === mustNot.length ? theme.success : theme.danger,
    },
    findings === 0
      ? { text: "✓ No warnings.", color: theme.success }
      : { text: `! ${findings} ${findings === 1 ? "finding" : "findings"} to read: view 6.`, color: theme.warning },
  ];
  if (plan.status === "loading") lines.push({ text: "… Reading the live role." });
  if (plan.status === "ready") {
    const count = plan.plan.steps.length;
    const words =
      plan.plan.live === undefined
        ? `No role of this name exists: ${count} calls make it.`
        : count === 0
          ? "The role exists and is already exactly this: nothing to change."
          : `A role of this name exists: ${count} ${count === 1 ? "call changes" : "calls change"} it; view 3 shows what.`;
    if (plan.preflight !== undefined) lines.push(...preflightLines(plan.preflight, width));
    if (plan.access !== undefined) {
      const { verdict } = plan.access;
      lines.push(
        ...hanging(
          verdict === "widens" ? "! " : "✓ ",
          core.accessVerdict(plan.access),
          width,
          verdict === "widens" ? theme.warning : theme.success,
        ),
      );
    }
    for (const note of plan.plan.notes ?? []) lines.push(...hanging("! ", note, width, theme.warning));
    const kept = core.keptSentence(plan.plan);
    if (kept !== undefined) lines.push(...hanging("! ", kept, width, theme.warning));
    const taken = count === 0 ? undefined : core.takeOverOf(plan.plan);
    if (taken !== undefined) lines.push(...hanging("! ", core.takeOverWords(plan.plan, taken), width, theme.warning));
    lines.push(...hanging(plan.plan.live !== undefined && count > 0 ? "! " : "✓ ", words, width));
  }
  if (plan.status === "blind" && plan.problem !== undefined)
    lines.push(...hanging("! ", `The live role could not be read: ${plan.problem.message}`, width, theme.warning));
  if (plan.status === "failed")
    lines.push(...hanging("✗ ", `${plan.problem.message} ${plan.problem.next}`, width, theme.danger));
  return lines;
}

/** What is known of the right to make the plan's calls; nothing where nothing is known. */
function preflightLines({ lines, full }: NonNullable<ReadyPlan["preflight"]>, width: number): Line[] {
  const lacking = [...new Set(lines.filter(({ answer }) => answer === "no").map(({ action }) => action))];
  if (lacking.length > 0) {
    return hanging(
      "! ",
      `You lack ${lacking.join(", ")}: hand the role over to somebody who has it.`,
      width,
      theme.warning,
    );
  }
  if (full.length > 0) return full.flatMap((words) => hanging("! ", words, width, theme.warning));
  const isSure = lines.every(({ answer }) => answer === "yes");
  return isSure ? [{ text: "✓ You may make all of these calls.", color: theme.success }] : [];
}

function diffLines(state: WizardState, core: Core, width: number): Line[] {
  const { plan } = state;
  if (plan.status === "loading" || plan.status === "idle") return [{ text: "Reading the live role…" }];
  if (plan.status === "failed")
    return hanging("✗ ", `${plan.problem.message} ${plan.problem.next}`, width, theme.danger);
  const head: Line[] =
    plan.status === "blind"
      ? [...hanging("! ", "Compared with nothing: the live role was not read.", width, theme.warning), { text: "" }]
      : [];
  if (plan.diff.length === 0) return [...head, { text: "✓ No difference: the role is already exactly this." }];
  const drawn = (line: (typeof plan.diff)[number]) => ({
    text: `${line.sign} ${"  ".repeat(line.indent)}${line.text}`,
    color: theme.diff[line.sign],
  });
  const access = plan.status === "ready" ? plan.access : undefined;
  return [
    ...head,
    ...(access === undefined ? [] : [...core.accessLines(access).map(drawn), { text: "" }]),
    ...plan.diff.map(drawn),
  ];
}

/** A text as lines behind a lead that stands on the first only. */
function hanging(lead: string, text: string, width: number, color?: string): Line[] {
  const room = Math.max(10, width - lead.length);
  return wrap(text, room).map((part, index) => ({
    text: `${index === 0 ? lead : " ".repeat(lead.length)}${part}`,
    color,
  }));
}
