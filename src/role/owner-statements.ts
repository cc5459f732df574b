import type { Statement } from "../policy/document.js";
import type { Piece } from "../policy/merge.js";
import type { Reason } from "./definition.js";

/**
 * The statements that the owner of a bucket, key or repository must add to its policy, so that a role of another
 * account (or a role whose IAM policies the key does not heed) may do what its own policy allows.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 * @param pieces what the role's policies say
 * @param roleArn the role, which must exist before the owner saves the policy
 * @param arn the bucket, key or repository
 * @param resource what stands for it in its own policy: `*` in a key policy, nothing in a repository policy
 */
export function ownerStatements(
  pieces: readonly Piece<Reason>[],
  roleArn: string,
  arn: string,
  resource: "arn" | "star" | "none",
): Statement[] {
  const service = `${arn.split(":")[2]}:`;
  return pieces.flatMap(({ effect, actions, resources, condition }) => {
    const calls = actions.filter((action) => action.startsWith(service));
    if (calls.length === 0) return [];
    const own = resources.filter((text) => text === arn || text.startsWith(`${arn}/`));
    if (own.length === 0) return [];
    const rest = withoutOwner(condition);
    return [
      {
        Effect: effect,
        Principal: { AWS: roleArn },
        Action: calls,
        ...(resource === "arn" && { Resource: own }),
        ...(resource === "star" && { Resource: "*" }),
        ...(rest && { Condition: rest }),
      },
    ];
  });
}

/** In the owner's own policy, who owns the resource is beyond doubt. */
function withoutOwner(condition: Statement["Condition"]): Statement["Condition"] {
  const blocks = Object.entries(condition ?? {}).flatMap(([operator, block]) => {
    const keys = Object.entries(block).filter(([key]) => !/^(aws|s3):ResourceAccount$/i.test(key));
    return keys.length === 0 ? [] : [[operator, Object.fromEntries(keys)] as const];
  });
  return blocks.length === 0 ? undefined : Object.fromEntries(blocks);
}

/** Statements as they are pasted into a policy. */
export function pasteable(statements: readonly Statement[]): string {
  return statements.map((statement) => JSON.stringify(statement, undefined, 2)).join(",\n");
}
