import { describe, expect, it } from "vitest";
import { applyBaseline, parseBaseline } from "../../src/audit/baseline.js";
import { judgeRole } from "../../src/audit/judge.js";
import { Problem } from "../../src/base/problem.js";
import { allow, documentOf, NOW, roleWith } from "./fixtures.js";

function detailsOf(text: string): readonly string[] {
  try {
    parseBaseline(text, "accepted.yaml");
  } catch (error) {
    if (error instanceof Problem) return error.details;
    throw error;
  }
  throw new Error("it was taken");
}

const ENTRY = "{ role: tried, code: any-resource, reason: queues are per run, expires: 2027-01-31 }";

describe("a baseline", () => {
  it("is YAML or JSON, with a day that need not be quoted", () => {
    const expected = [{ role: "tried", code: "any-resource", reason: "queues are per run", expires: "2027-01-31" }];
    expect(parseBaseline(`accept:\n  - ${ENTRY}\n`, "a")).toEqual(expected);
    expect(parseBaseline(JSON.stringify({ accept: expected }), "a")).toEqual(expected);
  });

  it("names every fault, and where it is", () => {
    const text = `accept:
  - { role: tried, code: all-dat, reason: r, expires: 2027-01-31 }
  - { role: tried, code: all-data, reason: r, expires: 2027-02-31 }
  - { role: tried, code: all-data, reason: r, expires: soon }
`;
    expect(detailsOf(text)).toEqual([
      'accept[0].code: "all-dat" is no code of a finding. Did you mean "all-data"?',
      'accept[1].expires: "2027-02-31" is no day such as 2027-01-31.',
      'accept[2].expires: "soon" is no day such as 2027-01-31.',
    ]);
    expect(detailsOf("accept:\n  - { role: tried, code: all-data, expires: 2027-01-31 }")).toEqual([
      "accept[0].reason: needs a reason.",
    ]);
    expect(detailsOf("accept:\n  - { role: tried, code: all-data, reason: r }")).toEqual([
      "accept[0].expires: needs the day it expires, such as 2027-01-31.",
    ]);
    expect(detailsOf("accept: [").length).toBe(1);
    expect(detailsOf("[]").length).toBe(1);
  });

  it("takes what is accepted out of the verdict, until the day is over", async () => {
    const role = await judgeRole(roleWith([allow("sqs:SendMessage", "*")]), NOW);
    expect(role.severity).toBe("medium");
    const accept = parseBaseline(`accept: [${ENTRY}]`, "a");
    const accepted = applyBaseline([role], accept, Date.parse("2027-01-31T23:00:00Z"));
    expect(accepted.roles[0]).toMatchObject({ verdict: "Nothing found but what is accepted.", findings: [] });
    expect(accepted.roles[0]?.severity).toBeUndefined();
    expect(accepted.roles[0]?.accepted?.[0]).toMatchObject({ id: "any-resource", reason: "queues are per run" });
    expect(accepted.expired).toEqual([]);
    const late = applyBaseline([role], accept, Date.parse("2027-02-01T00:00:01Z"));
    expect(late.roles[0]).toEqual(role);
    expect(late.expired).toEqual(accept);
  });

  it("accepts one finding of several where it names the place, and says what it names in vain", async () => {
    const policies = ["one", "two"].map((name) => ({
      name,
      kind: "inline" as const,
      document: documentOf(allow("sqs:SendMessage", "*")),
    }));
    const role = await judgeRole(roleWith([], { policies }), NOW);
    const accept = [
      { role: "tried", code: "any-resource", place: "policy two, statement 1", reason: "r", expires: "2030-01-01" },
      { role: "tried", code: "all-data", reason: "r", expires: "2030-01-01" },
      { role: "other", code: "all-data", reason: "r", expires: "2030-01-01" },
    ];
    const { roles, unmatched } = applyBaseline([role], accept, NOW);
    expect(roles[0]?.findings.map(({ place }) => place)).toEqual(["policy one, statement 1"]);
    expect(unmatched).toEqual(accept.slice(1));
  });
});
