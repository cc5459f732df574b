import { Problem } from "../base/problem.js";
import type { PolicyDocument } from "../policy/document.js";
import type { BucketFacts } from "../role/facts.js";
import type { BucketSummary, Identity } from "./account.js";
import type { Clients } from "./clients.js";
import { resolveKey } from "./discover-keys.js";
import { errorCode, isDenied } from "./errors.js";

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
    throw clients.problem(error, "list the buckets", "s3:ListAllMyBuckets");
  }
}

/**
 * What can be found out about a bucket: its region, whether this account owns it, and its default encryption.
 * What may not be read is left out; only that: a call that fails otherwise is no reason to make a role without the key.
 * @throws Problem when the bucket does not exist, nothing of it may be read, or AWS could not be asked
 */
export async function describeBucket(
  clients: Clients,
  identity: Identity,
  region: string,
  name: string,
  signal?: AbortSignal,
): Promise<BucketFacts> {
  const place = await placeOf(clients, identity, region, name, signal);
  const policy = await bucketPolicy(clients, name, place.region, signal);
  const facts: BucketFacts = { ...place, ...(policy && { policy }) };
  try {
    const { client, sdk } = await clients.s3(facts.region);
    const answer = await client.send(new sdk.GetBucketEncryptionCommand({ Bucket: name }), {
      ...(signal && { abortSignal: signal }),
    });
    const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0];
    const algorithm = rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    if (algorithm !== "AES256" && algorithm !== "aws:kms" && algorithm !== "aws:kms:dsse") return facts;
    const named = rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID;
    const keyArn =
      named === undefined ? undefined : await customerKey(clients, identity, facts.region ?? region, named, signal);
    return {
      ...facts,
      encryption: { algorithm, bucketKey: rule?.BucketKeyEnabled ?? false, ...(keyArn !== undefined && { keyArn }) },
    };
  } catch (error) {
    if (errorCode(error) === "ServerSideEncryptionConfigurationNotFoundError") return facts;
    if (isDenied(error) && facts.owner !== undefined) return facts;
    throw clients.problem(error, `look at the bucket ${name}`, "s3:GetEncryptionConfiguration");
  }
}

/** The bucket's policy; undefined where there is none, or it may not be read. */
async function bucketPolicy(
  clients: Clients,
  name: string,
  region: string | undefined,
  signal?: AbortSignal,
): Promise<PolicyDocument | undefined> {
  try {
    const { client, sdk } = await clients.s3(region);
    const answer = await client.send(new sdk.GetBucketPolicyCommand({ Bucket: name }), {
      ...(signal && { abortSignal: signal }),
    });
    return answer.Policy === undefined ? undefined : (JSON.parse(answer.Policy) as PolicyDocument);
  } catch (error) {
    if (errorCode(error) === "NoSuchBucketPolicy" || isDenied(error)) return undefined;
    throw clients.problem(error, `read the policy of the bucket ${name}`, "s3:GetBucketPolicy");
  }
}

/** The region of a bucket, which S3 names even to those it lets see no more, and its owner where that is this account. */
async function placeOf(
  clients: Clients,
  identity: Identity,
  region: string,
  name: string,
  signal?: AbortSignal,
): Promise<BucketFacts> {
  const { client, sdk } = await clients.s3();
  try {
    const head = await client.send(new sdk.HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: identity.account }), {
      ...(signal && { abortSignal: signal }),
    });
    return { region: head.BucketRegion ?? region, owner: identity.account };
  } catch (error) {
    if (["NoSuchBucket", "NotFound"].includes(errorCode(error))) {
      throw new Problem("missing", `There is no bucket named ${name}.`, "Check the name.", { cause: error });
    }
    if (!isDenied(error)) throw clients.problem(error, `find the bucket ${name}`, "s3:ListBucket");
    // It is another account's, or listing is not allowed: neither is known from a refusal.
    const { $response } = error as { $response?: { headers?: Record<string, string> } };
    const named = $response?.headers?.["x-amz-bucket-region"];
    return named === undefined ? {} : { region: named };
  }
}

/**
 * The ARN of the key a bucket names by ARN, id or alias; AWS's own key `aws/s3` needs no permission and is none.
 * An id or alias is one of the account that asks, in the bucket's region.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
 */
async function customerKey(
  clients: Clients,
  identity: Identity,
  region: string,
  named: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (named.endsWith("alias/aws/s3")) return undefined;
  if (/:key\/[^/]+$/.test(named)) return named;
  if (!named.includes("alias/")) return `arn:${identity.partition}:kms:${region}:${identity.account}:key/${named}`;
  try {
    return await resolveKey(clients, named, signal, region);
  } catch (error) {
    if (error instanceof Problem && ["access-denied", "missing"].includes(error.code)) return undefined;
    throw error;
  }
}
