import { managedPolicyText } from "../catalog/managed-policies.js";
import { asList, type PolicyDocument } from "../policy/document.js";
import { escalations } from "../policy/escalation.js";
import type { Compilation } from "./compilation.js";
import type { Compiled } from "./compile.js";
import type { Finding, RoleDefinition } from "./definition.js";

const SOURCE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";

/** Ways to other rights in what the use cases ask for. */
export function escalationFindings({ pieces }: Compilation): Finding[] {
  return pieces
    .filter(({ effect, resources }) => effect === "Allow" && resources.some((resource) => /[*?]/.test(resource)))
    .flatMap(({ actions, resources, condition, reasons }) =>
      escalations(actions, resources, condition).map(
        (how): Finding => ({
          id: "escalation",
          severity: "note",
          ...(reasons[0] && { place: `useCases.${reasons[0].useCase}` }),
          message: `By ${how}. Whoever runs code with this role could do so.`,
          remedy: `It is on ${resources.join(", ")}: name the one thing that is meant, where the use case has an option for it.`,
          source: SOURCE,
        }),
      ),
    );
}

/**
 * Ways to other rights in the AWS managed policies that a role has attached, as far as their texts are known, and in
 * the policies of others that it keeps.
 * @param role the role as it is to be, with what it keeps; as the file has it where that is not known
 */
export async function attachedFindings(
  { definition }: Compiled,
  role: RoleDefinition = definition,
): Promise<Finding[]> {
  const finding = (name: string, ways: readonly string[], place: string | undefined): Finding => ({
    id: "escalation",
    severity: "warning",
    ...(place !== undefined && { place }),
    message: `${name}${place === undefined ? ", which is kept," : ""} opens ways to other rights: ${[...new Set(ways)].join("; ")}.`,
    remedy: `${place === undefined ? "Lose it with --others replace" : "Leave it out of attach"}, or set a permissions boundary that shuts them.`,
  });
  const kept = role.policies.filter((policy) => !definition.policies.includes(policy));
  const found = await Promise.all(
    role.attachedManagedPolicies.map(async (arn): Promise<Finding[]> => {
      const name = arn.split("/").at(-1) ?? arn;
      const text = arn.split(":")[4] === "aws" ? await managedPolicyText(name) : undefined;
      const ways = waysIn(text?.document);
      if (ways.length === 0) return [];
      const index = definition.attachedManagedPolicies.indexOf(arn);
      return [
        {
          ...finding(name, ways, index < 0 ? undefined : `attach[${index}]`),
          source: `https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html`,
        },
      ];
    }),
  );
  const inKept = kept.flatMap(({ name, document }) => {
    const ways = waysIn(document);
    return ways.length === 0 ? [] : [finding(name, ways, undefined)];
  });
  return [...found.flat(), ...inKept];
}

function waysIn(document: PolicyDocument | undefined): string[] {
  return [document?.Statement ?? []]
    .flat()
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action, Resource, Condition }) => escalations(asList(Action), asList(Resource ?? "*"), Condition));
}
