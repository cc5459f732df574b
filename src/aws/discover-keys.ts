import type { Identity, KeySummary } from "./account.js";
import type { Clients } from "./clients.js";
import { errorCode, isDenied } from "./errors.js";
import { keyDelegation } from "./key-delegation.js";

/** Keys looked at in one go. */
const AT_ONCE = 8;

/**
 * Customer keys that can encrypt and are enabled, with their aliases and whether IAM policies count for them, some at
 * a time. A key that may not be looked at is passed over. Aliases without a key are never looked up: describing an
 * alias of AWS's makes the key.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
 */
export async function* listKeys(
  clients: Clients,
  identity: Identity,
  signal?: AbortSignal,
): AsyncGenerator<KeySummary[]> {
  const abort = { ...(signal && { abortSignal: signal }) };
  try {
    const { client, sdk } = await clients.kms();
    const aliases = await unlessDenied(aliasesByKey(clients, signal), new Map<string, string[]>());
    let marker: string | undefined;
    do {
      const answer = await client.send(
        new sdk.ListKeysCommand({ Limit: 1000, ...(marker !== undefined && { Marker: marker }) }),
        abort,
      );
      const ids = (answer.Keys ?? []).flatMap(({ KeyId }) => (KeyId === undefined ? [] : [KeyId]));
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const found = await Promise.all(
          ids.slice(from, from + AT_ONCE).map((id) => describe(clients, identity, id, aliases.get(id) ?? [], signal)),
        );
        yield found.filter((key) => key !== undefined);
      }
      marker = answer.Truncated ? answer.NextMarker : undefined;
    } while (marker !== undefined);
  } catch (error) {
    throw clients.problem(error, "list the keys", "kms:ListKeys");
  }
}

/** What is known of one key; undefined where it may not be looked at, or is no key of this account. */
export async function describeKey(
  clients: Clients,
  identity: Identity,
  arn: string,
  signal?: AbortSignal,
): Promise<KeySummary | undefined> {
  const [, , , region, owner, resource = ""] = arn.split(":");
  if (owner !== identity.account) return undefined;
  return describe(clients, identity, resource.replace(/^key\//, ""), [], signal, region);
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

async function describe(
  clients: Clients,
  identity: Identity,
  id: string,
  aliases: string[],
  signal?: AbortSignal,
  region?: string,
): Promise<KeySummary | undefined> {
  const abort = { ...(signal && { abortSignal: signal }) };
  const { client, sdk } = await clients.kms(region);
  const described = await unlessDenied(client.send(new sdk.DescribeKeyCommand({ KeyId: id }), abort), undefined);
  const metadata = described?.KeyMetadata;
  if (
    metadata?.Arn === undefined ||
    metadata.KeyManager !== "CUSTOMER" ||
    metadata.KeyState !== "Enabled" ||
    metadata.KeySpec !== "SYMMETRIC_DEFAULT" ||
    metadata.KeyUsage !== "ENCRYPT_DECRYPT"
  ) {
    return undefined;
  }
  const read = client.send(new sdk.GetKeyPolicyCommand({ KeyId: id, PolicyName: "default" }), abort);
  const policy = (await unlessDenied(read, undefined))?.Policy;
  return {
    id,
    arn: metadata.Arn,
    aliases,
    description: metadata.Description ?? "",
    delegation: policy === undefined ? "unreadable" : keyDelegation(policy, identity.account),
  };
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

async function aliasesByKey(clients: Clients, signal?: AbortSignal): Promise<Map<string, string[]>> {
  const { client, sdk } = await clients.kms();
  const byKey = new Map<string, string[]>();
  let marker: string | undefined;
  do {
    const answer = await client.send(
      new sdk.ListAliasesCommand({ Limit: 100, ...(marker !== undefined && { Marker: marker }) }),
      { ...(signal && { abortSignal: signal }) },
    );
    for (const { AliasName, TargetKeyId } of answer.Aliases ?? []) {
      if (AliasName === undefined || TargetKeyId === undefined) continue;
      byKey.set(TargetKeyId, [...(byKey.get(TargetKeyId) ?? []), AliasName]);
    }
    marker = answer.Truncated ? answer.NextMarker : undefined;
  } while (marker !== undefined);
  return byKey;
}
