import { request } from "node:http";
import { CreateRoleCommand, GetRoleCommand } from "@aws-sdk/client-iam";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { HeadBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { type ServedSandbox, serveSandbox } from "../../src/sandbox/serve.js";
import { clientsOf, TRUST } from "./clients.js";

let sandbox: Sandbox;
let served: ServedSandbox;

beforeEach(async () => {
  sandbox = new Sandbox();
  served = await serveSandbox(sandbox, { port: 0 });
});
afterEach(() => served.close());

/** Status and body of a request as no SDK would send it. */
function raw(path: string, { body = "", ...options }: { body?: string; method?: string; headers?: object } = {}) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sent = request(served.url, { path, timeout: 2_000, ...options } as object, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ status: answer.statusCode, text }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer")));
    sent.on("error", reject);
    sent.end(body);
  });
}

const signedFor = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/${service}/aws4_request`,
});

describe("the embedded account over HTTP", () => {
  it("answers each service's own protocol", async () => {
    const { iam, sts, s3, kms } = clientsOf(served.url);
    await iam.send(
      new CreateRoleCommand({ RoleName: "made", AssumeRolePolicyDocument: TRUST, Description: "é & <x>" }),
    );
    expect((await iam.send(new GetRoleCommand({ RoleName: "made" }))).Role?.Description).toBe("é & <x>");
    expect(sandbox.iam.roles.made?.description).toBe("é & <x>");
    expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe("111122223333");
    expect((await s3.send(new HeadBucketCommand({ Bucket: "acme-train" }))).BucketRegion).toBe("eu-west-1");
    expect((await s3.send(new ListBucketsCommand({ Prefix: "acme-churn" }))).Buckets?.length).toBeGreaterThan(2);
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: "alias/churn" }));
    expect(KeyMetadata?.Arn).toMatch(/^arn:aws:kms:eu-west-1:111122223333:key\//);
  });

  it("gives errors with the names and status codes of AWS", async () => {
    const { iam, s3, kms } = clientsOf(served.url);
    const cases = [
      [() => iam.send(new GetRoleCommand({ RoleName: "no" })), "NoSuchEntityException", 404],
      [
        () => iam.send(new CreateRoleCommand({ RoleName: "a b", AssumeRolePolicyDocument: TRUST })),
        "ValidationError",
        400,
      ],
      [() => s3.send(new HeadBucketCommand({ Bucket: "no-such-bucket" })), "NotFound", 404],
      [() => kms.send(new DescribeKeyCommand({ KeyId: "alias/no" })), "NotFoundException", 400],
    ] as const;
    for (const [answer, name, httpStatusCode] of cases) {
      await expect(answer()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    }
  });

  it.each(["/%zz", "//", "/acme-train%"])("refuses the path %s, and goes on answering", async (path) => {
    expect((await raw(path)).status).toBe(400);
    expect((await clientsOf(served.url).sts.send(new GetCallerIdentityCommand({}))).Account).toBe("111122223333");
  });

  it("refuses other hosts' names, requests that are not signed, and services it does not have", async () => {
    expect((await raw("/", { headers: { host: "rebound.example" } })).status).toBe(403);
    expect(await raw("/")).toMatchObject({ status: 403, text: expect.stringContaining("MissingAuthenticationToken") });
    expect((await raw("/", { headers: signedFor("ec2") })).text).toContain("UnknownService");
    expect(sandbox.calls).toEqual([]);
  });

  it("lets no parameter reach what all objects share", async () => {
    const body = "Action=GetRole&RoleName=churn-training&__proto__.polluted=yes&constructor.prototype.polluted=yes";
    expect((await raw("/", { method: "POST", headers: signedFor("iam"), body })).status).toBe(200);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it("says that a port is taken", async () => {
    const port = Number(new URL(served.url).port);
    await expect(serveSandbox(new Sandbox(), { port })).rejects.toMatchObject({
      code: "port",
      message: `Port ${port} is taken.`,
    });
  });
});
