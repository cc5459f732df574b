import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findingCode, findingCodes } from "../../src/role/finding-codes.js";

/** Every code that the source gives a finding. */
function usedCodes(): Set<string> {
  const texts = ["role", "audit"].flatMap((room) => {
    const folder = new URL(`../../src/${room}/`, import.meta.url);
    return readdirSync(folder)
      .filter((name) => room === "audit" || /findings\.ts$/.test(name))
      .map((name) => readFileSync(new URL(name, folder), "utf8"));
  });
  const found = texts.flatMap((text) => [
    ...text.matchAll(/\bid: (?:wide \? )?"([a-z-]+)"(?: : "([a-z-]+)")?/g),
    ...text.matchAll(/\bfinding\(\s*"([a-z-]+)"/g),
  ]);
  return new Set(
    [...found.flatMap(([, one, other]) => [one, other]), "read-location-unused", "write-location-unused"].filter(
      (one) => one !== undefined,
    ),
  );
}

describe("the codes of findings", () => {
  it("are explained, every one that is used, and used, every one that is explained", () => {
    expect([...usedCodes()].sort()).toEqual(findingCodes.map(({ id }) => id).toSorted());
  });

  it("say why it matters and what to do, with a page of AWS's", () => {
    for (const { id, title, text, source } of findingCodes) {
      expect(text.length, id).toBeGreaterThan(80);
      expect(title, id).toMatch(/^[A-Z]/);
      expect(source, id).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
    expect(findingCode("WHOLE-BUCKET")?.id).toBe("whole-bucket");
    expect(findingCode("no-such")).toBeUndefined();
  });
});
