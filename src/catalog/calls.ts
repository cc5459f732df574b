import { docs } from "./docs.js";
import { remembered } from "./remembered.js";
import type { DataLocation, GrantContext, JourneyCall } from "./use-case.js";

/**
 * The calls that journeys are made of, with the context AWS sends. Written from AWS's documentation, apart from the
 * grants: concrete names, never patterns.
 */
export function callsOf(context: GrantContext) {
  const { partition, region, account, dnsSuffix, roleArn } = context;
  const principal = { "aws:PrincipalAccount": account, "aws:PrincipalArn": roleArn, "aws:RequestedRegion": region };
  const own = { ...principal, "aws:ResourceAccount": account };

  function call(step: string, action: string, resource: string, source: string, more = {}): JourneyCall {
    return { step, action, resource, source, context: { ...own, ...more } };
  }

  /** Keys of objects the person might mean by the prefixes: one that ends in no slash may be an object of its own. */
  function exampleKeys({ prefixes }: DataLocation, name: string): string[] {
    if (prefixes.length === 0) return [name];
    return prefixes.flatMap((prefix) => (prefix.endsWith("/") ? [prefix + name] : [prefix, `${prefix}/${name}`]));
  }

  function s3(location: DataLocation, step: string, action: string, resource: string, more = {}): JourneyCall {
    return call(step, action, resource, docs.s3Actions, { "aws:ResourceAccount": location.owner, ...more });
  }

  function objects(location: DataLocation, name: string): string[] {
    return exampleKeys(location, name).map((key) => `arn:${partition}:s3:::${location.bucket}/${key}`);
  }

  /** SageMaker lists with the key part of the S3 URI; code in containers lists folders below it. */
  function listed({ prefixes }: DataLocation): string[] {
    if (prefixes.length === 0) return [""];
    return prefixes.flatMap((prefix) => [prefix.replace(/\/$/, ""), `${prefix.replace(/\/$/, "")}/`]);
  }

  /** S3 sends the bucket's ARN as context where bucket keys are on, the object's where they are off. */
  function throughS3(location: DataLocation, step: string, action: string, key: string, name: string): JourneyCall[] {
    const bucket = `arn:${partition}:s3:::${location.bucket}`;
    return [...objects(location, name), bucket].map((encrypted) =>
      call(`${step}${encrypted === bucket ? " (bucket key on)" : ""}`, action, key, docs.bucketKey, {
        "aws:ResourceAccount": key.split(":")[4] ?? account,
        "kms:ViaService": `s3.${region}.${dnsSuffix}`,
        "kms:CallerAccount": account,
        "kms:EncryptionContext:aws:s3:arn": encrypted,
      }),
    );
  }

  return {
    call,

    /** Lists and reads the input of a location. */
    readInput(location: DataLocation, keys: readonly string[]): JourneyCall[] {
      const bucket = `arn:${partition}:s3:::${location.bucket}`;
      return [
        ...listed(location).map((prefix) =>
          s3(location, `list the input in ${location.bucket}`, "s3:ListBucket", bucket, { "s3:prefix": prefix }),
        ),
        ...objects(location, "part-0001.csv").map((object) =>
          s3(location, `read the input in ${location.bucket}`, "s3:GetObject", object),
        ),
        ...keys.flatMap((key) =>
          throughS3(location, `decrypt the input in ${location.bucket}`, "kms:Decrypt", key, "part-0001.csv"),
        ),
      ];
    },

    /** Writes a result to a location, in parts. */
    writeOutput(location: DataLocation, keys: readonly string[], name: string): JourneyCall[] {
      return [
        ...keys.flatMap((key) => [
          ...throughS3(location, `encrypt results in ${location.bucket}`, "kms:GenerateDataKey", key, name),
          ...throughS3(location, `join the parts of an upload in ${location.bucket}`, "kms:Decrypt", key, name),
        ]),
        ...objects(location, name).flatMap((object) => [
          s3(location, `write results to ${location.bucket}`, "s3:PutObject", object),
          s3(location, `clean up an upload in ${location.bucket}`, "s3:AbortMultipartUpload", object),
        ]),
      ];
    },

    /** Logs in to ECR and pulls one image from each of these repositories. */
    pull(repositories: readonly string[]): JourneyCall[] {
      if (repositories.length === 0) return [];
      return [
        call("log in to the image registry", "ecr:GetAuthorizationToken", "*", docs.ecr),
        ...repositories.flatMap((arn) =>
          ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"].map((action) =>
            call(`pull an image from ${arn.split(":repository/")[1]}`, action, arn, docs.ecr, {
              "aws:ResourceAccount": arn.split(":")[4] ?? account,
            }),
          ),
        ),
      ];
    },

    /** Makes the log group and writes to one stream of it. CloudWatch Logs names a group in two ways when it checks. */
    log(group: string, stream: string): JourneyCall[] {
      const arn = `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
      const forms = [arn, `${arn}:log-stream:`];
      return [
        ...forms.map((form) => call("make the log group", "logs:CreateLogGroup", form, docs.logs)),
        call("make a log stream", "logs:CreateLogStream", `${arn}:log-stream:${stream}`, docs.logs),
        ...forms.map((form) => call("look for the log stream", "logs:DescribeLogStreams", form, docs.logs)),
        call("write the log", "logs:PutLogEvents", `${arn}:log-stream:${stream}`, docs.logs),
      ];
    },

    /** Reads one stream of a log group. */
    readLog(group: string, stream: string): JourneyCall[] {
      const arn = `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
      return [
        ...[arn, `${arn}:log-stream:`].map((form) =>
          call("look for a job's log", "logs:DescribeLogStreams", form, docs.logs),
        ),
        call("read a job's log", "logs:GetLogEvents", `${arn}:log-stream:${stream}`, docs.logs),
      ];
    },

    metric(namespace: string): JourneyCall[] {
      return [
        call("publish metrics", "cloudwatch:PutMetricData", "*", docs.metrics, { "cloudwatch:namespace": namespace }),
      ];
    },

    /** Lets EC2 encrypt a volume. */
    encryptVolume(key: string): JourneyCall[] {
      return [
        call("let the volume be encrypted", "kms:CreateGrant", key, docs.kmsGrants, {
          "aws:ResourceAccount": key.split(":")[4] ?? account,
          "kms:GrantIsForAWSResource": "true",
          "kms:CallerAccount": account,
        }),
      ];
    },

    /**
     * Makes, permits and removes a network interface.
     * @param narrow whether AWS lets a policy name what it is made in, where the file does
     */
    connectToVpc({ narrow = false } = {}): JourneyCall[] {
      const { vpc, subnets, securityGroups } = context.network;
      if (!vpc) return [];
      const isNamed = narrow && subnets.length > 0 && securityGroups.length > 0;
      const make = (step: string, action: string, arn: string): JourneyCall => ({
        ...call(step, `ec2:${action}`, arn, docs.ec2Actions),
        ...(!isNamed && { unscoped: true }),
      });
      const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${account}:${resource}`;
      const eni = ec2("network-interface/eni-0123456789abcdef0");
      const checked = [
        eni,
        ...(subnets.length > 0 ? subnets : ["subnet-0123456789abcdef0"]).map((id) => ec2(`subnet/${id}`)),
        ...(securityGroups.length > 0 ? securityGroups : ["sg-0123456789abcdef0"]).map((id) =>
          ec2(`security-group/${id}`),
        ),
      ];
      return [
        ...["DescribeSubnets", "DescribeSecurityGroups", "DescribeVpcs", "DescribeDhcpOptions"].map((action) =>
          call("look up the VPC", `ec2:${action}`, "*", docs.vpcTraining),
        ),
        ...checked.map((arn) => make("make a network interface", "CreateNetworkInterface", arn)),
        make("permit its use", "CreateNetworkInterfacePermission", eni),
        call("wait for it", "ec2:DescribeNetworkInterfaces", "*", docs.ec2Actions),
        make("take back its use", "DeleteNetworkInterfacePermission", eni),
        make("remove it", "DeleteNetworkInterface", eni),
      ];
    },

    /** Hands this role to SageMaker. */
    passRole(): JourneyCall[] {
      return [
        call("hand this role to SageMaker", "iam:PassRole", roleArn, docs.passRole, {
          "iam:PassedToService": "sagemaker.amazonaws.com",
        }),
      ];
    },
  };
}

/** Up to how many pairs of a bucket and a key each is a call of its own. */
const MOST_PAIRS = 100;

/**
 * Locations with the keys that their objects may be encrypted with. A policy allows keys for buckets as two lists, so
 * that of very many pairs some tell as much as all: each bucket with one key, and each key with one bucket.
 */
function withKeys(context: GrantContext, locations: readonly DataLocation[]): [DataLocation, string[]][] {
  const keys = context.keys.flatMap((key) => (key.data ? [key.arn] : []));
  const open = locations.filter((location) => location.key === undefined);
  const isAll = open.length * keys.length <= MOST_PAIRS;
  let at = 0;
  return locations.map((location) => {
    if (location.key !== undefined) return [location, [location.key]];
    if (isAll) return [location, keys];
    const here = at++;
    return [location, keys.filter((_, index) => index === here % keys.length || index % open.length === here)];
  });
}

/** Reads all input, as far as there is any to read. */
export function readAll(context: GrantContext): JourneyCall[] {
  return remembered(context, "read all", () => {
    const calls = callsOf(context);
    const locations = context.data.filter((data) => data.read);
    return withKeys(context, locations).flatMap(([data, keys]) => calls.readInput(data, keys));
  });
}

/** Up to how many places each use case writes to all of them. */
const MOST_WRITTEN = 60;

/**
 * Writes a result of this name to each place for writing. Of very many places, one use case writes to all, and the
 * others to some, from the first to the last: they differ in what the result is called.
 */
export function writeAll(context: GrantContext, name: string): JourneyCall[] {
  return remembered(context, `write all ${name}`, () => {
    const calls = callsOf(context);
    const all = context.data.filter((data) => data.write);
    const isFirst = remembered(context, "first to write", () => name) === name;
    const step = isFirst ? 1 : Math.max(1, all.length / MOST_WRITTEN);
    const locations = all.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
    return withKeys(context, locations).flatMap(([data, keys]) => calls.writeOutput(data, keys, name));
  });
}
