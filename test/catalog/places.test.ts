import { describe, expect, it } from "vitest";
import registries from "../../src/catalog/image-registries.json" with { type: "json" };
import { catalog, imageRegistries, useCase, useCaseIds } from "../../src/catalog/index.js";
import { managedPolicies, managedPolicyArnOf } from "../../src/catalog/managed-policies.js";
import { resolveOptions } from "../../src/catalog/options.js";
import { partitionOf, regions } from "../../src/catalog/partitions.js";
import { ACCOUNT, allowed, ask, contextOf, location } from "./contexts.js";

const TABLE: Record<string, Record<string, string>> = registries;
const everyUseCase = catalog.map((entry) => ({ id: entry.id, options: resolveOptions(entry, {}) as never }));

describe("partitions", () => {
  it.each([
    ["eu-west-1", "aws", "amazonaws.com"],
    ["cn-north-1", "aws-cn", "amazonaws.com.cn"],
    ["us-gov-west-1", "aws-us-gov", "amazonaws.com"],
    ["eusc-de-east-1", "aws-eusc", "amazonaws.eu"],
    ["us-iso-east-1", "aws-iso", "c2s.ic.gov"],
    ["us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"],
    ["eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"],
    ["us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"],
  ])("%s is in %s", (region, partition, dnsSuffix) => {
    expect(partitionOf(region)).toEqual({ partition, dnsSuffix });
  });

  it("know no region that does not exist", () => {
    expect(partitionOf("eu-west-9")).toBeUndefined();
    expect(new Set(regions).size).toBe(regions.length);
  });

  it("hold every region that has AWS images", () => {
    expect(Object.keys(TABLE).filter((region) => partitionOf(region) === undefined)).toEqual([]);
  });

  it.each(regions)("%s: every journey is allowed, and every ARN is of its partition", (region) => {
    const { partition = "", dnsSuffix = "" } = partitionOf(region) ?? {};
    const key = `arn:${partition}:kms:${region}:${ACCOUNT}:key/11111111-1111-1111-1111-111111111111`;
    const context = contextOf({
      region,
      data: [location("acme")],
      keys: [{ arn: key, data: true, volume: true }],
      network: { vpc: true, subnets: [], securityGroups: [] },
    });
    for (const { id, options } of everyUseCase) {
      const { grants, journey, caller } = ask(id, options, context);
      expect(journey.filter((call) => !allowed(grants, call, context))).toEqual([]);
      const arns = [...grants, ...caller].flatMap(({ resources }) => resources).filter((arn) => arn !== "*");
      expect(arns.filter((arn) => !arn.startsWith(`arn:${partition}:`))).toEqual([]);
      expect(arns.filter((arn) => !["", region].includes(arn.split(":")[3] ?? ""))).toEqual([]);
    }
    const decrypt = (via: string) => ({
      action: "kms:Decrypt",
      resource: key,
      context: { "kms:ViaService": via, "kms:EncryptionContext:aws:s3:arn": `arn:${partition}:s3:::acme/x` },
    });
    const { grants } = ask("training", {}, context);
    expect(allowed(grants, decrypt(`s3.${region}.${dnsSuffix}`), context)).toBe(true);
    expect(allowed(grants, decrypt(`s3.${region}.example.com`), context)).toBe(false);
  });
});

describe("AWS's images", () => {
  it.each([
    ["us-east-1", "dlc", "763104351884"],
    ["af-south-1", "dlc", "626614931356"],
    ["ap-east-1", "dlc", "871362719292"],
    ["us-gov-west-1", "dlc", "442386744353"],
    ["cn-north-1", "dlc", "727897471807"],
    ["us-east-1", "xgboost", "683313688378"],
    ["us-east-1", "sagemaker-base-python", "081325390199"],
  ])("in %s %s is of account %s", (region, family, account) => {
    expect(imageRegistries(region, [family])).toEqual([
      { account, families: [family], repositories: expect.any(Array) as string[] },
    ]);
  });

  it("come from none where none is known", () => {
    expect(imageRegistries("us-east-1", ["no-such-family"])).toEqual([]);
    expect(imageRegistries("no-such-region", ["dlc"])).toEqual([]);
  });

  it("name families that the table knows", () => {
    const known = new Set(Object.values(TABLE).flatMap((families) => Object.keys(families)));
    expect(catalog.flatMap(({ imageFamilies }) => imageFamilies.filter((family) => !known.has(family)))).toEqual([]);
  });

  it.each(Object.keys(TABLE))("in %s may be pulled from exactly the registries of the families", (region) => {
    for (const { id, options } of everyUseCase.filter((entry) => ["training", "endpoint"].includes(entry.id))) {
      const registriesOf = (awsImages: boolean) => {
        const { grants } = ask(id, options, contextOf({ region, awsImages }));
        const arns = grants.flatMap(({ resources }) => resources).filter((arn) => arn.includes(":repository/"));
        return [...new Set(arns.map((arn) => arn.split(":")[4] ?? ""))].sort();
      };
      const families = new Set(useCase(id)?.imageFamilies);
      const held = Object.entries(TABLE[region] ?? {}).filter(([family]) => families.has(family));
      expect(registriesOf(true), id).toEqual([...new Set(held.map(([, account]) => account))].sort());
      expect(registriesOf(false), id).toEqual([]);
    }
  });

  it("are named one by one where AWS has few", () => {
    const context = contextOf({ region: "us-east-1" });
    const { grants } = ask("training", {}, context);
    const pull = (account: string, name: string) =>
      allowed(
        grants,
        { action: "ecr:BatchGetImage", resource: `arn:aws:ecr:us-east-1:${account}:repository/${name}`, context: {} },
        context,
      );
    expect(pull("683313688378", "sagemaker-xgboost")).toBe(true);
    expect(pull("683313688378", "sagemaker-scikit-learn")).toBe(true);
    expect(pull("683313688378", "tei")).toBe(false);
    expect(pull("763104351884", "pytorch-training")).toBe(true);
    expect(pull("763104351885", "pytorch-training")).toBe(false);
  });

  it("and own repositories need no login when there are none", () => {
    const { grants } = ask("training", {}, contextOf({ awsImages: false }));
    expect(grants.flatMap(({ actions }) => actions).filter((action) => action.startsWith("ecr:"))).toEqual([]);
  });
});

describe("the catalog", () => {
  it("finds use cases by id", () => {
    expect(useCaseIds).toEqual([
      "training",
      "tuning",
      "processing",
      "batch-transform",
      "endpoint",
      "notebook-instance",
      "studio-user",
      "pipeline",
      "model-registry",
      "feature-store",
      "model-monitor",
      "autopilot",
      "clarify",
      "ground-truth",
      "mlflow",
      "canvas",
      "hyperpod",
    ]);
    expect(useCase("training")?.title).toBe("Train models");
    expect(useCase("no-such")).toBeUndefined();
  });

  it("explains every choice in plain words", () => {
    for (const { id, title, summary, options, sources } of catalog) {
      const texts = Object.values(options).flatMap((spec) => [spec, ...(spec.kind === "choices" ? spec.values : [])]);
      for (const { title: name, help } of [{ title, help: summary }, ...texts]) {
        expect(name.length, id).toBeGreaterThan(4);
        expect(help, `${id}: ${name}`).toMatch(/^.{10,}[.]$/);
      }
      expect(sources.length, id).toBeGreaterThan(0);
      for (const spec of Object.values(options)) {
        if (spec.kind === "texts") expect(spec.example).toMatch(new RegExp(`^(?:${spec.pattern})$`));
      }
    }
  });

  it("fills in defaults, and orders choices as it lists them", () => {
    const resolve = (id: string, given: Record<string, unknown>) => {
      const found = useCase(id);
      return found && resolveOptions(found, given);
    };
    expect(resolve("endpoint", {})).toEqual({
      invocation: ["real-time"],
      snsTopics: [],
      multiModel: false,
      dataCapture: false,
      components: false,
      scaling: false,
      shadowTests: false,
      streaming: false,
      recommender: false,
      registryFunctions: [],
    });
    expect(resolve("endpoint", { invocation: ["async", "real-time"], multiModel: true })).toMatchObject({
      invocation: ["real-time", "async"],
      multiModel: true,
    });
    expect(resolve("pipeline", { jobPrefixes: ["b-", "a-"] })).toMatchObject({ jobPrefixes: ["a-", "b-"] });
  });

  it("offers managed policies by name, and says which are wide", () => {
    expect(managedPolicies.find(({ name }) => name === "AmazonSageMakerFullAccess")?.wide).toBe(true);
    for (const { name, what } of managedPolicies) {
      expect(managedPolicyArnOf(name, "aws-cn")).toBe(`arn:aws-cn:iam::aws:policy/${name}`);
      expect(what).toMatch(/\.$/);
    }
  });
});
