import { Box } from "ink";
import { useEffect, useState } from "react";
import type { Problem } from "../src/base/problem.js";
import { type Fitting, waysToFit } from "../src/wizard/recompile.js";
import { Message } from "./parts/Message.js";
import { type Choice, SingleSelect } from "./parts/SingleSelect.js";
import { Spinner } from "./parts/Spinner.js";
import { Text } from "./parts/Text.js";
import { theme } from "./theme.js";
import { type ScreenProps, useWizard, useWizardState } from "./wizard-context.js";

/** A role that is larger than IAM's quotas, and the ways in which it would fit. */
export function TooLarge({ problem, width, height, isActive }: ScreenProps & { problem: Problem }) {
  const wizard = useWizard();
  const state = useWizardState((whole) => whole);
  const [ways, setWays] = useState<readonly Fitting[]>();
  const { answers, facts } = state;
  const core = wizard.core();

  // biome-ignore lint/correctness/useExhaustiveDependencies: only these decide what fits
  useEffect(() => {
    // Each way is a role to compile: the message is drawn first. When facts come in later, what is shown stays until then.
    const soon = setTimeout(() => setWays(core === undefined ? [] : waysToFit(state, core)), 20);
    return () => clearTimeout(soon);
  }, [answers, facts]);

  const choices: Choice<Fitting | undefined>[] = [
    ...(ways ?? []).map((way) => ({ label: way.words, value: way, help: opened(way) })),
    { label: "Back to Guardrails", value: undefined },
  ];
  const room = choices.length + 3;
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Message problem={problem} tone="danger" width={width} most={Math.max(1, height - room - 1)} />
      <Text> </Text>
      {ways === undefined ? (
        <Spinner label="Looking for what would fit" />
      ) : (
        <SingleSelect
          choices={choices}
          width={width}
          height={room}
          isActive={isActive}
          onSelect={(way) => {
            if (way === undefined) wizard.back();
            else wizard.update((file) => ({ ...file, data: way.file.data, delivery: way.file.delivery }));
          }}
        />
      )}
      {ways?.length === 0 && height > room + 2 && (
        <Text color={theme.text.muted}>
          No prefixes that could be coarser are left: choose less, or make two roles.
        </Text>
      )}
    </Box>
  );
}

function opened({ opens }: Fitting): string {
  if (opens.length === 0) return "It allows nothing more than what you chose.";
  const more = opens.length > 2 ? `, and ${opens.length - 2} more places` : "";
  return `It opens ${opens.slice(0, 2).join(", ")}${more}.`;
}
