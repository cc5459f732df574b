import { describe, expect, it } from "vitest";
import type { GrantContext } from "../../src/catalog/use-case.js";
import { ACCOUNT, allowed, ask, contextOf, OTHER } from "./contexts.js";

function training(change: Partial<GrantContext>) {
  const context = contextOf(change);
  const { grants } = ask("training", {}, context);
  return (action: string, resource: string, more = {}) => allowed(grants, { action, resource, context: more }, context);
}

describe("logs and metrics", () => {
  const group = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/sagemaker/TrainingJobs`;

  it.each([
    ["logs:CreateLogGroup", group, true],
    ["logs:CreateLogGroup", `${group}:log-stream:`, true],
    ["logs:CreateLogGroup", `${group}Too`, false],
    ["logs:CreateLogStream", `${group}:log-stream:job/algo-1`, true],
    ["logs:PutLogEvents", `${group}:log-stream:job/algo-1`, true],
    ["logs:PutLogEvents", `${group}Too:log-stream:job/algo-1`, false],
    ["logs:PutLogEvents", group.replace(ACCOUNT, OTHER), false],
    ["logs:GetLogEvents", `${group}:log-stream:job/algo-1`, false],
    ["logs:DeleteLogGroup", group, false],
  ])("%s on %s: %s", (action, resource, expected) => {
    expect(training({})(action, resource)).toBe(expected);
  });

  it.each([
    ["/aws/sagemaker/TrainingJobs", true],
    ["/aws/sagemaker/trainingjobs", false],
    ["/aws/sagemaker/Endpoints", false],
    ["AWS/SageMaker", false],
  ])("metrics in %s: %s", (namespace, expected) => {
    expect(training({})("cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": namespace })).toBe(expected);
  });

  it("name endpoints' groups by their beginning", () => {
    const context = contextOf();
    const { grants } = ask("endpoint", { invocation: ["real-time"], snsTopics: [] }, context);
    const write = (name: string) => ({
      action: "logs:PutLogEvents",
      resource: `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/sagemaker/${name}:log-stream:x`,
      context: {},
    });
    expect(allowed(grants, write("Endpoints/churn"), context)).toBe(true);
    expect(allowed(grants, write("TrainingJobs"), context)).toBe(false);
  });
});

describe("the network", () => {
  const ec2 = (resource: string, account = ACCOUNT) => `arn:aws:ec2:eu-west-1:${account}:${resource}`;
  const CREATE = "ec2:CreateNetworkInterface";
  const named = { vpc: true, subnets: ["subnet-1"], securityGroups: ["sg-1"] };

  it("is left alone without a VPC", () => {
    const { grants } = ask("training", {}, contextOf());
    expect(grants.flatMap(({ actions }) => actions).filter((action) => action.startsWith("ec2:"))).toEqual([]);
  });

  it("is held to the named subnets and security groups, whoever shares them", () => {
    const may = training({ network: named });
    expect(may(CREATE, ec2("subnet/subnet-1"))).toBe(true);
    expect(may(CREATE, ec2("subnet/subnet-1", OTHER))).toBe(true);
    expect(may(CREATE, ec2("security-group/sg-1"))).toBe(true);
    expect(may(CREATE, ec2("subnet/subnet-2"))).toBe(false);
    expect(may(CREATE, ec2("security-group/sg-2"))).toBe(false);
    expect(may("ec2:DeleteNetworkInterface", ec2("network-interface/eni-1"))).toBe(true);
    expect(may("ec2:DeleteNetworkInterface", ec2("network-interface/eni-1", OTHER))).toBe(false);
  });

  it("is not held where AWS says that jobs would fail", () => {
    const context = contextOf({ network: named });
    const { grants } = ask("pipeline", { steps: ["processing", "training"], jobPrefixes: [] }, context);
    expect(allowed(grants, { action: CREATE, resource: ec2("subnet/subnet-2"), context: {} }, context)).toBe(true);
  });
});

describe("handing on the role", () => {
  const pass = (resource: string, service = "sagemaker.amazonaws.com") => ({
    action: "iam:PassRole",
    resource,
    context: { "iam:PassedToService": service },
  });
  const context = contextOf();
  const other = context.roleArn.replace("churn", "other");

  it.each([
    ["training", {}, false],
    ["endpoint", { invocation: ["real-time"], snsTopics: [] }, false],
    ["notebook-instance", { starts: [] }, false],
    ["notebook-instance", { starts: ["processing"] }, true],
    ["pipeline", { steps: [], jobPrefixes: [] }, false],
    ["pipeline", { steps: ["model"], jobPrefixes: [] }, true],
  ])("%s %j: %s, and never another role or service", (id, options, expected) => {
    const { grants, caller } = ask(id, options, context);
    expect(allowed(grants, pass(context.roleArn), context)).toBe(expected);
    expect(allowed(caller, pass(context.roleArn), context)).toBe(true);
    for (const list of [grants, caller]) {
      expect(allowed(list, pass(other), context)).toBe(false);
      expect(allowed(list, pass(context.roleArn, "ec2.amazonaws.com"), context)).toBe(false);
      expect(allowed(list, { ...pass(context.roleArn), context: {} }, context)).toBe(false);
    }
  });
});

describe("starting jobs", () => {
  const sagemaker = (action: string, resource: string) => ({
    action: `sagemaker:${action}`,
    resource: `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:${resource}`,
    context: {},
  });
  const context = contextOf();

  it.each([
    [["training"], [], "CreateTrainingJob", "training-job/pipelines-1-train", true],
    [["training"], [], "AddTags", "training-job/pipelines-1-train", true],
    [["training"], [], "CreateTrainingJob", "training-job/mine", false],
    [["training"], ["churn-"], "CreateTrainingJob", "training-job/churn-1", true],
    [["training"], ["churn-"], "CreateTrainingJob", "training-job/pipelines-1", false],
    [["training"], [], "CreateProcessingJob", "processing-job/pipelines-1", false],
    [["model"], [], "CreateModel", "model/pipelines-1", true],
    [["model"], [], "DeleteModel", "model/pipelines-1", false],
  ])("a pipeline with the steps %j and prefixes %j: %s on %s: %s", (steps, jobPrefixes, action, resource, expected) => {
    const { grants } = ask("pipeline", { steps, jobPrefixes }, context);
    expect(allowed(grants, sagemaker(action, resource), context)).toBe(expected);
  });

  it.each([
    [[], "CreateTrainingJob", "training-job/x", false],
    [["training"], "CreateTrainingJob", "training-job/x", true],
    [["training"], "CreateEndpoint", "endpoint/x", false],
    [["training"], "DescribeNotebookInstance", "notebook-instance/mine", true],
    [["training"], "UpdateNotebookInstance", "notebook-instance/mine", false],
    [["transform"], "CreateModel", "model/x", true],
    [["transform"], "InvokeEndpoint", "endpoint/x", false],
    [["endpoint"], "InvokeEndpoint", "endpoint/x", true],
  ])("a notebook that starts %j: %s on %s: %s", (starts, action, resource, expected) => {
    const { grants } = ask("notebook-instance", { starts }, context);
    expect(allowed(grants, sagemaker(action, resource), context)).toBe(expected);
  });

  it.each([
    ["training", {}, "CreateTrainingJob", "training-job/x", true],
    ["training", {}, "StopTrainingJob", "training-job/x", true],
    ["training", {}, "CreateProcessingJob", "processing-job/x", false],
    ["training", {}, "UpdateTrainingJob", "training-job/x", false],
    ["training", { remoteDebug: true }, "UpdateTrainingJob", "training-job/x", true],
    ["tuning", {}, "CreateHyperParameterTuningJob", "hyper-parameter-tuning-job/x", true],
    ["tuning", {}, "ListTrainingJobsForHyperParameterTuningJob", "hyper-parameter-tuning-job/x", true],
    ["tuning", {}, "DescribeTrainingJob", "training-job/x-001-abc", true],
    ["tuning", {}, "CreateTrainingJob", "training-job/x", false],
    ["processing", {}, "CreateProcessingJob", "processing-job/x", true],
    ["processing", {}, "AddTags", "processing-job/x", true],
    ["processing", {}, "CreateTrainingJob", "training-job/x", false],
    ["batch-transform", {}, "CreateTransformJob", "transform-job/x", true],
    ["batch-transform", {}, "CreateModel", "model/x", true],
    ["batch-transform", {}, "CreateEndpoint", "endpoint/x", false],
    ["endpoint", { invocation: ["real-time"] }, "CreateEndpoint", "endpoint/x", true],
    ["endpoint", { invocation: ["real-time"] }, "InvokeEndpoint", "endpoint/x", true],
    ["endpoint", { invocation: ["real-time"] }, "InvokeEndpointAsync", "endpoint/x", false],
    ["endpoint", { invocation: ["real-time"] }, "InvokeEndpointWithResponseStream", "endpoint/x", false],
    ["endpoint", { streaming: true }, "InvokeEndpointWithResponseStream", "endpoint/x", true],
    ["endpoint", { streaming: true, invocation: ["async"] }, "InvokeEndpointWithResponseStream", "endpoint/x", false],
    ["endpoint", { invocation: ["async"] }, "InvokeEndpointAsync", "endpoint/x", true],
    ["endpoint", { invocation: ["async"] }, "InvokeEndpoint", "endpoint/x", false],
    ["notebook-instance", { starts: [] }, "CreatePresignedNotebookInstanceUrl", "notebook-instance/x", true],
    ["pipeline", { steps: [] }, "StartPipelineExecution", "pipeline/x", true],
    ["pipeline", { steps: [] }, "DescribePipelineExecution", "pipeline/x/execution/y", true],
  ])("the caller of %s %j: %s on %s: %s", (id, options, action, resource, expected) => {
    const { caller, grants } = ask(id, { snsTopics: [], jobPrefixes: [], ...options }, context);
    expect(allowed(caller, sagemaker(action, resource), context)).toBe(expected);
    expect(allowed(grants, sagemaker(action, resource), context), "by the role itself").toBe(false);
  });

  it("lets the caller of a job read its log", () => {
    const { caller } = ask("training", {}, context);
    const log = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/sagemaker/TrainingJobs:log-stream:`;
    const read = (action: string, resource: string) => allowed(caller, { action, resource, context: {} }, context);
    expect(read("logs:DescribeLogStreams", log)).toBe(true);
    expect(read("logs:GetLogEvents", `${log}job/algo-1`)).toBe(true);
    expect(read("logs:PutLogEvents", `${log}job/algo-1`)).toBe(false);
  });
});

describe("topics of asynchronous endpoints", () => {
  const topic = `arn:aws:sns:eu-west-1:${ACCOUNT}:answers`;
  it.each([
    [["async"], topic, true],
    [["async"], `${topic}-too`, false],
    [["real-time"], topic, false],
  ])("%j: %s: %s", (invocation, resource, expected) => {
    const context = contextOf();
    const options = { invocation, snsTopics: [topic], multiModel: false, dataCapture: false };
    const { grants } = ask("endpoint", options, context);
    expect(allowed(grants, { action: "sns:Publish", resource, context: {} }, context)).toBe(expected);
  });
});

describe("what jobs do beside reading and writing", () => {
  const aws = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
  const logs = (group: string) => aws("logs", `log-group:/aws/sagemaker/${group}:log-stream:job/algo-1`);
  const login = aws("lambda", "function:registry-login");
  const redshift = { redshiftClusters: ["warehouse"] };
  const athena = { athenaWorkgroups: ["primary"], glueDatabases: ["sales"] };
  const bucket = { "aws:ResourceAccount": ACCOUNT };
  const mine = { "aws:userid": "AROA:me", "redshift-data:statement-owner-iam-userid": "AROA:me" };
  const others = { ...mine, "redshift-data:statement-owner-iam-userid": "AROA:else" };

  it.each<[string, Record<string, unknown>, string, string, object, boolean]>([
    ["training", {}, "logs:PutLogEvents", logs("ProcessingJobs"), {}, false],
    ["training", { debugger: true }, "logs:PutLogEvents", logs("ProcessingJobs"), {}, true],
    ["training", { debugger: true }, "sagemaker:CreateProcessingJob", aws("sagemaker", "processing-job/x"), {}, false],
    ["training", {}, "ssmmessages:OpenDataChannel", "*", {}, false],
    ["training", { remoteDebug: true }, "ssmmessages:OpenDataChannel", "*", {}, true],
    ["training", { remoteDebug: true }, "ssm:StartSession", "*", {}, false],
    ["training", {}, "sagemaker:BatchPutMetrics", aws("sagemaker", "training-job/x"), {}, false],
    ["training", { experiments: true }, "sagemaker:BatchPutMetrics", aws("sagemaker", "training-job/x"), {}, true],
    ["training", {}, "lambda:InvokeFunction", login, {}, false],
    ["training", { registryFunctions: [login] }, "lambda:InvokeFunction", login, {}, true],
    ["training", { registryFunctions: [login] }, "lambda:InvokeFunction", `${login}-too`, {}, false],
    ["tuning", {}, "logs:PutLogEvents", logs("TrainingJobs"), {}, true],
    ["tuning", {}, "logs:PutLogEvents", logs("ProcessingJobs"), {}, false],
    ["tuning", {}, "sagemaker:CreateTrainingJob", aws("sagemaker", "training-job/x"), {}, false],
    ["tuning", {}, "s3:PutObject", "arn:aws:s3:::acme-out/x", bucket, true],
    ["processing", {}, "logs:PutLogEvents", logs("ProcessingJobs"), {}, true],
    ["processing", {}, "logs:PutLogEvents", logs("TrainingJobs"), {}, false],
    ["processing", {}, "athena:StartQueryExecution", aws("athena", "workgroup/primary"), {}, false],
    ["processing", athena, "athena:StartQueryExecution", aws("athena", "workgroup/primary"), {}, true],
    ["processing", athena, "athena:StartQueryExecution", aws("athena", "workgroup/other"), {}, false],
    ["processing", athena, "glue:GetTable", aws("glue", "table/sales/orders"), {}, true],
    ["processing", athena, "glue:GetTable", aws("glue", "table/people/wages"), {}, false],
    ["processing", athena, "glue:DeleteTable", aws("glue", "table/sales/orders"), {}, false],
    ["processing", athena, "glue:GetDatabase", aws("glue", "database/default"), {}, true],
    ["processing", athena, "glue:CreateDatabase", aws("glue", "catalog"), {}, true],
    ["processing", athena, "glue:CreateDatabase", aws("glue", "database/sagemaker_processing"), {}, true],
    ["processing", athena, "glue:CreateDatabase", aws("glue", "database/sales"), {}, false],
    ["processing", athena, "glue:CreateTable", aws("glue", "table/sagemaker_processing/sagemaker_tmp_1"), {}, true],
    ["processing", athena, "glue:GetTable", aws("glue", "table/sagemaker_processing/sagemaker_tmp_1"), {}, true],
    ["processing", athena, "glue:DeleteTable", aws("glue", "table/sagemaker_processing/sagemaker_tmp_1"), {}, true],
    ["processing", athena, "glue:DeleteTable", aws("glue", "table/sagemaker_processing/orders"), {}, false],
    ["processing", {}, "glue:CreateDatabase", aws("glue", "catalog"), {}, false],
    ["processing", {}, "redshift-data:ExecuteStatement", aws("redshift", "cluster:warehouse"), {}, false],
    ["processing", redshift, "redshift-data:ExecuteStatement", aws("redshift", "cluster:warehouse"), {}, true],
    ["processing", redshift, "redshift-data:ExecuteStatement", aws("redshift", "cluster:other"), {}, false],
    ["processing", redshift, "redshift-data:GetStatementResult", "*", mine, true],
    ["processing", redshift, "redshift-data:GetStatementResult", "*", others, false],
    [
      "processing",
      redshift,
      "redshift:GetClusterCredentials",
      aws("redshift", "dbuser:warehouse/sagemaker_access"),
      {},
      true,
    ],
    ["processing", redshift, "redshift:GetClusterCredentials", aws("redshift", "dbuser:warehouse/admin"), {}, false],
    ["batch-transform", {}, "logs:PutLogEvents", logs("TransformJobs"), {}, true],
    ["batch-transform", {}, "logs:PutLogEvents", logs("Endpoints/x"), {}, false],
    ["batch-transform", {}, "s3:GetObject", "arn:aws:s3:::acme-in/x", bucket, true],
    ["batch-transform", {}, "s3:PutObject", "arn:aws:s3:::acme-out/x", bucket, true],
    ["batch-transform", {}, "s3:PutObject", "arn:aws:s3:::acme-in/x", bucket, false],
    ["batch-transform", {}, "sagemaker:CreateTransformJob", aws("sagemaker", "transform-job/x"), {}, false],
  ])("%s %j: %s on %s with %j: %s", (id, options, action, resource, more, expected) => {
    const context = contextOf();
    const { grants } = ask(id, options as Parameters<typeof ask>[1], context);
    expect(allowed(grants, { action, resource, context: { ...more } }, context)).toBe(expected);
  });

  it("lets people open shells in training jobs, and nowhere else", () => {
    const context = contextOf();
    const open = (remoteDebug: boolean, target: string) =>
      allowed(
        ask("training", { remoteDebug }, context).caller,
        { action: "ssm:StartSession", resource: "*", context: { "ssm:resourceTag/aws:ssmmessages:target-id": target } },
        context,
      );
    expect(open(true, "sagemaker-training-job:churn_algo-1")).toBe(true);
    expect(open(true, "i-0123456789abcdef0")).toBe(false);
    expect(open(false, "sagemaker-training-job:churn_algo-1")).toBe(false);
  });
});

describe("opening Studio", () => {
  it.each<[object, string, boolean]>([
    [{}, "user-profile/d-abc/sam", false],
    [{ domains: ["d-abc"], profiles: ["sam"] }, "user-profile/d-abc/sam", true],
    [{ domains: ["d-abc"], profiles: ["sam"] }, "user-profile/d-abc/kim", false],
    [{ domains: ["d-abc"] }, "user-profile/d-abc/sam", false],
  ])("is the caller's only for profiles that are named: with %j, %s: %s", (options, resource, expected) => {
    const context = contextOf();
    const { caller } = ask("studio-user", options as Parameters<typeof ask>[1], context);
    const arn = `arn:aws:sagemaker:eu-west-1:${ACCOUNT}:${resource}`;
    const request = { action: "sagemaker:CreatePresignedDomainUrl", resource: arn, context: {} };
    expect(allowed(caller, request, context)).toBe(expected);
  });
});
