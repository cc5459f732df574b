import { Box } from "ink";
import { useMemo } from "react";
import { inWords } from "../src/wizard/review.js";
import type { StatementWhy } from "../src/wizard/state.js";
import { stepOf } from "../src/wizard/steps.js";
import { type Guess, standingGuesses } from "../src/wizard/tightening.js";
import { allKeys, words } from "./hints.js";
import { commandOf, type Hint } from "./keys.js";
import { type Line, Lines } from "./parts/Lines.js";
import { SingleSelect } from "./parts/SingleSelect.js";
import { Text } from "./parts/Text.js";
import { wrap } from "./parts/truncate.js";
import { useKeys } from "./parts/use-keys.js";
import { theme } from "./theme.js";
import { useWizard, useWizardState } from "./wizard-context.js";

interface Props {
  width: number;
  height: number;
  onClose(): void;
}

/** The keys, and the words people ask about. */
export function HelpOverlay(props: Props) {
  const { width } = props;
  const lines = useMemo(
    () => [
      { text: "Keys", bold: true },
      ...allKeys.flatMap((hint) => entry(hint, 12, width)),
      { text: "" },
      { text: "Words", bold: true },
      ...words.flatMap((hint) => entry(hint, width < 60 ? 4 : 22, width)),
    ],
    [width],
  );
  return <Reader {...props} lines={lines} />;
}

/** Why each statement is there: the choice that asks for it, the reason, what fails without it, the documentation. */
export function WhyOverlay(props: Props) {
  const { width } = props;
  const wizard = useWizard();
  const compiled = useWizardState((state) => state.lastCompiled);
  const answers = useWizardState((state) => state.answers);
  const tightening = useWizardState((state) => state.tightening);
  const lines = useMemo(() => {
    const core = wizard.core();
    const guesses = guessLines(standingGuesses({ tightening, answers }), tightening?.open ?? [], width);
    if (compiled === undefined || core === undefined) return [...guesses, { text: "There is no policy yet." }];
    const why = core.whyOf(compiled, core.prove(compiled));
    return [...guesses, ...why.flatMap((statement) => whyLines(statement, width))];
  }, [wizard, compiled, tightening, answers, width]);
  return <Reader {...props} lines={lines} />;
}

/** Which answers are guesses and from what, and what is not known. */
function guessLines(guesses: readonly Guess[], open: readonly string[], width: number): Line[] {
  const listed = (title: string, texts: readonly string[]): Line[] =>
    texts.length === 0
      ? []
      : [
          { text: title, bold: true },
          ...texts.flatMap((text) =>
            wrap(text, width - 4).map((part, index) => ({ text: `${index === 0 ? "  • " : "    "}${part}` })),
          ),
          { text: "" },
        ];
  const told = guesses.map(({ steps, words }) => `${stepOf(steps[0] ?? "guardrails").rail}: ${words}`);
  return [...listed("Guessed; change what is wrong", told), ...listed("Not known when it was proposed", open)];
}

/** What the codes of the findings on a role's page mean. */
export function CodesOverlay(props: Props) {
  const { width } = props;
  const wizard = useWizard();
  const findings = useWizardState((state) => state.rolePage?.judged?.findings);
  const lines = useMemo(() => {
    const codes = [...new Set(findings?.map(({ id }) => id))];
    if (codes.length === 0) return [{ text: "There are no findings to tell more about." }];
    return codes.flatMap((id): Line[] => {
      const code = wizard.core()?.findingCode(id);
      return [
        ...wrap(`${id}: ${code?.title ?? ""}`, width).map((text) => ({ text, bold: true })),
        ...wrap(code?.text ?? "", width - 2).map((text) => ({ text: `  ${text}` })),
        ...wrap(code?.source ?? "", width - 2).map((text) => ({ text: `  ${text}`, color: theme.text.muted })),
        { text: "" },
      ];
    });
  }, [wizard, findings, width]);
  return <Reader {...props} lines={lines} />;
}

function whyLines({ sid, effect, actions, reasons }: StatementWhy, width: number): Line[] {
  const steps = [...new Set(actions.flatMap(({ without }) => without))];
  const lead = effect === "Allow" ? "Without it fails: " : "Without it one could: ";
  return [
    { text: inWords(sid), bold: true },
    ...wrap(actions.map(({ action }) => action).join(", "), width - 2).map((text) => ({
      text: `  ${text}`,
      color: theme.accent,
    })),
    ...reasons.flatMap(({ useCase, input, why, source }) => [
      ...wrap(`${why} (${useCase}${input === undefined ? "" : `, ${input}`})`, width - 4).map((text, index) => ({
        text: `${index === 0 ? "  • " : "    "}${text}`,
      })),
      ...wrap(source, width - 4).map((text) => ({ text: `    ${text}`, color: theme.text.muted })),
    ]),
    ...(steps.length > 0 ? wrap(lead + steps.join("; "), width - 2).map((text) => ({ text: `  ${text}` })) : []),
    { text: "" },
  ];
}

function Reader({ lines, width, height, onClose }: Props & { lines: readonly Line[] }) {
  useKeys((input, key) => {
    const command = commandOf(input, key);
    if (command !== "back" && command !== "help" && command !== "why" && command !== "next" && command !== "quit")
      return false;
    onClose();
    return true;
  });
  return <Lines lines={lines} width={width} height={height} isActive />;
}

/** Asked before leaving when something would be interrupted or left. */
export function LeaveQuestion({
  width,
  height,
  onLeave,
  onStay,
}: {
  width: number;
  height: number;
  onLeave(): void;
  onStay(): void;
}) {
  const wizard = useWizard();
  const running = useWizardState((state) => state.applying === "running");
  useKeys((_, key) => {
    if (key.escape) onStay();
    return key.escape;
  });
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Text bold>{running ? "Stop applying?" : "Leave sagerole?"}</Text>
      <Text> </Text>
      <SingleSelect
        choices={
          running
            ? [
                { label: "Let it finish", value: "stay" },
                {
                  label: "Stop before the next call",
                  value: "stop",
                  help: "The screen then says exactly what was done and what was not.",
                },
              ]
            : [
                { label: "Stay", value: "stay" },
                { label: "Leave; keep my answers as a draft", value: "leave", help: "The next start offers to go on." },
              ]
        }
        width={width}
        height={height - 2}
        isActive
        onSelect={(value) => {
          if (value === "leave") onLeave();
          else {
            if (value === "stop") wizard.stopApplying();
            onStay();
          }
        }}
      />
    </Box>
  );
}

function entry(hint: Hint, column: number, width: number): Line[] {
  const lead = hint.keys.length > column - 1 ? [{ text: `  ${hint.keys}`, color: theme.accent }] : [];
  const rest = wrap(hint.does, Math.max(10, width - column - 2));
  const first = lead.length > 0 ? " ".repeat(column) : hint.keys.padEnd(column);
  return [...lead, ...rest.map((text, index) => ({ text: `  ${index === 0 ? first : " ".repeat(column)}${text}` }))];
}
