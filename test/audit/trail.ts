import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const ACCOUNT = "111122223333";
export const WIDE_ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/AmazonSageMaker-ExecutionRole-20240117T101010`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

interface Call {
  by?: string;
  at?: string;
  service: string;
  name: string;
  parameters?: object;
  resources?: string[];
  error?: string;
}

/** A record of CloudTrail, in the form of https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export function record({ by, at = "2026-11-20T08:00:00Z", service, name, parameters, resources, error }: Call): object {
  return {
    eventVersion: "1.09",
    userIdentity:
      by === undefined
        ? { type: "IAMUser", arn: `arn:aws:iam::${ACCOUNT}:user/sam`, accountId: ACCOUNT }
        : {
            type: "AssumedRole",
            arn: `${by.replace(":iam:", ":sts:").replace("role/", "assumed-role/")}/SageMaker`,
            sessionContext: { sessionIssuer: { type: "Role", arn: by, accountId: ACCOUNT } },
            invokedBy: "sagemaker.amazonaws.com",
          },
    eventTime: at,
    eventSource: `${service}.amazonaws.com`,
    eventName: name,
    awsRegion: "eu-west-1",
    recipientAccountId: ACCOUNT,
    requestParameters: parameters ?? null,
    ...(resources && { resources: resources.map((ARN) => ({ ARN, accountId: ACCOUNT })) }),
    ...(error && { errorCode: error }),
  };
}

/** What one training job leaves behind: who started it, and what was done with its role. */
export function trainingJob(at: string, name: string, { encrypted = true } = {}): object[] {
  const by = WIDE_ROLE;
  return [
    record({
      at,
      service: "sagemaker",
      name: "CreateTrainingJob",
      parameters: {
        trainingJobName: name,
        roleArn: by,
        algorithmSpecification: {
          trainingImage: "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-xgboost:1.7-1",
          trainingInputMode: "File",
        },
        inputDataConfig: [{ dataSource: { s3DataSource: { s3Uri: "s3://acme-train/raw/2026-11/" } } }],
        outputDataConfig: { s3OutputPath: "s3://acme-models/churn", ...(encrypted && { kmsKeyId: KEY }) },
        resourceConfig: { instanceType: "ml.m5.large", ...(encrypted && { volumeKmsKeyId: KEY }) },
        vpcConfig: { subnets: ["subnet-0123456789abcdef0"], securityGroupIds: ["sg-0123456789abcdef0"] },
      },
    }),
    record({
      at,
      by,
      service: "s3",
      name: "GetObject",
      parameters: { bucketName: "acme-train", key: "raw/2026-11/part-1.csv" },
    }),
    record({
      at,
      by,
      service: "s3",
      name: "PutObject",
      parameters: { bucketName: "acme-models", key: `churn/${name}/output/model.tar.gz` },
    }),
    ...(encrypted ? ["GenerateDataKey", "CreateGrant"] : []).map((call) =>
      record({ at, by, service: "kms", name: call, resources: [KEY] }),
    ),
    record({
      at,
      by,
      service: "s3",
      name: "GetObject",
      error: "AccessDenied",
      parameters: { bucketName: "acme-secrets", key: "x" },
    }),
    record({
      at,
      by: `${by}-other`,
      service: "s3",
      name: "GetObject",
      parameters: { bucketName: "acme-others", key: "x" },
    }),
  ];
}

/** Log files in the layout of a trail's bucket. @param days the records of each day, as `2026/11/20` */
export function trailFolder(days: Record<string, object[]>): string {
  const folder = mkdtempSync(join(tmpdir(), "sagerole-trail-"));
  for (const [day, records] of Object.entries(days)) {
    const place = join(folder, "AWSLogs", ACCOUNT, "CloudTrail", "eu-west-1", day);
    mkdirSync(place, { recursive: true });
    const name = `${ACCOUNT}_CloudTrail_eu-west-1_${day.replaceAll("/", "")}T0810Z_Mu0KsOhtH1ar15ZZ.json.gz`;
    writeFileSync(join(place, name), gzipSync(JSON.stringify({ Records: records })));
  }
  const digest = join(folder, "AWSLogs", ACCOUNT, "CloudTrail-Digest");
  mkdirSync(digest, { recursive: true });
  writeFileSync(join(digest, "digest.json.gz"), gzipSync('{"digestStartTime":"x"}'));
  return folder;
}
