import { describe, expect, it } from "vitest";
import { findRole, findRoles } from "../../src/audit/find.js";
import type { FoundRole, UnreadRole } from "../../src/audit/found-role.js";
import { judgeRole } from "../../src/audit/judge.js";
import type { SandboxOptions } from "../../src/sandbox/sandbox.js";
import { embedded, problemOf } from "../aws/fixtures.js";
import { allRoles, NOW } from "./fixtures.js";

/** What is found of an account, with what was told on the way. */
async function found(options: SandboxOptions) {
  const { account, sandbox } = await embedded(options);
  const roles: FoundRole[] = [];
  const unread: UnreadRole[] = [];
  const told: string[] = [];
  for await (const page of findRoles(account, { onFallback: ({ message }) => told.push(message) })) {
    roles.push(...page.roles);
    unread.push(...page.unread);
  }
  return { roles, unread, told, sandbox };
}

const judged = async (roles: readonly FoundRole[]) => {
  const all = await Promise.all(roles.map((role) => judgeRole(role, NOW)));
  return all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

describe("finding roles", () => {
  it("asks for whole pages, with a handful of calls", async () => {
    const { roles, sandbox } = await found({ generate: { roles: 1200 } });
    expect(roles).toHaveLength(1217);
    const calls = sandbox.calls.filter((call) => call.startsWith("iam:"));
    expect(new Set(calls)).toEqual(new Set(["iam:GetAccountAuthorizationDetails"]));
    expect(calls.length).toBeLessThan(6);
  });

  it("reads each role by itself where that is denied, says so, and comes to the same", async () => {
    const whole = await found({});
    const single = await found({ faults: { deny: ["iam:GetAccountAuthorizationDetails"] } });
    expect(single.told).toEqual([expect.stringContaining("iam:GetAccountAuthorizationDetails is missing")]);
    expect(whole.told).toEqual([]);
    expect(await judged(single.roles)).toEqual(await judged(whole.roles));
    // Roles that are no concern of an audit are not read.
    expect(single.sandbox.calls.filter((call) => call === "iam:GetRole")).toHaveLength(whole.roles.length);
  });

  it("names a role that may not be read, and goes on", async () => {
    const { account, sandbox } = await embedded({ faults: { deny: ["iam:GetAccountAuthorizationDetails"] } });
    const pages = findRoles(account);
    const first = (await pages.next()).value as { roles: FoundRole[] };
    expect(first.roles.length).toBeGreaterThan(0);
    sandbox.faults.set({ deny: ["iam:GetRole"] });
    const rest = (await pages.next()).value as { unread: UnreadRole[] };
    expect(rest.unread[0]?.why).toContain("iam:GetRole is missing");
  });

  it("judges what it can where policies may not be read, and says what it could not", async () => {
    const { roles } = await found({ faults: { deny: ["iam:GetAccountAuthorizationDetails", "iam:GetPolicy"] } });
    const all = await judged(roles);
    const admin = all.find(({ name }) => name === "ml-admin");
    expect(admin?.findings.map(({ id }) => id)).toEqual(["managed-policy-unread"]);
    // The text of this one is known without being read.
    const console = all.find(({ name }) => name.startsWith("AmazonSageMaker-"));
    expect(console?.findings.map(({ id }) => id)).toContain("wide-managed-policy");
  });

  it("lets other failures through", async () => {
    const { account } = await embedded({ faults: { expired: true } }).catch(async () => {
      const open = await embedded();
      open.sandbox.faults.set({ expired: true });
      return open;
    });
    expect((await problemOf(findRoles(account).next())).code).toBe("expired-credentials");
  });

  it("takes managed policies that belong to a role for its own, in either way of reading", async () => {
    const { account } = await embedded();
    const text = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } };
    const PolicyDocument = JSON.stringify(text);
    await account.write({ api: "CreatePolicy", input: { PolicyName: "search-any-caller", Path: "/", PolicyDocument } });
    const PolicyArn = "arn:aws:iam::111122223333:policy/search-any-caller";
    await account.write({ api: "AttachRolePolicy", input: { RoleName: "search-any-caller", PolicyArn } });
    const paged = (await allRoles(account)).find(({ definition }) => definition.name === "search-any-caller");
    const single = await findRole(account, "Search-Any-Caller");
    expect(paged?.definition.policies.map(({ kind }) => kind)).toEqual(["inline", "managed"]);
    expect(await judged([single as FoundRole])).toEqual(await judged([paged as FoundRole]));
    expect((await judged([single as FoundRole]))[0]?.findings[0]?.id).toBe("all-data");
    expect(await findRole(account, "no-such")).toBeUndefined();
  });
});
