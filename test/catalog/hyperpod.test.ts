import { describe, expect, it } from "vitest";
import type { GrantContext } from "../../src/catalog/use-case.js";
import { ACCOUNT, allowed, ask, contextOf, OTHER } from "./contexts.js";

const aws = (service: string, resource: string, account = ACCOUNT) =>
  `arn:aws:${service}:eu-west-1:${account}:${resource}`;
const KEY = aws("kms", "key/11111111-1111-1111-1111-111111111111");
const via = { "kms:ViaService": "sagemaker.eu-west-1.amazonaws.com" };
const grant = { ...via, "kms:GrantIsForAWSResource": "true" };
const SERVICE_ROLE = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/hyperpod.sagemaker.amazonaws.com/AWSServiceRoleForSageMakerHyperPod`;
const slurm = { orchestrator: ["slurm"] };
const eks = { orchestrator: ["eks"], eksClusters: ["ml"] };
const addOn = aws("ecr", "repository/amazon-k8s-cni", "602401143452");

type Row = [Record<string, unknown>, string, string, object, boolean];

function decide(who: "grants" | "caller", [options, action, resource, more]: Row, change: Partial<GrantContext> = {}) {
  const context = contextOf(change);
  const asked = ask("hyperpod", options as Parameters<typeof ask>[1], context);
  return allowed(asked[who], { action, resource, context: { ...more } }, context);
}

describe("the role of a cluster's instances", () => {
  it.each<Row>([
    [eks, "ecr:BatchGetImage", addOn, {}, true],
    [slurm, "ecr:BatchGetImage", addOn, {}, false],
    [eks, "ecr:BatchGetImage", aws("ecr", "repository/hyperpod-health-monitoring-agent", "533267293120"), {}, true],
    [eks, "ecr:BatchGetImage", aws("ecr", "repository/something-else", "533267293120"), {}, false],
    [eks, "ecr:BatchGetImage", aws("ecr", "repository/amazon-k8s-cni", OTHER), {}, false],
    [eks, "eks-auth:AssumeRoleForPodIdentity", aws("eks", "cluster/ml"), {}, false],
    [{ ...eks, podIdentity: true }, "eks-auth:AssumeRoleForPodIdentity", aws("eks", "cluster/ml"), {}, true],
    [{ ...eks, podIdentity: true }, "eks-auth:AssumeRoleForPodIdentity", aws("eks", "cluster/other"), {}, false],
    [slurm, "kms:CreateGrant", KEY, grant, true],
    [slurm, "kms:CreateGrant", KEY, via, false],
    [slurm, "kms:CreateGrant", KEY, { ...grant, "kms:ViaService": "ec2.eu-west-1.amazonaws.com" }, false],
    [slurm, "kms:DescribeKey", KEY, via, true],
    [slurm, "kms:DescribeKey", KEY, {}, false],
    [{ ...slurm, shells: true }, "ssm:StartSession", "*", {}, false],
  ])("%j: %s on %s with %j: %s", (...row) => {
    expect(decide("grants", row, { keys: [{ arn: KEY, data: false, volume: true }] })).toBe(row[4]);
  });

  it("pulls what nodes of EKS run where AWS's images for jobs are not used", () => {
    const pull = (repository: string): Row => [eks, "ecr:BatchGetImage", repository, {}, true];
    expect(decide("grants", pull(addOn), { awsImages: false })).toBe(true);
    const training = aws("ecr", "repository/pytorch-training", "763104351884");
    expect(decide("grants", pull(training), { awsImages: false })).toBe(false);
    expect(decide("grants", pull(training))).toBe(true);
  });
});

describe("whoever makes a cluster", () => {
  const entry = (name: string, account = ACCOUNT) => aws("eks", `access-entry/${name}/role/${account}/churn/0a1b`);
  const named = { "iam:AWSServiceName": "hyperpod.sagemaker.amazonaws.com" };

  it.each<Row>([
    [slurm, "sagemaker:ListClusters", "*", {}, true],
    [slurm, "sagemaker:BatchAddClusterNodes", aws("sagemaker", "cluster/abc"), {}, false],
    [eks, "sagemaker:BatchAddClusterNodes", aws("sagemaker", "cluster/abc"), {}, true],
    [slurm, "eks:CreateAccessEntry", aws("eks", "cluster/ml"), {}, false],
    [eks, "eks:CreateAccessEntry", aws("eks", "cluster/ml"), {}, true],
    [eks, "eks:CreateAccessEntry", aws("eks", "cluster/other"), {}, false],
    [eks, "eks:DeleteCluster", aws("eks", "cluster/ml"), {}, false],
    [eks, "eks:AssociateAccessPolicy", entry("ml"), {}, true],
    [eks, "eks:AssociateAccessPolicy", entry("other"), {}, false],
    [eks, "eks:AssociateAccessPolicy", entry("ml", OTHER), {}, false],
    [eks, "iam:CreateServiceLinkedRole", SERVICE_ROLE, named, true],
    [eks, "iam:CreateServiceLinkedRole", SERVICE_ROLE, { "iam:AWSServiceName": "eks.amazonaws.com" }, false],
    [slurm, "iam:CreateServiceLinkedRole", SERVICE_ROLE, named, false],
    [slurm, "ssm:StartSession", "*", {}, false],
    [{ ...slurm, shells: true }, "ssm:StartSession", "*", {}, true],
    [{ ...slurm, shells: true }, "ssm:SendCommand", "*", {}, false],
  ])("%j: %s on %s with %j: %s", (...row) => {
    expect(decide("caller", row)).toBe(row[4]);
  });
});
