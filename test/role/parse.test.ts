import { describe, expect, it } from "vitest";
import { Problem } from "../../src/base/problem.js";
import { parseRoleFile } from "../../src/role/parse.js";
import { EXAMPLE } from "./example.js";

const START = "sagerole: 1\nrole: { name: churn }\n";

function faults(text: string): readonly string[] {
  try {
    parseRoleFile(text, "f.yaml");
  } catch (error) {
    if (error instanceof Problem && error.code === "role-file") return error.details;
    throw error;
  }
  return [];
}

describe("a role file that is right", () => {
  it("gets its defaults", () => {
    expect(parseRoleFile(START)).toEqual({
      sagerole: 1,
      role: { name: "churn", path: "/", description: "", maxSessionSeconds: 3600, tags: {} },
      useCases: {},
      data: [],
      images: { repositories: [], awsProvided: true },
      keys: [],
      network: { vpc: false, subnets: [], securityGroups: [] },
      guardrails: {
        vpcOnly: false,
        volumeKey: false,
        outputKey: false,
        networkIsolation: false,
        noRootAccess: false,
        noDirectInternet: false,
        instanceTypes: [],
      },
      trust: { sourceAccount: true, sourceArn: "none" },
      attach: [],
      delivery: "inline",
    });
  });

  it("holds what the design's example holds", () => {
    const file = parseRoleFile(EXAMPLE);
    expect(file.account).toBe("111122223333");
    expect(file.useCases).toEqual({ training: {}, endpoint: { invocation: ["real-time", "async"], multiModel: true } });
    expect(file.data.map(({ bucket, access, prefixes }) => [bucket, access, prefixes])).toEqual([
      ["acme-train", "read", ["raw/"]],
      ["acme-models", "read-write", []],
      ["acme-out", "write", ["results/"]],
    ]);
    expect(file.role.permissionsBoundary).toBe("arn:aws:iam::111122223333:policy/ml-boundary");
  });

  it.each([
    ["an emptied section counts as left out", "data:\nkeys:\nuseCases:\nregion:\n"],
    ["Windows line ends", "data: []\r\nkeys: []\r\n"],
    [
      "one bucket with different access to different prefixes",
      "data:\n  - { bucket: acme, access: read, prefixes: [raw/] }\n  - { bucket: acme, access: write, prefixes: [out/] }\n",
    ],
    [
      "one bucket read whole and written in part",
      "data:\n  - { bucket: acme, access: read }\n  - { bucket: acme, access: write, prefixes: [out/] }\n",
    ],
    [
      "an anchor used again",
      "data:\n  - { bucket: acme, access: read, prefixes: &p [raw/] }\n  - { bucket: acme-two, access: read, prefixes: *p }\n",
    ],
    [
      "a key and a repository of another account",
      'account: "111122223333"\nregion: eu-west-1\nimages: { repositories: ["arn:aws:ecr:eu-west-1:999988887777:repository/churn"] }\n',
    ],
    [
      "a policy that AWS manages",
      'account: "111122223333"\nattach: ["arn:aws:iam::aws:policy/AmazonSageMakerReadOnly"]\n',
    ],
    ["an old bucket name in us-east-1", "region: us-east-1\ndata: [{ bucket: My_Old_Bucket, access: read }]\n"],
    [
      "IAM's wildcards inside a prefix",
      "data: [{ bucket: acme, access: read, prefixes: ['a*b/', 'what?/', '${x}/'] }]\n",
    ],
  ])("%s", (_, rest) => {
    expect(faults(START + rest)).toEqual([]);
  });
});

describe("a role file that is wrong says where and what", () => {
  const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  it.each<[string, string, RegExp]>([
    ["unknown key", "regoin: eu-west-1", /^f\.yaml:3:1 Unknown key "regoin"\. Did you mean "region"\?$/],
    [
      "unknown key in an entry",
      "data:\n  - bucket: acme\n    acess: read\n    access: read",
      /^f\.yaml:5:5 Unknown key "acess"\. Did you mean "access"\?$/,
    ],
    ["key in the wrong section", "path: /x/", /3:1 "path" does not belong here\. Write it in role\.$/],
    ["unknown use case", "useCases: { trainign: }", /3:13 Unknown use case "trainign"\. Did you mean "training"\?$/],
    ["unknown option", "useCases: { endpoint: { multimodel: true } }", /3:25 .*Did you mean "multiModel"\?$/],
    [
      "unknown option value",
      "useCases: { endpoint: { invocation: [asinc] } }",
      /3:38 .*"asinc".*real-time.*Did you mean "async"\?$/,
    ],
    [
      "option of the wrong type",
      "useCases: { endpoint: { multiModel: yes } }",
      /3:37 multiModel must be true or false.*Write true\.$/,
    ],
    [
      "account without quotes",
      "account: 012345678901",
      /3:10 account must be a text.*Write it in quotes: "012345678901".*leading zeros/,
    ],
    [
      "owner without quotes",
      "data: [{ bucket: acme, access: read, owner: 012345678901 }]",
      /3:45 owner .*"012345678901"/,
    ],
    ["account with hyphens", "account: 1111-2222-3333", /3:10 Write the account without hyphens: "111122223333"\.$/],
    [
      "unknown access",
      "data: [{ bucket: acme, access: raed }]",
      /3:32 access cannot be the text "raed"; .*Did you mean "read"\?$/,
    ],
    ["missing access", "data:\n  - bucket: acme", /4:5 "access" is missing in this entry of data\.$/],
    [
      "bucket as text",
      "data: [acme]",
      /3:8 this entry of data must be keys with values.*Write { bucket: acme, access: read }\.$/,
    ],
    [
      "an S3 location as bucket",
      "data: [{ bucket: s3://acme/raw/x, access: read }]",
      /write bucket: acme, prefixes: \["raw\/x"\]\.$/,
    ],
    ["impossible bucket", "data: [{ bucket: Acme_Data, access: read }]", /"Acme_Data" contains "A"/],
    ["directory bucket", "data: [{ bucket: acme--use1-az4--x-s3, access: read }]", /directory bucket/],
    [
      "bucket named twice",
      "data:\n  - { bucket: acme, access: read }\n  - { bucket: acme, access: read }",
      /5:15 The bucket "acme" is named already, in data entry 1; remove one/,
    ],
    [
      "bucket named for read and for write",
      "data:\n  - { bucket: acme, access: read }\n  - { bucket: acme, access: write }",
      /5:15 .*access: read-write\.$/,
    ],
    [
      "bucket with split prefixes",
      "data:\n  - { bucket: acme, access: read, prefixes: [a/] }\n  - { bucket: acme, access: read, prefixes: [b/] }",
      /put the prefixes together/,
    ],
    [
      "prefix IAM refuses",
      'data: [{ bucket: acme, access: read, prefixes: ["日本/"] }]',
      /3:49 .*"日" \(U\+65E5\), which IAM refuses/,
    ],
    [
      "prefix with a control character",
      'data: [{ bucket: acme, access: read, prefixes: ["a\\e[1m"] }]',
      /the character U\+001B, which IAM refuses/,
    ],
    [
      "prefix that ends in a star",
      "data: [{ bucket: acme, access: read, prefixes: [raw/*] }]",
      /write "raw\/" instead of "raw\/\*"\.$/,
    ],
    [
      "unknown region",
      "region: eu-wset-1",
      /3:9 "eu-wset-1" is not a region this version knows\. Did you mean "eu-west-1"\?$/,
    ],
    [
      "key alias",
      `keys: [{ key: "arn:aws:kms:eu-west-1:111122223333:alias/a", for: [data] }]`,
      /alias, which does not reach the key/,
    ],
    [
      "key of another region for volumes",
      `region: us-east-1\nkeys: [{ key: "${KEY}", for: [volume] }]`,
      /lies in eu-west-1, but the role works in us-east-1/,
    ],
    [
      "key of another partition",
      `region: cn-north-1\nkeys: [{ key: "${KEY}", for: [data] }]`,
      /lies in partition aws, but the role lies in aws-cn/,
    ],
    [
      "ARN of the wrong service",
      'images: { repositories: ["arn:aws:s3:::acme"] }',
      /names something in s3; it must be an ECR repository/,
    ],
    [
      "image instead of repository",
      "images: { repositories: [111122223333.dkr.ecr.eu-west-1.amazonaws.com/churn:v1] }",
      /name its repository: arn:aws:ecr:eu-west-1:111122223333:repository\/churn\.$/,
    ],
    [
      "attached policy of another account",
      'account: "111122223333"\nattach: ["arn:aws:iam::999988887777:policy/a"]',
      /4:10 .*belongs to account 999988887777, but the role to 111122223333/,
    ],
    ["attached role", 'attach: ["arn:aws:iam::111122223333:role/a"]', /is a role; it must be an IAM policy/],
    ["attached policy by name", "attach: [AmazonSageMakerReadOnly]", /is not an ARN/],
    ["subnets without a VPC", "network: { subnets: [subnet-0123456789abcdef0] }", /3:21 subnets only count in a VPC/],
    [
      "text option that is asked for nothing",
      'useCases: { endpoint: { snsTopics: ["arn:aws:sns:eu-west-1:111122223333:t"] } }',
      /only count.*async/,
    ],
  ])("%s", (_, rest, message) => {
    const found = faults(`${START}${rest}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
  });

  it.each<[string, string, RegExp]>([
    ["an empty file", "", /1:1 The file holds no role\. Start with: sagerole: 1$/],
    ["a list", "- a", /1:1 the file must be keys with values/],
    ["no version", "role: { name: a }", /"sagerole" is missing\. Write sagerole: 1/],
    ["a newer version", "sagerole: 2\nrole: { name: a }", /1:11 This version reads the format sagerole: 1, not 2/],
    ["no role", "sagerole: 1", /"role" is missing\.$/],
    ["a key written twice", `${START}region: eu-west-1\nregion: us-east-1`, /4:1 "region" is written twice/],
    ["a tab", "sagerole: 1\nrole:\n\tname: a", /3:1 YAML is indented with spaces, not tabs/],
    ["an open list", `${START}attach: [a,\n`, /Not valid YAML/],
    [
      "a boundary of another account",
      'sagerole: 1\nrole: { name: a, permissionsBoundary: "arn:aws:iam::999988887777:policy/b" }\naccount: "111122223333"',
      /2:39 .*belongs to account 999988887777/,
    ],
    ["two documents", `${START}---\na: 1\n`, /holds one document/],
  ])("%s", (_, text, message) => {
    expect(faults(text).join("\n")).toMatch(message);
  });

  it("says everything at once, in the order of the file", () => {
    const found = faults(
      `sagerole: 1\nrole: { name: "a b", path: x, maxSessionSeconds: 1 }\naccount: 12\nregoin: a\ndata: [{ bucket: A }]\n`,
    );
    expect(found.map((line) => line.split(" ")[0])).toEqual([
      "f.yaml:2:15",
      "f.yaml:2:28",
      "f.yaml:2:50",
      "f.yaml:3:10",
      "f.yaml:4:1",
      "f.yaml:5:8",
      "f.yaml:5:18",
    ]);
  });
});

describe("a file made to hurt", () => {
  it.each<[string, string]>([
    ["more than 1 MB", `${START}# ${"x".repeat(1_000_001)}`],
    [
      "anchors that multiply",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((c, i) => `${c}: &${c} [${Array(10).fill(`*${"abcdefgh"[i]}`).join(",")}]`).join("\n")}\n`,
    ],
    ["a deep nest", `${START}data: ${"[".repeat(50_000)}${"]".repeat(50_000)}`],
    ["a deep nest left open", `${START}data: ${"[".repeat(100_000)}`],
    ["maps as keys", `${START}${"? ".repeat(3000)}`],
    ["many keys", Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join("\n")],
    ["deep keys", Array.from({ length: 1300 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
  ])("%s is refused with a problem", (_, text) => {
    expect(faults(text).length).toBeGreaterThan(0);
  });

  it("cannot reach the prototype", () => {
    expect(faults(`${START}__proto__: { polluted: true }\n`)).toHaveLength(1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
