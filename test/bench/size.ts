import { catalog } from "../../src/catalog/index.js";
import { accessReport } from "../../src/plan/access.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { compile } from "../../src/role/compile.js";
import { emptyRoleFile } from "../../src/role/defaults.js";
import { prove } from "../../src/role/prove.js";
import type { RoleFile } from "../../src/role/role-file.js";

/** Quotas that hold a role of any size: the work is measured, not whether IAM would take it. */
const quotas = { inlineTotal: 1e9, managedPolicy: 6144, trustPolicy: 2048, attachedPolicies: 1e9 };

/** A role for everything, with very many buckets, and a tenth and a fortieth of them in repositories and keys. */
function fileOf(buckets: number): RoleFile {
  const accesses = ["read", "write", "read-write"] as const;
  return {
    ...emptyRoleFile("large"),
    account: "111122223333",
    region: "eu-west-1",
    useCases: Object.fromEntries(catalog.map(({ id }) => [id, {}])),
    data: Array.from({ length: buckets }, (_, at) => ({
      bucket: `acme-team-${at % 37}-data-${at}`,
      access: accesses[at % 3] ?? "read",
      prefixes: at % 2 === 1 ? [`raw/${at}/`, "shared/"] : [],
    })),
    images: {
      repositories: Array.from(
        { length: Math.ceil(buckets / 10) },
        (_, at) => `arn:aws:ecr:eu-west-1:111122223333:repository/team-${at}/image`,
      ),
      awsProvided: true,
    },
    keys: Array.from({ length: Math.ceil(buckets / 40) }, (_, at) => ({
      key: `arn:aws:kms:eu-west-1:111122223333:key/${String(at).padStart(8, "0")}-12ab-34cd-56ef-1234567890ab`,
      for: ["data", "volume"] as const,
    })).map(({ key, for: uses }) => ({ key, for: [...uses] })),
    delivery: "managed",
  };
}

interface SizeTimes {
  compile: number;
  prove: number;
  compare: number;
  all: number;
  /** Calls that were decided. */
  calls: number;
}

/** CPU milliseconds of all that is done for a role with so many buckets; it is compared with one that lacks a bucket. */
async function measureSize(buckets: number): Promise<SizeTimes> {
  const file = fileOf(buckets);
  const before = compile({ ...file, data: file.data.slice(1) }, { quotas });
  const timed = async <T>(work: () => T | Promise<T>): Promise<[T, number]> => {
    const start = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(start);
    return [result, (user + system) / 1000];
  };
  const [compiled, compiling] = await timed(() => compile(file, { quotas }));
  const [proof, proving] = await timed(() => prove(compiled));
  const [, comparing] = await timed(() => {
    makePlan(compiled, undefined);
    return accessReport(before.definition, compiled.definition, {});
  });
  return {
    compile: compiling,
    prove: proving,
    compare: comparing,
    all: compiling + proving + comparing,
    calls: proof.length,
  };
}

/** What a role for everything with 2,000 buckets takes, and by which power of its size the work grows. */
export interface SizeFigures {
  large: SizeTimes;
  /** The exponent between 200 buckets and 2,000. */
  exponent: number;
}

export async function sizeFigures(): Promise<SizeFigures> {
  await measureSize(50);
  const small = await measureSize(200);
  const large = await measureSize(2000);
  return { large, exponent: Math.log10(large.all / small.all) };
}
