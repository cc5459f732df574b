import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { published } from "../../src/published.js";

it.each(Object.entries(published()))("%s is published as the source has it (npm run build writes it)", (path, text) => {
  expect(readFileSync(join(import.meta.dirname, "../..", path), "utf8")).toBe(text);
});

it("the manual page tells of every command and of every flag", () => {
  const page = published()["man/sagerole.1"] ?? "";
  for (const words of ["\\fB\\-\\-fail\\-on\\-widening\\fR", ".SS sandbox serve", ".SH EXIT STATUS", "\\fB130\\fR"]) {
    expect(page).toContain(words);
  }
});
