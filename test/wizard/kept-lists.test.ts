import { mkdtempSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { keepList, readKeptList } from "../../src/wizard/kept-lists.js";

const DAY = 24 * 60 * 60 * 1000;

let lists: string;
beforeEach(() => {
  process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "sagerole-state-"));
  lists = join(process.env.XDG_STATE_HOME, "sagerole/lists");
});

const here = {
  identity: { account: "111122223333", arn: "arn:aws:iam::111122223333:user/ana", partition: "aws" },
  region: "eu-west-1",
  sandbox: false,
};
const buckets = [{ name: "acme-train", region: "eu-west-1" }, { name: "\u001b[2Jacme" }];
const onlyFile = () => join(lists, readdirSync(lists)[0] ?? "");

describe("a kept list", () => {
  it("is found again by the next start, with its age, in a file that only its owner can read", async () => {
    const listedAt = Date.now() - 60_000;
    await keepList("buckets", here, { items: buckets, listedAt });
    expect(await readKeptList("buckets", here)).toEqual({ items: buckets, listedAt });
    expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
    expect(statSync(lists).mode & 0o777).toBe(0o700);
    expect(readFileSync(onlyFile(), "utf8")).not.toContain("user/ana");
  });

  it.each([
    ["region", { ...here, region: "eu-central-1" }],
    ["account", { ...here, identity: { ...here.identity, account: "../../../../tmp/x" } }],
    ["endpoint", { ...here, endpoint: "http://localhost:4566" }],
  ])("is of one %s", async (_, other) => {
    await keepList("buckets", here, { items: buckets, listedAt: Date.now() });
    expect(await readKeptList("buckets", other)).toBeUndefined();
    await keepList("buckets", other, { items: [], listedAt: Date.now() });
    expect((await readKeptList("buckets", here))?.items).toHaveLength(2);
    expect(readdirSync(lists)).toHaveLength(2);
  });

  it("is not of the embedded account", async () => {
    await keepList("buckets", { ...here, sandbox: true }, { items: buckets, listedAt: Date.now() });
    expect(await readKeptList("buckets", { ...here, sandbox: true })).toBeUndefined();
    expect(() => readdirSync(lists)).toThrow();
  });

  it("is passed over when it is older than a day, or of a time to come", async () => {
    for (const listedAt of [Date.now() - DAY - 1, Date.now() + 60_000]) {
      await keepList("buckets", here, { items: buckets, listedAt });
      expect(await readKeptList("buckets", here)).toBeUndefined();
    }
  });

  it("is taken away when another is kept a day later", async () => {
    await keepList("buckets", here, { items: buckets, listedAt: Date.now() });
    const old = (Date.now() - DAY - 1) / 1000;
    utimesSync(onlyFile(), old, old);
    await keepList("keys", here, { items: [], listedAt: Date.now() });
    expect(readdirSync(lists)).toHaveLength(1);
    expect(await readKeptList("buckets", here)).toBeUndefined();
  });

  it.each([
    ["is no JSON", "{"],
    ["holds nothing", "null"],
    ["is of another format", (text: string) => text.replace("list/1", "list/2")],
    ["is of another list", (text: string) => text.replace('"buckets"', '"keys"')],
    ["holds other things", (text: string) => text.replace('"acme-train"', "1")],
    ["holds no list", (text: string) => text.replace(/"items":.*/, '"items":{}}')],
  ])("whose file %s is passed over", async (_, change) => {
    await keepList("buckets", here, { items: buckets, listedAt: Date.now() });
    writeFileSync(onlyFile(), typeof change === "string" ? change : change(readFileSync(onlyFile(), "utf8")));
    expect(await readKeptList("buckets", here)).toBeUndefined();
  });
});
