import { type Key, useInput } from "ink";
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useRef, useState } from "react";

/** Handles a key; true when it did, so that nothing behind sees it. */
export type KeyHandler = (input: string, key: Key) => boolean;

interface Entry {
  handle: KeyHandler;
  text: boolean;
  /** Handlers drawn later come later: a child after its parent, an overlay after what it covers. */
  order: number;
}

let drawn = 0;

const Stack = createContext<Set<Entry> | undefined>(undefined);

/**
 * Gives each key to one handler: the one that was drawn last is asked first, then those before it.
 * A text being typed, an overlay or a question thus takes its keys away from the screen behind.
 */
export function KeysProvider({ children }: { children: ReactNode }) {
  const stack = useMemo(() => new Set<Entry>(), []);
  useInput((input, key) => {
    // Keys typed faster than they are read arrive as one string: commands take them one by one.
    for (let rest = input; ; ) {
      let taken = rest.slice(0, 1);
      for (const entry of [...stack].sort((a, b) => b.order - a.order)) {
        taken = entry.text ? rest : rest.slice(0, 1);
        if (entry.handle(taken, key)) break;
      }
      rest = rest.slice(taken.length);
      if (rest === "") return;
    }
  });
  return <Stack.Provider value={stack}>{children}</Stack.Provider>;
}

/**
 * Takes keys while active.
 * @param handle returns true for a key it used
 * @param text whether a pasted or quickly typed string is wanted whole
 */
export function useKeys(handle: KeyHandler, { isActive = true, text = false } = {}): void {
  const stack = useContext(Stack);
  const [order] = useState(() => drawn++);
  const latest = useRef(handle);
  latest.current = handle;
  useLayoutEffect(() => {
    if (stack === undefined || !isActive) return;
    const entry: Entry = { handle: (input, key) => latest.current(input, key), text, order };
    stack.add(entry);
    return () => {
      stack.delete(entry);
    };
  }, [stack, isActive, text, order]);
  useInput(
    (input, key) => {
      latest.current(input, key);
    },
    { isActive: isActive && stack === undefined },
  );
}
