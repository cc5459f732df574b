import { describe, expect, it } from "vitest";
import { applyBaseline } from "../../src/audit/baseline.js";
import { compareAudits, isUnchanged, parseReport } from "../../src/audit/history.js";
import { judgeRole } from "../../src/audit/judge.js";
import { Problem } from "../../src/base/problem.js";
import type { Statement } from "../../src/policy/document.js";
import { allow, NOW, roleWith } from "./fixtures.js";
import { reportOf } from "./reports.js";

async function role(name: string, statements: Statement[]) {
  const judged = await judgeRole(roleWith(statements, { name }), NOW);
  return { ...judged, arn: `arn:aws:iam::111122223333:role/${name}` };
}

describe("two audits compared", () => {
  it("tell what came, what went, what is graver, and whose width moved", async () => {
    const before = reportOf([
      await role("stays", [allow("sqs:SendMessage", "*")]),
      await role("goes", []),
      await role("worsens", [allow("iam:PassRole", "*")]),
    ]);
    const after = reportOf([
      await role("stays", [allow("s3:GetObject", "*")]),
      await role("comes", [allow("s3:GetObject", "*")]),
      await role("worsens", [
        allow("iam:PassRole", "*"),
        allow("lambda:CreateFunction", "arn:aws:lambda:*:*:function:a"),
      ]),
    ]);
    const change = compareAudits(parseReport(JSON.stringify(before), "a.json"), after);
    expect(change.newRoles).toEqual(["comes"]);
    expect(change.goneRoles).toEqual(["goes"]);
    expect(change.newFindings.map(({ role, finding }) => `${role} ${finding.id}`).sort()).toEqual([
      "comes all-data",
      "stays all-data",
    ]);
    expect(change.goneFindings.map(({ role, finding }) => `${role} ${finding.id}`)).toEqual(["stays any-resource"]);
    expect(change.changed).toEqual([
      { role: "worsens", id: "escalation", place: "policy p", from: "medium", to: "high" },
    ]);
    expect(change.moved.map((one) => one.role)).toEqual(["stays", "worsens"]);
    expect(isUnchanged(compareAudits(after, after))).toBe(true);
  });

  it("do not take for gone what was accepted meanwhile, nor roles that were not asked for", async () => {
    const before = reportOf([await role("one", [allow("s3:GetObject", "*")]), await role("two", [])]);
    const accept = [{ role: "one", code: "all-data", reason: "r", expires: "2030-01-01" }];
    const after = reportOf(applyBaseline(before.roles.slice(0, 1), accept, NOW).roles);
    expect(isUnchanged(compareAudits(before, after, new Set(["one"])))).toBe(true);
    expect(compareAudits(before, after).goneRoles).toEqual(["two"]);
  });

  it("must be of one account, and audits", async () => {
    const report = reportOf([]);
    expect(() => compareAudits(reportOf([], { account: "999988887777" }), report)).toThrow(Problem);
    expect(() => parseReport('{"format":"sagerole.plan/1"}', "p.json")).toThrow("p.json does not hold an audit.");
    expect(() => parseReport("nonsense", "n")).toThrow(Problem);
  });
});
