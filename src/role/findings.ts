import { imageRegistries } from "../catalog/index.js";
import { accountFindings } from "./account-findings.js";
import type { ChosenUseCase, Compilation } from "./compilation.js";
import type { Finding } from "./definition.js";
import { escalationFindings } from "./escalation-findings.js";
import { guardrailFindings } from "./guardrail-findings.js";
import { keyFindings } from "./key-findings.js";
import { ownerStatements, pasteable } from "./owner-statements.js";
import { placeOfBucket, placeOfRepository } from "./places.js";

const RANK = { error: 0, warning: 1, note: 2 } as const;

/** What a person should know about a role before making it: the gravest first. */
export function findingsOf(compilation: Compilation): Finding[] {
  const findings = [
    ...useFindings(compilation),
    ...dataFindings(compilation),
    ...prefixFindings(compilation),
    ...keyFindings(compilation),
    ...imageFindings(compilation),
    ...guardFindings(compilation),
    ...guardrailFindings(compilation),
    ...accountFindings(compilation),
    ...escalationFindings(compilation),
    ...conflictFindings(compilation),
    ...unencrypted(compilation),
  ];
  return findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** Choices that cannot work together, as the use cases tell them. */
function conflictFindings({ context, chosen }: Compilation): Finding[] {
  return chosen.flatMap(({ useCase, options }) =>
    (useCase.conflicts?.(context, options) ?? []).map(
      (conflict): Finding => ({ id: "combination", severity: "warning", place: `useCases.${useCase.id}`, ...conflict }),
    ),
  );
}

/** A place for results without a key, where others have one. */
function unencrypted(compilation: Compilation): Finding[] {
  const { data, keys } = compilation.context;
  const written = data.filter(({ write }) => write);
  if (keys.some((key) => key.data) || !written.some(({ key }) => key !== undefined)) return [];
  return written
    .filter(({ key }) => key === undefined)
    .map(({ bucket }) => ({
      id: "written-without-key",
      severity: "note",
      ...placeOfBucket(compilation, bucket),
      message: `Results in the bucket ${bucket} are encrypted with a key of AWS's, while other places have a customer key.`,
      remedy: "Name the key at the bucket as well, if its results are as sensitive.",
      source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    }));
}

function titles(chosen: readonly ChosenUseCase[]): string {
  return chosen.map(({ useCase }) => useCase.id).join(", ");
}

function useFindings(compilation: Compilation): Finding[] {
  const { context, chosen } = compilation;
  if (chosen.length === 0) {
    return [
      {
        id: "no-use-case",
        severity: "error",
        message: "No use case is chosen, so the role may do nothing.",
        remedy: "Choose at least one, such as training.",
      },
    ];
  }
  const readers = chosen.filter(({ useCase, options }) => useCase.dataUse(options).reads);
  const writers = chosen.filter(({ useCase, options }) => useCase.dataUse(options).writes);
  const findings: Finding[] = [];
  if (readers.length > 0 && !context.data.some(({ read }) => read)) {
    findings.push({
      id: "nothing-to-read",
      severity: "warning",
      message: `No bucket may be read, but these read from S3: ${titles(readers)}.`,
      remedy: "Name the bucket that holds the input or the model, with access: read.",
    });
  }
  if (writers.length > 0 && !context.data.some(({ write }) => write)) {
    findings.push({
      id: "nowhere-to-write",
      severity: "warning",
      message: `No bucket may be written, but these write to S3: ${titles(writers)}. They fail when they store their results.`,
      remedy: "Name the bucket for the results, with access: write.",
    });
  }
  for (const { bucket, read, write } of context.data) {
    const access = [
      ...(read && readers.length === 0 ? ["read"] : []),
      ...(write && writers.length === 0 ? ["write"] : []),
    ];
    for (const kind of access) {
      findings.push({
        id: `${kind}-location-unused`,
        severity: "warning",
        ...placeOfBucket(compilation, bucket),
        message: `The bucket ${bucket} is there to ${kind}, but nothing chosen ${kind}s data, so that access is not granted.`,
        remedy: `Choose the use case that ${kind}s it, or take the access away.`,
      });
    }
  }
  return findings;
}

function dataFindings(compilation: Compilation): Finding[] {
  const { facts, context, pieces } = compilation;
  const { region, account, roleArn, partition } = context;
  const findings: Finding[] = [];
  const buckets = new Map(context.data.map((location) => [location.bucket, location]));
  for (const { bucket, owner } of buckets.values()) {
    const known = facts.buckets?.[bucket];
    if (known?.region !== undefined && known.region !== region) {
      findings.push({
        id: "bucket-in-other-region",
        severity: "warning",
        ...placeOfBucket(compilation, bucket),
        message: `The bucket ${bucket} lies in ${known.region}, but the role works in ${region}: SageMaker wants the data of its jobs in its own region.`,
        remedy: `Use a bucket in ${region}, or make the role for ${known.region}.`,
        source: "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3DataSource.html",
      });
    }
    if (owner === account) continue;
    const statements = ownerStatements(pieces, roleArn, `arn:${partition}:s3:::${bucket}`, "arn");
    if (statements.length > 0) {
      findings.push({
        id: "bucket-of-other-account",
        severity: "warning",
        ...placeOfBucket(compilation, bucket),
        message: `The bucket ${bucket} belongs to account ${owner}, whose bucket policy must let the role in as well.`,
        remedy: `Once the role exists, ask the owner to add to the bucket policy:\n${pasteable(statements)}`,
        source:
          "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html",
      });
    }
  }
  return findings;
}

function prefixFindings(compilation: Compilation): Finding[] {
  return compilation.context.data.flatMap(({ bucket, prefixes }): Finding[] => {
    if (prefixes.length === 0) {
      return [
        {
          id: "whole-bucket",
          severity: "note",
          ...placeOfBucket(compilation, bucket),
          message: `The role reaches every object of the bucket ${bucket}.`,
          remedy:
            "Name the prefixes its jobs use, such as prefixes: [churn/], where the bucket holds other things too.",
        },
      ];
    }
    return prefixes.flatMap((prefix): Finding[] => [
      ...(/[*?]/.test(prefix)
        ? [
            {
              id: "prefix-wildcard",
              severity: "warning",
              ...placeOfBucket(compilation, bucket, "prefixes"),
              message: `The prefix ${prefix} in bucket ${bucket} is taken literally: it reaches only keys that contain its * or ?.`,
              remedy: "Write the part before the first * or ? if you meant everything that starts with it.",
            } as const,
          ]
        : []),
      ...(prefix.startsWith("/")
        ? [
            {
              id: "prefix-starts-with-slash",
              severity: "warning",
              message: `The prefix ${prefix} in bucket ${bucket} starts with a slash, as keys in S3 hardly ever do.`,
              remedy: `Write ${prefix.replace(/^\/+/, "")} if you meant the folder.`,
            } as const,
          ]
        : []),
    ]);
  });
}

function imageFindings(compilation: Compilation): Finding[] {
  const { file, context, chosen, pieces } = compilation;
  const { account, region, roleArn } = context;
  const users = chosen.filter(({ useCase }) => useCase.usesImages);
  const findings: Finding[] = [];
  for (const repository of context.repositories) {
    const statements = ownerStatements(pieces, roleArn, repository, "none");
    const owner = repository.split(":")[4] ?? "";
    if (statements.length === 0) {
      findings.push({
        id: "repository-unused",
        severity: "warning",
        ...placeOfRepository(compilation, repository),
        message: `Nothing chosen runs images, so ${repository} is not opened to the role.`,
        remedy: "Choose the use case that runs it, or take the repository away.",
      });
    } else if (owner !== account) {
      findings.push({
        id: "repository-of-other-account",
        severity: "warning",
        ...placeOfRepository(compilation, repository),
        message: `The repository ${repository} belongs to account ${owner}, whose repository policy must let the role in as well.`,
        remedy: `Once the role exists, ask the owner to add to the repository policy:\n${pasteable(statements)}`,
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
      });
    }
  }
  if (users.length === 0) return findings;
  if (!file.images.awsProvided && context.repositories.length === 0) {
    findings.push({
      id: "no-images",
      severity: "warning",
      message: `The role may pull no image, but these run containers: ${titles(users)}.`,
      remedy: "Name your repositories, or set images.awsProvided: true.",
    });
  }
  const families = [...new Set(users.flatMap(({ useCase }) => useCase.imageFamilies))];
  if (file.images.awsProvided && families.length > 0 && imageRegistries(region, families).length === 0) {
    findings.push({
      id: "aws-images-unknown",
      severity: "warning",
      message: `No account is known from which AWS gives its images in ${region}, so none is opened to the role.`,
      remedy: "Copy the images you need into a repository of your own and name that.",
      source: "https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html",
    });
  }
  return findings;
}

/** AWS managed policies that reach far beyond one role's work. */
const WIDE = /FullAccess$|^(AdministratorAccess|PowerUserAccess|SystemAdministrator|DataScientist)$/;

function guardFindings({ file, context }: Compilation): Finding[] {
  const findings: Finding[] = [];
  if (!file.trust.sourceAccount && file.trust.sourceArn === "none") {
    findings.push({
      id: "confused-deputy",
      severity: "warning",
      message: "SageMaker may use the role on behalf of any account: nothing guards against a confused deputy.",
      remedy: "Set trust.sourceAccount: true.",
      source: "https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html",
    });
  }
  for (const arn of file.attach.toSorted()) {
    const name = arn.split("/").at(-1) ?? arn;
    const wide = WIDE.test(name);
    findings.push({
      id: wide ? "wide-managed-policy" : "managed-policy-not-proved",
      severity: wide ? "warning" : "note",
      message: wide
        ? `${name} allows far more than the use cases need, so the rest of the role hardly limits anything.`
        : `What ${name} allows is not part of the proof.`,
      remedy: wide ? "Leave it out of attach; the use cases bring what they need." : "Read it before attaching it.",
      ...(wide && { source: `https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html` }),
    });
  }
  if (context.network.vpc && (context.network.subnets.length === 0 || context.network.securityGroups.length === 0)) {
    findings.push({
      id: "vpc-without-subnets",
      severity: "note",
      message: "Jobs run in a VPC, but its subnets or security groups are not named.",
      remedy: "Name network.subnets and network.securityGroups, so that the role can be held to them.",
      source: "https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html",
    });
  }
  return findings;
}
