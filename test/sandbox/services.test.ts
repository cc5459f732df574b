import {
  DescribeRepositoriesCommand,
  GetRepositoryPolicyCommand,
  paginateDescribeRepositories,
} from "@aws-sdk/client-ecr";
import { DescribeKeyCommand, GetKeyPolicyCommand, ListAliasesCommand, paginateListKeys } from "@aws-sdk/client-kms";
import {
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { open } from "./clients.js";

describe("S3 of the embedded account", () => {
  // Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
  it("names regions only where the request has a parameter", async () => {
    const { s3 } = open();
    const bare = (await s3.send(new ListBucketsCommand({}))).Buckets ?? [];
    expect(bare.length).toBeGreaterThan(40);
    expect(bare.filter((bucket) => bucket.BucketRegion !== undefined)).toEqual([]);
    for (const more of [{ MaxBuckets: 1_000 }, { Prefix: "acme" }]) {
      const { Buckets = [] } = await s3.send(new ListBucketsCommand(more));
      expect(Buckets.filter((bucket) => bucket.BucketRegion === undefined)).toEqual([]);
      expect(Buckets.length).toBeGreaterThan(10);
    }
    const { Buckets } = await s3.send(new ListBucketsCommand({ BucketRegion: "us-east-1" }));
    expect(Buckets?.map((bucket) => bucket.Name)).toEqual(["acme-public-datasets"]);
  });

  it("gives each bucket once, page by page", async () => {
    const { s3 } = open();
    const names: (string | undefined)[] = [];
    let ContinuationToken: string | undefined;
    let pages = 0;
    do {
      const answer = await s3.send(
        new ListBucketsCommand({ MaxBuckets: 7, ...(ContinuationToken && { ContinuationToken }) }),
      );
      names.push(...(answer.Buckets ?? []).map((bucket) => bucket.Name));
      ({ ContinuationToken } = answer);
      pages += 1;
    } while (ContinuationToken !== undefined);
    const all = (await s3.send(new ListBucketsCommand({}))).Buckets ?? [];
    expect(names).toEqual(all.map((bucket) => bucket.Name));
    expect(pages).toBe(Math.ceil(all.length / 7));
    await expect(s3.send(new ListBucketsCommand({ MaxBuckets: 10_001 }))).rejects.toMatchObject({
      name: "InvalidArgument",
    });
  });

  it("says of a bucket where it is, who owns it, and how it encrypts", async () => {
    const { s3 } = open();
    const head = (Bucket: string, ExpectedBucketOwner: string) =>
      s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
    expect((await head("acme-public-datasets", "111122223333")).BucketRegion).toBe("us-east-1");
    await expect(head("acme-train", "999988887777")).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    const location = await s3.send(new GetBucketLocationCommand({ Bucket: "acme-vision-images" }));
    expect(location.LocationConstraint).toBe("eu-central-1");
    const rules = async (Bucket: string) =>
      (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
    expect(await rules("acme-out")).toEqual([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
    ]);
    expect((await rules("acme-fraud-transactions"))?.[0]?.ApplyServerSideEncryptionByDefault).toMatchObject({
      SSEAlgorithm: "aws:kms:dsse",
      KMSMasterKeyID: expect.stringMatching(/^arn:aws:kms:/),
    });
    await expect(rules("no-such-bucket")).rejects.toMatchObject({ name: "NoSuchBucket" });
  });
});

describe("KMS of the embedded account", () => {
  it("finds a key by id, alias and ARN, and not by what is none", async () => {
    const { kms } = open();
    const describeKey = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
    const key = await describeKey("alias/churn");
    const alias = key?.Arn?.replace(/key\/.*$/, "alias/churn") ?? "";
    for (const id of [key?.KeyId ?? "", key?.Arn ?? "", alias]) expect((await describeKey(id))?.Arn).toBe(key?.Arn);
    await expect(describeKey("alias/none")).rejects.toMatchObject({ name: "NotFoundException" });
    const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId: key?.KeyId }));
    expect(JSON.parse(Policy).Statement[0].Principal.AWS).toBe("arn:aws:iam::111122223333:root");
  });

  it("pages keys, and lists aliases of AWS's that have no key", async () => {
    const { kms } = open({ generate: { keys: 250 } });
    const ids: (string | undefined)[] = [];
    let pages = 0;
    for await (const page of paginateListKeys({ client: kms, pageSize: 100 }, {})) {
      ids.push(...(page.Keys ?? []).map((key) => key.KeyId));
      pages += 1;
    }
    expect(pages).toBe(3);
    expect(new Set(ids).size).toBe(250);
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
    const empty = Aliases.filter((alias) => alias.TargetKeyId === undefined);
    expect(empty.map((alias) => alias.AliasName)).toContain("alias/aws/sagemaker");
  });
});

describe("ECR of the embedded account", () => {
  it("pages repositories, finds them by name, and says that one has no policy", async () => {
    const { ecr } = open({ generate: { repositories: 25 } });
    const arns: (string | undefined)[] = [];
    for await (const page of paginateDescribeRepositories({ client: ecr, pageSize: 10 }, {})) {
      arns.push(...(page.repositories ?? []).map((repository) => repository.repositoryArn));
    }
    expect(new Set(arns).size).toBe(25);
    const name = arns[24]?.split("repository/")[1] ?? "";
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    expect(repositories?.map((repository) => repository.repositoryArn)).toEqual([arns[24]]);
    await expect(ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ["no"] }))).rejects.toMatchObject({
      name: "RepositoryNotFoundException",
    });
    await expect(ecr.send(new GetRepositoryPolicyCommand({ repositoryName: name }))).rejects.toMatchObject({
      name: "RepositoryPolicyNotFoundException",
    });
  });
});
