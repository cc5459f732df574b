import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { trailOf } from "../../src/audit/cloudtrail.js";
import { findRole } from "../../src/audit/find.js";
import type { FoundRole } from "../../src/audit/found-role.js";
import { PlaceTally } from "../../src/audit/place-tally.js";
import { proposeTight } from "../../src/audit/tighten.js";
import { foundFrom } from "../../src/audit/yardstick.js";
import { openAccount } from "../../src/aws/open.js";
import { accessReport } from "../../src/plan/access.js";
import { compile } from "../../src/role/compile.js";
import { parseRoleFile } from "../../src/role/parse.js";
import { prove } from "../../src/role/prove.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { EXAMPLE } from "../role/example.js";
import { record, trailFolder, trainingJob, WIDE_ROLE } from "./trail.js";

const PLACE = { account: "111122223333", region: "eu-west-1" };

async function wideRole(): Promise<FoundRole> {
  const sandbox = new Sandbox();
  const account = await openAccount({
    embedded: { requestHandler: sandbox.handler(), region: sandbox.account.region },
  });
  const role = await findRole(account, WIDE_ROLE.split("/").at(-1) ?? "");
  if (role === undefined) throw new Error("The example account has no such role.");
  return role;
}

const jobs = Array.from({ length: 12 }, (_, at) => trainingJob(`2026-11-${String(at + 10)}T08:00:00Z`, `job-${at}`));

describe("a far too wide role, by what CloudTrail saw of it", () => {
  it("becomes the one that its jobs need, with the evidence for each part", async () => {
    const { trails, read } = await trailOf(trailFolder({ "2026/11/20": jobs.flat() }), [WIDE_ROLE]);
    expect(read).toMatchObject({ files: 1, events: 12 * 7, broken: [] });
    const role = await wideRole();
    const { file, guesses, open } = proposeTight(role, { trail: trails.get(WIDE_ROLE) }, PLACE);
    expect(file.useCases).toEqual({ training: {} });
    expect(file.data).toEqual([
      { bucket: "acme-models", access: "write", prefixes: ["churn/"] },
      { bucket: "acme-train", access: "read", prefixes: ["raw/2026-11/"] },
    ]);
    expect(file.images).toEqual({ repositories: [], awsProvided: true });
    expect(file.keys).toEqual([{ key: expect.stringContaining(":key/1234abcd"), for: ["data", "volume"] }]);
    expect(file.network).toMatchObject({ vpc: true, subnets: ["subnet-0123456789abcdef0"] });
    expect(file.trust.sourceAccount).toBe(true);
    expect(guesses.map(({ place, words }) => `${place}: ${words}`)).toEqual([
      "useCases.training: seen 12 times, last on 2026-11-21 in CloudTrail",
      "data[0]: acme-models: write of churn/ seen in CloudTrail",
      "data[1]: acme-train: read of raw/2026-11/ seen in CloudTrail",
      "network: jobs ran in subnet-0123456789abcdef0",
      "keys[0]: 1234abcd-12ab-34cd-56ef-1234567890ab: used for data and volume",
    ]);
    expect(open.join()).toContain("AmazonSageMakerFullAccess is left out");

    const compiled = compile(file);
    const wrong = prove(compiled).filter(
      ({ expected, decision }) => (expected === "allowed") !== (decision.decision === "allowed"),
    );
    expect(wrong).toEqual([]);
    // It came to its key by the key's own policy: by IAM's it has more of it now, and less of all else.
    const { items } = await accessReport(role.definition, compiled.definition, role.texts);
    const gained = items.filter(({ change }) => change === "gained").flatMap(({ actions }) => actions);
    expect(gained.filter((action) => !action.startsWith("kms:"))).toEqual([]);
  });

  it("only narrows, where its jobs used no key", async () => {
    const plain = jobs.flatMap((_, at) => trainingJob("2026-11-10T08:00:00Z", `job-${at}`, { encrypted: false }));
    const { trails } = await trailOf(trailFolder({ "2026/11/20": plain }), [WIDE_ROLE]);
    const role = await wideRole();
    const { definition } = compile(proposeTight(role, { trail: trails.get(WIDE_ROLE) }, PLACE).file);
    expect((await accessReport(role.definition, definition, role.texts)).verdict).toBe("narrows");
  });

  it("is asked about where nothing speaks for a use case, and what is attached is named", async () => {
    const { file, open } = proposeTight(await wideRole(), {}, PLACE);
    expect(file.useCases).toEqual({});
    expect(file.attach).toEqual([]);
    expect(open).toEqual([
      "No use case is recognised: choose what the role is for.",
      "No bucket is known: name those that its jobs use.",
      expect.stringContaining("AmazonSageMakerFullAccess is left out"),
    ]);
  });

  it("never asks for what it was denied, nor for what other roles did", async () => {
    const { trails } = await trailOf(trailFolder({ "2026/11/20": jobs.flat() }), [WIDE_ROLE]);
    const trail = trails.get(WIDE_ROLE);
    expect([...(trail?.read.buckets() ?? [])]).toEqual(["acme-train"]);
  });
});

describe("a role whose policies say what it is for", () => {
  it("keeps what it has, and loses the use case that was never seen", async () => {
    const compiled = compile(parseRoleFile(EXAMPLE));
    const role = foundFrom(compiled);
    const plain = proposeTight(role, {}, PLACE);
    expect(Object.keys(plain.file.useCases).sort()).toEqual(["endpoint", "training"]);
    expect(plain.guesses.find(({ place }) => place === "useCases.training")?.words).toMatch(/^read off /);

    const parameters = {
      roleArn: role.arn,
      trainingJobName: "x",
      outputDataConfig: { s3OutputPath: "s3://acme-out/results/" },
    };
    const events = [record({ service: "sagemaker", name: "CreateTrainingJob", parameters })];
    const { trails } = await trailOf(trailFolder({ "2026/11/20": events }), [role.arn]);
    const { file, open } = proposeTight(role, { trail: trails.get(role.arn) }, PLACE);
    expect(Object.keys(file.useCases)).toEqual(["training"]);
    expect(open).toContain("The policies allow endpoint, which the trail never saw: it is left out.");
  });

  it("tells batch transform from endpoints by the models that its jobs run, and what a notebook starts", async () => {
    const by = WIDE_ROLE;
    const events = [
      record({ service: "sagemaker", name: "CreateNotebookInstance", parameters: { roleArn: by } }),
      record({ by, service: "sagemaker", name: "CreateTrainingJob", parameters: { roleArn: by } }),
      record({ service: "sagemaker", name: "CreateModel", parameters: { modelName: "m", executionRoleArn: by } }),
      record({ service: "sagemaker", name: "CreateTransformJob", parameters: { modelName: "m" } }),
      record({ service: "sagemaker", name: "CreateTransformJob", parameters: { modelName: "of-another" } }),
    ];
    const { trails } = await trailOf(trailFolder({ "2026/11/20": events }), [by]);
    const { file } = proposeTight(await wideRole(), { trail: trails.get(by) }, PLACE);
    expect(file.useCases["notebook-instance"]).toEqual({ starts: ["training"] });
    expect(Object.keys(file.useCases)).toContain("batch-transform");
  });
});

describe("log files", () => {
  it("that are cut off or hold something else are named, and the others are read", async () => {
    const folder = trailFolder({ "2026/11/20": jobs.flat(), "2026/11/21": [] });
    writeFileSync(join(folder, "cut.json.gz"), gzipSync('{"Records":[{}]}').subarray(0, 12));
    writeFileSync(join(folder, "other.json"), "no json");
    const { read } = await trailOf(folder, [WIDE_ROLE]);
    expect(read.broken.map(({ file }) => file.split("/").at(-1))).toEqual(["cut.json.gz", "other.json"]);
    expect(read.events).toBe(84);
  });

  it("that are nowhere are asked for", async () => {
    await expect(trailOf("/nowhere/at/all", [])).rejects.toThrow("There is no file or folder");
    await expect(trailOf(trailFolder({}), [])).rejects.toThrow("There are no log files of CloudTrail");
  });
});

describe("the places of a bucket", () => {
  it("are few, and hold every key that was counted", () => {
    const key = fc.array(fc.constantFrom("a", "b", "c", "d", "2026", "x y"), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 60 }), (keys) => {
        const tally = new PlaceTally();
        const names = keys.map((parts) => parts.join("/"));
        for (const name of names) tally.add("bucket", name);
        const prefixes = tally.prefixes("bucket");
        expect(prefixes.length).toBeLessThanOrEqual(6);
        if (prefixes.length > 0) {
          for (const name of names) expect(prefixes.some((prefix) => name.startsWith(prefix))).toBe(true);
        }
      }),
    );
  });

  it("stay bounded, however many keys are counted", () => {
    const tally = new PlaceTally();
    for (let at = 0; at < 20_000; at++) tally.add("bucket", `raw/day-${at % 700}/hour-${at % 24}/part-${at}.csv`);
    expect(tally.prefixes("bucket")).toEqual(["raw/"]);
  });
});
