// What CloudTrail's events of SageMaker say of a role. Parameters are named as in the API reference, in lowerCamelCase.
// Source: https://docs.aws.amazon.com/sagemaker/latest/dg/logging-using-cloudtrail.html

/** Calls that hand a role over, and the use case that the role is for then. */
export const HANDED_OVER: Readonly<Record<string, string>> = {
  CreateTrainingJob: "training",
  CreateHyperParameterTuningJob: "tuning",
  CreateProcessingJob: "processing",
  CreateModel: "endpoint",
  CreateInferenceComponent: "endpoint",
  CreateNotebookInstance: "notebook-instance",
  UpdateNotebookInstance: "notebook-instance",
  CreateDomain: "studio-user",
  UpdateDomain: "studio-user",
  CreateUserProfile: "studio-user",
  UpdateUserProfile: "studio-user",
  CreatePipeline: "pipeline",
  UpdatePipeline: "pipeline",
  CreateAutoMLJob: "autopilot",
  CreateAutoMLJobV2: "autopilot",
  CreateFeatureGroup: "feature-store",
  CreateMonitoringSchedule: "model-monitor",
  UpdateMonitoringSchedule: "model-monitor",
  CreateDataQualityJobDefinition: "model-monitor",
  CreateModelQualityJobDefinition: "model-monitor",
  CreateModelBiasJobDefinition: "model-monitor",
  CreateModelExplainabilityJobDefinition: "model-monitor",
  CreateLabelingJob: "ground-truth",
  CreateMlflowTrackingServer: "mlflow",
  CreateCluster: "hyperpod",
};

/** What a role starts by itself, and the choice of notebooks, Studio and pipelines that lets it. */
export const STARTED: Readonly<Record<string, string>> = {
  CreateTrainingJob: "training",
  CreateProcessingJob: "processing",
  CreateTransformJob: "transform",
  CreateHyperParameterTuningJob: "tuning",
  CreateEndpoint: "endpoint",
  CreatePipeline: "pipeline",
  StartPipelineExecution: "pipeline",
};

/** Monitors by the call that defines their jobs. */
export const MONITORS: Readonly<Record<string, string>> = {
  CreateDataQualityJobDefinition: "data-quality",
  CreateModelQualityJobDefinition: "model-quality",
  CreateModelBiasJobDefinition: "bias",
  CreateModelExplainabilityJobDefinition: "explainability",
};

/** Which way data goes at an S3 URI, by the names of the parameters that lead to it. */
export function directionOf(path: string): "read" | "write" | "read-write" {
  if (/checkpoint|offlinestore|artifactstore/i.test(path)) return "read-write";
  return /output|destination|upload|results|datacapture/i.test(path) ? "write" : "read";
}

/**
 * What calls on data do. Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html,
 * https://docs.aws.amazon.com/kms/latest/developerguide/understanding-kms-entries.html
 */
export const DATA_CALLS: Readonly<Record<string, "read" | "write" | "list">> = {
  GetObject: "read",
  HeadObject: "read",
  SelectObjectContent: "read",
  PutObject: "write",
  CreateMultipartUpload: "write",
  UploadPart: "write",
  CompleteMultipartUpload: "write",
  ListObjects: "list",
  ListObjectsV2: "list",
};
