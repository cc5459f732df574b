import type { Key } from "ink";
import { expect, test } from "vitest";
import { commandOf } from "../../screens/keys.js";

const key = (pressed: Partial<Key> = {}) => pressed as Key;

test.each([
  ["k", key(), "up"],
  ["", key({ upArrow: true }), "up"],
  ["j", key(), "down"],
  [" ", key(), "toggle"],
  ["", key({ return: true }), "next"],
  ["", key({ escape: true }), "back"],
  ["/", key(), "filter"],
  ["a", key(), "all"],
  ["n", key(), "nextChosen"],
  ["N", key({ shift: true }), "previousChosen"],
  ["?", key(), "help"],
  ["p", key(), "preview"],
  ["w", key(), "why"],
  ["q", key(), "quit"],
  ["c", key({ ctrl: true }), "interrupt"],
  ["G", key({ shift: true }), "end"],
  // With ctrl or alt a letter is not the command it is alone.
  ["a", key({ ctrl: true }), undefined],
  ["q", key({ meta: true }), undefined],
  ["x", key(), undefined],
  ["jj", key(), undefined],
])("%j with %j is %s", (input, pressed, command) => {
  expect(commandOf(input, pressed)).toBe(command);
});
