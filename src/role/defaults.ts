import { noGuardrails } from "../catalog/guardrail-options.js";
import type { RoleFile } from "./role-file.js";

/** A role file in which nothing is chosen yet and every setting has its default. */
export function emptyRoleFile(name = ""): RoleFile {
  return {
    sagerole: 1,
    role: { name, path: "/", description: "", maxSessionSeconds: 3600, tags: {} },
    useCases: {},
    data: [],
    images: { repositories: [], awsProvided: true },
    keys: [],
    network: { vpc: false, subnets: [], securityGroups: [] },
    guardrails: { ...noGuardrails, instanceTypes: [] },
    trust: { sourceAccount: true, sourceArn: "none" },
    attach: [],
    delivery: "inline",
  };
}
