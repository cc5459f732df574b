import { Box } from "ink";
import { useState } from "react";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { Text } from "./Text.js";
import { clip, excerpt, width as widthOf } from "./truncate.js";
import { useKeys } from "./use-keys.js";

/** One line that the space key changes. */
export interface Row {
  id: string;
  text: string;
  /** `on` and `off` draw a box; `none` leaves its room; without it the text begins at the margin. */
  mark?: "on" | "off" | "none";
  /** Levels of indentation. */
  indent?: number;
  /** The value, in a second column. */
  value?: string;
  /** Shown below the list while the cursor is here. */
  help?: string;
  /** A line of its own that the cursor passes over. */
  heading?: boolean;
}

interface Props {
  rows: readonly Row[];
  width: number;
  height: number;
  isActive: boolean;
  /** The space key on a row. */
  onSpace(row: Row): void;
  /** Other keys on a row; true when used. */
  onKey?(input: string, row: Row): boolean;
  /** Draws something in place of a row's value, such as a text being typed; it may take more than one line. */
  editing?: { id: string; element: (width: number) => React.ReactNode };
}

/** A short list of lines that can be changed: the cursor, the lines in view, and help for the line it is on. */
export function RowList({ rows, width, height, isActive, onSpace, onKey, editing }: Props) {
  const [at, setAt] = useState(0);
  const cursor = nearestRow(rows, Math.min(at, rows.length - 1), 1);
  const current = rows[cursor];
  // Two lines of help, and where there is room one above them that says how much there is further down.
  const helpRoom = height >= 6 && rows.some((row) => row.help) ? (height >= 10 ? 3 : 2) : 0;
  const room = Math.max(1, height - helpRoom);
  const first = Math.max(0, Math.min(cursor - Math.floor(room / 2), rows.length - room));
  const below = rows.length - first - room;

  useKeys(
    (input, key) => {
      const move = (by: number) =>
        setAt(nearestRow(rows, Math.max(0, Math.min(rows.length - 1, cursor + by)), Math.sign(by)));
      switch (commandOf(input, key)) {
        case "up":
          move(-1);
          return true;
        case "down":
          move(1);
          return true;
        case "pageUp":
          move(-room);
          return true;
        case "pageDown":
          move(room);
          return true;
        case "home":
          setAt(nearestRow(rows, 0, 1));
          return true;
        case "end":
          setAt(nearestRow(rows, rows.length - 1, -1));
          return true;
        case "toggle":
          if (current) onSpace(current);
          return true;
        default:
          return current !== undefined && (onKey?.(input, current) ?? false);
      }
    },
    { isActive: isActive && editing === undefined },
  );

  const labelWidth = Math.min(
    Math.max(12, ...rows.map((row) => (row.value === undefined ? 0 : widthOf(row.text) + 2 * (row.indent ?? 0) + 7))),
    Math.floor(width * 0.55),
  );
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Box flexDirection="column" height={room} overflow="hidden">
        {rows.slice(first, first + room).map((row, index) => {
          const here = first + index === cursor;
          if (row.heading) {
            return (
              <Box key={row.id} flexShrink={0}>
                <Text color={theme.text.muted}>{`  ${"  ".repeat(row.indent ?? 0)}${row.text}`}</Text>
              </Box>
            );
          }
          const mark = row.mark === undefined ? "" : row.mark === "on" ? "[x] " : row.mark === "off" ? "[ ] " : "    ";
          const label = `${here ? "> " : "  "}${"  ".repeat(row.indent ?? 0)}${mark}${row.text}`;
          const isEdited = editing?.id === row.id;
          return (
            <Box key={row.id} width={width} flexShrink={0}>
              <Box width={row.value === undefined ? width : labelWidth} flexShrink={0}>
                <Text
                  {...(here && { color: theme.accent, bold: true })}
                  {...(!here && row.mark === "on" && { color: theme.success })}
                >
                  {clip(label, row.value === undefined ? width : labelWidth - 1)}
                </Text>
              </Box>
              {isEdited
                ? editing.element(width - labelWidth)
                : row.value !== undefined && (
                    <Text {...(here ? { bold: true } : { color: theme.text.muted })}>
                      {clip(row.value, Math.max(1, width - labelWidth))}
                    </Text>
                  )}
            </Box>
          );
        })}
      </Box>
      {helpRoom > 0 && (
        <Box flexDirection="column" height={helpRoom} width={width}>
          {helpRoom > 2 && <Text color={theme.text.muted}>{below > 0 ? `  ↓ ${below} more` : " "}</Text>}
          {excerpt(current?.help ?? "", width, 2).map((line) => (
            <Text key={line} color={theme.text.muted}>
              {line}
            </Text>
          ))}
        </Box>
      )}
    </Box>
  );
}

/** The row at `from`, or the next one the cursor may stand on, looking `by` first. */
function nearestRow(rows: readonly Row[], from: number, by: number): number {
  for (const step of [by >= 0 ? 1 : -1, by >= 0 ? -1 : 1]) {
    for (let i = from; i >= 0 && i < rows.length; i += step) if (!rows[i]?.heading) return i;
  }
  return 0;
}
