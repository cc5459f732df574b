import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judgeRole } from "../../src/audit/judge.js";
import type { PolicyDocument } from "../../src/policy/document.js";
import { NOW, roleWith, words } from "./fixtures.js";

/**
 * AWS's other policies for SageMaker, those that are not offered: their texts by name, with version and date, as AWS's
 * managed policy reference has them (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html),
 * read on 2026-11-25.
 */
const TEXTS: Record<string, { version: string; date: string; document: PolicyDocument }> = JSON.parse(
  readFileSync(new URL("./aws-managed-policies.json", import.meta.url), "utf8"),
);

const SOUND = "low managed-policy-by-name";
const DANGEROUS = ["high escalation", "low managed-policy-by-name", "low no-boundary"];

/** What is expected of each, and why, as somebody who knows IAM would say it. */
const EXPECTED: Record<string, { why: string; findings: string[] }> = {
  "AmazonSageMakerAdmin-ServiceCatalogProductsServiceRolePolicy": {
    why: "hands Service Catalog's roles to CloudFormation and Lambda, and changes their stacks and functions",
    findings: DANGEROUS,
  },
  AmazonSageMakerCanvasBedrockAccess: { why: "data in buckets named for SageMaker", findings: [SOUND] },
  AmazonSageMakerCanvasDataPrepFullAccess: {
    why: "hands any role to SageMaker, and starts processing jobs with it",
    findings: ["high wide-managed-policy", "high escalation", "low no-boundary"],
  },
  AmazonSageMakerCanvasDirectDeployAccess: { why: "endpoints named for Canvas alone", findings: [] },
  AmazonSageMakerCanvasEMRServerlessExecutionRolePolicy: {
    why: "data in buckets named for SageMaker",
    findings: [SOUND],
  },
  AmazonSageMakerCanvasForecastAccess: { why: "data in buckets named for SageMaker", findings: [SOUND] },
  AmazonSageMakerCanvasSMDataScienceAssistantAccess: { why: "asks an assistant", findings: [] },
  AmazonSageMakerCoreServiceRolePolicy: { why: "network interfaces, for SageMaker itself", findings: [] },
  AmazonSageMakerEdgeDeviceFleetPolicy: {
    why: "hands roles named for SageMaker to IoT only",
    findings: [SOUND, "low escalation"],
  },
  AmazonSageMakerGeospatialExecutionRole: { why: "data in buckets named for SageMaker", findings: [SOUND] },
  AmazonSageMakerGeospatialFullAccess: {
    why: "all of the geospatial service, to which it hands any role",
    findings: ["medium wide-managed-policy", "low escalation"],
  },
  AmazonSageMakerHyperPodGatedModelAccess: { why: "reads models of a hub", findings: [] },
  AmazonSageMakerHyperPodInferenceAccess: {
    why: "hands roles named for it to SageMaker, and makes models with them",
    findings: DANGEROUS,
  },
  AmazonSageMakerHyperPodObservabilityAdminAccess: {
    why: "hands roles named for it to Grafana and EKS only",
    findings: ["low escalation"],
  },
  AmazonSageMakerHyperPodServiceRolePolicy: { why: "shells of its own clusters", findings: [] },
  AmazonSageMakerHyperPodTrainingOperatorAccess: { why: "looks at nodes", findings: [] },
  AmazonSageMakerMechanicalTurkAccess: { why: "starts no code, and passes no role", findings: [] },
  AmazonSageMakerModelGovernanceUseAccess: { why: "data in buckets named for SageMaker", findings: [SOUND] },
  AmazonSageMakerNotebooksServiceRolePolicy: { why: "for SageMaker itself, and held to what it tagged", findings: [] },
  AmazonSageMakerPartnerAppsFullAccess: { why: "all partner apps", findings: ["medium wide-managed-policy"] },
  AmazonSageMakerPartnerServiceCatalogProductsApiGatewayServiceRolePolicy: { why: "one function", findings: [] },
  AmazonSageMakerPartnerServiceCatalogProductsCloudFormationServiceRolePolicy: {
    why: "makes and changes functions, with a role that it hands over",
    findings: DANGEROUS,
  },
  AmazonSageMakerPartnerServiceCatalogProductsLambdaServiceRolePolicy: { why: "one secret", findings: [] },
  AmazonSageMakerQuickSightVPCPolicy: { why: "network interfaces of QuickSight", findings: [] },
  AmazonSageMakerServiceCatalogProductsApiGatewayServiceRolePolicy: { why: "logs", findings: [] },
  AmazonSageMakerServiceCatalogProductsCloudformationServiceRolePolicy: {
    why: "hands roles to SageMaker, and starts jobs and opens notebooks with them",
    findings: ["high escalation", "low no-boundary"],
  },
  AmazonSageMakerServiceCatalogProductsCodeBuildServiceRolePolicy: {
    why: "hands roles to CodeBuild's pipeline, CloudFormation and SageMaker",
    findings: DANGEROUS,
  },
  AmazonSageMakerServiceCatalogProductsCodePipelineServiceRolePolicy: {
    why: "hands a role to CloudFormation, and changes stacks",
    findings: DANGEROUS,
  },
  AmazonSageMakerServiceCatalogProductsEventsServiceRolePolicy: { why: "starts one pipeline", findings: [] },
  AmazonSageMakerServiceCatalogProductsFirehoseServiceRolePolicy: { why: "writes to one stream", findings: [] },
  AmazonSageMakerServiceCatalogProductsGlueServiceRolePolicy: {
    why: "data in buckets named for Glue",
    findings: [SOUND],
  },
  AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy: {
    why: "hands a role to SageMaker, and starts jobs with it",
    findings: DANGEROUS,
  },
  AmazonSageMakerSpacesControllerPolicy: {
    why: "opens shells on managed instances",
    findings: ["medium escalation", "low no-boundary"],
  },
  AmazonSageMakerSpacesRouterPolicy: { why: "looks at spaces", findings: [] },
  AmazonSageMakerTrainingPlanCreateAccess: { why: "buys capacity, and runs nothing", findings: [] },
};

describe("AWS's policies for SageMaker that are not offered", () => {
  it("are all judged here", () => {
    expect(Object.keys(TEXTS).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))("%s is judged as it deserves", async (name, { why, findings }) => {
    const arn = `arn:aws:iam::aws:policy/${name}`;
    const document = TEXTS[name]?.document as PolicyDocument;
    const role = roleWith([], { attachedManagedPolicies: [arn] });
    const judged = await judgeRole({ ...role, texts: { [arn]: document } }, NOW);
    expect(words(judged), why).toEqual(findings);
  });

  it("do not reach what an action does not work on: notebooks are no endpoints", async () => {
    const name = "AmazonSageMakerServiceCatalogProductsCodeBuildServiceRolePolicy";
    const arn = `arn:aws:iam::aws:policy/${name}`;
    const role = roleWith([], { attachedManagedPolicies: [arn] });
    const { attack } = await judgeRole({ ...role, texts: { [arn]: TEXTS[name]?.document } }, NOW);
    expect(attack.join()).not.toContain("CreateNotebookInstanceLifecycleConfig");
  });
});
