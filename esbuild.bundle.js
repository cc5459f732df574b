import { actionsInBundle } from "./esbuild.actions.js";
import { inkKeepsLines } from "./esbuild.ink.js";

/** How the program is bundled, into the package and into the executable. */
export const bundle = {
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  // The ES modules of the AWS SDK: they can be split and shaken, and their names survive dynamic imports.
  mainFields: ["module", "main"],
  target: "node20.19",
  jsx: "automatic",
  metafile: true,
  // THIRD_PARTY_LICENSES.txt has the whole texts.
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  // Ink imports its devtools only when DEV is set; the package is optional and not installed.
  alias: { "react-devtools-core": "./src/base/empty.ts" },
  plugins: [inkKeepsLines, actionsInBundle],
  banner: {
    // What CommonJS modules in the bundle expect to find.
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
  },
};
