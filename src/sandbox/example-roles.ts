import { policy, trust } from "./example-documents.js";
import { faultyRoles } from "./example-faulty-roles.js";
import type { PolicyState, RoleState } from "./state.js";

const CREATED = "2025-02-03T10:00:00Z";

/** The roles of the example account: one tight, one far too wide, one of AWS's, one with hostile text, and faulty ones. */
export function exampleRoles(account: string): Record<string, RoleState> {
  const roles: Record<string, RoleState> = {};
  const add = (name: string, more: Partial<RoleState>) => {
    const path = more.path ?? "/";
    roles[name.toLowerCase()] = {
      name,
      path,
      id: `AROAEXAMPLE${String(Object.keys(roles).length).padStart(10, "Z")}`,
      arn: `arn:aws:iam::${account}:role${path}${name}`,
      created: CREATED,
      description: "",
      maxSessionSeconds: 3600,
      tags: {},
      trust: trust("sagemaker.amazonaws.com"),
      inline: {},
      attached: [],
      ...more,
    };
  };
  add("churn-training", {
    lastUsedDaysAgo: 2,
    description: "Trains the churn model",
    tags: { team: "churn" },
    trust: trust("sagemaker.amazonaws.com", { StringEquals: { "aws:SourceAccount": account } }),
    inline: {
      "churn-training": policy(
        {
          Sid: "ReadAcmeChurnCurated",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::acme-churn-curated/*",
          Condition: { StringEquals: { "aws:ResourceAccount": account } },
        },
        {
          Sid: "WriteLogs",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: `arn:aws:logs:eu-west-1:${account}:log-group:/aws/sagemaker/TrainingJobs:log-stream:*`,
        },
      ),
    },
  });
  add("AmazonSageMaker-ExecutionRole-20240117T101010", {
    path: "/service-role/",
    description: "SageMaker execution role created from the console",
    attached: ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"],
    lastUsedDaysAgo: 1,
    used: { "s3:ListAllMyBuckets": 1, "sagemaker:CreateTrainingJob": 1 },
    inline: { everything: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }) },
  });
  add("fraud-pipeline", {
    lastUsedDaysAgo: 3,
    description: "Runs the fraud pipeline",
    tags: { team: "fraud", "cost-center": "42" },
    inline: {
      "fraud-pipeline": policy({
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: `arn:aws:iam::${account}:role/*`,
      }),
    },
  });
  add("DataScientist", { trust: trust("ec2.amazonaws.com"), description: "People of the data science team" });
  add("payments-service", { trust: trust("ecs-tasks.amazonaws.com"), description: "Payments" });
  add("AWSServiceRoleForAmazonSageMakerNotebooks", {
    path: "/aws-service-role/sagemaker.amazonaws.com/",
    description: "Allows SageMaker to manage notebooks for you",
  });
  add("experiments-odd-text", {
    lastUsedDaysAgo: 40,
    // IAM lets a description hold line breaks, tags hold look-alikes, and documents hold what becomes ESC when parsed.
    description: "First line\nrole/looks-like-another-row",
    tags: { оwner: "tеam", note: "a\u2028b" },
    inline: {
      odd: policy({
        Sid: "Odd",
        Effect: "Allow",
        Action: "s3:GetObject",
        Resource: "arn:aws:s3:::acme-train/\u001b[2K\u001b[1A*",
      }),
    },
  });
  for (const [name, more] of Object.entries(faultyRoles(account))) add(name, more);
  return roles;
}

/** Of what AmazonSageMakerFullAccess allows on everything, what jobs need, in the words of its statement AllowAWSServiceActions. */
const WHAT_JOBS_NEED = [
  "cloudwatch:PutMetricData",
  "ec2:CreateNetworkInterface",
  "ec2:CreateNetworkInterfacePermission",
  "ec2:DeleteNetworkInterface",
  "ec2:DeleteNetworkInterfacePermission",
  "ec2:DescribeDhcpOptions",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:Describe*",
  "logs:GetLogEvents",
  "logs:PutLogEvents",
];

/** Shortened texts: what the product shows of them is their names. */
const MANAGED: readonly { arn: (account: string) => string; document: string; description: string }[] = [
  {
    arn: () => "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
    description: "Provides full access to Amazon SageMaker. A shortened copy.",
    document: policy({
      Effect: "Allow",
      Action: ["sagemaker:*", "s3:CreateBucket", "s3:ListBucket", ...WHAT_JOBS_NEED],
      Resource: "*",
    }),
  },
  {
    arn: () => "arn:aws:iam::aws:policy/AdministratorAccess",
    description: "Provides full access to AWS services and resources.",
    document: policy({ Effect: "Allow", Action: "*", Resource: "*" }),
  },
  {
    arn: () => "arn:aws:iam::aws:policy/AmazonSageMakerReadOnly",
    description: "Provides read-only access to Amazon SageMaker. A shortened copy.",
    document: policy({ Effect: "Allow", Action: ["sagemaker:Describe*", "sagemaker:List*"], Resource: "*" }),
  },
  {
    arn: () => "arn:aws:iam::aws:policy/AmazonSageMakerPipelinesIntegrations",
    description: "For pipeline steps that call other services. A shortened copy.",
    document: policy({ Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: "*" }),
  },
  {
    arn: () => "arn:aws:iam::aws:policy/aws-service-role/AmazonSageMakerNotebooksServiceRolePolicy",
    description: "For the service-linked role of notebooks.",
    document: policy({ Effect: "Allow", Action: "elasticfilesystem:CreateFileSystem", Resource: "*" }),
  },
  {
    arn: (account) => `arn:aws:iam::${account}:policy/ml-boundary`,
    description: "Caps what roles of the ML teams can do.",
    document: policy({
      Effect: "Allow",
      Action: [
        "s3:*",
        "sagemaker:*",
        "logs:*",
        "cloudwatch:*",
        "ecr:*",
        "kms:*",
        "ec2:*",
        "sns:Publish",
        "iam:PassRole",
      ],
      Resource: "*",
    }),
  },
];

/** The managed policies of the example account. */
export function managedPolicyStates(account: string): Record<string, PolicyState> {
  return Object.fromEntries(
    MANAGED.map((entry, index) => {
      const arn = entry.arn(account);
      const [, path = "/", name = ""] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
      const state: PolicyState = {
        name,
        path,
        id: `ANPAEXAMPLE${String(index).padStart(10, "Z")}`,
        arn,
        created: CREATED,
        updated: CREATED,
        description: entry.description,
        tags: {},
        defaultVersion: "v1",
        nextVersion: 2,
        versions: { v1: { document: entry.document, created: CREATED } },
      };
      return [arn, state];
    }),
  );
}
