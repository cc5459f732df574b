import { existsSync } from "node:fs";
import type { AwsAccount } from "../aws/account.js";
import { printable } from "../base/printable.js";
import { Problem } from "../base/problem.js";
import { readText, sharedReader } from "../base/read-text.js";
import { type Compiled, compile } from "../role/compile.js";
import type { AccountFacts } from "../role/facts.js";
import { fittings } from "../role/fit.js";
import { parseRoleFile } from "../role/parse.js";
import type { RoleFile } from "../role/role-file.js";
import { writeRoleFile } from "../role/write.js";

/** How many places that a change opens are named. */
const MOST_OPENED = 5;

/**
 * A role file with what it extends.
 * @param text its content, where it is read already
 * @throws Problem when it cannot be read, or has faults
 */
export function readRoleFile(file: string, text = readText(file)): RoleFile {
  return parseRoleFile(text, file, sharedReader());
}

/** @throws Problem `file` where a role file would be written over another file */
export function refuseExisting(out: string | undefined): void {
  if (out === undefined || !existsSync(out)) return;
  throw new Problem("file", `${out} is there already.`, "Name another file with --out; nothing is overwritten.");
}

/** A new role file's text, with lines about it behind the one that editors read. */
export function commentedFile(file: RoleFile, lines: readonly string[]): string {
  const [first = "", ...rest] = writeRoleFile(file).split("\n");
  return [first, ...lines.map((line) => `# ${printable(line)}`), ...rest].join("\n");
}

/** A role file read and compiled without an account. */
export function compileFile(file: string, flags: { region?: string } = {}): { roleFile: RoleFile; compiled: Compiled } {
  const roleFile = readRoleFile(file);
  const placed = {
    ...roleFile,
    ...(flags.region !== undefined && roleFile.region === undefined && { region: flags.region }),
  };
  return { roleFile: placed, compiled: compiledOrAdvised(placed) };
}

/**
 * A role file compiled for the account that is open, with what can be found out of its buckets.
 * @throws Problem `other-account` when the file is for another account or partition
 */
export async function compileFor(roleFile: RoleFile, account: AwsAccount, signal?: AbortSignal): Promise<Compiled> {
  const { identity, region } = account;
  if (roleFile.account !== undefined && roleFile.account !== identity.account) {
    throw new Problem(
      "other-account",
      `The role file is for account ${roleFile.account}; these are credentials of ${identity.account}.`,
      `Use credentials of ${roleFile.account} (--profile), or change account: in the file.`,
    );
  }
  const placed = { ...roleFile, account: identity.account, region: roleFile.region ?? region };
  return compiledOrAdvised(placed, await factsFor(placed, account, signal));
}

/** The role, or where it is too large, the ways in which it would fit. */
function compiledOrAdvised(file: RoleFile, facts?: AccountFacts): Compiled {
  try {
    return compile(file, facts);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "policy-too-large") throw error;
    const ways = fittings(file, facts).flatMap(({ words, opens }) => [
      `  ${words}${opens.length === 0 ? "; that allows nothing more." : ". That opens:"}`,
      ...opens.slice(0, MOST_OPENED).map((place) => `    ${place}`),
      ...(opens.length > MOST_OPENED ? [`    and ${opens.length - MOST_OPENED} more places`] : []),
    ]);
    if (ways.length === 0) throw error;
    const details = [...error.details, "It would fit so:", ...ways];
    throw new Problem(error.code, error.message, error.next, { details, cause: error });
  }
}

/** What the account says of what the file names, and its quotas. What may not be read is left out. */
async function factsFor(roleFile: RoleFile, account: AwsAccount, signal?: AbortSignal): Promise<AccountFacts> {
  const unlessFailing = <T>(call: Promise<T>) => call.catch(() => undefined);
  const named = async <T>(names: Iterable<string>, look: (name: string) => Promise<T | undefined>) => {
    const found = await Promise.all([...new Set(names)].map(async (name) => [name, await look(name)] as const));
    return Object.fromEntries(found.flatMap(([name, facts]) => (facts === undefined ? [] : [[name, facts] as const])));
  };
  const { permissionsBoundary } = roleFile.role;
  const buckets = await named(
    roleFile.data.map((entry) => entry.bucket),
    (name) => unlessFailing(account.describeBucket(name, signal)),
  );
  const keyArns = [
    ...roleFile.keys.map((entry) => entry.key),
    ...roleFile.data.flatMap((entry) => entry.key ?? []),
    ...Object.values(buckets).flatMap((facts) => facts.encryption?.keyArn ?? []),
  ];
  const [keys, repositories, boundary, quotas] = await Promise.all([
    named(keyArns, async (arn) => {
      const key = await unlessFailing(account.describeKey(arn, signal));
      return key === undefined || key.unusable !== undefined ? undefined : { ...key, aliases: [] };
    }),
    named(roleFile.images.repositories, async (arn) => {
      const policy = await unlessFailing(account.repositoryPolicy(arn, signal));
      return policy && { policy };
    }),
    permissionsBoundary === undefined ? undefined : unlessFailing(account.readPolicy(permissionsBoundary, signal)),
    account.readQuotas(signal),
  ]);
  return { buckets, keys, repositories, ...(boundary && { boundary }), quotas };
}
