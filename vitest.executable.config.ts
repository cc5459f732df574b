import { defineConfig } from "vitest/config";

/** The executable that `npm run executable` built, which takes a newer Node than the tests do. */
export default defineConfig({ test: { include: ["test/executable/**/*.test.ts"], testTimeout: 60_000 } });
