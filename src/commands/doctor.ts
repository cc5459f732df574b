import type { AwsAccount } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { type AccountFlags, openFromFlags } from "./options.js";
import { say, sayJson } from "./output.js";

interface Check {
  what: string;
  ok: boolean;
  says: string;
  next?: string;
}

/**
 * `sagerole doctor`: what works here and what does not.
 * @returns 0 when all that a role needs works, else 1
 */
export async function doctor(
  flags: AccountFlags & { validate?: boolean; json?: boolean; quiet?: boolean },
): Promise<number> {
  const checks: Check[] = [terminal(), { what: "Node.js", ok: true, says: process.versions.node }];
  let account: AwsAccount | undefined;
  try {
    account = await openFromFlags(flags);
    const { identity, region, endpoint } = account;
    checks.push({ what: "credentials", ok: true, says: `${identity.arn}, account ${identity.account}` });
    checks.push({ what: "region", ok: true, says: region });
    if (endpoint !== undefined) checks.push({ what: "endpoint", ok: true, says: endpoint });
  } catch (error) {
    checks.push(failed("credentials", error));
  }
  if (account !== undefined) checks.push(...(await permissions(account)));
  if (account !== undefined && flags.validate) checks.push(await analyzer(account));
  if (flags.json) sayJson({ format: "sagerole.doctor/1", checks });
  else {
    for (const { what, ok, says, next } of checks.filter((check) => !flags.quiet || !check.ok)) {
      say(`${ok ? "✓" : "✗"} ${what.padEnd(22)} ${says}`);
      if (next !== undefined) say(`  ${" ".repeat(22)} ${next}`);
    }
    if (!flags.quiet) say("Whether a role may be created is known only when it is tried: see sagerole plan and apply.");
  }
  return checks.every((check) => check.ok || check.what === "terminal") ? 0 : 1;
}

function terminal(): Check {
  const { columns = 0, rows = 0, isTTY } = process.stdout;
  if (!isTTY) return { what: "terminal", ok: false, says: "none: the wizard needs one; the commands do not" };
  const ok = columns >= 30 && rows >= 8;
  return { what: "terminal", ok, says: `${columns}×${rows}${ok ? "" : ": the wizard needs 30×8"}` };
}

/** Tries the reads of the wizard, one page each. */
async function permissions(account: AwsAccount): Promise<Check[]> {
  const first = async (pages: AsyncIterable<readonly unknown[]>) => {
    for await (const page of pages) return `${page.length} or more`;
    return "none";
  };
  const tries: [string, () => Promise<string>][] = [
    ["list buckets", () => first(account.listBuckets())],
    ["list repositories", () => first(account.listRepositories())],
    ["list keys", () => first(account.listKeys())],
    ["list roles", () => first(account.listRoles())],
    ["read a role", () => account.readRole("sagerole-doctor").then(() => "allowed")],
  ];
  return Promise.all(
    tries.map(async ([what, run]): Promise<Check> => {
      try {
        return { what, ok: true, says: await run() };
      } catch (error) {
        return failed(what, error);
      }
    }),
  );
}

/** Tries Access Analyzer. It is needed for nothing: that it may not be asked is no failure. */
async function analyzer(account: AwsAccount): Promise<Check> {
  const document = '{"Version":"2012-10-17","Statement":[]}';
  const answer = await account.validatePolicy(document, "identity");
  return { what: "Access Analyzer", ok: true, says: "unknown" in answer ? `unknown. ${answer.unknown}` : "allowed" };
}

function failed(what: string, error: unknown): Check {
  if (error instanceof Problem) return { what, ok: false, says: error.message, next: error.next };
  return { what, ok: false, says: (error as Error).message };
}
