import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { exportCdkPython } from "../../src/export/cdk-python.js";
import { exportCdkTypescript } from "../../src/export/cdk-typescript.js";
import { exportCloudFormation } from "../../src/export/cloudformation.js";
import type { Compiled } from "../../src/role/compile.js";
import { example, HOSTILE } from "./fixtures.js";
import { BREAKERS, tainted } from "./tainted.js";

const TEXTS = [...BREAKERS, ...HOSTILE];
const PYTHON = join(import.meta.dirname, "../interop/python");

/** A template as CloudFormation reads it: YAML 1.1, its short functions as their long forms. */
function template(text: string) {
  const functions = ["Ref", "Sub", "GetAtt"].map((name) => ({
    tag: `!${name}`,
    resolve: (value: string) => ({ [name === "Ref" ? "Ref" : `Fn::${name}`]: value }),
  }));
  return parse(text, { customTags: functions, version: "1.1" });
}

/** What the construct gives to the CDK. */
function declared(compiled: Compiled, file?: string) {
  const source = exportCdkTypescript(compiled, file === undefined ? {} : { file });
  const { code } = transformSync(source, { loader: "ts", format: "cjs" });
  const made: { role?: Record<string, unknown>; tags: Record<string, string>; trust?: unknown } = { tags: {} };
  class Role {
    node = {
      defaultChild: {
        set assumeRolePolicyDocument(document: unknown) {
          made.trust = document;
        },
      },
    };
    constructor(_: unknown, __: string, properties: Record<string, unknown>) {
      made.role = properties;
    }
  }
  const iam = {
    Role,
    ServicePrincipal: class {},
    ManagedPolicy: { fromManagedPolicyArn: (_: unknown, __: string, arn: string) => arn },
    PolicyDocument: { fromJson: (document: unknown) => document },
  };
  const cdk = {
    Stack: { of: () => ({ account: "111122223333" }) },
    Token: { isUnresolved: () => false },
    Duration: { seconds: (count: number) => count },
    Tags: { of: () => ({ add: (key: string, value: string) => Object.assign(made.tags, { [key]: value }) }) },
  };
  const modules: Record<string, unknown> = {
    "aws-cdk-lib": cdk,
    "aws-cdk-lib/aws-iam": iam,
    constructs: { Construct: class {} },
  };
  const module = { exports: {} as Record<string, new (scope: unknown, id: string) => unknown> };
  runInNewContext(code, { module, exports: module.exports, require: (name: string) => modules[name] });
  const [Construct] = Object.values(module.exports);
  if (Construct === undefined) throw new Error("no construct");
  new Construct(undefined, "Made");
  return JSON.parse(JSON.stringify(made));
}

describe("the role for CloudFormation", () => {
  it("keeps the account where it is for one, and leaves it open where it is for many", () => {
    const one = template(exportCloudFormation(example()));
    expect(one.Resources.Role.Properties.PermissionsBoundary).toBe("arn:aws:iam::111122223333:policy/ml-boundary");
    const text = exportCloudFormation(example(), { accounts: ["111122223333", "444455556666"] });
    const many = template(text);
    expect(many.Resources.Role.Properties.PermissionsBoundary).toEqual({
      "Fn::Sub": "arn:aws:iam::${AWS::AccountId}:policy/ml-boundary",
    });
    const [trust] = many.Resources.Role.Properties.AssumeRolePolicyDocument.Statement;
    expect(trust.Condition.StringEquals["aws:SourceAccount"]).toEqual({ Ref: "AWS::AccountId" });
    expect(text).toContain("--accounts 111122223333 444455556666 --regions eu-west-1");
  });

  it("leaves IAM's own variables to IAM, where CloudFormation has others", () => {
    const compiled = example();
    const [policy] = compiled.definition.policies;
    const document = structuredClone(policy?.document);
    Object.assign(document?.Statement[0] ?? {}, { Resource: "arn:aws:sqs:eu-west-1:111122223333:${aws:username}" });
    const definition = { ...compiled.definition, policies: [{ ...policy, document }] } as Compiled["definition"];
    const made = template(exportCloudFormation({ ...compiled, definition }, { accounts: ["111122223333"] }));
    expect(made.Resources.Role.Properties.Policies[0].PolicyDocument.Statement[0].Resource).toEqual({
      "Fn::Sub": "arn:aws:sqs:eu-west-1:${AWS::AccountId}:${!aws:username}",
    });
  });

  it.each(TEXTS)("keeps text from outside as data: %j", (text) => {
    const compiled = tainted(text);
    const { Role } = template(exportCloudFormation(compiled, { file: text })).Resources;
    expect(Role.Properties.Description ?? "").toBe(text);
    expect(Role.Properties.Tags).toContainEqual({ Key: "team", Value: text });
    expect(Role.Properties.Policies[0].PolicyDocument).toEqual(compiled.definition.policies[0]?.document);
  });
});

describe("the role for the CDK", () => {
  it.each(TEXTS)("keeps text from outside as data in TypeScript: %j", (text) => {
    const compiled = tainted(text);
    const { role, tags, trust } = declared(compiled, text);
    expect(role.description ?? "").toBe(text);
    expect(tags.team).toBe(text);
    expect(trust).toEqual(compiled.definition.trustPolicy);
    expect(role.inlinePolicies).toEqual({ "churn-training": compiled.definition.policies[0]?.document });
  });

  it.skipIf(spawnSync("python3", ["--version"]).status !== 0)("keeps text from outside as data in Python", () => {
    const folder = mkdtempSync(join(tmpdir(), "sagerole-python-"));
    const files = TEXTS.map((text, index) => {
      const path = join(folder, `role${index}.py`);
      writeFileSync(path, exportCdkPython(tainted(text), { file: text }));
      return path;
    });
    const said = execFileSync("python3", [join(PYTHON, "declare.py"), ...files], {
      encoding: "utf8",
      env: { ...process.env, PYTHONPATH: PYTHON, PYTHONDONTWRITEBYTECODE: "1" },
    });
    const made = said
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).role);
    expect(made.map(({ description, tags }) => [description ?? "", tags.team])).toEqual(
      TEXTS.map((text) => [text, text]),
    );
    expect(made.map((role) => role.inline_policies["churn-training"])).toEqual(
      TEXTS.map((text) => tainted(text).definition.policies[0]?.document),
    );
  });
});
