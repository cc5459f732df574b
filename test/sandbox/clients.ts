import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient } from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

const settings = {
  region: "eu-west-1",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  maxAttempts: 1,
};

/** The SDK's own clients: in-process where a sandbox is given, over HTTP where an address is. */
export function clientsOf(where: Sandbox | string) {
  const config = {
    ...settings,
    ...(typeof where === "string" ? { endpoint: where } : { requestHandler: where.handler() as never }),
  };
  return {
    iam: new IAMClient(config),
    sts: new STSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    ecr: new ECRClient(config),
    kms: new KMSClient(config),
    accessAnalyzer: new AccessAnalyzerClient(config),
  };
}

/** An embedded account and clients of it. */
export function open(options: SandboxOptions = {}) {
  const sandbox = new Sandbox(options);
  return { sandbox, ...clientsOf(sandbox) };
}

export const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A document of exactly so many characters, as IAM counts them. */
export function sized(size: number, more: object = {}): string {
  const text = (filler: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::b/${filler}`, ...more }],
    });
  return text("x".repeat(size - text("").length));
}
