import { docs } from "./docs.js";
import type { Grant, GrantContext } from "./use-case.js";

/** Only reading, and EC2 has no resource level for these. */
const DESCRIBE = [
  "ec2:DescribeDhcpOptions",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
];

/**
 * Network interfaces for jobs and endpoints in a VPC. AWS gives all nine actions on `*`, and says of processing jobs
 * that resources and conditions make them fail (sagemaker-roles): `*` is followed there, and where no subnets are
 * named. With subnets and security groups named, the three resources that EC2 checks are named too. Both may be shared
 * by another account, which then stands in their ARN; their ids are unique without it.
 */
export function vpcGrants(context: GrantContext, { narrow }: { narrow: boolean }): Grant[] {
  const { vpc, subnets, securityGroups } = context.network;
  if (!vpc) return [];
  const ec2 = (resource: string) => `arn:${context.partition}:ec2:${context.region}:${context.account}:${resource}`;
  const shared = (resource: string) => `arn:${context.partition}:ec2:${context.region}:*:${resource}`;
  const isNamed = narrow && subnets.length > 0 && securityGroups.length > 0;
  const interfaces = isNamed ? [ec2("network-interface/*")] : ["*"];
  const common = { input: "network in your VPC", source: docs.roles };
  return [
    {
      ...common,
      topic: "LookUpNetwork",
      actions: DESCRIBE,
      resources: ["*"],
      why: "SageMaker looks up the VPC before it connects the instances to it.",
    },
    {
      ...common,
      topic: "ConnectToVpc",
      actions: ["ec2:CreateNetworkInterface"],
      resources: isNamed
        ? [
            ...interfaces,
            ...subnets.map((id) => shared(`subnet/${id}`)),
            ...securityGroups.map((id) => shared(`security-group/${id}`)),
          ]
        : interfaces,
      why: "The instances reach your VPC through network interfaces that SageMaker makes.",
    },
    {
      ...common,
      topic: "ManageNetworkInterfaces",
      actions: [
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission",
      ],
      resources: interfaces,
      why: "SageMaker attaches the network interfaces it made, and removes them afterwards.",
    },
  ];
}
