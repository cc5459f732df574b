import { expect, test } from "vitest";
import { hintsFor } from "../../screens/hints.js";

test.each([
  ["loading", ["s"]],
  ["done", ["r"]],
  ["stopped", ["r"]],
  ["failed", ["r"]],
  ["idle", []],
] as const)("a list that is %s offers %j", (status, keys) => {
  for (const step of ["data", "images", "keys"] as const) {
    const offered = hintsFor(step, status).map((hint) => hint.keys);
    expect(offered.filter((key) => key === "r" || key === "s")).toEqual(keys);
  }
});
