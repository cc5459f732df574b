import fc from "fast-check";
import { parseToObject } from "hcl2-parser";
import { describe, expect, it } from "vitest";
import { type HclObject, hclText } from "../../src/export/hcl.js";
import { exportTerraform } from "../../src/export/terraform.js";
import { compile } from "../../src/role/compile.js";
import { parseRoleFile } from "../../src/role/parse.js";
import { EXAMPLE } from "../role/example.js";
import { example, HOSTILE } from "./fixtures.js";
import { BREAKERS, tainted } from "./tainted.js";

type Parsed = Record<string, Record<string, Record<string, Record<string, unknown>[]>>>;

function parse(text: string): Parsed {
  const [parsed, problem] = parseToObject(text) as [Parsed, unknown];
  expect(problem ?? null).toBeNull();
  return parsed;
}

/** What a call of jsonencode is of. */
function encoded(expression: unknown): unknown {
  const inner = /^\$\{jsonencode\((.*)\)\}$/s.exec(String(expression))?.[1];
  return (parse(`value = ${inner}\n`) as unknown as { value: unknown }).value;
}

describe("the role for Terraform", () => {
  it("declares the role, its policies and what it is checked for", () => {
    const compiled = example();
    const { resource, data, output } = parse(exportTerraform(compiled, { file: "churn.role.yaml" }));
    const role = resource?.aws_iam_role?.churn_training?.[0];
    expect(role).toMatchObject({
      name: "churn-training",
      path: "/sagemaker/",
      description: "Trains and serves the churn model",
      permissions_boundary: "arn:aws:iam::111122223333:policy/ml-boundary",
      tags: { team: "churn" },
    });
    expect(encoded(role?.assume_role_policy)).toEqual(compiled.definition.trustPolicy);
    const [policy] = compiled.definition.policies;
    expect(encoded(resource?.aws_iam_role_policy?.churn_training?.[0]?.policy)).toEqual(policy?.document);
    expect(JSON.stringify(role?.lifecycle)).toContain("111122223333");
    expect(data).toHaveProperty("aws_caller_identity.churn_training");
    expect(output).toHaveProperty("churn_training_role_arn");
  });

  it("attaches managed policies of its own and of others, each under a label of its own", () => {
    const attach = ["arn:aws:iam::aws:policy/Same", "arn:aws:iam::111122223333:policy/Same"];
    const file = { ...parseRoleFile(EXAMPLE), attach, delivery: "managed" as const };
    const text = exportTerraform(compile(file), { imports: true });
    const { resource } = parse(text);
    expect(Object.keys(resource?.aws_iam_role_policy_attachment ?? {})).toEqual([
      "churn_training",
      "churn_training_Same",
      "churn_training_Same_2",
    ]);
    expect(text.match(/^import \{$/gm)).toHaveLength(5);
  });

  it("fills in whatever account it is used in, where it is for several", () => {
    const text = exportTerraform(example(), { accounts: ["111122223333", "444455556666"] });
    const { resource } = parse(text);
    const here = "${data.aws_caller_identity.churn_training.account_id}";
    expect(resource?.aws_iam_role?.churn_training?.[0]?.permissions_boundary).toBe(
      `arn:aws:iam::${here}:policy/ml-boundary`,
    );
    const trust = encoded(resource?.aws_iam_role?.churn_training?.[0]?.assume_role_policy);
    expect(trust).toMatchObject({ Statement: [{ Condition: { StringEquals: { "aws:SourceAccount": here } } }] });
    expect(JSON.stringify(resource?.aws_iam_role?.churn_training?.[0]?.lifecycle)).toContain("444455556666");
    expect(text.match(/111122223333/g)).toHaveLength(3);
  });

  it.each([
    ["$", '${"$"}'],
    ["$$", '${"$$"}'],
    ["%", "%"],
  ])("fills in the account right behind %s, which would escape it", (before, written) => {
    const text = exportTerraform(tainted(`a${before}111122223333/`), { accounts: ["111122223333"] });
    parse(text);
    expect(text).toContain(`"arn:aws:s3:::acme/a${written}\${data.aws_caller_identity.churn_training.account_id}/"`);
  });

  it.each([...BREAKERS, ...HOSTILE])("keeps text from outside as data: %j", (text) => {
    const { resource } = parse(exportTerraform(tainted(text), { file: text }));
    const role = resource?.aws_iam_role?.churn_training?.[0];
    expect(role?.description ?? "").toBe(text);
    expect(role?.tags).toMatchObject({ team: text });
    const document = encoded(resource?.aws_iam_role_policy?.churn_training?.[0]?.policy);
    expect(document).toEqual(tainted(text).definition.policies[0]?.document);
  });

  it("keeps any text as data", () => {
    // HCL composes what can be composed (NFC).
    const texts = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.normalize());
    fc.assert(
      fc.property(texts, fc.string({ maxLength: 20 }), (text, key) => {
        const block = { type: "x", groups: [{ value: { [key]: [text, { [`${key}x`]: text }] } as HclObject }] };
        const parsed = parse(hclText([block])) as unknown as { x: { value: unknown }[] };
        expect(parsed.x[0]?.value).toEqual({ [key]: [text, { [`${key}x`]: text }] });
      }),
      { numRuns: 200 },
    );
  });
});
