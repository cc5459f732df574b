import { Problem } from "../base/problem.js";
import { noGuardrails } from "../catalog/guardrail-options.js";
import { catalog } from "../catalog/index.js";
import { resolveOptions } from "../catalog/options.js";
import { partitionOf } from "../catalog/partitions.js";
import { trustPolicy } from "../catalog/trust.js";
import type { DataLocation, GrantContext } from "../catalog/use-case.js";
import { canonicalDocument } from "../policy/canonical.js";
import type { PolicyDocument } from "../policy/document.js";
import { packPolicies, trustFits } from "../policy/pack.js";
import { DEFAULT_QUOTAS } from "../policy/quotas.js";
import { checkFile, regionFault } from "./check-file.js";
import { chosenUseCases } from "./compilation.js";
import type { Finding, RoleDefinition, StatementProvenance } from "./definition.js";
import type { AccountFacts } from "./facts.js";
import { findingsOf } from "./findings.js";
import { callerPieces, rolePieces, type SidPiece } from "./pieces.js";
import type { RoleFile } from "./role-file.js";

/** What a role file comes to. */
export interface Compiled {
  definition: RoleDefinition;
  roleArn: string;
  account: string;
  region: string;
  partition: string;
  /** What the trust policy is held to. */
  trust: RoleFile["trust"];
  /** Why each statement of the definition's policies is there. */
  provenance: StatementProvenance[];
  /** What the person who starts the jobs needs; not part of the role. */
  callerPolicy: PolicyDocument;
  findings: Finding[];
  /** What the use cases were asked with. */
  context: GrantContext;
}

/**
 * Turns a role file into the role that IAM should hold. The same file and facts give the same bytes, in whatever order
 * the file says things.
 * @param facts what was found in the account; without any, the file alone decides
 * @throws Problem `account-missing`, `region-missing`, `region-unknown`; `role-file` for values that cannot be;
 *   `policy-too-large` and `trust-too-large` where IAM's quotas do not hold it
 */
export function compile(file: RoleFile, facts: AccountFacts = {}): Compiled {
  const context = contextOf(file, facts);
  const { account, region, partition, roleArn } = context;
  const chosen = chosenUseCases(context);
  const pieces = rolePieces(chosen, context, file.attach.length > 0);
  const caller = callerPieces(chosen, context);
  const quotas = { ...DEFAULT_QUOTAS, ...facts.quotas };
  const packed = packPolicies(pieces, {
    delivery: file.delivery,
    quotas,
    baseName: file.role.name,
    attached: file.attach.length,
  });
  const trust = { sourceAccount: file.trust.sourceAccount, sourceArn: file.trust.sourceArn };
  const assumedBy = trustPolicy({ partition, region, account, ...trust, useCases: [...context.useCases.keys()] });
  trustFits(assumedBy, quotas);
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags } = file.role;
  const definition: RoleDefinition = {
    name,
    path,
    description,
    maxSessionSeconds,
    ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    tags: Object.fromEntries(Object.entries(tags).toSorted(([a], [b]) => compareText(a, b))),
    trustPolicy: canonicalDocument(assumedBy),
    policies: packed.map(({ name, kind, document }) => ({ name, kind, document })),
    attachedManagedPolicies: file.attach.toSorted(compareText),
  };
  const provenance = packed.flatMap((policy) =>
    policy.pieces.map(({ sid, reasons }) => ({ policy: policy.name, sid, reasons: [...reasons] })),
  );
  const journey = chosen.flatMap(({ useCase, options }) => useCase.journey(context, options));
  const findings = findingsOf({ file, facts, context, chosen, pieces, callerPieces: caller, journey });
  const callerPolicy = documentOf(caller);
  return {
    definition,
    roleArn,
    account,
    region,
    partition,
    trust,
    provenance,
    callerPolicy,
    findings,
    context,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function documentOf(pieces: readonly SidPiece[]): PolicyDocument {
  return canonicalDocument({
    Version: "2012-10-17",
    Statement: pieces.map(({ sid, effect, actions, resources, condition }) => ({
      Sid: sid,
      Effect: effect,
      Action: [...actions],
      Resource: [...resources],
      ...(condition && { Condition: condition }),
    })),
  });
}

/** What use cases are asked with. @throws Problem as `compile` does for values that cannot be */
export function contextOf(file: RoleFile, facts: AccountFacts): GrantContext {
  const { account, region } = file;
  if (account === undefined) {
    throw new Problem(
      "account-missing",
      "The role's account is not known.",
      'Add account: "<12 digits>" to the role file, or use credentials of that account.',
    );
  }
  if (region === undefined) {
    throw new Problem(
      "region-missing",
      "The region SageMaker is to work in is not known.",
      "Add region: to the role file, give --region, or set one in the profile.",
    );
  }
  const place = partitionOf(region);
  if (place === undefined) {
    throw new Problem("region-unknown", regionFault(region) ?? "", "Correct region: in the role file, or --region.");
  }
  const faults = checkFile(file, new Set(Object.keys(facts.buckets ?? {})));
  if (faults.length > 0) {
    throw new Problem("role-file", "The role cannot be made as it is described.", "Correct the values named below.", {
      details: faults.map(({ message }) => message),
    });
  }
  const { partition, dnsSuffix } = place;
  const options = catalog.flatMap((useCase) => {
    const given = file.useCases[useCase.id];
    return given === undefined ? [] : [[useCase.id, resolveOptions(useCase, given)] as const];
  });
  return {
    partition,
    dnsSuffix,
    region,
    account,
    roleName: file.role.name,
    roleArn: `arn:${partition}:iam::${account}:role${file.role.path}${file.role.name}`,
    useCases: new Map(options),
    data: file.data
      .map((entry) => locationOf(entry, account, facts))
      .toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))),
    repositories: file.images.repositories.toSorted(compareText),
    awsImages: file.images.awsProvided,
    keys: file.keys
      .map((entry) => ({ arn: entry.key, data: entry.for.includes("data"), volume: entry.for.includes("volume") }))
      .toSorted((a, b) => compareText(a.arn, b.arn)),
    network: {
      vpc: file.network.vpc,
      subnets: file.network.subnets.toSorted(compareText),
      securityGroups: file.network.securityGroups.toSorted(compareText),
    },
    guardrails: {
      ...noGuardrails,
      ...file.guardrails,
      instanceTypes: file.guardrails.instanceTypes.toSorted(compareText),
    },
  };
}

/** A bucket that is encrypted with a customer key by default brings that key along. */
function locationOf(entry: RoleFile["data"][number], account: string, facts: AccountFacts): DataLocation {
  const { bucket, access, prefixes } = entry;
  const known = facts.buckets?.[bucket];
  const key = entry.key ?? known?.encryption?.keyArn;
  return {
    bucket,
    prefixes: prefixes.toSorted(compareText),
    read: access !== "write",
    write: access !== "read",
    owner: entry.owner ?? known?.owner ?? account,
    ...(key !== undefined && { key }),
  };
}
