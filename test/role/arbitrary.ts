import fc from "fast-check";
import { useCaseIds } from "../../src/catalog/index.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import type { RoleFile } from "../../src/role/role-file.js";

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });

const accountId = digits(12);
const keyArn = fc
  .tuple(accountId, hex(8), hex(4), hex(4), hex(4), hex(12))
  .map(([account, ...parts]) => `arn:aws:kms:eu-west-1:${account}:key/${parts.join("-")}`);

const bucket = fc.stringMatching(/^[a-z]{3,8}-[a-z0-9]{1,8}$/);
/** What IAM accepts in a policy, YAML's and IAM's special characters among it. */
const prefix = fc
  .string({
    unit: fc.oneof(fc.constantFrom(..."#:-*?${}[],&!|>'\"%@` /é"), fc.constantFrom(..."abcXYZ019")),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => !/\*$|^s3|\.\./.test(text));
const latin = fc.string({ unit: fc.constantFrom(..."abc: #'\"\n\té-[]{}|>%012"), maxLength: 30 });
const policyArn = fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{1,20}$/).map((name) => `arn:aws:iam::aws:policy/${name}`);
const some = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { maxLength: 3 });

const dataEntry = fc
  .record(
    {
      bucket,
      access: fc.constantFrom("read", "write", "read-write"),
      prefixes: some(prefix),
      owner: accountId,
      key: keyArn,
    },
    { requiredKeys: ["bucket", "access", "prefixes"], noNullPrototype: true },
  )
  .map((entry) => entry as RoleFile["data"][number]);

/** Any role file that the parser accepts. */
export const roleFile: fc.Arbitrary<RoleFile> = fc
  .record({
    name: fc.stringMatching(/^[\w+=,.@-]{1,64}$/),
    path: fc.constantFrom("/", "/sagemaker/", "/a/b-c/"),
    description: latin,
    maxSessionSeconds: fc.integer({ min: 3600, max: 43_200 }),
    boundary: fc.option(policyArn, { nil: undefined }),
    tags: fc.dictionary(
      fc.stringMatching(/^[a-z][a-z0-9 :/.@-]{0,8}$/).filter((key) => !key.startsWith("aws:")),
      fc.stringMatching(/^[\w :/.@+=-]{0,10}$/),
      { maxKeys: 3 },
    ),
    account: fc.option(accountId, { nil: undefined }),
    region: fc.option(fc.constantFrom("eu-west-1"), { nil: undefined }),
    useCases: some(fc.constantFrom(...useCaseIds)),
    data: fc.uniqueArray(dataEntry, { selector: (entry) => entry.bucket, maxLength: 4 }),
    repositories: some(
      fc.stringMatching(/^[a-z]{2,8}$/).map((name) => `arn:aws:ecr:eu-west-1:111122223333:repository/${name}`),
    ),
    awsProvided: fc.boolean(),
    keys: fc.uniqueArray(
      fc.record(
        { key: keyArn, for: fc.subarray(["data", "volume"] as ("data" | "volume")[], { minLength: 1 }) },
        { noNullPrototype: true },
      ),
      {
        selector: ({ key }) => key,
        maxLength: 3,
      },
    ),
    subnets: some(hex(17).map((id) => `subnet-${id}`)),
    sourceAccount: fc.boolean(),
    sourceArn: fc.constantFrom("none", "account", "feature"),
    attach: some(policyArn),
    delivery: fc.constantFrom("inline", "managed", "auto"),
  })
  .map((parts) => ({
    ...emptyRoleFile(),
    role: {
      name: parts.name,
      path: parts.path,
      description: parts.description,
      maxSessionSeconds: parts.maxSessionSeconds,
      ...(parts.boundary !== undefined && { permissionsBoundary: parts.boundary }),
      tags: { ...parts.tags },
    },
    ...(parts.account !== undefined && { account: parts.account }),
    ...(parts.region !== undefined && { region: parts.region }),
    useCases: Object.fromEntries(parts.useCases.map((id) => [id, {}])),
    data: parts.data.map((entry) => ({ ...entry })),
    images: { repositories: parts.repositories, awsProvided: parts.awsProvided },
    keys: parts.keys,
    network: { vpc: parts.subnets.length > 0, subnets: parts.subnets, securityGroups: [] },
    trust: { sourceAccount: parts.sourceAccount, sourceArn: parts.sourceArn },
    attach: parts.attach,
    delivery: parts.delivery,
  }));
