import { expect, test } from "vitest";
import { listStatus } from "../../../screens/parts/ListStatus.js";
import type { Listing } from "../../../src/wizard/state.js";

const NOW = 1_800_000_000_000;
const items = (length: number) => Array.from({ length }, (_, at) => at);
const minutesAgo = (minutes: number) => NOW - minutes * 60_000;

test.each<[string, Listing<unknown>, { done: number; of: number } | undefined]>([
  ["", { status: "idle", items: [] }, undefined],
  ["4,000 so far… (s stops)", { status: "loading", items: items(3_800), read: 4_000 }, undefined],
  [
    "██████░░░░░░ 2,000 of about 4,000… (s stops)",
    { status: "loading", items: items(4_000), read: 2_000, about: 4_000, listedAt: minutesAgo(90) },
    undefined,
  ],
  ["Stopped at 4,000 (r lists again)", { status: "stopped", items: items(4_000) }, undefined],
  ["Listed just now (r lists again)", { status: "done", items: items(61), listedAt: minutesAgo(0.9) }, undefined],
  ["Listed 3 min ago (r lists again)", { status: "done", items: items(61), listedAt: minutesAgo(3) }, undefined],
  ["Listed 23 h ago (r lists again)", { status: "done", items: [], listedAt: minutesAgo(23.9 * 60) }, undefined],
  ["███░░░░░░░░░ looked up 25 of 100 chosen…", { status: "done", items: [], listedAt: NOW }, { done: 25, of: 100 }],
  // What went wrong is said above the list.
  ["", { status: "failed", items: [] }, undefined],
])("under a list is said %j", (words, listing, lookedUp) => {
  expect(listStatus(listing, lookedUp, NOW)).toBe(words);
});
