import { readFile } from "node:fs/promises";

/** Each kept line is some kilobytes; a few screens' worth is enough. */
const KEPT_LINES = 2_000;

/** What is changed in which file. Text that is no longer there ends the build, so that nothing is lost in silence. */
const EDITS = [
  {
    // Ink 8 finds out anew for every line of every frame, changed or not, its characters, their styles and widths, and makes
    // an object for every empty cell: more than half of a key's work.
    file: /[\\/]ink[\\/]build[\\/]output\.js$/,
    changes: [
      ["caches = new OutputCaches();", "caches = OutputCaches.kept();"],
      [
        "class OutputCaches {",
        `const BLANK = { type: "char", value: " ", fullWidth: false, styles: [] };
        const isSameRow = (a, b) => a.length === b.length && a.every((cell, x) => cell === b[x]);
        class OutputCaches {
          rows = [];
          lines = new Map();
          getLines(text) {
            let cached = this.lines.get(text);
            if (cached === undefined) {
              const characterLines = [[]];
              for (const character of this.getStyledChars(text)) {
                if (character.value === "\\n") characterLines.push([]);
                else characterLines.at(-1).push(character);
              }
              cached = characterLines.map(line => styledCharsToString(line));
              this.lines.set(text, cached);
            }
            return cached;
          }
          static #kept = new OutputCaches();
          static kept() {
            if (OutputCaches.#kept.styledChars.size > ${KEPT_LINES}) OutputCaches.#kept = new OutputCaches();
            return OutputCaches.#kept;
          }`,
      ],
      [
        /const characterLines = \[\[\]\];\s*for \(const character of this\.caches[\s\S]*?let lines = [^;]*;/,
        "let lines = this.caches.getLines(text);",
      ],
      [
        "return this.sliceLineToColumns(line, from, to);",
        "return from === 0 && to === width ? line : this.sliceLineToColumns(line, from, to);",
      ],
      [/row\.push\(\{\s*type: 'char',\s*value: ' ',\s*fullWidth: false,\s*styles: \[\],\s*\}\);/, "row.push(BLANK);"],
      [/\.map\(line => \{(?=\s*\/\/ See https:)/, ".map((line, y) => {"],
      [
        "return styledCharsToString(lineWithoutEmptyItems).trimEnd();",
        `const last = this.caches.rows[y];
        if (last !== undefined && isSameRow(last.line, line)) return last.text;
        const text = styledCharsToString(line.filter((item) => item !== undefined)).trimEnd();
        this.caches.rows[y] = { line, text };
        return text;`,
      ],
      ["const lineWithoutEmptyItems = line.filter(item => item !== undefined);", ""],
    ],
  },
  {
    // Copies of the styles for every character of a frame, where nothing changes them: they are made anew for each code.
    file: /[\\/]ansi-tokenize[\\/]build[\\/]styledChars\.js$/,
    changes: [
      [
        /ret\.push\(\{\s*\.\.\.token,\s*styles: \[\.\.\.codes\],\s*\}\);/,
        "ret.push({ type: token.type, value: token.value, fullWidth: token.fullWidth, styles: codes });",
      ],
    ],
  },
  {
    // The devtools are awaited while the module loads, which a script kept as compiled code cannot.
    file: /[\\/]ink[\\/]build[\\/]reconciler\.js$/,
    changes: [["process.env['DEV'] === 'true'", "false"]],
  },
  {
    // Loaded at once and not some turns later; the module is loaded before anything is drawn either way.
    file: /[\\/]yoga-layout[\\/]dist[\\/]src[\\/]index\.js$/,
    changes: [
      [
        "const Yoga = wrapAssembly(await loadYoga());",
        `import bytes from "yoga.wasm";
        const assembly = {
          instantiateWasm(imports, done) {
            const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
            done(instance);
            return instance.exports;
          },
        };
        loadYoga(assembly);
        const Yoga = wrapAssembly(assembly);`,
      ],
    ],
  },
  {
    file: /[\\/]yoga-wasm-base64-esm\.js$/,
    changes: [
      [/"data:application\/octet-stream;base64,[^"]+"/, '""'],
      // Asking whether there is a fetch makes Node load its HTTP client.
      [/"function"!=typeof fetch/g, "true"],
      ["import.meta.url", '""'],
    ],
  },
  {
    // Making this expression takes as long as all of React, using it the first time as long again. One UTF-16 unit alone
    // is an emoji only where it is wide without that: what follows in the function finds the same width.
    file: /[\\/]string-width[\\/]index\.js$/,
    changes: [
      [
        "const rgiEmojiRegex = /^\\p{RGI_Emoji}$/v;",
        `let emoji;
        const rgiEmojiRegex = {
          test: (segment) =>
            segment.length > 1 &&
            /[\\p{Extended_Pictographic}\\p{Regional_Indicator}\\u20e3]/u.test(segment) &&
            (emoji ??= /^\\p{RGI_Emoji}$/v).test(segment),
        };`,
      ],
    ],
  },
];

const LATER = [
  {
    // A table of letters with and without their marks, which is not asked for: names are matched as they are.
    file: /[\\/]fzf[\\/]dist[\\/]fzf\.es\.js$/,
    changes: [
      [
        'for (const asciiChar of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")',
        "for (const asciiChar of [])",
      ],
    ],
  },
  {
    // Only what draws a crash needs it; it makes an expression of the name of every module of Node.
    file: /[\\/]ink[\\/]build[\\/]components[\\/]ErrorOverview\.js$/,
    changes: [
      ["import StackUtils from 'stack-utils';", ""],
      ["const stackUtils = new StackUtils({", 'const stackUtils = () => new (require("stack-utils"))({'],
      ["StackUtils.nodeInternals()", 'require("stack-utils").nodeInternals()'],
      ["stackUtils.parseLine(", "stackUtils().parseLine("],
    ],
  },
  {
    // Asked only where the terminal itself does not know its size.
    file: /[\\/]terminal-size[\\/]index\.js$/,
    changes: [
      [
        "import {execFileSync} from 'node:child_process';",
        'const execFileSync = (...args) => require("node:child_process").execFileSync(...args);',
      ],
    ],
  },
  {
    // Asserts that Ink gives it a function.
    file: /[\\/]node_modules[\\/]signal-exit[\\/]index\.js$/,
    changes: [["var assert = require('assert')", "var assert = { equal() {} }"]],
  },
];

const yogaSource = new URL("node_modules/yoga-layout/dist/binaries/yoga-wasm-base64-esm.js", import.meta.url);

const edited = {
  name: "edited",
  setup(build) {
    for (const { file, changes } of [...EDITS, ...LATER]) {
      build.onLoad({ filter: file }, async ({ path }) => {
        let contents = await readFile(path, "utf8");
        for (const [from, to] of changes) {
          if (typeof from === "string" ? !contents.includes(from) : contents.search(from) < 0)
            throw new Error(`${path} no longer has "${from}": see whether the change is still needed.`);
          contents = typeof from === "string" ? contents.replaceAll(from, to) : contents.replace(from, to);
        }
        return { contents, loader: "js" };
      });
    }
    build.onResolve({ filter: /^yoga\.wasm$/ }, ({ path }) => ({ path, namespace: "yoga" }));
    build.onLoad({ filter: /./, namespace: "yoga" }, async () => {
      const [, base64 = ""] = /base64,([^"]+)"/.exec(await readFile(yogaSource, "utf8")) ?? [];
      return { contents: Buffer.from(base64, "base64"), loader: "binary" };
    });
  },
};

/** How Ink, and what it brings, is built: without what delays the first frame or is done anew in every one. */
export const inkOptions = {
  jsx: "automatic",
  target: "node20.19",
  define: {
    "process.env.NODE_ENV": '"production"',
    "process.env.DEV": '"false"',
    "Intl.Segmenter": "GraphemeSegmenter",
  },
  inject: ["src/base/grapheme-segmenter.ts"],
  // Ink imports its devtools only when DEV is set; the package is optional and not installed.
  alias: { "react-devtools-core": "./src/base/empty.ts" },
  plugins: [edited],
};
