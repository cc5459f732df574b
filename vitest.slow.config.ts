import { defineConfig } from "vitest/config";

/** What takes longest, for what it tells while one works: `npm run test:slow` and `.ci/run` have it. */
export const slow = [
  "test/catalog/mutations.test.ts",
  "test/catalog/proof.test.ts",
  "test/e2e/audit.test.ts",
  "test/e2e/commands.test.ts",
  "test/e2e/json-formats.test.ts",
  "test/e2e/large-account.test.ts",
  "test/e2e/others.test.ts",
  "test/role/infer.test.ts",
  "test/role/prove.test.ts",
  "test/tooling/package.test.ts",
  "test/wizard/audit.test.ts",
];

export default defineConfig({
  test: {
    include: slow,
    testTimeout: 60_000,
    maxWorkers: 2,
    env: { NO_COLOR: "", FORCE_COLOR: "0" },
    setupFiles: ["test/state-folder.ts"],
  },
});
