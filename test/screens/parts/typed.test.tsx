import { EventEmitter } from "node:events";
import { Box, render } from "ink";
import { useState } from "react";
import { expect, onTestFinished, test } from "vitest";
import { MultiSelect } from "../../../screens/parts/MultiSelect.js";
import { SingleSelect } from "../../../screens/parts/SingleSelect.js";
import { Text } from "../../../screens/parts/Text.js";
import { TextField } from "../../../screens/parts/TextField.js";
import { oneKeyAtATime } from "../../../screens/parts/typed.js";
import { KeysProvider, useKeys } from "../../../screens/parts/use-keys.js";

class Terminal extends EventEmitter {
  isTTY = true;
  columns = 60;
  rows = 20;
  isRaw = false;
  screen = "";
  setRawMode(on: boolean) {
    this.isRaw = on;
  }
  setEncoding() {
    return this;
  }
  ref() {}
  unref() {}
  pause() {}
  write(text: string, done?: () => void) {
    if (text.includes("step")) this.screen = text;
    done?.();
    return true;
  }
}

/** Steps that each take keys in their own way. */
function Steps() {
  const [step, setStep] = useState(0);
  const [name, setName] = useState("");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  useKeys((input, key) => {
    if (key.return) setStep(step + 1);
    if (key.ctrl && input === "c") setStep(99);
    return true;
  });
  return (
    <Box flexDirection="column">
      {step === 0 && (
        <SingleSelect
          choices={["first", "second", "third"].map((value) => ({ label: value, value }))}
          width={40}
          height={4}
          isActive
          onSelect={(value) => {
            setName(value);
            setStep(1);
          }}
        />
      )}
      {step === 1 && (
        <MultiSelect
          items={["alpha", "beta", "gamma", "delta"].map((id) => ({ id, label: id }))}
          selected={selected}
          width={40}
          height={6}
          isActive
          what="letters"
          onToggle={(ids) => setSelected(new Set([...selected, ...ids]))}
        />
      )}
      {step === 2 && (
        <TextField
          isActive
          width={40}
          onSubmit={(text) => {
            setName(`${name} ${text}`);
            setStep(3);
          }}
          onCancel={() => setStep(1)}
        />
      )}
      <Text>{`step ${step}: ${name} [${[...selected].join(" ")}]`}</Text>
    </Box>
  );
}

async function typed(...chunks: string[]) {
  const terminal = new Terminal();
  const stdin = oneKeyAtATime(terminal as unknown as NodeJS.ReadStream);
  const app = render(
    <KeysProvider>
      <Steps />
    </KeysProvider>,
    { stdin, stdout: terminal as unknown as NodeJS.WriteStream, debug: true, exitOnCtrlC: false, patchConsole: false },
  );
  onTestFinished(() => app.unmount());
  await app.waitUntilRenderFlush();
  for (const chunk of chunks) terminal.emit("data", chunk);
  return { terminal, app, end: () => terminal.screen.trim().split("\n").at(-1) };
}

test("a whole run typed ahead meets each screen in turn", async () => {
  const { end } = await typed("\x1b[B\x1b[B\r" + "j /ga \r" + "\r" + "my-réle\r");
  await expect.poll(end).toBe("step 3: third my-réle [beta gamma]");
});

test("keys cut in the middle of a sequence are put together", async () => {
  const { end } = await typed("\x1b", "[B\r\x1b[", "B ");
  await expect.poll(end).toBe("step 1: second [beta]");
});

test("escapes in a row are each one", async () => {
  const { end } = await typed("\r/al\x1b\x1b\x1b[B ");
  await expect.poll(end).toBe("step 1: first [beta]");
});

test("a paste is text, whatever it holds and however it is cut, and never keys", async () => {
  const { end } = await typed("\r\r", "\x1b[200~one\r", "two q\x1b[20", "1~", "\r");
  await expect.poll(end).toBe("step 3: first one two q []");
  const listed = await typed("\r\x1b[200~a\rj q\x1b[201~ ");
  await expect.poll(listed.end).toBe("step 1: first [alpha]");
});

test("ctrl-c goes before everything that waits", async () => {
  const { end } = await typed("\r", `${"j".repeat(500)}\x03`);
  await expect.poll(end).toBe("step 99: first []");
});

test("the terminal is listened to only while Ink has it in raw mode", async () => {
  const { terminal, app } = await typed("\x1b[B");
  expect(terminal.isRaw).toBe(true);
  app.unmount();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(terminal.isRaw).toBe(false);
  expect(terminal.listenerCount("data")).toBe(0);
});
