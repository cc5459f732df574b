import { AwsError, type AwsResponse, json, page } from "./protocol.js";
import type { AccountState, RepositoryState } from "./state.js";

/** ECR's calls: DescribeRepositories and GetRepositoryPolicy. */
export function ecr(account: AccountState, operation: string, input: Record<string, unknown>): AwsResponse {
  switch (operation) {
    case "DescribeRepositories":
      return describe(account, input);
    case "GetRepositoryPolicy": {
      const repository = find(account, String(input.repositoryName));
      if (repository.policy === undefined) {
        throw new AwsError(
          "RepositoryPolicyNotFoundException",
          `Repository policy does not exist for the repository with name '${repository.name}' in the registry with id '${account.account}'`,
        );
      }
      return json({
        registryId: account.account,
        repositoryName: repository.name,
        policyText: repository.policy,
      });
    }
    default:
      throw new AwsError("UnknownOperationException", `The embedded account does not know ecr:${operation}.`);
  }
}

function describe(account: AccountState, input: Record<string, unknown>): AwsResponse {
  const names = input.repositoryNames as string[] | undefined;
  if (names !== undefined) return json({ repositories: names.map((name) => shape(account, find(account, name))) });
  const size = Math.min(1000, Number(input.maxResults ?? 100));
  const { items, next } = page(account.repositories, size, input.nextToken as string | undefined);
  return json({
    repositories: items.map((repository) => shape(account, repository)),
    ...(next !== undefined && { nextToken: next }),
  });
}

function find(account: AccountState, name: string): RepositoryState {
  const found = account.repositories.find((repository) => repository.name === name);
  if (found !== undefined) return found;
  throw new AwsError(
    "RepositoryNotFoundException",
    `The repository with name '${name}' does not exist in the registry with id '${account.account}'`,
  );
}

function shape({ partition, region, account }: AccountState, repository: RepositoryState) {
  return {
    repositoryArn: `arn:${partition}:ecr:${region}:${account}:repository/${repository.name}`,
    registryId: account,
    repositoryName: repository.name,
    repositoryUri: `${account}.dkr.ecr.${region}.amazonaws.com/${repository.name}`,
    createdAt: Date.parse(repository.created) / 1000,
    imageTagMutability: "MUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    encryptionConfiguration:
      repository.key === undefined ? { encryptionType: "AES256" } : { encryptionType: "KMS", kmsKey: repository.key },
  };
}
