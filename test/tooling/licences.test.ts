import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { licenceTexts } from "../../esbuild.licences.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sagerole-licences-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A build that took code from a package of this licence, with this text. */
function built(license: string, text?: string) {
  const home = join(folder, "node_modules/odd");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "odd", version: "1.2.3", license }));
  if (text !== undefined) writeFileSync(join(home, "LICENSE"), text);
  return { outputs: { "out.js": { inputs: { [join(home, "index.js")]: { bytesInOutput: 10 } } } } };
}

it("a build that takes in code under a licence that is not permissive fails, and says whose", async () => {
  await expect(licenceTexts(built("GPL-3.0-only", "…"))).rejects.toThrow('odd is under "GPL-3.0-only"');
});

it("a build fails where a licence has no text", async () => {
  await expect(licenceTexts(built("MIT"))).rejects.toThrow("odd 1.2.3 has no licence text");
});

it("the texts say whose they are", async () => {
  expect(await licenceTexts(built("MIT", "Copyright (c) Somebody"))).toContain(
    "odd 1.2.3 (MIT)\n\nCopyright (c) Somebody",
  );
});
