import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { exportFormats } from "../../src/export/formats.js";
import { canonicalDocument } from "../../src/policy/canonical.js";
import type { PolicyDocument } from "../../src/policy/document.js";
import { type Compiled, compile } from "../../src/role/compile.js";
import { managedPolicyDescription, managedPolicyPath } from "../../src/role/managed-policy.js";
import { everyUseCase } from "./every-use-case.js";

/** The node_modules of aws-cdk-lib, constructs and prettier: three times as large as all else that the tests need. */
const CDK = process.env.SAGEROLE_CDK;
const folder = mkdtempSync(join(tmpdir(), "sagerole-templates-"));
const roles = everyUseCase.map((file) => compile(file));
if (CDK !== undefined) symlinkSync(CDK, join(folder, "node_modules"));

/** Exports every role, and tells the files in the same order. */
function written(id: string, options: { accounts?: string[] } = {}): string[] {
  const format = exportFormats.find((one) => one.id === id);
  mkdirSync(join(folder, id), { recursive: true });
  return roles.map((role) => {
    const path = join(folder, id, format?.fileName(role.definition.name) ?? "");
    writeFileSync(path, format?.write(role, options) ?? "");
    return path;
  });
}

/** What a role comes to in whatever form, for comparing. */
interface Declared {
  role: unknown;
  trust: PolicyDocument;
  inline: Record<string, PolicyDocument>;
  managed: unknown[];
}

function compared({ trust, inline, managed, role }: Declared) {
  const canonical = (document: PolicyDocument) => canonicalDocument(document);
  return {
    role,
    trust: canonical(trust),
    inline: Object.fromEntries(Object.entries(inline).map(([name, document]) => [name, canonical(document)])),
    managed: managed.map((policy) => {
      const { document, ...rest } = policy as { document: PolicyDocument };
      return { ...rest, document: canonical(document) };
    }),
  };
}

function expected({ definition }: Compiled) {
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags, attachedManagedPolicies } = definition;
  const inline = definition.policies.filter(({ kind }) => kind === "inline");
  const managed = definition.policies.filter(({ kind }) => kind === "managed");
  return compared({
    role: { name, path, description, maxSessionSeconds, permissionsBoundary, tags, attached: attachedManagedPolicies },
    trust: definition.trustPolicy,
    inline: Object.fromEntries(inline.map((policy) => [policy.name, policy.document])),
    managed: managed.map((policy) => ({
      name: policy.name,
      path: managedPolicyPath(definition),
      description: managedPolicyDescription(definition),
      document: policy.document,
    })),
  });
}

type Resource = { Type: string; Properties: Record<string, unknown> };

/** The role in a template, as a stack of the role's account would make it. */
function fromTemplate(template: { Resources: Record<string, Resource> }) {
  const resources = Object.values(resolved(template.Resources) as Record<string, Resource>);
  const [role] = resources.filter(({ Type }) => Type === "AWS::IAM::Role");
  const own = role?.Properties as Record<string, unknown>;
  const tags = (own.Tags ?? []) as { Key: string; Value: string }[];
  return compared({
    role: {
      name: own.RoleName,
      path: own.Path,
      description: own.Description ?? "",
      maxSessionSeconds: own.MaxSessionDuration,
      permissionsBoundary: own.PermissionsBoundary,
      tags: Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])),
      attached: own.ManagedPolicyArns ?? [],
    },
    trust: own.AssumeRolePolicyDocument as unknown as PolicyDocument,
    inline: Object.fromEntries(
      ((own.Policies ?? []) as { PolicyName: string; PolicyDocument: PolicyDocument }[]).map((policy) => [
        policy.PolicyName,
        policy.PolicyDocument,
      ]),
    ),
    managed: resources
      .filter(({ Type }) => Type === "AWS::IAM::ManagedPolicy")
      .map(({ Properties }) => ({
        name: Properties.ManagedPolicyName,
        path: Properties.Path,
        description: Properties.Description,
        document: Properties.PolicyDocument,
      })),
  });
}

/** CloudFormation's functions, as far as they ask for the account. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  const { Ref, "Fn::Sub": sub } = value as Record<string, unknown>;
  if (Ref === "AWS::AccountId") return "111122223333";
  if (typeof sub === "string") return sub.replaceAll("${AWS::AccountId}", "111122223333").replaceAll("${!", "${");
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
}

/** Runs a script where aws-cdk-lib is, and reads the JSON document that it prints. */
function synthesised(script: string): { Resources: Record<string, Resource> }[] {
  const path = join(folder, "synthesise.cjs");
  writeFileSync(
    path,
    `const cdk = require("aws-cdk-lib");
const env = { account: "111122223333", region: "eu-west-1" };
const templates = [];
for (const file of process.argv.slice(2)) {
  const stack = new cdk.Stack(new cdk.App({ analyticsReporting: false }), "Made", { env });
  ${script}
  templates.push(cdk.App.of(stack).synth().getStackByName("Made").template);
}
console.log(JSON.stringify(templates));
`,
  );
  const files = script.includes("CfnInclude") ? cloudFormation : typescript;
  return JSON.parse(execFileSync(process.execPath, [path, ...files], { encoding: "utf8", maxBuffer: 1 << 28 }));
}

const cloudFormation = written("cloudformation", { accounts: ["111122223333", "444455556666"] });
let typescript: string[] = [];

describe.skipIf(CDK === undefined)("templates and constructs of every use case", () => {
  it("CloudFormation's, for many accounts, come to the role in its account", () => {
    const made = synthesised(
      'new (require("aws-cdk-lib/cloudformation-include").CfnInclude)(stack, "T", { templateFile: file });',
    );
    expect(made.map(fromTemplate)).toEqual(roles.map(expected));
  }, 120_000);

  it("the CDK's in TypeScript are typed, formatted, and come to the role", () => {
    const sources = written("cdk-typescript");
    const checked = spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, "../../node_modules/typescript/bin/tsc"),
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--module",
        "nodenext",
        "--types",
        "",
        ...sources,
      ],
      { cwd: folder, encoding: "utf8" },
    );
    expect(checked.stdout + checked.stderr).toBe("");
    execFileSync(process.execPath, [join(folder, "node_modules/prettier/bin/prettier.cjs"), "--check", ...sources], {
      cwd: folder,
    });
    typescript = sources.map((source) => {
      const { code } = transformSync(readFileSync(source, "utf8"), { loader: "ts", format: "cjs" });
      const path = source.replace(/\.ts$/, ".cjs");
      writeFileSync(path, code);
      return path;
    });
    const made = synthesised('new (Object.values(require(file))[0])(stack, "Role");');
    expect(made.map(fromTemplate)).toEqual(roles.map(expected));
  }, 240_000);
});

/** Whether a program is there. */
function has(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

describe.skipIf(!has("python3", "--version"))("constructs in Python of every use case", () => {
  it("come to the role", () => {
    const python = join(import.meta.dirname, "python");
    const said = execFileSync("python3", [join(python, "declare.py"), ...written("cdk-python")], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { ...process.env, PYTHONPATH: python, PYTHONDONTWRITEBYTECODE: "1" },
    });
    const made = said
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(made.map(fromPython)).toEqual(roles.map(expected));
  });

  it.skipIf(!has("black", "--version"))("are formatted as Black formats them", () => {
    expect(spawnSync("black", ["--check", "--quiet", ...written("cdk-python")]).status).toBe(0);
  });
});

describe.skipIf(!has("cfn-lint", "--version"))("CloudFormation templates of every use case", () => {
  it.each([{}, { accounts: ["111122223333", "444455556666"] }])(
    "have no fault that cfn-lint finds: %j",
    (options) => {
      const { stdout, status } = spawnSync("cfn-lint", written("cloudformation", options), { encoding: "utf8" });
      expect(stdout).toBe("");
      expect(status).toBe(0);
    },
    120_000,
  );
});

type Properties = Record<string, unknown>;

/** What the stand-in for the CDK in Python wrote down. */
function fromPython({ role, managed }: { role: Properties; managed: Properties[] }) {
  return compared({
    role: {
      name: role.role_name,
      path: role.path,
      description: role.description ?? "",
      maxSessionSeconds: role.max_session_duration,
      permissionsBoundary: role.permissions_boundary,
      tags: role.tags,
      attached: role.managed_policies ?? [],
    },
    trust: role.AssumeRolePolicyDocument as PolicyDocument,
    inline: (role.inline_policies ?? {}) as Record<string, PolicyDocument>,
    managed: managed.map((policy) => ({
      name: policy.managed_policy_name,
      path: policy.path,
      description: policy.description,
      document: policy.document,
    })),
  });
}
