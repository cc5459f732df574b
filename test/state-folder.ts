import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "sagerole-test-state-"));
process.env.XDG_STATE_HOME = folder;
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
