import { Box } from "ink";
import { memo, useMemo } from "react";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { matchedRuns, matcher } from "./matching.js";
import { Text } from "./Text.js";
import { clip, fitMiddle, width as widthOf } from "./truncate.js";
import { useList } from "./use-list.js";

/** One thing that can be chosen. */
export interface Item {
  id: string;
  label: string;
  /** Said at the right, muted. */
  hint?: string;
}

interface Props {
  items: readonly Item[];
  selected: ReadonlySet<string>;
  /** Said at the right of a line, in place of its hint. */
  badges?: ReadonlyMap<string, string>;
  width: number;
  height: number;
  isActive: boolean;
  /** What the items are, in the plural. */
  what: string;
  /** What is said when there are none. */
  empty?: string;
  /** Whether more are still being read. */
  loading?: boolean;
  /** Space, or `a` for all in view. */
  onToggle?(ids: readonly string[], on: boolean): void;
  /** Only one can be chosen: enter takes the item under the cursor, and there are no boxes. */
  onPick?(id: string): void;
  /** Other keys, with the item under the cursor; true when used. */
  onKey?(input: string, id: string | undefined): boolean;
}

/** Several of many: finds as one types, and draws only the lines in view, so that it does not slow with the list. */
export function MultiSelect(props: Props) {
  const { items, selected, badges, width, height, isActive, what, empty, loading, onToggle, onPick, onKey } = props;
  const find = useMemo(() => matcher(items).find, [items]);
  const room = Math.max(1, height - 1);
  const { query, typing, found, cursor, top } = useList<Item>({
    find,
    room,
    isActive,
    onSpace(current) {
      if (current !== undefined) onToggle?.([current.id], !selected.has(current.id));
      return true;
    },
    onOther(input, key, current) {
      switch (commandOf(input, key)) {
        case "all":
          toggleAll();
          return true;
        case "next":
          if (onPick === undefined || current === undefined) return false;
          onPick(current.id);
          return true;
        default:
          return onKey?.(input, current?.id) ?? false;
      }
    },
  });

  function toggleAll(): void {
    const ids = found.map((item) => item.id);
    if (ids.length > 0) onToggle?.(ids, !ids.every((id) => selected.has(id)));
  }

  const isNarrowed = typing || query !== "";
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Text>
        {isNarrowed && <Text color={theme.accent}>/</Text>}
        {isNarrowed && <Text bold>{query}</Text>}
        {typing && <Text inverse> </Text>}
        <Text color={theme.text.muted}>{`${isNarrowed ? "  " : ""}${counts()}`}</Text>
      </Text>
      {found.length === 0 && (
        <Text color={theme.text.muted}>
          {loading
            ? "Reading…"
            : query === ""
              ? (empty ?? `There are no ${what}.`)
              : "Nothing matches. esc clears the filter."}
        </Text>
      )}
      {found.slice(top, top + room).map((item, index) => (
        <Line
          key={item.id}
          label={item.label}
          width={width}
          here={top + index === cursor}
          mark={onPick ? "" : selected.has(item.id) ? "[x] " : "[ ] "}
          note={badges?.get(item.id) ?? item.hint ?? ""}
          query={query}
        />
      ))}
    </Box>
  );

  function counts(): string {
    const total = `${items.length.toLocaleString("en")} ${what}`;
    return [
      query === "" ? total : `${found.length.toLocaleString("en")} of ${total}`,
      ...(onPick ? [] : [selected.size > 0 ? `${selected.size.toLocaleString("en")} chosen` : "none chosen"]),
      ...(loading ? ["reading more…"] : []),
    ].join(", ");
  }
}

interface LineProps {
  label: string;
  width: number;
  here: boolean;
  /** The box, with a space behind it. */
  mark: string;
  note: string;
  query: string;
}

/** One item. Room is made by boxes, not by spaces: Ink's work grows with the characters of a frame. */
const Line = memo(function Line({ label, width, here, mark, note, query }: LineProps) {
  const lead = `${here ? "> " : "  "}${mark}`;
  const room = Math.max(1, width - lead.length);
  const labelNeeds = Math.min(widthOf(label), Math.floor(room * 0.6));
  const noteText = note === "" || room < 24 ? "" : clip(note, room - labelNeeds - 2);
  const labelRoom = noteText === "" ? room : room - widthOf(noteText) - 2;
  const shown = label.startsWith("arn:") ? fitMiddle(label, labelRoom) : clip(label, labelRoom);
  const style = here ? { color: theme.accent, bold: true } : mark.includes("x") ? { color: theme.success } : {};
  return (
    <Box width={width} height={1} flexShrink={0} justifyContent="space-between">
      <Text {...style}>
        {lead}
        {query === ""
          ? shown
          : matchedRuns(shown, query).map(({ text, isLit, from }) => (
              <Text key={from} {...(isLit && { underline: true, color: theme.warning })}>
                {text}
              </Text>
            ))}
      </Text>
      {noteText !== "" && (
        <Box flexShrink={0}>
          <Text color={theme.text.muted}>{noteText}</Text>
        </Box>
      )}
    </Box>
  );
});
