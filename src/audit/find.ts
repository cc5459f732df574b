import type { AwsAccount, LiveRole } from "../aws/account.js";
import type { PolicyDetail } from "../aws/answers.js";
import { readDocument } from "../aws/authorization-details.js";
import { Problem } from "../base/problem.js";
import type { PolicyDocument } from "../policy/document.js";
import { foundRole, isAudited, type ReadText, textsOf } from "./found-details.js";
import type { FoundPage, FoundRole } from "./found-role.js";

/** What finding needs of an account. */
export type FindingAccount = Pick<
  AwsAccount,
  "roleDetails" | "policyDetails" | "listTrust" | "readRole" | "readPolicy"
>;

export interface FindOptions {
  signal?: AbortSignal;
  /** Told when whole pages may not be read, so that each role is read by itself, which is slower. */
  onFallback?: (problem: Problem) => void;
}

/** Roles that are read at once where each is read by itself. */
const AT_ONCE = 6;

/**
 * All roles of the account that SageMaker may assume, but for those that are AWS's own, page by page. Managed policies are
 * read first and kept; roles are kept no longer than their page. Where whole pages may not be read, each role is read by
 * itself.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 * @throws Problem as the account's methods do; a single role that may not be read is named in its page instead
 */
export async function* findRoles(account: FindingAccount, options: FindOptions = {}): AsyncGenerator<FoundPage> {
  const { signal, onFallback } = options;
  const policies = new Map<string, PolicyDetail>();
  try {
    for await (const page of account.policyDetails(signal)) {
      for (const policy of page) policies.set(policy.arn, policy);
    }
  } catch (error) {
    if (!isDenied(error)) throw error;
    onFallback?.(error);
    yield* findOneByOne(account, signal);
    return;
  }
  const readText = rememberingTexts(account, signal);
  for await (const page of account.roleDetails(signal)) {
    const roles = page.filter(isAudited);
    yield { roles: await Promise.all(roles.map((role) => foundRole(role, policies, readText))), unread: [] };
  }
}

function isDenied(error: unknown): error is Problem {
  return error instanceof Problem && error.code === "access-denied";
}

async function* findOneByOne(account: FindingAccount, signal?: AbortSignal): AsyncGenerator<FoundPage> {
  const readText = rememberingTexts(account, signal);
  for await (const listed of account.listTrust(signal)) {
    const names = listed.filter(isAudited).map(({ name }) => name);
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const page: FoundPage = { roles: [], unread: [] };
      const some = names.slice(at, at + AT_ONCE);
      const results = await Promise.allSettled(some.map((name) => findOne(account, name, readText, signal)));
      results.forEach((result, index) => {
        if (result.status === "fulfilled") {
          if (result.value !== undefined) page.roles.push(result.value);
        } else if (isDenied(result.reason)) {
          page.unread.push({ name: some[index] ?? "", why: result.reason.message });
        } else throw result.reason;
      });
      yield page;
    }
  }
}

/**
 * One role by its name, whoever may assume it.
 * @returns undefined when no role has that name
 * @throws Problem as `readRole` does
 */
export function findRole(account: FindingAccount, name: string, signal?: AbortSignal): Promise<FoundRole | undefined> {
  return findOne(account, name, (arn) => account.readPolicy(arn, signal), signal);
}

async function findOne(
  account: FindingAccount,
  name: string,
  readText: ReadText,
  signal?: AbortSignal,
): Promise<FoundRole | undefined> {
  const live = await account.readRole(name, signal);
  return live && withTexts(live, readText);
}

async function withTexts({ arn, definition, created, lastUsed }: LiveRole, readText: ReadText): Promise<FoundRole> {
  const { permissionsBoundary, attachedManagedPolicies, trustPolicy, policies } = definition;
  const bound = permissionsBoundary === undefined ? [] : [permissionsBoundary];
  return {
    arn,
    definition: {
      ...definition,
      trustPolicy: readDocument(trustPolicy),
      policies: policies.map((policy) => ({ ...policy, document: readDocument(policy.document) })),
    },
    ...(created !== undefined && { created }),
    ...(lastUsed !== undefined && { lastUsed }),
    texts: await textsOf([...attachedManagedPolicies, ...bound], readText),
  };
}

/** Reads each managed policy once, however many roles have it. */
function rememberingTexts(account: FindingAccount, signal?: AbortSignal): ReadText {
  const known = new Map<string, Promise<PolicyDocument | undefined>>();
  return (arn) => {
    const text = known.get(arn) ?? account.readPolicy(arn, signal).then((found) => found && readDocument(found));
    known.set(arn, text);
    return text;
  };
}
