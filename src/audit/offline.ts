import { createReadStream } from "node:fs";
import type { PolicyDetail } from "../aws/answers.js";
import { readPolicyDetail, readRoleDetail } from "../aws/authorization-details.js";
import { Problem } from "../base/problem.js";
import { foundRole, isAudited } from "./found-details.js";
import type { FoundPage } from "./found-role.js";
import { jsonElements } from "./json-elements.js";

/**
 * The roles that SageMaker may assume, from a file that holds what `aws iam get-account-authorization-details` printed,
 * whatever its size: once for the managed policies, which are kept, once for the roles, which are not. Several answers may
 * stand one behind another or in a list; documents are percent-encoded, plain or read already.
 * Source: https://docs.aws.amazon.com/cli/latest/reference/iam/get-account-authorization-details.html
 * @throws Problem `file` where it cannot be read, `not-authorization-details` where it holds something else
 */
export async function* rolesFromFile(file: string): AsyncGenerator<FoundPage> {
  const policies = new Map<string, PolicyDetail>();
  let elements = 0;
  for await (const { value } of read(file, "Policies")) {
    elements += 1;
    const policy = detailOf(file, value, readPolicyDetail);
    if (policy !== undefined) policies.set(policy.arn, policy);
  }
  for await (const { value } of read(file, "RoleDetailList")) {
    elements += 1;
    const role = detailOf(file, value, readRoleDetail);
    if (role !== undefined && isAudited(role)) yield { roles: [await foundRole(role, policies)], unread: [] };
  }
  if (elements === 0) throw refuse(file, "it has neither a RoleDetailList nor Policies");
}

async function* read(file: string, key: string): AsyncGenerator<{ value: unknown }> {
  try {
    yield* jsonElements(createReadStream(file, "utf8") as AsyncIterable<string>, new Set([key]));
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(file, error.message);
    if (!(error instanceof Error && "code" in error && "syscall" in error)) throw error;
    const isMissing = error.code === "ENOENT";
    throw new Problem(
      "file",
      isMissing ? `There is no file ${file}.` : `${file} cannot be read: ${error.message}.`,
      isMissing ? "Check the name." : "Check what it is and its permissions.",
      { cause: error },
    );
  }
}

function detailOf<T>(file: string, value: unknown, readDetail: (value: unknown) => T | undefined): T | undefined {
  try {
    return readDetail(value);
  } catch (error) {
    const { RoleName, PolicyName } = value as { RoleName?: string; PolicyName?: string };
    throw refuse(file, `a document of ${RoleName ?? PolicyName} is no JSON (${(error as Error).message})`);
  }
}

function refuse(file: string, why: string): Problem {
  return new Problem(
    "not-authorization-details",
    `${file} does not hold what get-account-authorization-details prints: ${why}.`,
    "Make it with: aws iam get-account-authorization-details --output json > FILE",
  );
}
