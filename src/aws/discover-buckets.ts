import type { BucketFacts } from "../role/facts.js";
import type { BucketSummary, Identity } from "./account.js";
import type { Clients } from "./clients.js";
import { resolveKey } from "./discover-keys.js";
import { errorCode, toProblem } from "./errors.js";

/** Buckets a page. S3 names regions only in answers to requests with a parameter: this is it. */
const PAGE = 1_000;

/**
 * The account's own buckets, page by page, with their regions.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
 */
export async function* listBuckets(clients: Clients, signal?: AbortSignal): AsyncGenerator<BucketSummary[]> {
  try {
    const { client, sdk } = await clients.s3();
    let token: string | undefined;
    do {
      const answer = await client.send(
        new sdk.ListBucketsCommand({ MaxBuckets: PAGE, ...(token !== undefined && { ContinuationToken: token }) }),
        { ...(signal && { abortSignal: signal }) },
      );
      yield (answer.Buckets ?? []).flatMap(({ Name, BucketRegion }) =>
        Name === undefined ? [] : [{ name: Name, ...(BucketRegion !== undefined && { region: BucketRegion }) }],
      );
      token = answer.ContinuationToken;
    } while (token !== undefined && token !== "");
  } catch (error) {
    throw toProblem(error, "list the buckets", "s3:ListAllMyBuckets");
  }
}

/**
 * What can be found out about a bucket: its region, whether this account owns it, and its default encryption.
 * What may not be read is left out.
 * @throws Problem when the bucket does not exist, or nothing of it may be read
 */
export async function describeBucket(
  clients: Clients,
  identity: Identity,
  region: string,
  name: string,
  signal?: AbortSignal,
): Promise<BucketFacts> {
  const abort = { ...(signal && { abortSignal: signal }) };
  const { client, sdk } = await clients.s3();
  let facts: BucketFacts = {};
  try {
    const head = await client.send(
      new sdk.HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: identity.account }),
      abort,
    );
    facts = { region: head.BucketRegion ?? region, owner: identity.account };
  } catch (error) {
    if (["NoSuchBucket", "NotFound"].includes(errorCode(error))) {
      throw toProblem(error, `find the bucket ${name}`, "s3:ListBucket");
    }
    // 403 says that it is another account's, or that listing is not allowed: neither is known from it.
  }
  try {
    const there = await clients.s3(facts.region ?? region);
    const answer = await there.client.send(new sdk.GetBucketEncryptionCommand({ Bucket: name }), abort);
    const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0];
    const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    if (algorithm !== "AES256" && algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") return facts;
    const named = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
    const keyArn = named === undefined ? undefined : await customerKey(clients, named, signal);
    return {
      ...facts,
      encryption: { algorithm, bucketKey: rule?.BucketKeyEnabled ?? false, ...(keyArn !== undefined && { keyArn }) },
    };
  } catch (error) {
    if (facts.region !== undefined) return facts;
    throw toProblem(error, `look at the bucket ${name}`, "s3:GetEncryptionConfiguration");
  }
}

/** The ARN of the key a bucket names by ARN, id or alias; AWS's own key `aws/s3` needs no permission and is none. */
async function customerKey(clients: Clients, named: string, signal?: AbortSignal): Promise<string | undefined> {
  if (named.endsWith("alias/aws/s3")) return undefined;
  if (/:key\/[^/]+$/.test(named)) return named;
  return resolveKey(clients, named, signal).catch(() => undefined);
}
