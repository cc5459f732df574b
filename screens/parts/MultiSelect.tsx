import { Box } from "ink";
import { memo, useCallback, useEffect, useState } from "react";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { Matched } from "./Matched.js";
import { Matcher } from "./matching.js";
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
  /** Told which items are in view, once the list has rested for a moment; not while it is moved through. */
  onView?(ids: readonly string[]): void;
  /** Other keys, with the item under the cursor; true when used. */
  onKey?(input: string, id: string | undefined): boolean;
}

/** How long names are read without looking for a key, in milliseconds. */
const READ_AT_ONCE = 2;

/** How long the same lines must be in view before that is told, in milliseconds. */
const REST = 150;

/** Several of many: finds as one types, and draws only the lines in view, so that it does not slow with the list. */
export function MultiSelect(props: Props) {
  const { items, selected, badges, width, height, isActive, what, empty, loading, onToggle, onPick, onView, onKey } =
    props;
  const [matcher] = useState(() => new Matcher<Item>());
  const find = useCallback((query: string) => matcher.find(items, query), [matcher, items]);
  const room = Math.max(1, height - 1);
  const { query, typing, found, cursor, top, go } = useList<Item>({
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
        case "nextChosen":
          goToChosen(1);
          return true;
        case "previousChosen":
          goToChosen(-1);
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

  const inView = found.slice(top, top + room);
  const viewed = onView === undefined ? "" : JSON.stringify(inView.map((item) => item.id));
  useEffect(() => {
    if (onView === undefined) return;
    const timer = setTimeout(() => onView(JSON.parse(viewed)), REST);
    return () => clearTimeout(timer);
  }, [onView, viewed]);

  // Names are read while the person looks for the first letter to type, a little at a time: keys go before.
  useEffect(() => {
    if (!typing) return;
    let turn: NodeJS.Immediate;
    const read = () => {
      if (!matcher.prepare(items, READ_AT_ONCE)) turn = setImmediate(read);
    };
    turn = setImmediate(read);
    return () => clearImmediate(turn);
  }, [matcher, items, typing]);

  function toggleAll(): void {
    const ids = found.slice(0, found.length).map((item) => item.id);
    if (ids.length > 0) onToggle?.(ids, !ids.every((id) => selected.has(id)));
  }

  /** To the chosen one that comes next that way, from the other end where there is none. */
  function goToChosen(by: 1 | -1): void {
    for (let step = 1; step <= found.length && selected.size > 0; step++) {
      const place = (cursor + by * step + found.length * 2) % found.length;
      const item = found.at(place);
      if (item !== undefined && selected.has(item.id)) {
        go(place);
        return;
      }
    }
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
    const total = `${counted(items.length)} ${what}`;
    return [
      query === "" ? total : `${counted(found.length)} of ${total}`,
      ...(onPick ? [] : [selected.size > 0 ? `${counted(selected.size)} chosen` : "none chosen"]),
      ...(loading ? ["reading more…"] : []),
    ].join(", ");
  }
}

/** `100,000`: the platform makes a formatter for each call, which takes longer than drawing a line. */
function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
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
        <Matched name={shown} query={query} />
      </Text>
      {noteText !== "" && (
        <Box flexShrink={0}>
          <Text color={theme.text.muted}>{noteText}</Text>
        </Box>
      )}
    </Box>
  );
});
