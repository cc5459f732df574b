import { Box } from "ink";
import { useState } from "react";
import { theme } from "../theme.js";
import { Text } from "./Text.js";
import { clip, graphemes, width as widthOf } from "./truncate.js";
import { useKeys } from "./use-keys.js";

interface Props {
  isActive: boolean;
  width: number;
  initial?: string;
  placeholder?: string;
  /** Shows dots in place of the text. */
  mask?: boolean;
  /** Why the text cannot be taken, or undefined. */
  validate?: (text: string) => string | undefined;
  onSubmit(text: string): void;
  onCancel(): void;
}

/** One line of text being typed. Enter takes it when it is valid, esc leaves it. */
export function TextField({
  isActive,
  width,
  initial = "",
  placeholder = "",
  mask,
  validate,
  onSubmit,
  onCancel,
}: Props) {
  const [text, setText] = useState<readonly string[]>(() => graphemes(initial));
  const [cursor, setCursor] = useState(text.length);
  const [fault, setFault] = useState<string>();

  function replace(from: number, to: number, by: readonly string[]): void {
    setText([...text.slice(0, from), ...by, ...text.slice(to)]);
    setCursor(from + by.length);
    setFault(undefined);
  }

  useKeys(
    (input, key) => {
      if (key.escape) onCancel();
      else if (key.return) {
        const value = text.join("").trim();
        const wrong = validate?.(value);
        if (wrong === undefined) onSubmit(value);
        else setFault(wrong);
      } else if (key.leftArrow) setCursor(Math.max(0, cursor - 1));
      else if (key.rightArrow) setCursor(Math.min(text.length, cursor + 1));
      else if (key.home || (key.ctrl && input === "a")) setCursor(0);
      else if (key.end || (key.ctrl && input === "e")) setCursor(text.length);
      else if (key.ctrl && input === "u") replace(0, cursor, []);
      else if (key.ctrl && input === "k") replace(cursor, text.length, []);
      else if (key.ctrl && input === "w") {
        let from = cursor;
        while (from > 0 && text[from - 1] === " ") from--;
        while (from > 0 && text[from - 1] !== " ") from--;
        replace(from, cursor, []);
      } else if (key.backspace || key.delete) {
        if (cursor > 0) replace(cursor - 1, cursor, []);
      } else if (key.ctrl || key.meta) return false;
      else if (input !== "") {
        // A pasted line break would end the text unseen: it becomes a space.
        const typed = graphemes(input.replace(/\s+/g, " "));
        replace(cursor, cursor, typed);
      }
      return true;
    },
    { isActive, text: true },
  );

  const shown = mask ? text.map(() => "•") : text;
  const room = Math.max(4, width - 1);
  let from = 0;
  while (widthOf(shown.slice(from, cursor).join("")) >= room) from++;
  const after = clip(
    shown.slice(cursor + 1).join(""),
    Math.max(0, room - widthOf(shown.slice(from, cursor + 1).join(""))),
  );
  return (
    <Box flexDirection="column" width={width}>
      {text.length === 0 && placeholder !== "" ? (
        <Text>
          <Text inverse> </Text>
          <Text color={theme.text.muted}>{clip(placeholder, room - 1)}</Text>
        </Text>
      ) : (
        <Text>
          <Text underline>{shown.slice(from, cursor).join("")}</Text>
          <Text inverse>{shown[cursor] ?? " "}</Text>
          <Text underline>{after}</Text>
        </Text>
      )}
      {fault !== undefined && (
        <Text color={theme.danger} wrap="wrap">
          ✗ {fault}
        </Text>
      )}
    </Box>
  );
}
