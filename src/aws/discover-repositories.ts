import type { RepositorySummary } from "./account.js";
import type { Clients } from "./clients.js";

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
