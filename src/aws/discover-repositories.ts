import type { PolicyDocument } from "../policy/document.js";
import type { Identity, RepositorySummary } from "./account.js";
import type { Clients } from "./clients.js";
import { errorCode, isDenied } from "./errors.js";

/**
 * The repositories of the account's registry in the region, page by page.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html
 */
export async function* listRepositories(clients: Clients, signal?: AbortSignal): AsyncGenerator<RepositorySummary[]> {
  try {
    const { client, sdk } = await clients.ecr();
    let token: string | undefined;
    do {
      const answer = await client.send(
        new sdk.DescribeRepositoriesCommand({ maxResults: 1000, ...(token !== undefined && { nextToken: token }) }),
        { ...(signal && { abortSignal: signal }) },
      );
      yield (answer.repositories ?? []).flatMap(({ repositoryName, repositoryArn }) =>
        repositoryName === undefined || repositoryArn === undefined
          ? []
          : [{ name: repositoryName, arn: repositoryArn }],
      );
      token = answer.nextToken;
    } while (token !== undefined);
  } catch (error) {
    throw clients.problem(error, "list the repositories", "ecr:DescribeRepositories");
  }
}

/** A repository's own policy; undefined where there is none, it is another account's, or it may not be read. */
export async function repositoryPolicy(
  clients: Clients,
  identity: Identity,
  arn: string,
  signal?: AbortSignal,
): Promise<PolicyDocument | undefined> {
  const [, , , , owner, resource = ""] = arn.split(":");
  if (owner !== identity.account) return undefined;
  try {
    const { client, sdk } = await clients.ecr();
    const command = new sdk.GetRepositoryPolicyCommand({ repositoryName: resource.replace(/^repository\//, "") });
    const { policyText } = await client.send(command, { ...(signal && { abortSignal: signal }) });
    return policyText === undefined ? undefined : (JSON.parse(policyText) as PolicyDocument);
  } catch (error) {
    if (/^Repository(Policy)?NotFound/.test(errorCode(error)) || isDenied(error)) return undefined;
    throw clients.problem(error, `read the policy of the repository ${arn}`, "ecr:GetRepositoryPolicy");
  }
}
