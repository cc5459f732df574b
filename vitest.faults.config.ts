import { defineConfig } from "vitest/config";

/** Applies that are cut short in every way: minutes of work, so that they run beside the test command. */
export default defineConfig({
  test: {
    include: ["test/faults/**/*.test.ts"],
    testTimeout: 60_000,
    env: { NO_COLOR: "", FORCE_COLOR: "0" },
    setupFiles: ["test/state-folder.ts"],
  },
});
