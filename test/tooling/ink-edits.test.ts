import { join } from "node:path";
import { build } from "esbuild";
import plainWidth from "string-width";
import { describe, expect, it } from "vitest";
import { inkOptions } from "../../esbuild.ink.js";
import { GraphemeSegmenter } from "../../src/base/grapheme-segmenter.js";

const plain = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const segmenter = new GraphemeSegmenter();

const TEXTS = [
  "",
  "plain text, \x1b[31mred\x1b[39m",
  "● Account  ○ Goal ── ✓ ✗ … ⠋ → ↑↓",
  "a\u0301 e\u0308 o\r\nx",
  "日本語 한국어 ｶﾞ",
  "👩‍👩‍👧 🇩🇪 1️⃣ ☺️ ☺ ✂ ⌚ ↔️ 1⃣ #⃣",
  "\u{1f1e6}x\u{1f600}y\ufe0f",
];

describe("graphemes without the platform's segmenter", () => {
  it("are those of the platform, for texts of all kinds", () => {
    for (const text of TEXTS) {
      const want = Array.from(plain.segment(text), ({ segment, index }) => [segment, index]);
      expect(Array.from(segmenter.segment(text), ({ segment, index }) => [segment, index])).toEqual(want);
      for (let at = -1; at <= text.length; at++)
        expect(segmenter.segment(text).containing(at)?.segment).toBe(plain.segment(text).containing(at)?.segment);
    }
  });

  it("are those of the platform for every sign beside every kind of neighbour", () => {
    for (let code = 0; code < 0x3000; code++) {
      const sign = String.fromCharCode(code);
      for (const text of [`${sign}a`, `a${sign}`, `${sign}${sign}`, `●${sign}─`]) {
        const got = Array.from(segmenter.segment(text), ({ segment }) => segment);
        const want = Array.from(plain.segment(text), ({ segment }) => segment);
        if (got.join("|") !== want.join("|")) expect({ code, got }).toEqual({ code, got: want });
      }
    }
  });
});

describe("widths as the program is built", () => {
  it("are those of string-width", async () => {
    const { outputFiles } = await build({
      ...inkOptions,
      absWorkingDir: join(import.meta.dirname, "../.."),
      stdin: { contents: 'export { default } from "string-width"', resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
    });
    const code = Buffer.from(outputFiles?.[0]?.contents ?? []).toString("base64");
    const { default: builtWidth } = await import(`data:text/javascript;base64,${code}`);
    for (const text of TEXTS) expect([text, builtWidth(text)]).toEqual([text, plainWidth(text)]);
    for (let code = 0; code < 0x10000; code++) {
      const sign = String.fromCharCode(code);
      if (builtWidth(sign) !== plainWidth(sign)) expect([code, builtWidth(sign)]).toEqual([code, plainWidth(sign)]);
    }
  });
});
