import { docs } from "../catalog/docs.js";
import { guardrailOptions } from "../catalog/guardrail-options.js";
import { guardrailRules } from "../catalog/guardrails.js";
import type { Compilation } from "./compilation.js";
import type { Finding } from "./definition.js";

/** What a person should know about the guardrails of a role. */
export function guardrailFindings({ context, pieces, callerPieces }: Compilation): Finding[] {
  const { guardrails, network, keys, data } = context;
  const findings: Finding[] = [];
  const given = new Set(
    [...pieces, ...callerPieces].filter(({ effect }) => effect === "Allow").flatMap(({ actions }) => actions),
  );
  const rules = guardrailRules(context);
  for (const id of new Set(rules.map(({ guardrail }) => guardrail))) {
    const touched = rules.some(
      ({ guardrail, actions }) => guardrail === id && actions.some((action) => given.has(`sagemaker:${action}`)),
    );
    if (touched) continue;
    findings.push({
      id: "guardrail-unused",
      severity: "note",
      message: `The guardrail ${id} (${guardrailOptions[id].title.toLowerCase()}) is about nothing that the chosen use cases start.`,
      remedy: `Leave ${id} out, or choose the use case it is meant for.`,
      source: docs.conditionKeys,
    });
  }
  if (guardrails.vpcOnly && (network.subnets.length === 0 || network.securityGroups.length === 0)) {
    findings.push({
      id: "guardrail-any-vpc",
      severity: "warning",
      message: "vpcOnly asks for some VPC, but for any: its subnets or security groups are not named.",
      remedy: "Name network.subnets and network.securityGroups, so that work is held to them.",
      source: docs.conditionKeys,
    });
  }
  if (guardrails.volumeKey && !keys.some(({ volume }) => volume)) {
    findings.push({
      id: "guardrail-any-key",
      severity: "warning",
      message: "volumeKey asks for some key on every disk, but no key is named for volumes, so any key will do.",
      remedy: "Name the key under keys, with for: [volume].",
      source: docs.conditionKeys,
    });
  }
  if (guardrails.outputKey && !keys.some((key) => key.data) && !data.some(({ key, write }) => write && key)) {
    findings.push({
      id: "guardrail-any-key",
      severity: "warning",
      message: "outputKey asks for some key on every result, but no key is named for data, so any key will do.",
      remedy: "Name the key under keys, with for: [data], or at the bucket for the results.",
      source: docs.conditionKeys,
    });
  }
  const serverless = (context.useCases.get("endpoint")?.invocation as readonly string[] | undefined)?.includes(
    "serverless",
  );
  if (serverless && (guardrails.vpcOnly || guardrails.networkIsolation)) {
    findings.push({
      id: "combination",
      severity: "warning",
      message: `Serverless endpoints have neither a VPC nor network isolation, so that the guardrail ${guardrails.vpcOnly ? "vpcOnly" : "networkIsolation"} denies making their models.`,
      remedy: "Leave out serverless, or the guardrail.",
      source: docs.serverless,
    });
  }
  return findings;
}
