import { graphemes } from "./truncate.js";

/** Where one is in a list, and what it is narrowed to. No terminal in here. */
export interface ListState {
  /** What the list is filtered by. */
  query: string;
  /** Whether keys go into the query. */
  typing: boolean;
  /** The item under the cursor, by place; the list may have become shorter since. */
  cursor: number;
  /** The first item in view. */
  top: number;
}

export type ListAction =
  | { to: "move"; by: number }
  | { to: "go"; place: number }
  | { to: "filter" }
  /** Keeps the query and gives the keys back to the list. */
  | { to: "accept" }
  | { to: "clear" }
  | { to: "type"; text: string }
  | { to: "erase" };

export const listStart: ListState = { query: "", typing: false, cursor: 0, top: 0 };

/** Items kept in view above and below the cursor, so that one sees where one goes. */
const MARGIN = 2;

/**
 * The state after an action.
 * @param count items that match the query
 * @param room items that fit on the screen
 */
export function listReducer(state: ListState, action: ListAction, count: number, room: number): ListState {
  switch (action.to) {
    case "move":
      return goTo(state, clamp(state.cursor, count) + action.by, count, room);
    case "go":
      return goTo(state, action.place, count, room);
    case "filter":
      return { ...state, typing: true };
    case "accept":
      return { ...state, typing: false };
    case "clear":
      return listStart;
    case "type":
      return search(state, state.query + action.text.replace(/\s+/g, ""));
    case "erase":
      return search(state, graphemes(state.query).slice(0, -1).join(""));
  }
}

/** The part of the list in view, and the cursor in it, whatever the list has become since the last action. */
export function listView(state: ListState, count: number, room: number): { cursor: number; top: number } {
  const { cursor, top } = goTo(state, state.cursor, count, room);
  return { cursor, top };
}

function goTo(state: ListState, place: number, count: number, room: number): ListState {
  const cursor = clamp(place, count);
  const margin = Math.min(MARGIN, Math.floor((room - 1) / 2));
  const lowest = cursor + margin - room + 1;
  const highest = cursor - margin;
  const top = Math.max(0, Math.min(Math.max(lowest, Math.min(highest, state.top)), count - room));
  return { ...state, cursor, top };
}

function search(state: ListState, query: string): ListState {
  return query === state.query ? state : { query, typing: true, cursor: 0, top: 0 };
}

function clamp(place: number, count: number): number {
  return Math.max(0, Math.min(count - 1, place));
}
