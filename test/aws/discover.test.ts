import { HttpResponse } from "@smithy/protocol-http";
import { describe, expect, it } from "vitest";
import { openAccount } from "../../src/aws/open.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { all, embedded, problemOf } from "./fixtures.js";

describe("a large account", () => {
  it("is listed whole, each thing once, page by page", async () => {
    const size = { buckets: 2_500, repositories: 2_300, keys: 120 };
    const { account, sandbox } = await embedded({ generate: size });
    const buckets = await all(account.listBuckets());
    expect(new Set(buckets.map((bucket) => bucket.name)).size).toBe(2_500);
    expect(buckets.filter((bucket) => bucket.region === undefined)).toEqual([]);
    expect(sandbox.calls.filter((call) => call === "s3:ListAllMyBuckets")).toHaveLength(3);
    const repositories = await all(account.listRepositories());
    expect(new Set(repositories.map((repository) => repository.arn)).size).toBe(2_300);
    const keys = await all(account.listKeys());
    expect(new Set(keys.map((key) => key.arn)).size).toBe(120);
    // Aliases have pages of their own.
    expect(keys.filter((key) => key.aliases.length !== 1)).toEqual([]);
  });

  it("shows its first page before the last is asked for", async () => {
    const { account, sandbox } = await embedded({ generate: { buckets: 5_000 } });
    for await (const page of account.listBuckets()) {
      expect(page).toHaveLength(1_000);
      break;
    }
    expect(sandbox.calls.filter((call) => call === "s3:ListAllMyBuckets")).toHaveLength(1);
  });

  it("stops being listed when asked to", async () => {
    const { account } = await embedded({ generate: { buckets: 5_000 } });
    const stop = new AbortController();
    let pages = 0;
    const work = (async () => {
      for await (const _ of account.listBuckets(stop.signal)) {
        pages += 1;
        stop.abort();
      }
    })();
    expect((await problemOf(work)).code).toBe("stopped");
    expect(pages).toBe(1);
  });

  it("is listed through throttling, which the SDK waits out", async () => {
    const { account, sandbox } = await embedded({ generate: { buckets: 3_000 } });
    sandbox.faults.set({ throttleEvery: 3 });
    expect(await all(account.listBuckets())).toHaveLength(3_000);
  });
});

describe("a bucket", () => {
  it("in another region is found there", async () => {
    const { account } = await embedded();
    expect(await account.describeBucket("acme-public-datasets")).toMatchObject({
      region: "us-east-1",
      owner: "111122223333",
    });
  });

  it("that may be looked at in part says that part", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ deny: ["s3:GetEncryptionConfiguration"] });
    expect(await account.describeBucket("acme-train")).toEqual({ region: "eu-west-1", owner: "111122223333" });
    sandbox.faults.set({ deny: ["s3:ListBucket"] });
    const facts = await account.describeBucket("acme-train");
    expect(facts.owner).toBeUndefined();
    expect(facts.encryption?.algorithm).toBe("aws:kms");
    sandbox.faults.set({ deny: ["s3:*"] });
    const problem = await problemOf(account.describeBucket("acme-train"));
    expect(problem.code).toBe("access-denied");
    expect(problem.message).toContain("acme-train");
  });

  it("that does not exist is told to be missing by name", async () => {
    const { account } = await embedded();
    expect((await problemOf(account.describeBucket("no-such-bucket-here"))).message).toContain("no-such-bucket-here");
  });

  it("names no key where the key's alias cannot be looked up", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ deny: ["kms:DescribeKey"] });
    expect((await account.describeBucket("acme-models")).encryption).toEqual({
      algorithm: "aws:kms",
      bucketKey: false,
    });
  });
});

describe("a key", () => {
  it("is found by id, alias and ARN", async () => {
    const { account } = await embedded();
    const arn = await account.resolveKey("alias/churn");
    expect(arn).toMatch(/^arn:aws:kms:eu-west-1:111122223333:key\//);
    const id = arn.split("/")[1] ?? "";
    for (const key of [arn, id, arn.replace(`key/${id}`, "alias/churn")])
      expect(await account.resolveKey(key)).toBe(arn);
    const problem = await problemOf(account.resolveKey("alias/nothing"));
    expect(problem.message).toContain("alias/nothing");
  });

  it("is listed without its alias where aliases may not be listed", async () => {
    const { account, sandbox } = await embedded();
    const before = await all(account.listKeys());
    sandbox.faults.set({ deny: ["kms:ListAliases"] });
    const keys = await all(account.listKeys());
    const arns = new Set(keys.map((key) => key.arn));
    expect(before.filter((key) => !arns.has(key.arn))).toEqual([]);
    expect(keys.flatMap((key) => key.aliases)).toEqual([]);
  });

  it("is not known where it may not be looked at, and its delegation is open where its policy may not be read", async () => {
    const { account, sandbox } = await embedded();
    const arn = await account.resolveKey("alias/churn");
    sandbox.faults.set({ deny: ["kms:GetKeyPolicy"] });
    expect((await account.describeKey(arn))?.delegation).toBe("unreadable");
    sandbox.faults.set({ deny: ["kms:DescribeKey"] });
    expect(await account.describeKey(arn)).toBeUndefined();
  });

  it("has all its aliases, also those of another page", async () => {
    const { account, sandbox } = await embedded({ generate: { keys: 150 } });
    sandbox.account.keys[0]?.aliases.push("alias/also");
    sandbox.account.keys[149]?.aliases.push("alias/ours", "alias/theirs");
    const found = new Map((await all(account.listKeys())).map((key) => [key.id, key.aliases]));
    expect(found.size).toBe(150);
    expect(found.get(sandbox.account.keys[0]?.id ?? "")).toContain("alias/also");
    expect(found.get(sandbox.account.keys[149]?.id ?? "")).toHaveLength(3);
  });

  it("is listed with few calls, and none is looked up: AWS would make some of its own when asked about them", async () => {
    const { account, sandbox } = await embedded();
    await all(account.listKeys());
    expect(sandbox.calls.slice(1).sort()).toEqual(["kms:ListAliases", "kms:ListKeys"]);
  });
});

type Handler = ReturnType<Sandbox["handler"]>;
type Asked = Parameters<Handler["handle"]>[0];
type Answered = Awaited<ReturnType<Handler["handle"]>>["response"];

/** The embedded account behind a handler that may answer otherwise. */
async function behind(answer: (request: Asked, usual: () => Promise<Answered>) => Promise<Answered> | Answered) {
  const sandbox = new Sandbox();
  const handler = sandbox.handler();
  const requestHandler = {
    ...handler,
    handle: async (request: Asked) => ({
      response: await answer(request, async () => (await handler.handle(request)).response),
    }),
  };
  return { sandbox, account: await openAccount({ embedded: { requestHandler, region: "eu-west-1" } }) };
}

const refusal = (code: string) =>
  new HttpResponse({
    statusCode: 400,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: new TextEncoder().encode(JSON.stringify({ __type: code, message: code })),
  });

describe("what S3 or KMS cannot say just now", () => {
  it("is not taken for a bucket without a key, nor for one that may not be read", async () => {
    const { account, sandbox } = await embedded();
    sandbox.faults.set({ expired: true });
    expect((await problemOf(account.describeBucket("acme-train"))).code).toBe("expired-credentials");
  });

  it.each(["DescribeKey", "GetKeyPolicy"])("is not taken for a key that may not be looked at: %s", async (call) => {
    const { account } = await behind((request, usual) =>
      request.headers["x-amz-target"]?.endsWith(call) ? refusal("ExpiredTokenException") : usual(),
    );
    const [key] = await all(account.listKeys());
    expect((await problemOf(account.describeKey(key?.arn ?? ""))).code).toBe("expired-credentials");
  });

  it("is not taken for a key that is gone meanwhile", async () => {
    const { account } = await behind((request, usual) =>
      request.headers["x-amz-target"]?.endsWith("DescribeKey") ? refusal("NotFoundException") : usual(),
    );
    const [key] = await all(account.listKeys());
    expect(await account.describeKey(key?.arn ?? "")).toBeUndefined();
  });

  it("is asked for a bucket's key where the bucket lies", async () => {
    const asked: string[] = [];
    const { account, sandbox } = await behind((request, usual) => {
      asked.push(request.hostname);
      return usual();
    });
    const bucket = sandbox.account.buckets.find(({ name }) => name === "acme-public-datasets");
    const id = sandbox.account.keys.find(({ aliases }) => aliases.includes("alias/churn"))?.id ?? "";
    if (bucket !== undefined) bucket.encryption = { algorithm: "aws:kms", key: "alias/churn", bucketKey: true };
    await account.describeBucket("acme-public-datasets");
    expect(asked.filter((host) => host.startsWith("kms."))).toEqual(["kms.us-east-1.amazonaws.com"]);
    if (bucket !== undefined) bucket.encryption = { algorithm: "aws:kms", key: id, bucketKey: true };
    sandbox.faults.set({ deny: ["kms:*"] });
    expect((await account.describeBucket("acme-public-datasets")).encryption?.keyArn).toBe(
      `arn:aws:kms:us-east-1:111122223333:key/${id}`,
    );
  });

  it("is asked for a key of another region there", async () => {
    const asked: string[] = [];
    const { account } = await behind((request, usual) => {
      asked.push(request.hostname);
      return usual();
    });
    await account.resolveKey("arn:aws:kms:eu-central-1:111122223333:alias/nothing").catch(() => undefined);
    expect(asked.at(-1)).toBe("kms.eu-central-1.amazonaws.com");
  });

  it("is said by S3 even of a bucket it lets nobody see: where that lies", async () => {
    const { account, sandbox } = await behind(async (_, usual) => {
      const answered = await usual();
      if (answered.statusCode === 403) answered.headers["x-amz-bucket-region"] = "eu-central-1";
      return answered;
    });
    sandbox.faults.set({ deny: ["s3:ListBucket"] });
    const facts = await account.describeBucket("acme-train");
    expect(facts).toMatchObject({ region: "eu-central-1", encryption: { algorithm: "aws:kms" } });
    expect(facts.owner).toBeUndefined();
  });
});
