import { type Key, useInput, usePaste } from "ink";
import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useRef, useState } from "react";

/** Handles a key; true when it did, so that nothing behind sees it. */
export type KeyHandler = (input: string, key: Key) => boolean;

interface Options {
  isActive?: boolean;
  /** Takes a pasted text, line breaks and all; true when it did. Without it a paste goes to whoever is behind. */
  onPaste?(text: string): boolean;
  /** Whether keys are letters of a text here, and no commands. */
  isTyping?: boolean;
}

interface Entry {
  handle: KeyHandler;
  paste(text: string): boolean;
  /** Handlers drawn later come later: a child after its parent, an overlay after what it covers. */
  order: number;
}

let drawn = 0;

const Stack = createContext<Set<Entry> | undefined>(undefined);
const Typing = createContext({ isTyping: false, count(_by: number): void {} });

/** Whether a text is being typed somewhere below the `KeysProvider`. */
export function useIsTyping(): boolean {
  return useContext(Typing).isTyping;
}

/**
 * Gives each key to one handler: the one that was drawn last is asked first, then those before it.
 * A text being typed, an overlay or a question thus takes its keys away from the screen behind.
 * A pasted text is never taken for keys.
 */
export function KeysProvider({ children }: { children: ReactNode }) {
  const stack = useMemo(() => new Set<Entry>(), []);
  const [texts, setTexts] = useState(0);
  const typing = useMemo(
    () => ({ isTyping: texts > 0, count: (by: number) => setTexts((before) => before + by) }),
    [texts],
  );
  const lastFirst = () => [...stack].sort((a, b) => b.order - a.order);
  useInput((input, key) => {
    lastFirst().some((entry) => entry.handle(input, key));
  });
  usePaste((text) => {
    lastFirst().some((entry) => entry.paste(text));
  });
  return (
    <Stack.Provider value={stack}>
      <Typing.Provider value={typing}>{children}</Typing.Provider>
    </Stack.Provider>
  );
}

/**
 * Takes keys while active; only below a `KeysProvider`.
 * @param handle returns true for a key it used
 */
export function useKeys(handle: KeyHandler, { isActive = true, onPaste, isTyping = false }: Options = {}): void {
  const stack = useContext(Stack);
  const { count } = useContext(Typing);
  const countTexts = useRef(count);
  countTexts.current = count;
  const [order] = useState(() => drawn++);
  const latest = useRef({ handle, onPaste });
  latest.current = { handle, onPaste };
  useLayoutEffect(() => {
    if (stack === undefined || !isActive) return;
    const entry: Entry = {
      handle: (input, key) => latest.current.handle(input, key),
      paste: (text) => latest.current.onPaste?.(text) ?? false,
      order,
    };
    stack.add(entry);
    return () => {
      stack.delete(entry);
    };
  }, [stack, isActive, order]);
  useLayoutEffect(() => {
    if (!isActive || !isTyping) return;
    countTexts.current(1);
    return () => countTexts.current(-1);
  }, [isActive, isTyping]);
}
