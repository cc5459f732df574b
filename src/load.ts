import { createRequire } from "node:module";
import { join } from "node:path";
import envPaths from "env-paths";
import { endWithReader } from "./base/process.js";
import { scriptLoader } from "./base/script-loader.js";

/** Put in by the build. */
declare const BUILD: { id: string; version: string; help: string };

endWithReader();

const said = answer(process.argv.slice(2));
if (said === undefined) {
  scriptLoader({
    folder: join(__dirname, "program"),
    buildId: BUILD.id,
    places: [
      { folder: () => __dirname, isPrivate: false },
      { folder: () => envPaths("sagerole", { suffix: "" }).cache, isPrivate: true },
    ],
    outside: createRequire(__filename),
  })("sagerole.cjs");
} else {
  process.stdout.write(said);
}

/** What is known without the command line: its help for 80 columns is what it says where there is no terminal. */
function answer(args: readonly string[]): string | undefined {
  if (args.length !== 1) return undefined;
  if (args[0] === "--version" || args[0] === "-V") return `${BUILD.version}\n`;
  if ((args[0] === "--help" || args[0] === "-h") && (process.stdout.columns ?? 80) === 80) return BUILD.help;
  return undefined;
}
