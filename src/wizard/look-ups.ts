/** Looks up one thing after the other, each once, only so many at the same time. */
export interface LookUps {
  /** Looks these up: they were chosen. */
  chosen(ids: readonly string[]): void;
  /** These are not chosen any more: those still waiting are not looked up. */
  notChosen(ids: readonly string[]): void;
  /** Looks these up after what was chosen, in place of what was in view before. */
  inView(ids: readonly string[]): void;
  /** Forgets what was and is to be looked up. */
  forget(): void;
}

/** How many calls of one kind of look-up are under way at once. */
const AT_ONCE = 4;

/**
 * Makes look-ups.
 * @param lookUp looks one up; what it fails for may be looked up again
 * @param progress told how many of the chosen ones are done, since there last were none to do
 */
export function lookUps(
  lookUp: (id: string) => Promise<void>,
  progress: (done: number, of: number) => void = () => {},
): LookUps {
  let known = new Set<string>();
  let waiting = new Set<string>();
  let inView: readonly string[] = [];
  let running = 0;
  let asked = 0;
  let done = 0;

  function tell(): void {
    progress(done, asked);
    if (done < asked) return;
    done = 0;
    asked = 0;
  }

  async function run(id: string, isChosen: boolean): Promise<void> {
    const mine = known;
    mine.add(id);
    running += 1;
    await lookUp(id).catch(() => mine.delete(id));
    running -= 1;
    if (isChosen && mine === known) {
      done += 1;
      tell();
    }
    next();
  }

  function next(): void {
    while (running < AT_ONCE) {
      const [first] = waiting;
      const id = first ?? inView.find((candidate) => !known.has(candidate));
      if (id === undefined) return;
      waiting.delete(id);
      void run(id, first !== undefined);
    }
  }

  return {
    chosen(ids) {
      const before = waiting.size;
      for (const id of ids) if (!known.has(id)) waiting.add(id);
      if (waiting.size === before) return;
      asked += waiting.size - before;
      tell();
      next();
    },
    notChosen(ids) {
      const before = waiting.size;
      for (const id of ids) waiting.delete(id);
      if (waiting.size === before) return;
      asked -= before - waiting.size;
      tell();
    },
    inView(ids) {
      inView = ids;
      next();
    },
    forget() {
      known = new Set();
      waiting = new Set();
      inView = [];
      asked = 0;
      done = 0;
    },
  };
}
