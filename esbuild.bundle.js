import { actionsInBundle } from "./esbuild.actions.js";
import { inkOptions } from "./esbuild.ink.js";

/** How all that ships is bundled. */
export const bundle = {
  ...inkOptions,
  plugins: [...inkOptions.plugins, actionsInBundle],
  bundle: true,
  minify: true,
  platform: "node",
  // The ES modules of the AWS SDK: they can be split and shaken, and their names survive dynamic imports.
  mainFields: ["module", "main"],
  metafile: true,
  // THIRD_PARTY_LICENSES.txt has the whole texts.
  legalComments: "none",
};

/** In an ES module, what CommonJS packages in the bundle expect to find. */
export const requireInModules = {
  js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
};
