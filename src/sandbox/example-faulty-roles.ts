import { mayAssume, policy, trust } from "./example-documents.js";
import type { RoleState } from "./state.js";

/**
 * Roles of the example account with one fault each, of every kind that an audit names; but for it they are as roles should
 * be, so that nothing else is found in them.
 */
export function faultyRoles(account: string): Record<string, Partial<RoleState>> {
  const forAccount = { StringEquals: { "aws:SourceAccount": account } };
  const sagemaker = mayAssume({ Service: "sagemaker.amazonaws.com" }, forAccount);
  const guarded = { trust: policy(sagemaker), lastUsedDaysAgo: 5 };
  const read = (bucket: string) => ({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${bucket}/*`,
    Condition: { StringEquals: { "aws:ResourceAccount": account } },
  });
  const reads = { inline: { read: policy(read("acme-train")) } };
  return {
    "forecast-retired": {
      ...guarded,
      ...reads,
      description: "The forecast that was switched off in spring",
      lastUsedDaysAgo: 260,
    },
    "hyperopt-never-ran": { ...guarded, ...reads, lastUsedDaysAgo: undefined, description: "Made for a trial" },
    "labeling-all-buckets": {
      ...guarded,
      description: "Labelling, which was to be narrowed later",
      inline: { labels: policy({ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" }) },
    },
    "ml-admin": { ...guarded, attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
    "ml-platform-builder": {
      ...guarded,
      description: "Builds functions around models",
      inline: {
        build: policy(
          { Effect: "Allow", Action: "iam:PassRole", Resource: "*" },
          {
            Effect: "Allow",
            Action: ["lambda:CreateFunction", "lambda:InvokeFunction"],
            Resource: `arn:aws:lambda:eu-west-1:${account}:function:ml-*`,
          },
        ),
      },
    },
    "notebooks-of-partner": {
      ...guarded,
      ...reads,
      trust: policy(sagemaker, mayAssume({ AWS: "arn:aws:iam::999988887777:root" })),
    },
    "open-to-anybody": { ...guarded, ...reads, trust: policy(mayAssume("*")) },
    "pricing-all-but-iam": {
      ...guarded,
      inline: { most: policy({ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }) },
    },
    "ranking-all-of-sagemaker": {
      ...guarded,
      boundary: `arn:aws:iam::${account}:policy/ml-boundary`,
      inline: { sagemaker: policy({ Effect: "Allow", Action: "sagemaker:*", Resource: "*" }) },
    },
    "search-any-caller": { ...guarded, ...reads, trust: trust("sagemaker.amazonaws.com") },
    "supply-any-queue": {
      ...guarded,
      inline: { send: policy({ Effect: "Allow", Action: ["sqs:SendMessage", "sns:Publish"], Resource: "*" }) },
    },
    "vision-old-rights": {
      ...guarded,
      used: { "s3:ListAllMyBuckets": 200, sagemaker: 5 },
      inline: {
        rights: policy(
          read("acme-vision-images"),
          {
            Effect: "Allow",
            Action: ["s3:CreateBucket", "s3:DeleteBucket"],
            Resource: "arn:aws:s3:::acme-vision-scratch",
          },
          {
            Effect: "Allow",
            Action: ["glue:GetTable", "glue:GetDatabase"],
            Resource: `arn:aws:glue:eu-west-1:${account}:database/vision`,
          },
          {
            Effect: "Allow",
            Action: ["kms:Decrypt", "kms:DescribeKey"],
            Resource: `arn:aws:kms:eu-west-1:${account}:key/00000006-aaaa-4bbb-8ccc-0123456789ab`,
          },
        ),
      },
    },
    "voice-shared-with-lambda": {
      ...guarded,
      ...reads,
      trust: policy(sagemaker, mayAssume({ Service: "lambda.amazonaws.com" })),
    },
  };
}
