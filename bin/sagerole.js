#!/usr/bin/env node
// The executable: checks the Node version, then loads the program. Kept to syntax any Node can read.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `sagerole needs Node.js 20.19 or newer; this is ${process.versions.node}.\nInstall a current Node.js (https://nodejs.org) and run the command again.\n`,
  );
  process.exit(1);
}
try {
  require("../dist/load.cjs");
} catch (error) {
  if (error && error.code === "MODULE_NOT_FOUND") {
    process.stderr.write("sagerole is not built yet. Run `npm ci` (or `npm run build`) in its folder first.\n");
    process.exit(1);
  }
  throw error;
}
