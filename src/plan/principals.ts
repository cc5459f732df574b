import type { AwsAccount, LiveRole } from "../aws/account.js";
import { Problem } from "../base/problem.js";
import { sameDocument } from "../policy/canonical.js";
import type { PolicyDocument } from "../policy/document.js";
import { awsPrincipals, isNamedByArn, isUniqueId, mapPrincipals, withoutIds } from "../policy/principal-ids.js";
import type { RoleDefinition } from "../role/definition.js";

/** Unique ids of roles and users by ARN: undefined where nothing has that ARN; why, where it cannot be told. */
export type UniqueIds = Readonly<Record<string, { id: string | undefined } | { unknown: string }>>;

/**
 * Looks up the roles and users that a trust policy names, where the live one shows ids that they might have.
 * Nothing is asked where no id is shown, as it is with almost every role.
 */
export async function uniqueIdsFor(
  trustPolicy: PolicyDocument,
  live: LiveRole | undefined,
  account: Pick<AwsAccount, "identity" | "readUniqueId">,
  signal?: AbortSignal,
): Promise<UniqueIds> {
  const shown = live === undefined ? [] : awsPrincipals(live.definition.trustPolicy);
  if (!shown.some(isUniqueId)) return {};
  const asked = new Set(awsPrincipals(trustPolicy).filter((name) => isNamedByArn(name) && !shown.includes(name)));
  const look = async (arn: string): Promise<UniqueIds[string]> => {
    if (arn.split(":")[4] !== account.identity.account) return { unknown: "it is of another account" };
    try {
      return { id: await account.readUniqueId(arn, signal) };
    } catch (error) {
      if (error instanceof Problem) return { unknown: error.message };
      throw error;
    }
  };
  return Object.fromEntries(await Promise.all([...asked].map(async (arn) => [arn, await look(arn)] as const)));
}

/**
 * The trust policy as it can be written, and compared with the live one. An id that the live policy shows is the same
 * as the ARN of the role that has it now; any other is of a role or user that has been deleted, and IAM refuses it.
 * @returns the live trust policy itself where both mean the same; what must be known of the difference, in words
 * @throws Problem `deleted-principals` where nobody is left who could assume the role
 */
export function settleTrust(
  wanted: PolicyDocument,
  live: Pick<RoleDefinition, "trustPolicy"> | undefined,
  ids: UniqueIds = {},
): { trustPolicy: PolicyDocument; notes: string[] } {
  const shown = live?.trustPolicy;
  const shownIds = new Set(shown === undefined ? [] : awsPrincipals(shown).filter(isUniqueId));
  if (shown !== undefined && sameDocument(wanted, shown)) return { trustPolicy: wanted, notes: [] };
  const arns = new Map(Object.entries(ids).flatMap(([arn, one]) => ("id" in one && one.id ? [[one.id, arn]] : [])));
  const named = (name: string) => arns.get(name) ?? name;
  if (shown !== undefined && sameDocument(wanted, mapPrincipals(shown, named)))
    return { trustPolicy: shown, notes: [] };

  const known = mapPrincipals(wanted, named);
  const trustPolicy = withoutIds(known);
  const still = new Set(awsPrincipals(trustPolicy));
  const refused = [...new Set(awsPrincipals(known))].filter((name) => isUniqueId(name) && !still.has(name));
  if (trustPolicy.Statement.length === 0) {
    throw new Problem(
      "deleted-principals",
      `The trust policy names only roles and users that have been deleted: ${refused.join(", ")}. IAM takes it no more.`,
      "Nothing was written. Say in a role file who may assume the role, and apply that.",
    );
  }
  const left = refused.map(
    (id) =>
      `${id} in the trust policy is the id of a role or user that was deleted: IAM takes it no more, it is left out.`,
  );
  // What is left may be what is there.
  if (shown !== undefined && sameDocument(trustPolicy, shown)) return { trustPolicy: shown, notes: left };
  const replaced = [...shownIds].filter((id) => !still.has(id) && !refused.includes(id));
  const news = [...still].filter(
    (name) => isNamedByArn(name) && shown !== undefined && !awsPrincipals(shown).includes(name),
  );
  return { trustPolicy, notes: [...left, ...replaced.flatMap((id) => idWords(id, arns.get(id), news, ids))] };
}

/** What a live id may be, whose ARN the wanted policy may name. */
function idWords(id: string, arn: string | undefined, news: readonly string[], ids: UniqueIds): string[] {
  if (arn !== undefined) return [`${id} in the live trust policy is ${arn}: it stays, and is written as its ARN.`];
  const unsure = news.flatMap((name) => {
    const one = ids[name] ?? { unknown: "nobody has looked" };
    return "unknown" in one ? [`Whether ${id} in the live trust policy is ${name} cannot be told: ${one.unknown}`] : [];
  });
  if (unsure.length > 0) return unsure.map((words) => words.replace(/\.?$/, "."));
  if (news.length === 0) {
    return [
      `${id} in the live trust policy is the id of a role or user that was deleted. It goes for good: IAM takes it no more.`,
    ];
  }
  return [
    `${id} in the live trust policy is the id of a role or user that was deleted. One made since under the same name does not have its rights until the policy is written anew, as this plan does.`,
  ];
}
