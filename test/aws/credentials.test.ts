import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { HANDLER } from "../../src/aws/clients.js";
import { type OpenOptions, openAccount } from "../../src/aws/open.js";
import { emptyEnvironment, type Seen, serve } from "./environment.js";
import { problemOf } from "./fixtures.js";

const world = emptyEnvironment({ AWS_MAX_ATTEMPTS: "1" });

const later = new Date(Date.now() + 3_600_000).toISOString();
const ROLE = "arn:aws:iam::111122223333:role/x";

const assumed = (api: string): [number, string] => [
  200,
  `<${api}Response><${api}Result><Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${later}</Expiration></Credentials></${api}Result></${api}Response>`,
];
const refused = (code: string, message: string): [number, string] => [
  403,
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
];

/** STS: says who is calling to everybody, and answers requests for credentials as told. */
const sts = (answer: (seen: Seen) => ReturnType<Parameters<typeof serve>[0]>) =>
  serve((seen) =>
    seen.body.includes("Action=GetCallerIdentity")
      ? [
          200,
          "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/sam</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>",
        ]
      : answer(seen),
  );

/** The access key that an account was opened with. */
async function keyOf(options: OpenOptions, { url, seen }: { url: string; seen: Seen[] }): Promise<string | undefined> {
  process.env.AWS_ENDPOINT_URL_STS = url;
  await openAccount({ region: "eu-west-1", ...options });
  return /Credential=([^/]+)/.exec(seen.at(-1)?.headers.authorization ?? "")?.[1];
}

const keys = (id: string) => `aws_access_key_id = ${id}\naws_secret_access_key = s\n`;
const CONFIG = `[default]\n${keys("DEFAULT")}[profile base]\n${keys("BASE")}[profile role]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile mfa]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/sam\n`;

describe("credentials are found as the AWS CLI finds them", () => {
  it("in the environment, before a profile of the environment, but not before one that is named", async () => {
    world.write(".aws/config", CONFIG);
    const server = await sts(() => "silence");
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    expect(await keyOf({}, server)).toBe("DEFAULT");
    process.env.AWS_PROFILE = "base";
    expect(await keyOf({}, server)).toBe("BASE");
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "ENVIRONMENT", AWS_SECRET_ACCESS_KEY: "s" });
    expect(await keyOf({}, server)).toBe("ENVIRONMENT");
    expect(await keyOf({ profile: "base" }, server)).toBe("BASE");
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it("by assuming a role, with the code of an MFA device", async () => {
    world.write(".aws/config", CONFIG);
    const server = await sts(() => assumed("AssumeRole"));
    const mfaCode = vi.fn(async () => "123456");
    expect(await keyOf({ profile: "mfa", mfaCode }, server)).toBe("ASSUMED");
    expect(mfaCode.mock.calls).toEqual([["arn:aws:iam::111122223333:mfa/sam"]]);
    expect(server.seen[0]?.body).toContain("TokenCode=123456");
    expect(server.seen[0]?.headers.authorization).toContain("Credential=BASE/");
  });

  it("from a web identity", async () => {
    world.write("token", "jwt");
    Object.assign(process.env, { AWS_WEB_IDENTITY_TOKEN_FILE: join(world.home, "token"), AWS_ROLE_ARN: ROLE });
    const server = await sts(() => assumed("AssumeRoleWithWebIdentity"));
    expect(await keyOf({}, server)).toBe("ASSUMED");
    expect(server.seen[0]?.body).toContain("WebIdentityToken=jwt");
  });

  it("from SSO", async () => {
    const start = "https://corp.awsapps.com/start";
    world.write(
      ".aws/config",
      `[profile sso]\nsso_start_url = ${start}\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Data\n`,
    );
    const file = `.aws/sso/cache/${createHash("sha1").update(start).digest("hex")}.json`;
    world.write(file, JSON.stringify({ accessToken: "a", expiresAt: later, region: "eu-west-1", startUrl: start }));
    const portal = await serve(() => [
      200,
      JSON.stringify({
        roleCredentials: { accessKeyId: "SSO", secretAccessKey: "s", sessionToken: "t", expiration: Date.parse(later) },
      }),
    ]);
    process.env.AWS_ENDPOINT_URL_SSO = portal.url;
    expect(await keyOf({ profile: "sso" }, await sts(() => "silence"))).toBe("SSO");
  });

  it("from a container", async () => {
    const agent = await serve(() => [
      200,
      JSON.stringify({ AccessKeyId: "CONTAINER", SecretAccessKey: "s", Token: "t", Expiration: later }),
    ]);
    process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = agent.url;
    expect(await keyOf({}, await sts(() => "silence"))).toBe("CONTAINER");
  });

  it("from an instance", async () => {
    delete process.env.AWS_EC2_METADATA_DISABLED;
    const metadata = await serve(({ path }) => {
      if (path.endsWith("/token")) return [200, "token"];
      if (path.endsWith("/security-credentials/")) return [200, "role"];
      return [
        200,
        JSON.stringify({
          Code: "Success",
          AccessKeyId: "INSTANCE",
          SecretAccessKey: "s",
          Token: "t",
          Expiration: later,
          LastUpdated: later,
        }),
      ];
    });
    process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = metadata.url;
    expect(await keyOf({}, await sts(() => "silence"))).toBe("INSTANCE");
  });
});

describe("credentials that cannot be had", () => {
  const failing = async (options: OpenOptions, answer: Parameters<typeof sts>[0] = () => "silence") => {
    world.write(".aws/config", CONFIG);
    process.env.AWS_ENDPOINT_URL_STS = (await sts(answer)).url;
    return problemOf(openAccount({ region: "eu-west-1", ...options }));
  };

  it("for a wrong MFA code are not taken for a permission that is missing", async () => {
    const problem = await failing({ profile: "mfa", mfaCode: async () => "000000" }, () =>
      refused("AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. "),
    );
    expect(problem.code).toBe("mfa");
    expect(problem.next).toContain("next code");
  });

  it("for want of somebody to ask for the code say where one is asked", async () => {
    const problem = await failing({ profile: "mfa" });
    expect(problem.code).toBe("mfa");
    expect(problem.message).toContain("The profile mfa needs an MFA code");
    expect(problem.next).toContain("wizard");
  });

  it("for a role that may not be assumed name the role", async () => {
    const problem = await failing({ profile: "role" }, () =>
      refused(
        "AccessDenied",
        `User: arn:aws:iam::111122223333:user/sam is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
      ),
    );
    expect(problem.code).toBe("access-denied");
    expect(problem.message).toContain(`sts:AssumeRole is missing on ${ROLE}`);
  });

  it("for a web identity that AWS does not know say what AWS says", async () => {
    world.write("token", "jwt");
    Object.assign(process.env, { AWS_WEB_IDENTITY_TOKEN_FILE: join(world.home, "token"), AWS_ROLE_ARN: ROLE });
    const server = await sts(() => refused("InvalidIdentityToken", "No OpenIDConnect provider found in your account"));
    process.env.AWS_ENDPOINT_URL_STS = server.url;
    const problem = await problemOf(openAccount({ region: "eu-west-1" }));
    expect(problem.message).toContain("No OpenIDConnect provider found");
  });

  it("for an SSO session that ended name the profile to log in with", async () => {
    world.write(
      ".aws/config",
      "[profile corp]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Data\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n",
    );
    const problem = await problemOf(openAccount({ region: "eu-west-1", profile: "corp" }));
    expect(problem.code).toBe("expired-credentials");
    expect(problem.next).toContain("aws sso login --profile corp, then");
  });

  it("for a profile of the environment that does not exist say so", async () => {
    process.env.AWS_PROFILE = "bace";
    const problem = await failing({});
    expect(problem.code).toBe("no-profile");
    expect(problem.message).toContain('Did you mean "base"?');
  });

  it("from an STS that never answers can be waited for no longer", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const started = Date.now();
    const problem = await failing({ profile: "role", signal: stop.signal });
    expect(problem.code).toBe("stopped");
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

describe("what does not answer in time is given up", () => {
  it.each([
    ["an STS that never answers", "base", "silence"],
    ["an answer that stalls half-way", "base", "stall"],
    ["an STS that never gives the role", "role", "silence"],
  ] as const)("%s", async (_, profile, answer) => {
    const usual = { ...HANDLER };
    // Only the limits that there are: those that are not must not pass for held.
    for (const [limit, value] of Object.entries(HANDLER)) {
      if (typeof value === "number") Object.assign(HANDLER, { [limit]: 200 });
    }
    try {
      world.write(".aws/config", CONFIG);
      const server = await serve(() => answer);
      const started = Date.now();
      const problem = await problemOf(openAccount({ region: "eu-west-1", profile, endpointUrl: server.url }));
      expect(problem.code).toBe("network");
      expect(Date.now() - started).toBeLessThan(5_000);
    } finally {
      Object.assign(HANDLER, usual);
    }
  });
});
