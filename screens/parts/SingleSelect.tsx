import { Box, useInput } from "ink";
import SelectInput from "ink-select-input";
import { useRef, useState } from "react";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { Text } from "./Text.js";
import { clip, excerpt } from "./truncate.js";
import { useKeys } from "./use-keys.js";

/** One thing to choose. */
export interface Choice<V> {
  label: string;
  value: V;
  /** A sentence about it, shown while the cursor is on it. */
  help?: string;
}

interface Props<V> {
  choices: readonly Choice<V>[];
  width: number;
  height: number;
  isActive: boolean;
  initial?: number;
  onSelect(value: V): void;
}

/** Exactly one of a few. */
export function SingleSelect<V>({ choices, width, height, isActive, initial = 0, onSelect }: Props<V>) {
  const [at, setAt] = useState(initial);
  const cursor = Math.min(at, choices.length - 1);
  // The choices come first; what is left is for help: an empty line, and two of words.
  const limit = Math.max(1, Math.min(choices.length, height));
  const helpRoom = Math.min(2, height - limit - 1);

  const wasEnter = useRef(false);
  // The list itself listens too; taking its keys here keeps them from the screen behind.
  useKeys((input, key) => ["up", "down", "next"].includes(commandOf(input, key) ?? ""), { isActive });

  return (
    <Box flexDirection="column" width={width}>
      <EnterWatch seen={wasEnter} />
      <SelectInput
        // A list of another length starts anew; the cursor stays where it was.
        key={choices.length}
        items={choices.map((choice, index) => ({
          key: String(index),
          label: clip(choice.label, width - 2),
          value: index,
        }))}
        isFocused={isActive}
        initialIndex={cursor}
        limit={limit}
        indicatorComponent={Indicator}
        itemComponent={Item}
        onHighlight={(item) => setAt(item.value)}
        onSelect={(item) => {
          const choice = choices[item.value];
          // The list takes a digit for a choice made; here only enter is, and a stray key never applies anything.
          if (choice !== undefined && wasEnter.current) onSelect(choice.value);
        }}
      />
      {helpRoom > 0 && (
        <Box flexDirection="column" paddingTop={1} paddingLeft={2} height={helpRoom + 1}>
          {excerpt(choices[cursor]?.help ?? "", width - 2, helpRoom).map((line) => (
            <Text key={line} color={theme.text.muted}>
              {line}
            </Text>
          ))}
        </Box>
      )}
    </Box>
  );
}

/** Notes whether the key under way is enter; drawn before the list, it hears of each key before the list does. */
function EnterWatch({ seen }: { seen: { current: boolean } }) {
  useInput((_, key) => {
    seen.current = key.return;
  });
  return null;
}

function Indicator({ isSelected = false }: { isSelected?: boolean }) {
  return <Text color={theme.accent}>{isSelected ? "> " : "  "}</Text>;
}

function Item({ isSelected = false, label }: { isSelected?: boolean; label: string }) {
  return <Text {...(isSelected && { color: theme.accent, bold: true })}>{label}</Text>;
}
