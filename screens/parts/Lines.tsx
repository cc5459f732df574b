import { Box } from "ink";
import { useMemo, useState } from "react";
import { printable } from "../../src/base/printable.js";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { Text } from "./Text.js";
import { width as widthOf, wrap } from "./truncate.js";
import { useKeys } from "./use-keys.js";

/** One line, drawn whole in one style. */
export interface Line {
  text: string;
  color?: string | undefined;
  bold?: boolean;
}

interface Props {
  lines: readonly Line[];
  width: number;
  height: number;
  isActive: boolean;
  /** The line to bring into view when it changes. */
  follow?: number;
  /** Whether the arrow keys belong to this view; a pane beside another view leaves them alone. */
  scrolls?: boolean;
  /** Goes on below with what does not fit in a line, in place of cutting it. */
  folds?: boolean;
}

/** Text to scroll through. Draws only the lines in view. */
export function Lines({ lines: given, width, height, isActive, follow, scrolls = true, folds = false }: Props) {
  const lines = useMemo(() => (folds ? foldAll(given, width) : given), [given, folds, width]);
  const [top, setTop] = useState(0);
  const [followed, setFollowed] = useState<number>();
  const hasMore = lines.length > height;
  const room = Math.max(1, hasMore && scrolls ? height - 1 : height);
  const last = Math.max(0, lines.length - room);
  const first = Math.min(top, last);

  if (follow !== followed) {
    setFollowed(follow);
    if (follow !== undefined) {
      const row = folds ? foldAll(given.slice(0, follow), width).length : follow;
      setTop(Math.max(0, row - Math.floor(room / 3)));
    }
  }

  useKeys(
    (input, key) => {
      switch (commandOf(input, key)) {
        case "up":
          setTop(Math.max(0, first - 1));
          return true;
        case "down":
          setTop(Math.min(last, first + 1));
          return true;
        case "pageUp":
          setTop(Math.max(0, first - room));
          return true;
        case "pageDown":
        case "toggle":
          setTop(Math.min(last, first + room));
          return true;
        case "home":
          setTop(0);
          return true;
        case "end":
          setTop(last);
          return true;
        default:
          return false;
      }
    },
    { isActive: isActive && scrolls },
  );

  return (
    <Box flexDirection="column" width={width} height={height}>
      <Box flexDirection="column" height={room} overflow="hidden">
        {lines.slice(first, first + room).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
          <Text key={first + index} color={line.color} bold={line.bold ?? false}>
            {line.text === "" ? " " : line.text}
          </Text>
        ))}
      </Box>
      {hasMore && scrolls && (
        <Text color={theme.text.muted}>
          {`lines ${first + 1} to ${Math.min(lines.length, first + room)} of ${lines.length}${first < last ? ", ↓ for more" : ""}`}
        </Text>
      )}
    </Box>
  );
}

function foldAll(lines: readonly Line[], width: number): Line[] {
  return lines.flatMap((line) => folded(line, width));
}

/** A line in as many rows as it needs, what follows the first set in below it. */
function folded(line: Line, width: number): Line[] {
  if (widthOf(printable(line.text)) <= width) return [line];
  const lead = /^[\s+~-]*/.exec(line.text)?.[0] ?? "";
  const indent = " ".repeat(Math.min(lead.length + 2, Math.floor(width / 2)));
  const [head = "", ...rest] = wrap(line.text.slice(lead.length), width - indent.length);
  return [{ ...line, text: lead + head }, ...rest.map((text) => ({ ...line, text: indent + text }))];
}
