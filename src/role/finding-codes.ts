import { nearest } from "../base/nearest.js";
import { auditCodes } from "./audit-codes.js";
import { code, type FindingCode, GUIDE, IAM, KMS, S3 } from "./finding-code.js";

/** Every code a finding may have. Codes never change their meaning. */
export const findingCodes: readonly FindingCode[] = [
  code(
    "no-use-case",
    "Nothing is chosen",
    `${GUIDE}/sagemaker-roles.html`,
    "A role gets its rights from its use cases. Without any it may do nothing, and every job that is started with it fails. Choose at least one under useCases.",
  ),
  code(
    "nothing-to-read",
    "No bucket may be read",
    `${GUIDE}/sagemaker-roles.html`,
    "A chosen use case reads its input or its model from S3, and no bucket may be read. Jobs fail with AccessDenied when they fetch their input. Name the bucket under data with access: read or read-write.",
  ),
  code(
    "nowhere-to-write",
    "No bucket may be written",
    `${GUIDE}/sagemaker-roles.html`,
    "A chosen use case stores results in S3, and no bucket may be written. Jobs run to their end and then fail when they store what they made. Name the bucket under data with access: write or read-write.",
  ),
  code(
    "read-location-unused",
    "Nothing reads this bucket",
    `${GUIDE}/sagemaker-roles.html`,
    "The bucket is there to be read, but no chosen use case reads data, so that the access is not granted: rights that nobody needs are what least privilege leaves out. Choose the use case that reads it, or take the access away.",
  ),
  code(
    "write-location-unused",
    "Nothing writes this bucket",
    `${GUIDE}/sagemaker-roles.html`,
    "The bucket is there to be written, but no chosen use case writes data, so that the access is not granted. Choose the use case that writes it, or take the access away.",
  ),
  code(
    "combination",
    "Choices that do not go together",
    `${GUIDE}/whatis.html`,
    "Two choices exclude each other in SageMaker, or one makes no sense without another. The role is made all the same, and the job would fail. The finding says which of them to change.",
  ),
  code(
    "bucket-in-other-region",
    "A bucket in another region",
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html",
    "SageMaker wants the data of its jobs in the region in which it works. A bucket elsewhere makes the job fail, or costs time and money for every byte. Use a bucket of the role's region.",
  ),
  code(
    "bucket-of-other-account",
    "A bucket of another account",
    `${IAM}/reference_policies_evaluation-logic-cross-account.html`,
    "Across accounts, both sides must allow: the role's policy, which this tool writes, and the bucket's policy, which its owner writes. The finding holds the statement to add there. It can be added only once the role exists.",
  ),
  code(
    "bucket-policy-denies",
    "The bucket's policy denies",
    `${S3}/example-bucket-policies.html`,
    "A Deny in a bucket policy wins over every Allow, so that no right of the role helps. Common ones ask for a VPC endpoint, for TLS, for encryption with a key, or for certain principals. SageMaker always uses TLS, and of which organisation the account is cannot be told from here. For the rest, run the jobs as the policy asks, or have its owner let the role in.",
  ),
  code(
    "written-without-key",
    "Results without a customer key",
    `${S3}/UsingKMSEncryption.html`,
    "Some places of this role have a customer key, and this one for results has none, so that a key of AWS's encrypts it. That is no fault by itself; where the data is as sensitive as elsewhere it breaks the chain. Name the key at the bucket.",
  ),
  code(
    "whole-bucket",
    "The whole bucket",
    `${S3}/using-with-s3-policy-actions.html`,
    "The role reaches every object of the bucket. Where other teams keep theirs in it too, that is more than the job needs. Prefixes hold the role to its own folders.",
  ),
  code(
    "prefix-wildcard",
    "A wildcard in a prefix",
    `${S3}/object-keys.html`,
    "Prefixes are taken as they are: * and ? stand for themselves, so that nothing is opened by accident. Where everything that begins alike is meant, write the part before the wildcard.",
  ),
  code(
    "prefix-starts-with-slash",
    "A prefix that starts with a slash",
    `${S3}/object-keys.html`,
    "Keys in S3 hardly ever start with a slash: s3://bucket/raw/ has the prefix raw/, not /raw/. With the slash the role reaches nothing.",
  ),
  code(
    "key-of-other-account",
    "A key of another account",
    `${KMS}/key-policy-modifying-external-accounts.html`,
    "Across accounts, the key's own policy must let the role in as well. The finding holds the statement for whoever keeps the key. It can be added only once the role exists.",
  ),
  code(
    "key-not-delegated",
    "IAM policies do not count for this key",
    `${KMS}/key-policy-default.html`,
    "Only a key policy that lets the account's root user in makes IAM policies count. This one does not, so that no right of the role reaches the key. The finding holds the statement to add to the key policy.",
  ),
  code(
    "key-conditional",
    "IAM policies count under conditions",
    `${KMS}/key-policy-default.html`,
    "The key's policy lets IAM policies decide, but only under conditions of its own. Whether the role's calls meet them cannot be told from here.",
  ),
  code(
    "key-policy-unreadable",
    "The key's policy may not be read",
    `${KMS}/key-policy-default.html`,
    "Whoever runs this tool may not read the key's policy, so that it is not known whether IAM policies count for it. If jobs are refused the key, add the statement of the finding.",
  ),
  code(
    "key-in-other-region",
    "A key in another region",
    `${S3}/UsingKMSEncryption.html`,
    "S3 encrypts with keys of the bucket's own region only. The key named for the bucket lies elsewhere, so that it cannot be the one in use. Name the right one.",
  ),
  code(
    "data-key-unused",
    "A key for data that nothing uses",
    `${GUIDE}/key-management.html`,
    "The key is there for data, but no chosen use case touches data that it could encrypt, so that no right on it is granted. Name the bucket it encrypts, or take the key away.",
  ),
  code(
    "volume-key-unused",
    "A key for disks that nothing uses",
    `${GUIDE}/key-management.html`,
    "The key is there for disks, but no chosen use case has the role grant it to one, so that no right on it is granted. Choose the use case whose instances it encrypts, or take it away.",
  ),
  code(
    "repository-unused",
    "A repository that nothing pulls from",
    `${GUIDE}/your-algorithms.html`,
    "The repository is named, but no chosen use case runs containers, so that it stays shut. Choose the use case that runs its images, or take it away.",
  ),
  code(
    "repository-of-other-account",
    "A repository of another account",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
    "Across accounts, the repository's own policy must let the role pull as well. The finding holds the statement for its owner. It can be added only once the role exists.",
  ),
  code(
    "repository-policy-denies",
    "The repository's policy denies",
    "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    "A Deny in a repository's policy wins over every Allow: jobs fail when they pull their image. Ask whoever keeps the repository to let the role in, or copy the image to another.",
  ),
  code(
    "no-images",
    "No image may be pulled",
    `${GUIDE}/your-algorithms.html`,
    "A chosen use case runs containers, and the role may pull no image: neither from a repository of yours nor AWS's own. Name a repository, or set images.awsProvided: true.",
  ),
  code(
    "aws-images-unknown",
    "AWS's images are not known here",
    "https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html",
    "AWS publishes its images from an account per region and kind, and none is known for this region. Rights on unknown accounts are not given. Copy the images you need into a repository of your own.",
  ),
  code(
    "confused-deputy",
    "No guard against a confused deputy",
    `${GUIDE}/security-confused-deputy-prevention.html`,
    "SageMaker acts for many accounts. Without a condition on aws:SourceAccount in the trust policy, somebody elsewhere could have it use this role for their own jobs. Set trust.sourceAccount: true; it costs nothing.",
  ),
  code(
    "wide-managed-policy",
    "A wide managed policy is attached",
    `${IAM}/access_policies_managed-vs-inline.html`,
    "The attached policy allows far more than the use cases need, so that the rest of the role hardly limits anything. Its statements apply besides those of this role file. The use cases bring what the jobs need: leave the policy out, or set a permissions boundary.",
  ),
  code(
    "managed-policy-not-proved",
    "An attached policy is not part of the proof",
    `${IAM}/access_policies_managed-vs-inline.html`,
    "The proof decides calls by the policies that come from the role file. What an attached policy allows besides is not looked at. Read its text before you attach it.",
  ),
  code(
    "escalation",
    "A way to other rights",
    `${IAM}/access-analyzer-reference-policy-checks.html`,
    "With this action whoever holds the role can come to rights that the role does not have: by changing policies, by taking or handing on other roles, or by changing what runs with them. An execution role is held by whoever can run code in a job or notebook. Leave the action out.",
  ),
  code(
    "boundary-cuts-off",
    "The boundary cuts off what is needed",
    `${IAM}/access_policies_boundaries.html`,
    "A permissions boundary is the most a role can ever do: what it does not allow is denied, whatever the role's policies say. Calls that the use cases make are outside this boundary, so that jobs would fail. Ask whoever keeps the boundary.",
  ),
  code(
    "vpc-without-subnets",
    "A VPC without names",
    `${GUIDE}/train-vpc.html`,
    "Jobs run in a VPC, and its subnets or security groups are not named, so that the role may make network interfaces in any. Name both, and the role is held to them.",
  ),
  code(
    "guardrail-unused",
    "A guardrail about nothing",
    `${IAM}/reference_policies_condition-keys.html`,
    "The guardrail denies requests that no chosen use case makes. It does no harm, and no good.",
  ),
  code(
    "guardrail-any-vpc",
    "A guardrail that any VPC meets",
    `${GUIDE}/infrastructure-give-access.html`,
    "The guardrail asks for a VPC without saying which, so that any VPC of the account will do. Name subnets and security groups.",
  ),
  code(
    "guardrail-any-key",
    "A guardrail that any key meets",
    `${KMS}/concepts.html`,
    "The guardrail asks for a key without saying which, so that any key will do, even one of another account. Name the key.",
  ),
  ...auditCodes,
];

/** The code of this id, in any case; undefined where there is none. */
export function findingCode(id: string): FindingCode | undefined {
  return findingCodes.find((entry) => entry.id === id.toLowerCase());
}

/** The id that is nearest to a mistyped one. */
export function nearestCode(id: string): string | undefined {
  return nearest(
    id,
    findingCodes.map((entry) => entry.id),
  );
}
