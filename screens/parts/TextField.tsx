import { Box, type Key } from "ink";
import { useState } from "react";
import { printable } from "../../src/base/printable.js";
import { theme } from "../theme.js";
import { type Edit, edit, insert } from "./line-edit.js";
import { Text } from "./Text.js";
import { clip, graphemes, width as widthOf, wrap } from "./truncate.js";
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
export function TextField(props: Props) {
  const { isActive, width, initial = "", placeholder = "", mask = false, validate, onSubmit, onCancel } = props;
  const [line, setLine] = useState({ before: initial, after: "" });
  const [fault, setFault] = useState<string>();

  function change(to: typeof line): true {
    setLine(to);
    if (to.before + to.after !== line.before + line.after) setFault(undefined);
    return true;
  }
  function submit(): void {
    const text = (line.before + line.after).trim();
    const wrong = validate?.(text);
    if (wrong === undefined) onSubmit(text);
    else setFault(wrong);
  }

  useKeys(
    (input, key) => {
      const by = editOf(input, key);
      if (by !== undefined) return change(edit(line, by));
      if (key.ctrl) return false;
      if (key.escape) onCancel();
      else if (key.return) submit();
      else if (input !== "" && !key.meta) change(insert(line, input));
      return true;
    },
    { isActive, isTyping: true, onPaste: (text) => change(insert(line, text.trim())) },
  );

  const isEmpty = line.before === "" && line.after === "";
  const { before, at, after } = shownPart(line, mask, width);
  return (
    <Box flexDirection="column" width={width}>
      <Text>
        <Text underline>{before}</Text>
        <Text inverse>{at}</Text>
        {isEmpty ? (
          <Text color={theme.text.muted}>{clip(placeholder, width - 1)}</Text>
        ) : (
          <Text underline>{after}</Text>
        )}
      </Text>
      {fault !== undefined &&
        wrap(`✗ ${fault}`, width).map((part) => (
          <Text key={part} color={theme.danger}>
            {part}
          </Text>
        ))}
    </Box>
  );
}

function editOf(input: string, key: Key): Edit | undefined {
  if (key.leftArrow) return "left";
  if (key.rightArrow) return "right";
  if (key.home) return "home";
  if (key.end) return "end";
  if (key.backspace) return "erase";
  if (key.delete) return "delete";
  if (!key.ctrl) return undefined;
  return ({ a: "home", e: "end", u: "eraseBefore", k: "eraseAfter", w: "eraseWord" } as const)[input];
}

/** As much of the line as there is room for, the cursor in it: as text, and as it is drawn. */
function shownPart(
  line: { before: string; after: string },
  mask: boolean,
  width: number,
): { before: string; at: string; after: string } {
  const drawn = (text: string) => graphemes(text).map((character) => (mask ? "•" : printable(character)));
  const before = drawn(line.before);
  const [at = " ", ...after] = drawn(line.after);
  let room = width - widthOf(at);
  let from = before.length;
  // Some of what follows stays in view too.
  const kept = Math.min(after.length, Math.floor(width / 4));
  const reserve = widthOf(after.slice(0, kept).join(""));
  while (from > 0 && widthOf(before[from - 1] ?? "") <= room - reserve) room -= widthOf(before[--from] ?? "");
  return { before: before.slice(from).join(""), at, after: clip(after.join(""), room) };
}
