import { describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.js";
import { accessReport } from "../../src/plan/access.js";
import type { PolicyDocument } from "../../src/policy/document.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import type { RoleDefinition } from "../../src/role/definition.js";
import { inferRoleFile } from "../../src/role/infer/infer.js";
import { parseRoleFile } from "../../src/role/parse.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { sampleFiles } from "../catalog/samples.js";
import { EXAMPLE } from "./example.js";

const PLACE = { account: "111122223333", region: "eu-west-1" };

/** What comes back of a role file by way of the role. */
function back(file: RoleFile) {
  const { definition } = compile(file);
  const inferred = inferRoleFile(definition, PLACE);
  return { ...inferred, before: definition, after: compile(inferred.file).definition };
}

describe("the role file of a role that was made from one", () => {
  // All options on, under all guardrails: the most there is to find.
  const samples = catalog.map(({ id }) => [id, sampleFiles(id, 2)[1] as RoleFile] as const);

  it.each(samples)("comes to the same role: %s", async (id, file) => {
    const { before, after, unfit, trustFits } = back(file);
    // Labelling reads back what it writes: whether reading was asked for cannot be told, nor what statements are called.
    if (id !== "ground-truth") expect(after).toEqual(before);
    expect((await accessReport(before, after, {})).verdict).toBe("same");
    expect(unfit).toEqual([]);
    expect(trustFits).toBe(true);
  });

  it("holds the same choices, and says which statements speak for them", () => {
    const file = parseRoleFile(EXAMPLE);
    const { file: found, evidence, before, after } = back(file);
    expect(after).toEqual(before);
    expect(Object.keys(found.useCases)).toEqual(["training", "endpoint"]);
    expect(found.data.find(({ bucket }) => bucket === "acme-train")).toMatchObject({
      bucket: "acme-train",
      access: "read",
      prefixes: ["raw/"],
    });
    expect(found.role).toEqual(file.role);
    expect(evidence.map(({ statements }) => statements.length > 0)).toEqual([true, true]);
  });

  it.each<RoleFile["trust"]>([
    { sourceAccount: true, sourceArn: "none" },
    { sourceAccount: true, sourceArn: "account" },
    { sourceAccount: false, sourceArn: "feature" },
    { sourceAccount: false, sourceArn: "none" },
  ])("trusts as before: %j", (trust) => {
    const file = { ...emptyRoleFile("trusted"), ...PLACE, useCases: { training: {} }, trust };
    expect(back(file).file.trust).toEqual(trust);
  });
});

function role(...statements: PolicyDocument["Statement"]): RoleDefinition {
  return {
    ...compile({ ...emptyRoleFile("of-somebody"), ...PLACE }).definition,
    policies: [{ name: "by-hand", kind: "inline", document: { Version: "2012-10-17", Statement: statements } }],
  };
}

describe("the role file of somebody else's role", () => {
  const LOGS = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/sagemaker/TrainingJobs:log-stream:*";

  it("is the nearest one, though the role lacks some of what the work needs", () => {
    const { file, unfit } = inferRoleFile(
      role(
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: "arn:aws:s3:::acme-in/raw/*" },
        { Effect: "Allow", Action: ["s3:PutObject"], Resource: "arn:aws:s3:::acme-out/*" },
        { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: LOGS },
      ),
      PLACE,
    );
    expect(Object.keys(file.useCases)).toEqual(["training"]);
    expect(file.data).toEqual([
      { bucket: "acme-in", access: "read", prefixes: ["raw/"] },
      { bucket: "acme-out", access: "write", prefixes: [] },
    ]);
    // Conditions that the role lacks are asked for: what it could do without them is named.
    expect(unfit.map(({ sid }) => sid)).toEqual(["statement 1", "statement 2"]);
  });

  it.each<[string, PolicyDocument["Statement"][number]]>([
    ["everything", { Effect: "Allow", Action: "*", Resource: "*" }],
    ["a service", { Effect: "Allow", Action: "s3:*", Resource: "*" }],
    ["objects that begin alike", { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-in/raw-*" }],
    ["every bucket of a name", { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme-*/*" }],
    ["all but some", { Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
    ["work of others", { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" }],
  ])("never holds more than a person could have asked for: %s", (_, statement) => {
    const { file, unfit } = inferRoleFile(role(statement), PLACE);
    expect(file.data).toEqual([]);
    expect(file.useCases).toEqual({});
    expect(unfit).toHaveLength(1);
  });

  it("tells that a trust policy is of another form", () => {
    const other = role();
    const [statement] = other.trustPolicy.Statement;
    const trustPolicy = { ...other.trustPolicy, Statement: [{ ...statement, Principal: { AWS: "999988887777" } }] };
    expect(inferRoleFile({ ...other, trustPolicy } as RoleDefinition, PLACE).trustFits).toBe(false);
  });
});
