import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { render } from "ink";
import { useState } from "react";
import { Frame, frameRows } from "../../screens/parts/Frame.js";
import { Lines } from "../../screens/parts/Lines.js";
import { MultiSelect } from "../../screens/parts/MultiSelect.js";
import { KeysProvider } from "../../screens/parts/use-keys.js";

/** What a key costs in a long list, in milliseconds of the program's own work, from the key to the bytes of its frame. */
export interface KeyCosts {
  items: number;
  /** Half of the keys cost less. */
  median: number;
  /** One key in a hundred costs more. */
  p99: number;
}

const COLUMNS = 120;
const ROWS = 40;
const KEYS = [
  ..."/data-9",
  "\x7f",
  "\x7f",
  ..."train",
  "\x1b[B",
  "\x1b[B",
  " ",
  "\r",
  "\x1b[6~",
  "\x1b[5~",
  "\x1b[B",
  " ",
  "n",
  "N",
];

/** Types, moves and chooses in a list of `count` buckets, beside a policy, and measures every key. */
export async function measureList(count: number, rounds = 12): Promise<KeyCosts> {
  const stdin = new Keyboard();
  const stdout = new Screen();
  const stage = (
    <KeysProvider>
      <Stage count={count} />
    </KeysProvider>
  );
  const app = render(stage, {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    alternateScreen: true,
    incrementalRendering: true,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 1_000,
  });
  await app.waitUntilRenderFlush();
  const costs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const key of [...KEYS, "\x1b"]) {
      // Ink waits a moment whether an escape begins a sequence: that is no work.
      const wait = key === "\x1b" ? 30 : 5;
      const before = worked();
      stdin.send(key);
      await turn();
      await app.waitUntilRenderFlush();
      await new Promise((resolve) => setTimeout(resolve, wait));
      const spent = worked() - before;
      // The first rounds warm the engine up, as the keys before a list do.
      if (round >= 2) costs.push(spent);
    }
  }
  app.unmount();
  costs.sort((a, b) => a - b);
  const at = (share: number) => costs[Math.floor(costs.length * share)] ?? Number.NaN;
  return { items: count, median: at(0.5), p99: at(0.99) };
}

/**
 * CPU time of this thread in milliseconds: a frame waits for no other. Where the system does not tell, that of the whole
 * process, with V8's threads that compile and collect beside it.
 */
function worked(): number {
  try {
    return Number.parseInt(readFileSync("/proc/thread-self/schedstat", "latin1"), 10) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  }
}

function Stage({ count }: { count: number }) {
  const [items] = useState(() =>
    Array.from({ length: count }, (_, index) => {
      const name = `acme-team-${index % 97}-data-${(index * 7_919) % count}`;
      return { id: name, label: name, ...(index % 5 === 0 && { hint: "us-east-1" }) };
    }),
  );
  const [policy] = useState(() =>
    Array.from({ length: 60 }, (_, index) => ({
      text: `+         "arn:aws:s3:::acme-team-${index}-data/*",`,
      color: "green",
    })),
  );
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const height = ROWS - frameRows(false);
  return (
    <Frame
      columns={COLUMNS}
      rows={ROWS}
      header={{ account: "111122223333", region: "eu-west-1", identity: "user/sam", badge: "SANDBOX" }}
      rail={["Account", "Goal", "Use cases", "Data", "Images", "Keys", "Guardrails", "Review", "Apply", "Done"]}
      current="Data"
      hints={[{ keys: "?", does: "help" }]}
      bare={false}
      paneWidth={52}
      pane={<Lines lines={policy} width={52} height={height} isActive={false} scrolls={false} />}
    >
      <MultiSelect
        items={items}
        selected={selected}
        width={COLUMNS - 54}
        height={height}
        isActive
        what="buckets"
        onToggle={(ids, on) => {
          const next = new Set(selected);
          for (const id of ids) on ? next.add(id) : next.delete(id);
          setSelected(next);
        }}
      />
    </Frame>
  );
}

class Keyboard extends EventEmitter {
  isTTY = true;
  #waiting: string | null = null;
  send(key: string): void {
    this.#waiting = key;
    this.emit("readable");
  }
  read(): string | null {
    const key = this.#waiting;
    this.#waiting = null;
    return key;
  }
  setEncoding(): void {}
  setRawMode(): void {}
  ref(): void {}
  unref(): void {}
}

class Screen extends EventEmitter {
  isTTY = true;
  columns = COLUMNS;
  rows = ROWS;
  write(_: string, done?: () => void): boolean {
    done?.();
    return true;
  }
}
