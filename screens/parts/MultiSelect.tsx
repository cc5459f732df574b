import { Box, type Key } from "ink";
import { memo, useEffect, useMemo, useState } from "react";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { type ListAction, listReducer, listStart, listView } from "./list-state.js";
import { matchedRuns, matcher } from "./matching.js";
import { Text } from "./Text.js";
import { clip, fitMiddle, width as widthOf } from "./truncate.js";
import { useKeys } from "./use-keys.js";

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
  /** Told which items are in view, once the list has rested for a moment; not while it is moved through. */
  onView?(ids: readonly string[]): void;
  /** Other keys, with the item under the cursor; true when used. */
  onKey?(input: string, id: string | undefined): boolean;
}

/** How long the same lines must be in view before that is told, in milliseconds. */
const REST = 150;

/** Several of many: finds as one types, and draws only the lines in view, so that it does not slow with the list. */
export function MultiSelect(props: Props) {
  const { items, selected, badges, width, height, isActive, what, empty, loading, onToggle, onPick, onView, onKey } =
    props;
  const [state, setState] = useState(listStart);
  const { query, typing } = state;
  const find = useMemo(() => matcher(items), [items]);
  const found = useMemo(() => find.find(query), [find, query]);
  const room = Math.max(1, height - 1);
  const { cursor, top } = listView(state, found.length, room);
  const current = found[cursor];
  const inView = found.slice(top, top + room);
  const viewed = onView === undefined ? "" : JSON.stringify(inView.map((item) => item.id));
  useEffect(() => {
    if (onView === undefined) return;
    const timer = setTimeout(() => onView(JSON.parse(viewed)), REST);
    return () => clearTimeout(timer);
  }, [onView, viewed]);

  function act(action: ListAction): true {
    setState(listReducer({ ...state, cursor, top }, action, found.length, room));
    return true;
  }
  function toggle(): true {
    if (current !== undefined) onToggle?.([current.id], !selected.has(current.id));
    return true;
  }
  function toggleAll(): true {
    const ids = found.map((item) => item.id);
    if (ids.length > 0) onToggle?.(ids, !ids.every((id) => selected.has(id)));
    return true;
  }

  function onCommand(input: string, key: Key): boolean {
    switch (commandOf(input, key)) {
      case "up":
        return act({ to: "move", by: -1 });
      case "down":
        return act({ to: "move", by: 1 });
      case "pageUp":
        return act({ to: "move", by: -room });
      case "pageDown":
        return act({ to: "move", by: room });
      case "home":
        return act({ to: "go", place: 0 });
      case "end":
        return act({ to: "go", place: found.length - 1 });
      case "toggle":
        return toggle();
      case "filter":
        return act({ to: "filter" });
      case "all":
        return toggleAll();
      case "next":
        if (onPick === undefined || current === undefined) return false;
        onPick(current.id);
        return true;
      case "back":
        return query !== "" && act({ to: "clear" });
      default:
        return onKey?.(input, current?.id) ?? false;
    }
  }

  function onTyped(input: string, key: Key): boolean {
    if (key.escape) return act({ to: "clear" });
    if (key.return) return act({ to: "accept" });
    if (key.backspace || key.delete) return act({ to: "erase" });
    if (input === " ") return toggle();
    // Keys that move do so here too; whatever else is a letter is typed.
    if (input === "" || key.ctrl) return onCommand(input, key);
    return act({ to: "type", text: input });
  }

  useKeys((input, key) => (typing ? onTyped(input, key) : onCommand(input, key)), {
    isActive,
    isTyping: typing,
    onPaste: (text) => typing && act({ to: "type", text }),
  });

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
      {inView.map((item, index) => (
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
