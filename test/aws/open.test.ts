import { describe, expect, it } from "vitest";
import { openAccount } from "../../src/aws/open.js";
import { listProfiles } from "../../src/aws/profiles.js";
import type { Faults } from "../../src/sandbox/faults.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { serveSandbox } from "../../src/sandbox/serve.js";
import { emptyEnvironment, serve } from "./environment.js";
import { all, embedded, problemOf } from "./fixtures.js";

const world = emptyEnvironment();

const open = async (faults: Faults = {}) => (await embedded({ faults })).account;

describe("opening an account", () => {
  it("says at once that there are no credentials, and what to do", async () => {
    const started = Date.now();
    const problem = await problemOf(openAccount({ region: "eu-west-1" }));
    expect(problem.code).toBe("no-credentials");
    expect(problem.next).toContain("--sandbox");
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it("says so in seconds also where it must ask whether this machine is an instance of EC2", async () => {
    delete process.env.AWS_EC2_METADATA_DISABLED;
    process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = (await serve(() => "silence")).url;
    const started = Date.now();
    expect((await problemOf(openAccount({ region: "eu-west-1" }))).code).toBe("no-credentials");
    expect(Date.now() - started).toBeLessThan(3_000);
  });

  it("takes credentials and endpoint from the environment, and says who one is", async () => {
    const served = await serveSandbox(new Sandbox(), { port: 0 });
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_REGION: "eu-west-1",
      AWS_ENDPOINT_URL: served.url,
    });
    const account = await openAccount({});
    expect(account.identity).toEqual({
      account: "111122223333",
      arn: "arn:aws:sts::111122223333:assumed-role/DataScientist/sam",
      partition: "aws",
    });
    expect(account.endpoint).toBe(served.url);
    expect(await all(account.listBuckets())).toHaveLength(60);
    await served.close();
  });

  it("takes credentials, region and endpoint from a profile", async () => {
    const sandbox = new Sandbox();
    const served = await serveSandbox(sandbox, { port: 0 });
    world.write(
      ".aws/config",
      `[profile ml]\naws_access_key_id = a\naws_secret_access_key = b\nregion = eu-central-1\nendpoint_url = ${served.url}\n`,
    );
    const account = await openAccount({ profile: "ml" });
    expect(account.region).toBe("eu-central-1");
    expect(account.endpoint).toBe(served.url);
    expect((await account.readRole("churn-training"))?.definition.name).toBe("churn-training");
    sandbox.faults.set({ expired: true });
    const problem = await problemOf(account.readRole("churn-training"));
    expect(problem.code).toBe("expired-credentials");
    expect(problem.next).toContain("--profile ml,");
    await served.close();
  });

  it("takes the region from the option, the environment and the profile, in this order", async () => {
    const served = await serveSandbox(new Sandbox(), { port: 0 });
    process.env.AWS_ENDPOINT_URL = served.url;
    world.write(
      ".aws/config",
      "[profile ml]\naws_access_key_id = a\naws_secret_access_key = b\nregion = eu-central-1\n",
    );
    const profile = "ml";
    expect((await openAccount({ profile })).region).toBe("eu-central-1");
    process.env.AWS_DEFAULT_REGION = "us-east-2";
    expect((await openAccount({ profile })).region).toBe("us-east-2");
    process.env.AWS_REGION = "us-east-1";
    expect((await openAccount({ profile })).region).toBe("us-east-1");
    expect((await openAccount({ profile, region: "eu-west-1" })).region).toBe("eu-west-1");
    await served.close();
  });

  it("wants a region, and names the ways to give one", async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" });
    const problem = await problemOf(openAccount({}));
    expect(problem.code).toBe("no-region");
    expect(problem.next).toMatch(/--region.*AWS_REGION.*profile/);
  });

  it("names the nearest profile for one that does not exist, and reads regions from profiles", async () => {
    world.write(".aws/config", "[profile ml-dev]\nregion = eu-central-1\n[sso-session corp]\nsso_region = eu-west-1\n");
    expect(await listProfiles()).toEqual([{ name: "ml-dev", region: "eu-central-1" }]);
    const problem = await problemOf(openAccount({ profile: "ml-dew" }));
    expect(problem.message).toMatch(/no profile ml-dew .*Did you mean "ml-dev"\?/);
  });

  it("tells an endpoint that cannot be reached from one that does not answer, in seconds", async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", AWS_MAX_ATTEMPTS: "1" });
    const refused = await problemOf(openAccount({ region: "eu-west-1", endpointUrl: "http://127.0.0.1:9" }));
    expect(refused.code).toBe("network");
    const { url } = await serve(() => "silence");
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    const started = Date.now();
    const stopped = await problemOf(openAccount({ region: "eu-west-1", endpointUrl: url, signal: stop.signal }));
    expect(stopped.code).toBe("stopped");
    expect(Date.now() - started).toBeLessThan(3_000);
  });
});

describe("what an account holds", () => {
  it("is told by name when it may not be read", async () => {
    const account = await open({ deny: ["s3:ListAllMyBuckets", "ecr:*", "kms:ListKeys", "iam:ListRoles"] });
    const cases = [
      [() => all<unknown>(account.listBuckets()), "s3:ListAllMyBuckets"],
      [() => all<unknown>(account.listRepositories()), "ecr:DescribeRepositories"],
      [() => all<unknown>(account.listKeys()), "kms:ListKeys"],
      [() => all<unknown>(account.listRoles()), "iam:ListRoles"],
    ] as const;
    for (const [work, action] of cases) {
      const problem = await problemOf(work());
      expect(problem.code).toBe("access-denied");
      expect(problem.message).toContain(`${action} is missing`);
    }
  });

  it("shows the key a bucket encrypts with, by ARN also where the bucket names an alias", async () => {
    const account = await open();
    const keys = await all(account.listKeys());
    const data = keys.find((key) => key.aliases.includes("alias/ml-data"));
    expect(await account.describeBucket("acme-train")).toEqual({
      region: "eu-west-1",
      owner: "111122223333",
      encryption: { algorithm: "aws:kms", bucketKey: true, keyArn: data?.arn },
    });
    expect((await account.describeBucket("acme-models")).encryption).toMatchObject({
      bucketKey: false,
      keyArn: data?.arn,
    });
    expect((await account.describeBucket("acme-features")).encryption).toEqual({
      algorithm: "aws:kms",
      bucketKey: false,
    });
    await expect(account.describeBucket("no-such-bucket-here")).rejects.toMatchObject({ code: expect.any(String) });
  });

  it("lists the customer keys, and tells of each whether it can be used and whether IAM decides about it", async () => {
    const account = await open();
    const keys = await all(account.listKeys());
    expect(keys.flatMap((key) => key.aliases)).not.toContain("alias/aws/s3");
    const described = async (alias: string) =>
      account.describeKey(keys.find((key) => key.aliases.includes(alias))?.arn ?? "");
    expect((await described("alias/retired-2024"))?.unusable).toBe("it is to be deleted");
    expect((await described("alias/signing"))?.unusable).toBe("it is not for encrypting data");
    expect((await described("alias/payments"))?.delegation).toBe("not-delegated");
    expect(await described("alias/churn")).toMatchObject({ delegation: "delegated", description: expect.any(String) });
  });

  it("reads a role whole, its documents decoded", async () => {
    const account = await open();
    const role = await account.readRole("CHURN-training");
    expect(role?.definition).toMatchObject({
      name: "churn-training",
      tags: { team: "churn" },
      trustPolicy: { Statement: [{ Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } } }] },
      policies: [{ name: "churn-training", kind: "inline" }],
    });
    expect(await account.readRole("nobody")).toBeUndefined();
  });

  it("repairs a CreateRole whose first answer was lost", async () => {
    const sandbox = new Sandbox();
    const account = await openAccount({ embedded: { requestHandler: sandbox.handler(), region: "eu-west-1" } });
    sandbox.faults.set({ failAt: 1, answerLost: true });
    await account.write({
      api: "CreateRole",
      input: {
        RoleName: "lost",
        Path: "/",
        MaxSessionDuration: 3600,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }],
        }),
      },
    });
    expect(sandbox.iam.roles.lost?.name).toBe("lost");
    expect(sandbox.calls.filter((call) => call === "iam:CreateRole")).toHaveLength(2);
  });

  it("tells an expired session from everything else", async () => {
    const problem = await problemOf(open({ expired: true }));
    expect(problem.code).toBe("expired-credentials");
    expect(problem.next).toContain("aws sso login");
  });
});
