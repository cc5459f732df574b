// Keeps, of dist/types, what the library's types lead to. Fails where that is another package: an install has none.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join("dist", "types");
const kept = new Set();

function keep(file) {
  if (kept.has(file)) return;
  kept.add(file);
  const code = readFileSync(file, "utf8").replace(/\/\*.*?\*\//gs, "");
  for (const [, module] of code.matchAll(/(?:\bfrom\s|\bimport\s*\(?)\s*"([^"]+)"/g)) {
    if (!module.startsWith(".")) throw new Error(`${file} takes types from ${module}, which is not installed with it.`);
    keep(join(dirname(file), module.replace(/\.js$/, ".d.ts")));
  }
}

keep(join(ROOT, "src", "index.d.ts"));
for (const file of readdirSync(ROOT, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  if (file.isFile() && !kept.has(path)) rmSync(path);
}
