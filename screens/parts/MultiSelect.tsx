import { Box } from "ink";
import { useMemo, useState } from "react";
import { commandOf } from "../keys.js";
import { theme } from "../theme.js";
import { matchedLetters, matcher } from "./matching.js";
import { Text } from "./Text.js";
import { cell, clip, fitMiddle, width as widthOf } from "./truncate.js";
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
  const { items, selected, badges, width, height, isActive, what, loading, onToggle, onPick, onKey } = props;
  const [query, setQuery] = useState("");
  const [filtering, setFiltering] = useState(false);
  const [at, setAt] = useState(0);
  const find = useMemo(() => matcher(items), [items]);
  const found = useMemo(() => find.find(query), [find, query]);

  const cursor = Math.max(0, Math.min(at, found.length - 1));
  const room = Math.max(1, height - 1);
  const first = Math.max(0, Math.min(cursor - Math.floor(room / 2), found.length - room));
  const current = found[cursor];

  function search(text: string): void {
    setQuery(text);
    setAt(0);
  }
  function move(to: number): true {
    setAt(Math.max(0, Math.min(found.length - 1, to)));
    return true;
  }
  function toggle(): true {
    if (current !== undefined) onToggle?.([current.id], !selected.has(current.id));
    return true;
  }

  useKeys(
    (input, key) => {
      switch (commandOf(input, key)) {
        case "up":
          return move(cursor - 1);
        case "down":
          return move(cursor + 1);
        case "pageUp":
          return move(cursor - room);
        case "pageDown":
          return move(cursor + room);
        case "home":
          return move(0);
        case "end":
          return move(found.length - 1);
        case "toggle":
          return toggle();
        case "filter":
          setFiltering(true);
          return true;
        case "all": {
          const ids = found.map((item) => item.id);
          onToggle?.(ids, !ids.every((id) => selected.has(id)));
          return true;
        }
        case "next":
          if (onPick === undefined || current === undefined) return false;
          onPick(current.id);
          return true;
        case "back":
          if (query === "") return false;
          search("");
          return true;
        default:
          return onKey?.(input, current?.id) ?? false;
      }
    },
    { isActive },
  );

  useKeys(
    (input, key) => {
      if (key.ctrl) return false;
      if (key.upArrow) return move(cursor - 1);
      if (key.downArrow) return move(cursor + 1);
      if (key.pageUp) return move(cursor - room);
      if (key.pageDown) return move(cursor + room);
      if (key.escape) {
        search("");
        setFiltering(false);
      } else if (key.return) setFiltering(false);
      else if (input === " ") toggle();
      else if (key.backspace || key.delete) search(query.slice(0, -1));
      else search(query + input.replace(/\s+/g, ""));
      return true;
    },
    { isActive: isActive && filtering, text: true },
  );

  const chosen = onPick ? "" : selected.size > 0 ? `, ${selected.size.toLocaleString("en")} chosen` : ", none chosen";
  const total = items.length.toLocaleString("en");
  const count = query === "" ? `${total} ${what}` : `${found.length.toLocaleString("en")} of ${total} ${what}`;
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Box width={width} height={1}>
        {filtering || query !== "" ? (
          <Text>
            <Text color={theme.accent}>/</Text>
            <Text bold>{query}</Text>
            {filtering && <Text inverse> </Text>}
            <Text color={theme.text.muted}>{clip(`  ${count}${chosen}`, width - widthOf(query) - 2)}</Text>
          </Text>
        ) : (
          <Text color={theme.text.muted}>{clip(`${count}${chosen}${loading ? ", reading more…" : ""}`, width)}</Text>
        )}
      </Box>
      {found.length === 0 && (
        <Text color={theme.text.muted}>
          {clip(
            loading ? "Reading…" : query === "" ? `There are no ${what}.` : "Nothing matches. esc clears the filter.",
            width,
          )}
        </Text>
      )}
      {found.slice(first, first + room).map((item, index) => (
        <Line
          key={item.id}
          item={item}
          width={width}
          here={first + index === cursor}
          mark={onPick ? "" : selected.has(item.id) ? "[x] " : "[ ] "}
          note={badges?.get(item.id) ?? item.hint ?? ""}
          query={query}
        />
      ))}
    </Box>
  );
}

interface LineProps {
  item: Item;
  width: number;
  here: boolean;
  /** The box, with a space behind it. */
  mark: string;
  note: string;
  query: string;
}

function Line({ item, width, here, mark, note, query }: LineProps) {
  const room = Math.max(1, width - 2 - mark.length);
  const labelNeeds = Math.min(widthOf(item.label), Math.floor(room * 0.6));
  const noteRoom = note === "" || room < 24 ? 0 : Math.min(widthOf(note), room - labelNeeds - 2);
  const labelRoom = noteRoom > 0 ? room - noteRoom - 2 : room;
  const style = here ? { color: theme.accent, bold: true } : mark.includes("x") ? { color: theme.success } : {};
  const label = item.label.startsWith("arn:") ? fitMiddle(item.label, labelRoom) : item.label;
  const lit = query === "" ? undefined : matchedLetters(label, query);
  return (
    <Box width={width} height={1}>
      <Text {...style}>{`${here ? "> " : "  "}${mark}`}</Text>
      {lit === undefined || lit.size === 0 ? (
        <Text {...style}>{cell(label, labelRoom)}</Text>
      ) : (
        <Text {...style}>
          {runs(clip(label, labelRoom), lit).map(({ text, isLit, from }) => (
            <Text key={from} {...(isLit && { underline: true, color: theme.warning })}>
              {text}
            </Text>
          ))}
          {" ".repeat(Math.max(0, labelRoom - widthOf(label)))}
        </Text>
      )}
      {noteRoom > 0 && <Text color={theme.text.muted}>{`  ${clip(note, noteRoom)}`}</Text>}
    </Box>
  );
}

/** A label as runs of letters that matched and letters that did not. */
function runs(label: string, lit: ReadonlySet<number>): { text: string; isLit: boolean; from: number }[] {
  const parts: { text: string; isLit: boolean; from: number }[] = [];
  for (let i = 0; i < label.length; i++) {
    const isLit = lit.has(i);
    const last = parts.at(-1);
    if (last !== undefined && last.isLit === isLit) last.text += label[i];
    else parts.push({ text: label[i] as string, isLit, from: i });
  }
  return parts;
}
