import { describe, expect, it } from "vitest";
import { ACCOUNT, allowed, ask, contextOf } from "./contexts.js";

const aws = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const log = (group: string) => aws("logs", `log-group:/aws/sagemaker/${group}:log-stream:churn/1`);
const context = contextOf();

describe("Autopilot", () => {
  it.each<["grants" | "caller", string, string, object, boolean]>([
    ["grants", "logs:PutLogEvents", log("TrainingJobs"), {}, true],
    ["grants", "logs:PutLogEvents", log("Endpoints/churn-automl"), {}, true],
    ["grants", "cloudwatch:PutMetricData", "*", { "cloudwatch:namespace": "/aws/sagemaker/Endpoints" }, true],
    ["grants", "logs:PutLogEvents", log("NotebookInstances"), {}, false],
    ["grants", "sagemaker:CreateEndpoint", aws("sagemaker", "endpoint/churn-automl"), {}, true],
    ["grants", "sagemaker:UpdateEndpoint", aws("sagemaker", "endpoint/churn-automl"), {}, false],
    ["grants", "sagemaker:CreateTrainingJob", aws("sagemaker", "training-job/churn"), {}, false],
    ["caller", "sagemaker:CreateAutoMLJobV2", aws("sagemaker", "automl-job/churn"), {}, true],
    ["caller", "logs:GetLogEvents", log("TransformJobs"), {}, true],
    ["caller", "logs:GetLogEvents", log("Endpoints/churn-automl"), {}, false],
    ["caller", "logs:PutLogEvents", log("TrainingJobs"), {}, false],
  ])("by its %s: %s on %s with %j: %s", (who, action, resource, more, expected) => {
    const asked = ask("autopilot", {}, context);
    expect(allowed(asked[who], { action, resource, context: { ...more } }, context)).toBe(expected);
  });
});
