import { Box } from "ink";
import { useEffect, useState } from "react";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { Text } from "./Text.js";
import { clip } from "./truncate.js";
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
}

/** Text to scroll through. Draws only the lines in view. */
export function Lines({ lines, width, height, isActive, follow, scrolls = true }: Props) {
  const [top, setTop] = useState(0);
  const hasMore = lines.length > height;
  const room = hasMore && scrolls ? height - 1 : height;
  const last = Math.max(0, lines.length - room);
  const first = Math.min(top, last);

  useEffect(() => {
    if (follow !== undefined) setTop(Math.max(0, follow - Math.floor(height / 3)));
  }, [follow, height]);

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
            {line.text === "" ? " " : clip(line.text, width)}
          </Text>
        ))}
      </Box>
      {hasMore && scrolls && (
        <Text color={theme.text.muted}>
          {clip(
            `lines ${first + 1} to ${Math.min(lines.length, first + room)} of ${lines.length}${first < last ? ", ↓ for more" : ""}`,
            width,
          )}
        </Text>
      )}
    </Box>
  );
}
