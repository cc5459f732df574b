import { Box } from "ink";
import { othersQuestion } from "../src/wizard/others.js";
import type { ApplyEvent, OthersChoice, RecoveryState, WizardState } from "../src/wizard/state.js";
import { messageLines } from "./parts/Message.js";
import { type Choice, SingleSelect } from "./parts/SingleSelect.js";
import { Spinner } from "./parts/Spinner.js";
import { Text } from "./parts/Text.js";
import { clip, wrap } from "./parts/truncate.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** Apply, keep the file, or hand over; and each step while it is applied. */
export function ApplyScreen({ width, height, isActive }: ScreenProps) {
  const wizard = useWizard();
  const plan = useWizardState((state) => state.plan);
  const account = useWizardState((state) => state.account);
  const applying = useWizardState((state) => state.applying);
  const events = useWizardState((state) => state.events);
  const problem = useWizardState((state) => state.applyProblem);
  const recovery = useWizardState((state) => state.recovery);
  const isTightened = useWizardState((state) => state.tightening !== undefined);
  const others = useWizardState((state) => {
    const core = wizard.core();
    return core === undefined ? "none" : othersQuestion(state, core);
  });
  const canGoBack = useWizardState((state) => state.applying === "stopped" && state.unfinished.length > 0);

  const choices = choicesFor(plan, account, applying, canGoBack, others, isTightened);
  const isGoingBack = recovery?.status === "running";
  const steps = recovery === undefined ? stepLines(plan, events, applying, width) : recoveryLines(recovery);
  const isRunning = applying === "running" || isGoingBack;
  const bottom = isRunning ? 1 : choices.length;
  // What went wrong matters more than the steps, and the choices more than both.
  const told = problem === undefined ? [] : messageLines(problem, "danger", width, Math.max(2, height - bottom - 2));
  const stepRoom = Math.max(1, height - bottom - told.length - 1);
  const at = events.filter((event) => event.type === "step-done").length;
  const firstStep = Math.max(0, Math.min(steps.length - stepRoom, at));
  const shown = [...steps.slice(firstStep, firstStep + stepRoom), ...told];
  const gap = height - shown.length - bottom > 0 ? 1 : 0;
  return (
    <Box flexDirection="column" width={width} height={height}>
      {shown.map((line) => (
        <Text key={line.text} color={line.color}>
          {clip(line.text, width)}
        </Text>
      ))}
      {gap > 0 && <Text> </Text>}
      {isRunning ? (
        <Spinner label={isGoingBack ? "Going back to what was before…" : runningWords(events)} />
      ) : (
        <SingleSelect
          key={`${applying} ${others}`}
          choices={choices}
          width={width}
          height={height - shown.length - gap}
          isActive={isActive}
          onSelect={(value) => {
            if (value === "apply") void wizard.apply();
            else if (value === "again") void wizard.preparePlan().then(() => wizard.back());
            else if (value === "keep" || value === "replace") void wizard.chooseOthers(value);
            else if (value === "roll-back") void wizard.rollBack();
            else if (value === "save") wizard.save();
            else if (value === "hand-over") wizard.handOver();
            else wizard.back();
          }}
        />
      )}
    </Box>
  );
}

type Way = "apply" | OthersChoice | "again" | "roll-back" | "save" | "hand-over" | "back";

function choicesFor(
  plan: WizardState["plan"],
  account: WizardState["account"],
  applying: WizardState["applying"],
  canGoBack: boolean,
  others: ReturnType<typeof othersQuestion>,
  isTightened: boolean,
): Choice<Way>[] {
  const choices: Choice<Way>[] = [];
  if (canGoBack) {
    choices.push({
      label: "Go back to what was before",
      value: "roll-back",
      help: "Takes back what was done. Left as it is, the next start offers this again.",
    });
  }
  if (applying === "stopped") {
    choices.push({
      label: "Look at the role as it is now",
      value: "again",
      help: "Reads it again and shows what is left to do.",
    });
  } else if (plan.status === "ready" && account.status === "open") {
    const where = account.account.sandbox ? "the embedded account" : `account ${account.account.identity.account}`;
    const count = plan.plan.steps.length;
    if (count > 0 && others !== "open")
      choices.push({
        label: `Apply now: ${count} ${count === 1 ? "call" : "calls"} to ${where}`,
        value: "apply",
        help: "Exactly what Review showed. If the role changed in between, it stops and shows again.",
      });
    const instead = others === "open" ? "" : " instead";
    const keep: Choice<Way> = {
      label: `Keep what others gave the role${instead}`,
      value: "keep",
      help: isTightened
        ? "Then the role stays as wide as they made it: what sagerole did not make is left as it is."
        : "Policies and statements that sagerole did not make stay as they are, now and at later applies.",
    };
    const replace: Choice<Way> = {
      label: `Lose what others gave the role${instead}`,
      value: "replace",
      help: "The role then holds what Review shows and nothing else. Undo brings it back.",
    };
    // A role is tightened by what it loses.
    if (others === "open") choices.push(...(isTightened ? [replace, keep] : [keep, replace]));
    else if (others !== "none") choices.push(others === "keep" ? replace : keep);
  }
  choices.push(
    {
      label: "Hand it over to an administrator",
      value: "hand-over",
      help: "A folder with the role file, the policies as JSON and a request that can be approved in a minute.",
    },
    { label: "Only write the role file", value: "save", help: "Apply it later with: sagerole apply FILE" },
    { label: "Back to Review", value: "back" },
  );
  return choices;
}

function stepLines(
  plan: WizardState["plan"],
  events: readonly ApplyEvent[],
  applying: WizardState["applying"],
  width: number,
): { text: string; color?: string | undefined }[] {
  if (plan.status !== "ready") {
    const text = {
      blind:
        plan.status === "blind" && plan.problem !== undefined
          ? "The live role could not be read, so nothing can be applied: hand it over, or keep the file."
          : "There is no account to apply it to: hand it over, or keep the file.",
      failed: plan.status === "failed" ? `${plan.problem.message} ${plan.problem.next}` : "",
      loading: "Reading the live role…",
      idle: "Reading the live role…",
    }[plan.status];
    return wrap(text, width).map((line) => ({ text: line, color: theme.text.muted }));
  }
  if (plan.plan.steps.length === 0) return [{ text: "✓ The role is already exactly this.", color: theme.success }];
  const done = new Set<number>();
  let failed: number | undefined;
  let isUnknown = false;
  for (const event of events) {
    if (event.type === "step-done") done.add(event.index);
    if (event.type === "step-failed") {
      failed = event.index;
      isUnknown = event.unknown.length > 0;
    }
  }
  return plan.plan.steps.map((step, index) => {
    if (done.has(index)) return { text: `✓ ${step.summary}`, color: theme.success };
    if (index === failed)
      return { text: `✗ ${step.summary}: ${isUnknown ? "may be done or not" : "not done"}`, color: theme.danger };
    if (applying === "stopped") return { text: `· ${step.summary}: not done`, color: theme.text.muted };
    return { text: `${step.sign} ${step.summary}`, color: theme.diff[step.sign] };
  });
}

/** An apply on its way back or to its end: what was done of it. */
export function recoveryLines({ status, done, direction, role, problem }: RecoveryState): {
  text: string;
  color?: string | undefined;
}[] {
  const end =
    direction === "back"
      ? `✓ ${role} is as it was before.`
      : `✓ ${role} is as it was to be. SageMaker may need up to a minute to see it.`;
  return [
    ...done.map((summary) => ({ text: `✓ ${summary}`, color: theme.success })),
    ...(status === "done" ? [{ text: end, color: theme.success }] : []),
    ...(status === "stopped" && problem !== undefined
      ? [{ text: `✗ ${problem.message} ${problem.next}`, color: theme.danger }]
      : []),
  ];
}

function runningWords(events: readonly ApplyEvent[]): string {
  const last = events.at(-1);
  if (last?.type === "reading-back") return "Reading it back…";
  return last?.type === "step-started" ? `${last.step.call.api}…` : "Applying…";
}
