import { readFile } from "node:fs/promises";

/** Each kept line is some kilobytes; a few screens' worth is enough. */
const KEPT_LINES = 2_000;

const EDITS = [
  ["caches = new OutputCaches();", "caches = OutputCaches.kept();"],
  [
    "class OutputCaches {",
    `class OutputCaches {
      static #kept = new OutputCaches();
      static kept() {
        if (OutputCaches.#kept.styledChars.size > ${KEPT_LINES}) OutputCaches.#kept = new OutputCaches();
        return OutputCaches.#kept;
      }`,
  ],
];

/**
 * Lets Ink keep from frame to frame what it found out about a line: its characters, their styles and widths.
 * Ink 8 finds it out anew for every line of every frame, changed or not, which is more than half of a key's work.
 */
export const inkKeepsLines = {
  name: "ink-keeps-lines",
  setup(build) {
    // Yoga asks whether there is a fetch, to load what it already holds: asking alone makes Node load its HTTP client,
    // some 20 ms before the first frame.
    build.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, async ({ path }) => ({
      contents: `const fetch = undefined;\n${await readFile(path, "utf8")}`,
      loader: "js",
    }));
    build.onLoad({ filter: /[\\/]ink[\\/]build[\\/]output\.js$/ }, async ({ path }) => {
      let contents = await readFile(path, "utf8");
      for (const [from, to] of EDITS) {
        if (!contents.includes(from))
          throw new Error(`Ink no longer has "${from}": see whether it keeps lines itself.`);
        contents = contents.replace(from, to);
      }
      return { contents, loader: "js" };
    });
  },
};
