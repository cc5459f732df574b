import { describe, expect, it } from "vitest";
import { accessReport } from "../../src/plan/access.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { fittings } from "../../src/role/fit.js";
import type { RoleFile } from "../../src/role/role-file.js";

function large(data: RoleFile["data"], delivery: RoleFile["delivery"] = "inline"): RoleFile {
  return {
    ...emptyRoleFile("large"),
    account: "111122223333",
    region: "eu-west-1",
    useCases: { training: {} },
    data,
    delivery,
  };
}

const folders = (start: string, count: number) => Array.from({ length: count }, (_, at) => `${start}customer-${at}/`);
const entry = (bucket: string, prefixes: string[]): RoleFile["data"][number] => ({ bucket, access: "read", prefixes });
const everything = { inlineTotal: 1e9, managedPolicy: 1e6, trustPolicy: 2048, attachedPolicies: 1000 };

describe("a role that does not fit", () => {
  it("fits in managed policies, which allow nothing more", () => {
    const [first, second] = fittings(large([entry("acme-train", folders("raw/", 120))]));
    expect(first).toMatchObject({ words: "Keep them in 2 managed policies (delivery: auto)", opens: [] });
    expect(second).toMatchObject({
      words: "Name shared prefixes in one bucket",
      opens: ["everything under raw/ in acme-train, not only its 120 prefixes there"],
    });
    expect(second?.file.data[0]?.prefixes).toEqual(["raw/"]);
  });

  it("is opened no further than it must be: the smaller bucket keeps its prefixes", () => {
    const file = large([
      entry("acme-few", folders("new/", 20)),
      entry("acme-many", folders("raw/", 900)),
      entry("acme-apart", ["a/x/", "b/y/"]),
    ]);
    const [only, ...others] = fittings({ ...file, delivery: "managed" });
    expect(others).toEqual([]);
    expect(only?.opens).toEqual(["everything under raw/ in acme-many, not only its 900 prefixes there"]);
    expect(only?.file.data.map(({ prefixes }) => prefixes.length)).toEqual([20, 1, 2]);
  });

  it("opens a whole bucket only where its prefixes share no folder", () => {
    const apart = Array.from({ length: 900 }, (_, at) => `customer-${at}/data/`);
    const [only] = fittings(large([entry("acme-apart", apart)], "managed"));
    expect(only).toMatchObject({
      words: "Name the whole of one bucket",
      opens: ["all of acme-apart, not only its 900 prefixes"],
    });
  });

  it("says nothing where no prefix could be coarser", () => {
    const buckets = Array.from({ length: 2000 }, (_, at) => entry(`acme-data-of-team-${at}`, ["raw/"]));
    expect(fittings(large(buckets))).toEqual([]);
  });

  it("is offered only what compiles, and what it allows more is what is said", async () => {
    const file = large([entry("acme-a", folders("raw/", 500)), entry("acme-b", folders("in/", 500))], "managed");
    for (const fitting of fittings(file)) {
      const before = compile(file, { quotas: everything }).definition;
      const { items } = await accessReport(before, compile(fitting.file).definition, {});
      const gained = items.filter(({ change }) => change === "gained").flatMap(({ on }) => on);
      for (const place of gained) expect(fitting.opens.join()).toContain(/acme-[ab]/.exec(place)?.[0] ?? "nowhere");
    }
  });
});
