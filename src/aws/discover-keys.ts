import type { AliasListEntry, KeyMetadata } from "@aws-sdk/client-kms";
import type { Identity, KeyDescription, KeySummary } from "./account.js";
import type { Clients } from "./clients.js";
import { errorCode, isDenied } from "./errors.js";
import { keyDelegation } from "./key-delegation.js";

/**
 * The account's keys in the region, page by page: first those with aliases, as ListAliases names them, then the others.
 * AWS's own are left out, as far as aliases tell them. A key that has more aliases than one page tells is named again, with all of them.
 * Nothing is looked up of each key: that is two calls a key.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html
 * @throws Problem when keys may not be listed; aliases that may not be listed are left out
 */
export async function* listKeys(clients: Clients, signal?: AbortSignal): AsyncGenerator<KeySummary[]> {
  try {
    const pages = keyPages(clients, signal);
    // Both at once: whether keys may be listed is known before the first is shown.
    const first = pages.next();
    first.catch(() => undefined);
    const named = new Map<string, KeySummary>();
    const awsOwned = new Set<string>();
    const aliases = aliasPages(clients, signal);
    for (;;) {
      const page = await unlessDenied(aliases.next(), undefined);
      await first;
      if (page === undefined || page.done) break;
      const fresh = new Set<KeySummary>();
      for (const { AliasName = "", AliasArn = "", TargetKeyId: id } of page.value) {
        // An alias without a key is one of AWS's that nobody has used: looking it up would make the key.
        if (id === undefined) continue;
        if (AliasName.startsWith("alias/aws/")) {
          awsOwned.add(id);
          continue;
        }
        const arn = AliasArn.replace(/alias\/.*$/, `key/${id}`);
        const key: KeySummary = { id, arn, aliases: [...(named.get(id)?.aliases ?? []), AliasName] };
        named.set(id, key);
        fresh.add(key);
      }
      // Of a key that one page names twice, only the last is whole.
      yield [...fresh].filter((key) => named.get(key.id) === key);
    }
    for (let page = await first; !page.done; page = await pages.next()) {
      yield page.value
        .filter(({ id }) => !named.has(id) && !awsOwned.has(id))
        .map(({ id, arn }) => ({ id, arn, aliases: [] }));
    }
  } catch (error) {
    throw clients.problem(error, "list the keys", "kms:ListKeys");
  }
}

async function* keyPages(clients: Clients, signal?: AbortSignal): AsyncGenerator<{ id: string; arn: string }[]> {
  const { client, sdk } = await clients.kms();
  const pages = sdk.paginateListKeys({ client, pageSize: 1000 }, {}, { ...(signal && { abortSignal: signal }) });
  for await (const { Keys = [] } of pages) {
    yield Keys.flatMap(({ KeyId, KeyArn }) =>
      KeyId === undefined || KeyArn === undefined ? [] : [{ id: KeyId, arn: KeyArn }],
    );
  }
}

async function* aliasPages(clients: Clients, signal?: AbortSignal): AsyncGenerator<AliasListEntry[]> {
  const { client, sdk } = await clients.kms();
  const pages = sdk.paginateListAliases({ client, pageSize: 100 }, {}, { ...(signal && { abortSignal: signal }) });
  for await (const { Aliases = [] } of pages) yield Aliases;
}

/**
 * What there is to know of one key before it is used; undefined where it may not be looked at, or is another account's.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
 */
export async function describeKey(
  clients: Clients,
  identity: Identity,
  arn: string,
  signal?: AbortSignal,
): Promise<KeyDescription | undefined> {
  const [, , , region, owner, resource = ""] = arn.split(":");
  if (owner !== identity.account) return undefined;
  const abort = { ...(signal && { abortSignal: signal }) };
  const KeyId = resource.replace(/^key\//, "");
  try {
    const { client, sdk } = await clients.kms(region);
    const described = await unlessDenied(client.send(new sdk.DescribeKeyCommand({ KeyId }), abort), undefined);
    if (described?.KeyMetadata === undefined) return undefined;
    const { Description: description = "" } = described.KeyMetadata;
    const unusable = whyUnusable(described.KeyMetadata);
    if (unusable !== undefined) return { description, unusable, delegation: "unreadable" };
    const read = client.send(new sdk.GetKeyPolicyCommand({ KeyId, PolicyName: "default" }), abort);
    const policy = (await unlessDenied(read, undefined))?.Policy;
    return {
      description,
      delegation: policy === undefined ? "unreadable" : keyDelegation(policy, identity.account),
    };
  } catch (error) {
    throw clients.problem(error, `look up the key ${arn}`, "kms:DescribeKey");
  }
}

function whyUnusable({ KeyManager, KeyState, KeySpec, KeyUsage }: KeyMetadata): string | undefined {
  if (KeyManager !== "CUSTOMER") return "it is AWS's own";
  if (KeyState !== "Enabled") return KeyState === "PendingDeletion" ? "it is to be deleted" : "it is not enabled";
  if (KeySpec !== "SYMMETRIC_DEFAULT" || KeyUsage !== "ENCRYPT_DECRYPT") return "it is not for encrypting data";
  return undefined;
}

/**
 * The ARN of a key given by id, alias or ARN.
 * @param region where an id or alias is looked up, if not in the account's region; an ARN names its own
 * @throws Problem when there is none, or it may not be looked up
 */
export async function resolveKey(
  clients: Clients,
  key: string,
  signal?: AbortSignal,
  region?: string,
): Promise<string> {
  try {
    const { client, sdk } = await clients.kms(/^arn:[^:]*:kms:([^:]+):/.exec(key)?.[1] ?? region);
    const answer = await client.send(new sdk.DescribeKeyCommand({ KeyId: key }), {
      ...(signal && { abortSignal: signal }),
    });
    if (answer.KeyMetadata?.Arn === undefined) throw new Error("KMS did not name the key's ARN");
    return answer.KeyMetadata.Arn;
  } catch (error) {
    throw clients.problem(error, `look up the key ${key}`, "kms:DescribeKey");
  }
}

/** What a call answers, or something else where it may not be made or its key is gone; other errors are not hidden. */
async function unlessDenied<T, U>(call: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (isDenied(error) || errorCode(error) === "NotFound") return otherwise;
    throw error;
  }
}
