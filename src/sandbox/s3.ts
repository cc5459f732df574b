import { AwsError, type AwsRequest, type AwsResponse, page, xml } from "./protocol.js";
import type { AccountState, BucketState } from "./state.js";

/** What an S3 request asks for. */
export interface S3Call {
  /** IAM's name of the action: it is not always the API's. */
  action: string;
  resource: string;
  run(): AwsResponse;
}

const OWNER = { ID: "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a", DisplayName: "acme-ml" };

/** Reads a request of the REST protocol, path style or with the bucket as host. */
export function s3Call(account: AccountState, request: AwsRequest): S3Call {
  const host = request.headers.host ?? "";
  const virtual = /^([a-z0-9.-]+)\.s3[.-]/.exec(host)?.[1];
  const [first = "", ...rest] = request.path.slice(1).split("/");
  const name = virtual ?? first;
  const key = virtual === undefined ? rest.join("/") : request.path.slice(1);
  const { query, method } = request;
  if (name === "" && method === "GET") {
    return { action: "s3:ListAllMyBuckets", resource: "*", run: () => listBuckets(account, query) };
  }
  const resource = `arn:${account.partition}:s3:::${name}`;
  const bucket = () => bucketOf(account, name, request);
  if (key === "" && method === "HEAD") return { action: "s3:ListBucket", resource, run: () => head(bucket()) };
  if (key === "" && method === "GET") {
    if ("location" in query) return { action: "s3:GetBucketLocation", resource, run: () => location(bucket()) };
    if ("encryption" in query) {
      return { action: "s3:GetEncryptionConfiguration", resource, run: () => encryption(bucket()) };
    }
    if ("policy" in query) return { action: "s3:GetBucketPolicy", resource, run: () => policy(bucket()) };
  }
  throw new AwsError("NotImplemented", "The embedded account does not know this S3 call.", 501);
}

function bucketOf(account: AccountState, name: string, request: AwsRequest): BucketState {
  const found = bucketsByName(account).get(name);
  if (found === undefined) throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
  const owner = request.headers["x-amz-expected-bucket-owner"];
  if (owner !== undefined && owner !== account.account) throw new AwsError("AccessDenied", "Access Denied", 403);
  return found;
}

const names = new WeakMap<AccountState, Map<string, BucketState>>();

function bucketsByName(account: AccountState): Map<string, BucketState> {
  let known = names.get(account);
  if (known === undefined) {
    known = new Map(account.buckets.map((bucket) => [bucket.name, bucket]));
    names.set(account, known);
  }
  return known;
}

/** S3 names the region of each bucket only where the request holds at least one parameter. */
function listBuckets(account: AccountState, query: Record<string, string>): AwsResponse {
  const size = query["max-buckets"] === undefined ? 10_000 : Number(query["max-buckets"]);
  if (!Number.isInteger(size) || size < 1 || size > 10_000) {
    throw new AwsError("InvalidArgument", "Argument max-buckets must be an integer between 1 and 10000");
  }
  if (query["max-buckets"] === undefined && account.buckets.length > 10_000) {
    throw new AwsError("InvalidRequest", "This account must use paginated ListBuckets requests.");
  }
  const { prefix = "" } = query;
  const region = query["bucket-region"];
  const listed = account.buckets.filter(
    (bucket) => bucket.name.startsWith(prefix) && (region === undefined || bucket.region === region),
  );
  const { items, next } = page(listed, size, query["continuation-token"]);
  const named = ["max-buckets", "prefix", "bucket-region", "continuation-token"].some((name) => name in query);
  return ok({
    ListAllMyBucketsResult: {
      Owner: OWNER,
      Buckets: {
        "=Bucket": items.map((bucket) => ({
          Name: bucket.name,
          CreationDate: bucket.created,
          ...(named && { BucketRegion: bucket.region }),
        })),
      },
      ...(next !== undefined && { ContinuationToken: next }),
      ...(prefix !== "" && { Prefix: prefix }),
    },
  });
}

function head(bucket: BucketState): AwsResponse {
  return {
    status: 200,
    headers: { "x-amz-bucket-region": bucket.region, "content-type": "application/xml" },
    body: "",
  };
}

function location(bucket: BucketState): AwsResponse {
  const answer = ok({ LocationConstraint: bucket.region === "us-east-1" ? "" : bucket.region });
  // The SDK finds the region only in an element that has S3's namespace, as S3 answers it.
  const named = '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">';
  return { ...answer, body: answer.body.replace("<LocationConstraint>", named) };
}

function encryption({ encryption: set }: BucketState): AwsResponse {
  return ok({
    ServerSideEncryptionConfiguration: {
      "=Rule": [
        {
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: set?.algorithm ?? "AES256",
            ...(set?.key !== undefined && { KMSMasterKeyID: set.key }),
          },
          BucketKeyEnabled: set?.bucketKey ?? false,
        },
      ],
    },
  });
}

function policy(bucket: BucketState): AwsResponse {
  if (bucket.policy === undefined) throw new AwsError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
  return { status: 200, headers: { "content-type": "application/json" }, body: bucket.policy };
}

function ok(value: Parameters<typeof xml>[0]): AwsResponse {
  return { status: 200, headers: { "content-type": "application/xml" }, body: xml(value) };
}
