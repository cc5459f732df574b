import { AwsError, type AwsResponse, json, page } from "./protocol.js";
import type { AccountState, KeyState } from "./state.js";

/** KMS's calls: ListKeys, ListAliases, DescribeKey and GetKeyPolicy. */
export function kms(account: AccountState, operation: string, input: Record<string, unknown>): AwsResponse {
  switch (operation) {
    case "ListKeys": {
      const { items, next } = pageOf(account.keys, input, 100, 1000);
      return json({ Keys: items.map((key) => ({ KeyId: key.id, KeyArn: arnOf(account, key) })), ...more(next) });
    }
    case "ListAliases": {
      const { items, next } = pageOf(aliasesOf(account), input, 50, 100);
      return json({ Aliases: items, ...more(next) });
    }
    case "DescribeKey": {
      const key = find(account, String(input.KeyId));
      return json({
        KeyMetadata: {
          AWSAccountId: account.account,
          KeyId: key.id,
          Arn: arnOf(account, key),
          CreationDate: 1_735_689_600,
          Enabled: key.state === "Enabled",
          Description: key.description,
          KeyUsage: key.usage,
          KeyState: key.state,
          Origin: "AWS_KMS",
          KeyManager: key.manager,
          KeySpec: key.spec,
          CustomerMasterKeySpec: key.spec,
          MultiRegion: false,
        },
      });
    }
    case "GetKeyPolicy":
      return json({ Policy: find(account, String(input.KeyId)).policy, PolicyName: "default" });
    default:
      throw new AwsError("UnknownOperationException", `The embedded account does not know kms:${operation}.`);
  }
}

/** ARN of a key. */
export function arnOf({ partition, region, account }: AccountState, key: KeyState): string {
  return `arn:${partition}:kms:${region}:${account}:key/${key.id}`;
}

function aliasesOf(account: AccountState) {
  const { partition, region, account: id } = account;
  const arn = (name: string) => `arn:${partition}:kms:${region}:${id}:${name}`;
  return [
    ...account.emptyAliases.map((AliasName) => ({ AliasName, AliasArn: arn(AliasName) })),
    ...account.keys.flatMap((key) =>
      key.aliases.map((AliasName) => ({ AliasName, AliasArn: arn(AliasName), TargetKeyId: key.id })),
    ),
  ];
}

const indexes = new WeakMap<AccountState, Map<string, KeyState>>();

/** A key by id, ARN, alias or alias ARN. */
function find(account: AccountState, wanted: string): KeyState {
  let index = indexes.get(account);
  if (index === undefined) {
    index = new Map(account.keys.flatMap((key) => [key.id, ...key.aliases].map((name) => [name, key] as const)));
    indexes.set(account, index);
  }
  const prefix = `arn:${account.partition}:kms:${account.region}:${account.account}:`;
  const name = wanted.startsWith(prefix) ? wanted.slice(prefix.length).replace(/^key\//, "") : wanted;
  const key = index.get(name);
  if (key !== undefined) return key;
  throw new AwsError("NotFoundException", `Key '${wanted}' does not exist`);
}

function pageOf<T>(items: readonly T[], input: Record<string, unknown>, size: number, largest: number) {
  return page(items, Math.min(largest, Number(input.Limit ?? size)), input.Marker as string | undefined);
}

function more(next: string | undefined) {
  return { Truncated: next !== undefined, ...(next !== undefined && { NextMarker: next }) };
}
