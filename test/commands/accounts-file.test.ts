import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readAccounts } from "../../src/commands/accounts-file.js";

const folder = mkdtempSync(join(tmpdir(), "sagerole-accounts-"));

function read(text: string): string[] {
  const path = join(folder, "accounts");
  writeFileSync(path, text);
  return readAccounts(path);
}

it.each([
  ["lines", "111122223333  # dev\n\n012345678901\n111122223333\n"],
  ["a YAML list", "---\n- '111122223333'\n- \"012345678901\" # prod\n"],
  ["a JSON list", '["111122223333","012345678901"]'],
  [
    "what AWS Organizations lists",
    '{ "Accounts": [ { "Id": "111122223333", "Name": "dev" }, { "Id": "012345678901", "Status": "ACTIVE" } ] }',
  ],
])("reads accounts from %s", (_, text) => {
  expect(read(text)).toEqual(["111122223333", "012345678901"]);
});

it.each([
  ["# none\n", /names no account/],
  ["[]", /names no account/],
  ["111122223333\n12\n", /accounts:2 is not an account id: 12/],
  ["[111122223333]", /is no list of accounts/],
  ['["1111"]', /holds what is not an account id: 1111/],
  ["{", /is no list of accounts/],
])("refuses %j", (text, message) => {
  expect(() => read(text)).toThrow(message);
});
