import { exampleRoles, managedPolicyStates } from "./example-roles.js";
import type { AccountState, BucketState, KeyState, RepositoryState } from "./state.js";

const ACCOUNT = "111122223333";
const REGION = "eu-west-1";

/** The key policy that lets IAM policies of the account decide, as KMS makes it. */
export function keyPolicy(account: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

/** A key policy that names one role only: IAM policies do not count for it. */
const CLOSED_KEY_POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Only the payments service",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/payments-service` },
      Action: ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
      Resource: "*",
    },
  ],
});

/** A bucket policy that lets in only what comes through one VPC endpoint. */
const VPC_ONLY = (name: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyThroughTheEndpoint",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-0a1b2c3d4e5f60718" } },
      },
    ],
  });

/** A bucket policy that demands TLS, and a customer key on what is written. */
const TLS_AND_KEY = (name: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyOverTls",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "OnlyWithAKey",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: `arn:aws:s3:::${name}/*`,
        Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } },
      },
    ],
  });

/** A repository policy that keeps everybody but one role from pulling. */
const ONE_PULLER = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "OnlyTheFraudPipelinePulls",
      Effect: "Deny",
      Principal: "*",
      Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Condition: { ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/fraud-pipeline` } },
    },
  ],
});

function key(number: number, alias: string, description: string, more: Partial<KeyState> = {}): KeyState {
  return {
    id: `${String(number).padStart(8, "0")}-aaaa-4bbb-8ccc-0123456789ab`,
    description,
    aliases: alias === "" ? [] : [`alias/${alias}`],
    policy: keyPolicy(ACCOUNT),
    manager: "CUSTOMER",
    state: "Enabled",
    spec: "SYMMETRIC_DEFAULT",
    usage: "ENCRYPT_DECRYPT",
    ...more,
  };
}

const KEYS: readonly KeyState[] = [
  key(1, "ml-data", "Training data and models"),
  key(2, "ml-volumes", "Storage volumes of SageMaker instances"),
  key(3, "churn", "Customer data of the churn team"),
  key(4, "fraud", "Transactions of the fraud team"),
  key(5, "payments", "Payments: its policy names one role only", { policy: CLOSED_KEY_POLICY }),
  key(6, "vision-archive", "Images and labels"),
  key(7, "experiments", "Shared by all experiments"),
  key(8, "retired-2024", "To be deleted", { state: "PendingDeletion" }),
  key(9, "signing", "Signs releases", { spec: "RSA_2048", usage: "SIGN_VERIFY" }),
  key(10, "analytics", "Reports \u001b[31mred\u001b[0m and \u202ereversed\u202c, wide 鍵, combined e\u0301"),
  key(11, "", "Has no alias"),
  key(12, "aws/s3", "Default key that protects my S3 objects", { manager: "AWS" }),
];

const arn = (number: number) => `arn:aws:kms:${REGION}:${ACCOUNT}:key/${KEYS[number - 1]?.id}`;

/** Team, kind, and what is special about it. */
const BUCKETS: readonly [string, Partial<BucketState>?][] = [
  ["acme-train", { encryption: { algorithm: "aws:kms", key: arn(1), bucketKey: true } }],
  ["acme-models", { encryption: { algorithm: "aws:kms", key: "alias/ml-data", bucketKey: false } }],
  ["acme-out"],
  ["acme-checkpoints"],
  ["acme-labels", { policy: TLS_AND_KEY("acme-labels") }],
  ["acme-features", { encryption: { algorithm: "aws:kms", bucketKey: false } }],
  ["acme-logs"],
  ["acme-public-datasets", { region: "us-east-1" }],
  ["acme-churn-raw", { encryption: { algorithm: "aws:kms", key: arn(3), bucketKey: true } }],
  ["acme-churn-curated", { encryption: { algorithm: "aws:kms", key: arn(3), bucketKey: true } }],
  ["acme-fraud-transactions", { encryption: { algorithm: "aws:kms:dsse", key: arn(4), bucketKey: false } }],
  ["acme-payments-ledger", { encryption: { algorithm: "aws:kms", key: arn(5), bucketKey: true } }],
  ["acme-vision-images", { region: "eu-central-1" }],
  ["acme-vpc-only", { policy: VPC_ONLY("acme-vpc-only") }],
  [`sagemaker-${REGION}-${ACCOUNT}`],
  [`aws-cloudtrail-logs-${ACCOUNT}`],
];

const OTHERS = ["churn", "fraud", "vision", "search", "pricing", "supply", "ads", "risk", "voice"]
  .flatMap((team) => ["data", "artifacts", "results", "scratch", "archive"].map((kind) => `acme-${team}-${kind}`))
  // The account has 60 buckets in all.
  .slice(0, -1);

function bucket(name: string, index: number, more: Partial<BucketState> = {}): BucketState {
  const day = String((index % 27) + 1).padStart(2, "0");
  return {
    name,
    region: REGION,
    created: `2025-${String((index % 12) + 1).padStart(2, "0")}-${day}T08:00:00Z`,
    ...more,
  };
}

const REPOSITORIES: readonly (string | RepositoryState)[] = [
  "churn",
  "churn-serving",
  "fraud-detector",
  { name: "fraud-detector-gpu", created: "2025-04-02T08:00:00Z", policy: ONE_PULLER },
  "vision/classifier",
  "vision/segmenter",
  "search/ranker",
  "pricing",
  "supply/forecast",
  "ads/ctr",
  "risk/scoring",
  "voice/asr",
  "base/python-3.12",
  "base/pytorch-cuda",
  "base/spark",
  "tools/lint",
  "tools/data-check",
  "sandbox",
  { name: "payments/fraud-guard", created: "2025-05-05T08:00:00Z", key: arn(5) },
  "archive/legacy-xgb",
];

/** The account that comes along: believable, and with what goes wrong in real ones. */
export function exampleAccount(): AccountState {
  return {
    account: ACCOUNT,
    region: REGION,
    partition: "aws",
    caller: `arn:aws:sts::${ACCOUNT}:assumed-role/DataScientist/sam`,
    iam: { roles: exampleRoles(ACCOUNT), policies: managedPolicyStates(ACCOUNT), serial: 1000 },
    buckets: [
      ...BUCKETS.map(([name, more], index) => bucket(name, index, more)),
      ...OTHERS.map((name, index) => bucket(name, index)),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
    repositories: REPOSITORIES.map((repository) =>
      typeof repository === "string" ? { name: repository, created: "2025-04-02T08:00:00Z" } : repository,
    ),
    keys: KEYS,
    emptyAliases: ["alias/aws/ebs", "alias/aws/sagemaker"],
  };
}
