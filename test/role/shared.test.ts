import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Problem } from "../../src/base/problem.js";
import { parseRoleFile } from "../../src/role/parse.js";
import type { RoleFile } from "../../src/role/role-file.js";
import { writeRoleFile } from "../../src/role/write.js";
import { roleFile } from "./arbitrary.js";

const SHARED = `# What all our roles have.
role:
  path: /ml/
  permissionsBoundary: arn:aws:iam::111122223333:policy/ml-boundary
  tags: { team: ml, cost: "42" }
account: "111122223333"
region: eu-west-1
useCases: { training: }
data: [ { bucket: acme-shared, access: read } ]
network: { vpc: true, subnets: [ subnet-0123456789abcdef0 ] }
guardrails: { networkIsolation: true, instanceTypes: [ ml.m5.large ] }
`;
const OWN = "sagerole: 1\nextends: ../ml.defaults.yaml # shared\nrole:\n  name: churn # the model\n";

/** Reads files that are nowhere but here. */
function reader(files: Record<string, string>) {
  return (path: string) => {
    const name = path.replaceAll("../", "");
    const text = files[name];
    if (text === undefined) throw new Problem("file", `There is no file ${name}.`, "");
    return { name, text };
  };
}

function parse(text: string, files: Record<string, string> = { "ml.defaults.yaml": SHARED }): RoleFile {
  return parseRoleFile(text, "churn.role.yaml", reader(files));
}

function faults(text: string, files?: Record<string, string>): readonly string[] {
  try {
    parse(text, files);
  } catch (error) {
    if (error instanceof Problem) return error.details;
    throw error;
  }
  return [];
}

describe("a role file that extends another", () => {
  it("says what that says, where it says nothing", () => {
    const file = parse(OWN);
    expect(file.role).toEqual({
      name: "churn",
      path: "/ml/",
      description: "",
      maxSessionSeconds: 3600,
      permissionsBoundary: "arn:aws:iam::111122223333:policy/ml-boundary",
      tags: { team: "ml", cost: "42" },
    });
    expect(file.useCases).toEqual({ training: {} });
    expect(file.network.subnets).toEqual(["subnet-0123456789abcdef0"]);
    expect(file).not.toHaveProperty("extends");
  });

  it("goes before it: keys are merged, lists replaced, emptied keys taken away", () => {
    const file = parse(
      `${OWN}  permissionsBoundary:\n  tags: { team: churn }\ndata: []\nguardrails: { networkIsolation: false }\nregion: eu-north-1\n`,
    );
    expect(file.role.permissionsBoundary).toBeUndefined();
    expect(file.role.tags).toEqual({ team: "churn", cost: "42" });
    expect(file.data).toEqual([]);
    expect(file.guardrails).toMatchObject({ networkIsolation: false, instanceTypes: ["ml.m5.large"] });
    expect(file.region).toBe("eu-north-1");
  });

  it("is for its own use cases alone, where it names any", () => {
    expect(parse(`${OWN}useCases: { pipeline: }\n`).useCases).toEqual({ pipeline: {} });
    expect(parse(`${OWN}useCases:\n`).useCases).toEqual({});
  });

  it("may extend one that extends another", () => {
    const files = { "ml.defaults.yaml": "extends: all.yml\nregion: eu-west-3", "all.yml": SHARED };
    expect(parse(OWN, files)).toMatchObject({ region: "eu-west-3", account: "111122223333" });
  });
});

describe("faults", () => {
  it("are told in the file that has them", () => {
    expect(faults(`${OWN}  paht: /x/\n`, { "ml.defaults.yaml": "delivery: inlin\nregon: x\n" })).toEqual([
      'churn.role.yaml:5:3 Unknown key "paht". Did you mean "path"?',
      'ml.defaults.yaml:1:11 delivery cannot be the text "inlin"; it must be one of inline, managed, auto. Did you mean "inline"?',
      'ml.defaults.yaml:2:1 Unknown key "regon". Did you mean "region"?',
    ]);
  });

  it.each<[string, string, Record<string, string>, string]>([
    ["a file that is not there", OWN, {}, "churn.role.yaml:2:10 There is no file ml.defaults.yaml."],
    [
      "a circle",
      OWN,
      { "ml.defaults.yaml": "extends: a.yaml", "a.yaml": "extends: ml.defaults.yaml" },
      "a.yaml:1:10 extends leads back to ml.defaults.yaml.",
    ],
    [
      "an absolute path",
      OWN.replace("../ml", "/etc/ml"),
      {},
      'churn.role.yaml:2:10 extends names a YAML file beside this one, such as ../ml.defaults.yaml, not "/etc/ml.defaults.yaml".',
    ],
    [
      "an address",
      OWN.replace("../ml", "https://example.com/ml"),
      {},
      'churn.role.yaml:2:10 extends names a YAML file beside this one, such as ../ml.defaults.yaml, not "https://example.com/ml.defaults.yaml".',
    ],
    [
      "a file that is no YAML",
      OWN,
      { "ml.defaults.yaml": "role: {" },
      "ml.defaults.yaml:1:8 Not valid YAML: Flow map in block collection must be sufficiently indented and end with a }.",
    ],
    [
      "a list",
      OWN.replace("../ml.defaults.yaml", "[ a.yaml ]"),
      {},
      "churn.role.yaml:2:10 extends must be a text, not a list.",
    ],
    ["a chain without end", OWN, endless(), "m9.yaml:1:10 More than 10 files extend one another."],
  ])("%s", (_, text, files, message) => {
    expect(faults(text, files)).toEqual([message]);
  });

  it("a text that came from no file cannot extend one", () => {
    expect(() => parseRoleFile(OWN)).toThrow(
      expect.objectContaining({ details: [expect.stringContaining("extends cannot be followed here")] }),
    );
  });
});

function endless(): Record<string, string> {
  const chain = Array.from({ length: 12 }, (_, at) => [`m${at + 1}.yaml`, `extends: m${at + 2}.yaml`]);
  return { "ml.defaults.yaml": "extends: m2.yaml", ...Object.fromEntries(chain) };
}

describe("writing it again", () => {
  const read = reader({ "ml.defaults.yaml": SHARED });
  const written = (change: (file: RoleFile) => void) => {
    const file = parse(OWN);
    change(file);
    return writeRoleFile(file, { text: OWN, read });
  };

  it.each<[string, (file: RoleFile) => void, string]>([
    ["nothing changed", () => undefined, OWN],
    ["a value of its own", (file) => (file.region = "eu-north-1"), `${OWN}region: eu-north-1\n`],
    [
      "what is shared taken away",
      (file) => {
        delete file.role.permissionsBoundary;
      },
      `${OWN}  permissionsBoundary:\n`,
    ],
    ["a shared list emptied", (file) => (file.data = []), `${OWN}data: []\n`],
    [
      "another guardrail",
      (file) => (file.guardrails = { ...file.guardrails, vpcOnly: true }),
      `${OWN}guardrails:\n  vpcOnly: true\n`,
    ],
    [
      "a shared guardrail off",
      (file) => (file.guardrails = { ...file.guardrails, networkIsolation: false }),
      `${OWN}guardrails:\n  networkIsolation: false\n`,
    ],
    [
      "another use case",
      (file) => (file.useCases = { training: {}, pipeline: {} }),
      `${OWN}useCases:\n  training:\n  pipeline:\n`,
    ],
    ["no use case", (file) => (file.useCases = {}), `${OWN}useCases:\n`],
  ])("%s", (_, change, text) => {
    expect(written(change)).toBe(text);
  });

  it("says exactly what it should, and still extends, whatever the two said before", () => {
    fc.assert(
      fc.property(roleFile, roleFile, roleFile, (shared, before, after) => {
        const files = { "s.yaml": writeRoleFile(shared) };
        const text = writeRoleFile(before).replace("\nrole:", "\nextends: s.yaml\nrole:");
        const result = writeRoleFile(after, { text, read: reader(files) });
        expect(parse(result, files)).toEqual(after);
        try {
          parse(text, files);
        } catch {
          return;
        }
        expect(result).toContain("extends: s.yaml");
      }),
      { numRuns: 150 },
    );
  });
});
