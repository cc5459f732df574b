import { describe, expect, it } from "vitest";
import { makeClients } from "../../src/aws/clients.js";
import { endpointsOf } from "../../src/aws/endpoints.js";
import { openAccount } from "../../src/aws/open.js";
import { listProfiles } from "../../src/aws/profiles.js";
import { Sandbox } from "../../src/sandbox/sandbox.js";
import { serveSandbox } from "../../src/sandbox/serve.js";
import { emptyEnvironment, serve } from "./environment.js";
import { problemOf } from "./fixtures.js";

const world = emptyEnvironment({
  AWS_MAX_ATTEMPTS: "1",
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
});

const everywhere = (url: string) => ({ iam: url, sts: url, s3: url, ecr: url, kms: url, accessanalyzer: url });
const CONFIG = `[default]
endpoint_url = http://default
[profile plain]
region = eu-west-1
[profile own]
endpoint_url = http://own
services = local
[profile ignoring]
endpoint_url = http://own
ignore_configured_endpoint_urls = true
[services local]
s3 =
  endpoint_url = http://s3
`;

describe("where services are asked", () => {
  it.each<[string, string | undefined, string, Record<string, string>, object]>([
    ["nowhere else", undefined, "plain", {}, {}],
    ["as the profile says", undefined, "own", {}, { ...everywhere("http://own"), s3: "http://s3" }],
    ["as the environment says", undefined, "own", { AWS_ENDPOINT_URL: "http://env" }, everywhere("http://env")],
    [
      "as the environment says of the service",
      undefined,
      "own",
      { AWS_ENDPOINT_URL: "http://env", AWS_ENDPOINT_URL_KMS: "http://kms" },
      { ...everywhere("http://env"), kms: "http://kms" },
    ],
    ["one service only", undefined, "plain", { AWS_ENDPOINT_URL_IAM: "http://iam" }, { iam: "http://iam" }],
    [
      "nowhere else where the environment ignores",
      undefined,
      "own",
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      {},
    ],
    ["nowhere else where the profile ignores", undefined, "ignoring", { AWS_ENDPOINT_URL: "http://env" }, {}],
    [
      "as the option says, whatever else does",
      "http://option",
      "ignoring",
      { AWS_ENDPOINT_URL_S3: "http://env" },
      everywhere("http://option"),
    ],
  ])("%s", async (_, option, name, environment, expected) => {
    world.write(".aws/config", CONFIG);
    Object.assign(process.env, environment);
    const profile = (await listProfiles()).find((one) => one.name === name);
    expect(profile).toBeDefined();
    expect(endpointsOf(option, profile)).toEqual(expected);
  });

  it.each(["localhost:4566", "ftp://localhost", "http://", "nonsense"])("is refused where it is no URL: %s", (url) => {
    expect(() => endpointsOf(url, undefined)).toThrow(
      expect.objectContaining({ code: "endpoint", next: expect.stringContaining("http://localhost:4566") }),
    );
  });

  it("is never where another profile than the chosen one says", async () => {
    world.write(".aws/config", CONFIG);
    const asked: string[] = [];
    const requestHandler = {
      handle: async (request: { hostname: string }) => {
        asked.push(request.hostname);
        throw new Error("asked");
      },
    };
    const credentials = async () => ({ accessKeyId: "a", secretAccessKey: "b" });
    const clients = makeClients({ region: "eu-west-1", credentials, endpoints: {}, requestHandler });
    const { client, sdk } = await clients.iam();
    await expect(client.send(new sdk.GetAccountSummaryCommand({}))).rejects.toThrow("asked");
    const s3 = await clients.s3("eu-central-1");
    await expect(s3.client.send(new s3.sdk.ListBucketsCommand({}))).rejects.toThrow("asked");
    expect(asked).toEqual(["iam.amazonaws.com", "s3.eu-central-1.amazonaws.com"]);
  });

  it("is asked for buckets by path, for few know them as hosts, also where S3 alone is elsewhere", async () => {
    const { url, seen } = await serve(() => [404, ""]);
    const host = url.replace("127.0.0.1", "localhost");
    const sts = await serveSandbox(new Sandbox(), { port: 0 });
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_ENDPOINT_URL_S3: host,
      AWS_ENDPOINT_URL_STS: sts.url,
    });
    const account = await openAccount({ region: "eu-west-1" });
    expect([host, sts.url]).toContain(account.endpoint);
    const problem = await problemOf(account.describeBucket("acme-train"));
    expect(problem.message).toBe("There is no bucket named acme-train.");
    expect(seen.map(({ method, path, headers }) => `${method} http://${headers.host}${path}`)).toEqual([
      `HEAD ${host}/acme-train/`,
    ]);
    await sts.close();
  });
});
