/** A partition of AWS and its regions. */
interface Partition {
  partition: string;
  /** DNS suffix of service endpoints. */
  dnsSuffix: string;
  regions: readonly string[];
}

/** Source: https://docs.aws.amazon.com/general/latest/gr/rande.html, and `partitions.json` of AWS's SDKs. */
const PARTITIONS: readonly Partition[] = [
  {
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    regions: [
      "af-south-1",
      "ap-east-1",
      "ap-east-2",
      "ap-northeast-1",
      "ap-northeast-2",
      "ap-northeast-3",
      "ap-south-1",
      "ap-south-2",
      "ap-southeast-1",
      "ap-southeast-2",
      "ap-southeast-3",
      "ap-southeast-4",
      "ap-southeast-5",
      "ap-southeast-6",
      "ap-southeast-7",
      "ca-central-1",
      "ca-west-1",
      "eu-central-1",
      "eu-central-2",
      "eu-north-1",
      "eu-south-1",
      "eu-south-2",
      "eu-west-1",
      "eu-west-2",
      "eu-west-3",
      "il-central-1",
      "me-central-1",
      "me-south-1",
      "mx-central-1",
      "sa-east-1",
      "us-east-1",
      "us-east-2",
      "us-west-1",
      "us-west-2",
    ],
  },
  { partition: "aws-cn", dnsSuffix: "amazonaws.com.cn", regions: ["cn-north-1", "cn-northwest-1"] },
  { partition: "aws-us-gov", dnsSuffix: "amazonaws.com", regions: ["us-gov-east-1", "us-gov-west-1"] },
  { partition: "aws-eusc", dnsSuffix: "amazonaws.eu", regions: ["eusc-de-east-1"] },
  { partition: "aws-iso", dnsSuffix: "c2s.ic.gov", regions: ["us-iso-east-1", "us-iso-west-1"] },
  { partition: "aws-iso-b", dnsSuffix: "sc2s.sgov.gov", regions: ["us-isob-east-1", "us-isob-west-1"] },
  { partition: "aws-iso-e", dnsSuffix: "cloud.adc-e.uk", regions: ["eu-isoe-west-1"] },
  { partition: "aws-iso-f", dnsSuffix: "csp.hci.ic.gov", regions: ["us-isof-east-1", "us-isof-south-1"] },
];

/** Every region known here. */
export const regions: readonly string[] = PARTITIONS.flatMap((partition) => partition.regions);

/** The partition a region is in, or undefined for a region that is not known. */
export function partitionOf(region: string): { partition: string; dnsSuffix: string } | undefined {
  const found = PARTITIONS.find((partition) => partition.regions.includes(region));
  return found && { partition: found.partition, dnsSuffix: found.dnsSuffix };
}
