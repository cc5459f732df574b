import { managedPolicyText } from "../catalog/managed-policies.js";
import { asList } from "../policy/document.js";
import { escalations } from "../policy/escalation.js";
import type { Compilation } from "./compilation.js";
import type { Compiled } from "./compile.js";
import type { Finding } from "./definition.js";

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

/** Ways to other rights in the AWS managed policies that a role has attached, as far as their texts are known. */
export async function attachedFindings({ definition }: Compiled): Promise<Finding[]> {
  const found = await Promise.all(
    definition.attachedManagedPolicies.map(async (arn, index): Promise<Finding[]> => {
      const name = arn.split("/").at(-1) ?? arn;
      const text = arn.split(":")[4] === "aws" ? await managedPolicyText(name) : undefined;
      const ways = (text?.document.Statement ?? [])
        .filter(({ Effect }) => Effect === "Allow")
        .flatMap(({ Action, Resource, Condition }) => escalations(asList(Action), asList(Resource ?? "*"), Condition));
      if (ways.length === 0) return [];
      return [
        {
          id: "escalation",
          severity: "warning",
          place: `attach[${index}]`,
          message: `${name} opens ways to other rights: ${[...new Set(ways)].join("; ")}.`,
          remedy: "Leave it out of attach, or set a permissions boundary that shuts them.",
          source: `https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html`,
        },
      ];
    }),
  );
  return found.flat();
}
