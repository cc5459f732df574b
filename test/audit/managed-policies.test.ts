import { describe, expect, it } from "vitest";
import type { FoundRole } from "../../src/audit/found-role.js";
import { judgeRole } from "../../src/audit/judge.js";
import { managedPolicies, managedPolicyText } from "../../src/catalog/managed-policies.js";
import { NOW, roleWith, words } from "./fixtures.js";

/**
 * What is expected of a role with one of AWS's managed policies, and why. Their texts are those that are shipped, with
 * their source, in `src/catalog/managed-policies.ts`.
 */
const EXPECTED: Record<string, { why: string; findings: string[]; attack?: string[] }> = {
  AmazonSageMakerFullAccess: {
    why: "passes any role to SageMaker and starts jobs; opens notebooks and repositories",
    findings: ["high wide-managed-policy", "high escalation", "low no-boundary"],
    attack: ["iam:PassRole on arn:aws:iam::*:role/* + sagemaker:CreateTrainingJob → any role SageMaker may assume"],
  },
  AmazonSageMakerReadOnly: {
    why: "looks at SageMaker alone, and at no data",
    findings: [],
  },
  AmazonSageMakerPipelinesIntegrations: {
    why: "makes functions, and passes any role to Lambda",
    findings: ["high wide-managed-policy", "high escalation", "low no-boundary"],
    attack: [
      "iam:PassRole on arn:aws:iam::*:role/* + lambda:CreateFunction → any role Lambda may assume",
      "iam:PassRole on arn:aws:iam::*:role/* + elasticmapreduce:RunJobFlow → any role EMR may assume",
    ],
  },
  AmazonSageMakerFeatureStoreAccess: {
    why: "writes to whatever bucket has SageMaker in its name",
    findings: ["low managed-policy-by-name"],
  },
  AmazonSageMakerGroundTruthExecution: {
    why: "reads and writes whatever bucket has GroundTruth or SageMaker in its name",
    findings: ["low managed-policy-by-name"],
  },
  AmazonSageMakerModelRegistryFullAccess: {
    why: "passes any role to SageMaker, and makes models with it; grants keys to others",
    findings: ["high wide-managed-policy", "high escalation", "low no-boundary"],
    attack: ["iam:PassRole on arn:aws:iam::*:role/* + sagemaker:CreateModel → any role SageMaker may assume"],
  },
  AmazonSageMakerClusterInstanceRolePolicy: {
    why: "reads whatever bucket is called sagemaker-…",
    findings: ["low managed-policy-by-name"],
  },
  AmazonSageMakerCanvasFullAccess: {
    why: "passes any role to SageMaker and Forecast, and starts both",
    findings: ["high wide-managed-policy", "high escalation", "low no-boundary"],
    attack: [
      "iam:PassRole on arn:aws:iam::*:role/* + sagemaker:CreateTrainingJob → any role SageMaker may assume",
      "iam:PassRole on arn:aws:iam::*:role/* + forecast:CreateDatasetImportJob → any role Forecast may assume",
    ],
  },
  AmazonSageMakerCanvasAIServicesAccess: {
    why: "passes any role to Bedrock, which then reads and writes data with it, but runs no code",
    findings: ["medium escalation", "low no-boundary"],
    attack: [
      "iam:PassRole on arn:aws:iam::*:role/* + bedrock:CreateModelCustomizationJob → any role Bedrock may assume",
    ],
  },
};

async function withPolicy(name: string): Promise<FoundRole> {
  const arn = `arn:aws:iam::aws:policy/${name}`;
  const role = roleWith([], { attachedManagedPolicies: [arn] });
  return { ...role, texts: { [arn]: (await managedPolicyText(name))?.document } };
}

describe("AWS's own policies for SageMaker", () => {
  it("are all judged here", () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(managedPolicies.map(({ name }) => name).sort());
  });

  it.each(Object.entries(EXPECTED))("%s is judged as it deserves", async (name, { why, findings, attack = [] }) => {
    const judged = await judgeRole(await withPolicy(name), NOW);
    expect(words(judged), why).toEqual(findings);
    for (const one of attack) expect(judged.attack, why).toContain(one);
  });

  it("have the widest and the narrowest where one would look for them", async () => {
    const widths = await Promise.all(
      Object.keys(EXPECTED).map(
        async (name) => [name, (await judgeRole(await withPolicy(name), NOW)).width.pairs] as const,
      ),
    );
    const sorted = widths.toSorted((a, b) => b[1] - a[1]).map(([name]) => name);
    expect(sorted[0]).toBe("AmazonSageMakerFullAccess");
    expect(sorted.at(-1)).toBe("AmazonSageMakerClusterInstanceRolePolicy");
  });
});
