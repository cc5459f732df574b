import { defineConfig } from "vitest/config";
import { slow } from "./vitest.slow.config.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/interop/**", "test/faults/**", "test/executable/**", ...slow],
    testTimeout: 20_000,
    // One for each of the two cores that everything is measured on; by itself vitest leaves one idle.
    maxWorkers: 2,
    env: { NO_COLOR: "", FORCE_COLOR: "0" },
    // Drafts and the embedded account of tests stay out of the home of whoever runs them.
    setupFiles: ["test/state-folder.ts"],
  },
});
