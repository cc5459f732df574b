import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { applyBaseline } from "../../src/audit/baseline.js";
import { toSarif } from "../../src/audit/sarif.js";
import { NOW } from "./fixtures.js";
import { exampleReport, reportOf } from "./reports.js";

/**
 * The schema of SARIF 2.1.0 (rtm.5) as SchemaStore has it, https://json.schemastore.org/sarif-2.1.0-rtm.5.json; taken on
 * 2026-11-25 from the npm package @microsoft/jest-sarif 1.0.0-beta.0 (MIT).
 */
const text = readFileSync(new URL("data/sarif-2.1.0-rtm.5.json", import.meta.url), "utf8");
// zod would have a relative reference be a whole URL.
const schema = z.fromJSONSchema(
  JSON.parse(text, (key, value) => (key === "format" && value === "uri-reference" ? undefined : value)),
);

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string; help: { text: string }; properties: Record<string, unknown> }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      level: string;
      locations: {
        physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } };
        logicalLocations: { fullyQualifiedName: string }[];
      }[];
      partialFingerprints: Record<string, string>;
      suppressions?: { kind: string; justification: string }[];
    }[];
  }[];
}

describe("SARIF", () => {
  it("is valid by its schema, which refuses what is not", async () => {
    const sarif = toSarif(await exampleReport(), "1.2.3");
    expect(schema.safeParse(JSON.parse(JSON.stringify(sarif))).error?.issues ?? []).toEqual([]);
    expect(schema.safeParse(toSarif(reportOf([]), "1.2.3")).success).toBe(true);
    for (const spoil of [{ bogus: 1 }, { version: "2.0.0" }, { runs: [{ results: [] }] }]) {
      expect(schema.safeParse({ ...sarif, ...spoil }).success).toBe(false);
    }
  });

  it("has what GitHub asks for: a file and a line of each result, rules with help, fingerprints that differ", async () => {
    const report = await exampleReport();
    const [run] = (toSarif(report, "1.2.3") as Sarif).runs;
    const { results = [], tool } = run ?? {};
    expect(results).toHaveLength(report.counts.high + report.counts.medium + report.counts.low);
    for (const { ruleId, ruleIndex, locations } of results) {
      const [place] = locations;
      expect(tool?.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(place?.physicalLocation.artifactLocation.uri).toMatch(/^iam\/roles\/[A-Za-z0-9%_.~-]+$/);
      expect(place?.physicalLocation.region.startLine).toBe(1);
      expect(place?.logicalLocations[0]?.fullyQualifiedName).toMatch(/^arn:aws:iam::111122223333:role\//);
    }
    for (const { help, properties } of tool?.driver.rules ?? []) {
      expect(help.text).toContain("https://docs.aws.amazon.com/");
      expect(Number(properties["security-severity"])).toBeGreaterThan(0);
    }
    const prints = results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
    expect(new Set(prints).size).toBe(results.length);
    const again = (toSarif(await exampleReport(), "9.9.9") as Sarif).runs[0]?.results;
    expect(again?.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash)).toEqual(prints);
  });

  it("suppresses what the baseline accepts, with the reason", async () => {
    const report = await exampleReport();
    const accept = [{ role: "ml-admin", code: "admin-access", reason: "break glass", expires: "2027-01-01" }];
    const { roles } = applyBaseline(report.roles, accept, NOW);
    const [run] = (toSarif(reportOf(roles), "1") as Sarif).runs;
    const suppressed = run?.results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed?.map(({ ruleId, suppressions }) => [ruleId, suppressions])).toEqual([
      ["admin-access", [{ kind: "external", justification: "break glass" }]],
    ]);
  });
});
