import { useMemo } from "react";
import type { Outcome } from "../src/wizard/state.js";
import { moveOverSteps, type Tightening } from "../src/wizard/tightening.js";
import { type Line, Lines } from "./parts/Lines.js";
import { wrap } from "./parts/truncate.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizardState } from "./wizard-context.js";

/** What there is now, and what to do with it. */
export function DoneScreen({ width, height, isActive }: ScreenProps) {
  const outcome = useWizardState((state) => state.outcome);
  const sandbox = useWizardState((state) => state.account.status === "open" && state.account.account.sandbox);
  const end = useWizardState((state) => state.events.at(-1));
  const tightening = useWizardState((state) => state.tightening);
  const useCases = useWizardState((state) => state.answers.useCases);
  const lines = useMemo(() => {
    if (outcome === undefined) return [];
    const all = [
      ...doneLines(outcome, sandbox, end?.type === "verified"),
      ...(tightening === undefined ? [] : tightenedLines(tightening, outcome, Object.keys(useCases), sandbox)),
    ];
    if (end?.type === "unverified")
      return [
        { text: `! It could not be read back: ${end.problem.message}`, color: theme.warning },
        { text: "" },
        ...all,
      ];
    if (end?.type !== "differs") return all;
    return [
      { text: "! Read back, the role is not yet what was written:", color: theme.warning },
      ...end.lines.map((line) => ({ text: `  ${line.sign} ${"  ".repeat(line.indent)}${line.text}` })),
      { text: "" },
      ...all,
    ];
  }, [outcome, sandbox, end, tightening, useCases]);
  const wrapped = lines.flatMap((line: Line) => wrap(line.text, width).map((text) => ({ ...line, text })));
  return <Lines lines={wrapped} width={width} height={height} isActive={isActive} />;
}

function doneLines(outcome: Outcome, sandbox: boolean, isVerified: boolean): Line[] {
  const snippet = outcome.snippet.split("\n").map((text) => ({ text: `  ${text}` }));
  switch (outcome.kind) {
    case "applied":
      return [
        {
          text: isVerified
            ? `✓ The role is there${sandbox ? ", in the embedded account" : ""}, and reads back as written.`
            : "Every call was done.",
          ...(isVerified && { color: theme.success }),
        },
        { text: `  ${outcome.roleArn}`, bold: true },
        { text: "" },
        { text: "Use it in Python:" },
        ...snippet,
        { text: "" },
        { text: `Role file: ${outcome.file}` },
        ...(sandbox
          ? [
              { text: "Nothing at AWS was changed. To make it there, with credentials:" },
              { text: `  sagerole apply ${fileName(outcome.file)}` },
            ]
          : [{ text: "SageMaker may need up to a minute to see it." }]),
        { text: "Whoever starts jobs needs iam:PassRole on it: see the last policy of Review's JSON view." },
      ];
    case "saved":
      return [
        { text: "✓ The role file is written; IAM was not touched.", color: theme.success },
        { text: `  ${outcome.file}`, bold: true },
        { text: "" },
        { text: "See what it would change, then apply it:" },
        { text: `  sagerole plan ${fileName(outcome.file)}` },
        { text: `  sagerole apply ${fileName(outcome.file)}` },
      ];
    case "handed-over":
      return [
        { text: "✓ Ready to hand over; IAM was not touched.", color: theme.success },
        { text: `  ${outcome.folder ?? ""}`, bold: true },
        ...(outcome.files ?? []).map((name) => ({ text: `    ${name}` })),
        { text: "" },
        {
          text: "Send the folder to somebody who may create roles. REQUEST.html says what for, and how to apply it; REQUEST.md says the same for a pull request.",
        },
        { text: "When the role is there, use it in Python:" },
        ...snippet,
      ];
  }
}

/** What remains to be done with the role that was there. */
function tightenedLines(
  tightening: Tightening,
  outcome: Outcome,
  useCases: readonly string[],
  sandbox: boolean,
): Line[] {
  if (tightening.beside) {
    const steps = moveOverSteps(tightening, useCases, outcome.roleArn);
    return [
      { text: "" },
      { text: `To move over from ${tightening.role}:`, bold: true },
      ...steps.map((step, index) => ({ text: `  ${index + 1}. ${step}` })),
    ];
  }
  if (outcome.kind !== "applied") return [];
  return [
    { text: "" },
    { text: "Jobs that fail with AccessDenied now lack a right. What was before comes back with:" },
    { text: `  sagerole undo ${tightening.role}${sandbox ? " --sandbox" : ""}` },
  ];
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
