import { docs } from "./docs.js";
import type { Grant, GrantContext } from "./use-case.js";

/** ARN of a log group; the name may end in `*`. */
function logGroupArn({ partition, region, account }: GrantContext, group: string): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
}

/**
 * ARNs by which CloudWatch Logs checks the actions of a group. The service authorization reference names the plain
 * form; most denials name the one that ends in an empty stream, so that a policy with the plain form alone fails:
 * https://github.com/aws-solutions/instance-scheduler-on-aws/issues/578. Both are given, and nothing between them.
 */
function groupForms(arn: string): string[] {
  return arn.endsWith("*") ? [arn] : [arn, `${arn}:log-stream:`];
}

/**
 * Writing to one log group. Its streams are named apart from it, as CloudWatch Logs checks them.
 * AWS's page for roles gives these on `*`; the names of the groups are documented, and AWS's own policy for cluster
 * instances is scoped by them, so that this narrower form is followed.
 */
export function logGrants(context: GrantContext, group: string): Grant[] {
  const arn = logGroupArn(context, group);
  const common = { why: "What the containers print goes to this log group.", source: docs.logs };
  return [
    {
      ...common,
      topic: "MakeLogGroups",
      actions: ["logs:CreateLogGroup", "logs:DescribeLogStreams"],
      resources: groupForms(arn),
    },
    {
      ...common,
      topic: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${arn}:log-stream:*`],
    },
  ];
}

/** Reading one log group. */
export function readLogsGrants(context: GrantContext, group: string): Grant[] {
  const arn = logGroupArn(context, group);
  const common = { topic: "ReadLogs", why: "Following a job means reading what it prints.", source: docs.logs };
  return [
    { ...common, actions: ["logs:DescribeLogStreams"], resources: groupForms(arn) },
    { ...common, actions: ["logs:GetLogEvents"], resources: [`${arn}:log-stream:*`] },
  ];
}

/**
 * Publishing metrics to one namespace: that is what holds PutMetricData, whose only resource type, datasets, is for
 * OpenTelemetry data.
 */
export function metricGrants(namespace: string): Grant[] {
  return [
    {
      topic: "PublishMetrics",
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      condition: { StringEquals: { "cloudwatch:namespace": namespace } },
      why: "The instances' and the containers' metrics go to this namespace.",
      source: docs.metrics,
    },
  ];
}
