import type { Key } from "ink";
import { useMemo, useState } from "react";
import { commandOf } from "../keys.js";
import { type ListAction, listReducer, listStart, listView } from "./list-state.js";
import type { Found } from "./matching.js";
import { useKeys } from "./use-keys.js";

interface Options<T> {
  /** What matches a query; the same for the same items, so that it is asked again only when they change. */
  find(query: string): Found<T>;
  /** Items that fit on the screen. */
  room: number;
  isActive: boolean;
  /** Where the list was left: what it was filtered by, and the item the cursor was on. */
  start?: { query: string; id?: string | undefined };
  /** The space key, while a query is typed too. */
  onSpace?(current: T | undefined): boolean;
  /** Keys that neither move nor filter, with the item under the cursor; true when used. */
  onOther(input: string, key: Key, current: T | undefined): boolean;
}

/** A list that is moved in and filtered; the same keys in all lists. */
export interface List<T> {
  query: string;
  typing: boolean;
  found: Found<T>;
  cursor: number;
  /** The first item in view. */
  top: number;
  current: T | undefined;
  /** Moves the cursor to a place. */
  go(place: number): void;
}

/**
 * The cursor and the filter of a list, and their keys. When items come in or change places, the cursor stays on its item;
 * at the beginning it stays at the beginning.
 */
export function useList<T extends { id: string }>({
  find,
  room,
  isActive,
  start,
  onSpace,
  onOther,
}: Options<T>): List<T> {
  const [{ state, anchor }, setState] = useState<{ state: typeof listStart; anchor?: string | undefined }>({
    state: { ...listStart, query: start?.query ?? "" },
    anchor: start?.id,
  });
  const { query, typing } = state;
  const found = useMemo(() => find(query), [find, query]);
  const place = useMemo(() => (anchor === undefined ? -1 : placeOf(found, anchor)), [found, anchor]);
  const { cursor, top } = listView(place < 0 ? state : { ...state, cursor: place }, found.length, room);
  const current = found.at(cursor);

  function act(action: ListAction): true {
    const next = listReducer({ ...state, cursor, top }, action, found.length, room);
    const on = next.query === query && next.cursor > 0 ? found.at(next.cursor)?.id : undefined;
    setState({ state: next, ...(on !== undefined && { anchor: on }) });
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
        return onSpace?.(current) ?? false;
      case "filter":
        return act({ to: "filter" });
      case "back":
        return query !== "" && act({ to: "clear" });
      default:
        return onOther(input, key, current);
    }
  }

  function onTyped(input: string, key: Key): boolean {
    if (key.escape) return act({ to: "clear" });
    if (key.return) return act({ to: "accept" });
    if (key.backspace || key.delete) return act({ to: "erase" });
    if (input === " ") return onSpace?.(current) ?? true;
    // Keys that move do so here too; whatever else is a letter is typed.
    if (input === "" || key.ctrl) return onCommand(input, key);
    return act({ to: "type", text: input });
  }

  useKeys((input, key) => (typing ? onTyped(input, key) : onCommand(input, key)), {
    isActive,
    isTyping: typing,
    onPaste: (text) => typing && act({ to: "type", text }),
  });

  return { query, typing, found, cursor, top, current, go: (place) => act({ to: "go", place }) };
}

function placeOf<T extends { id: string }>(found: Found<T>, id: string): number {
  for (let place = 0; place < found.length; place++) if (found.at(place)?.id === id) return place;
  return -1;
}
