import { exampleAccount, keyPolicy } from "./example-account.js";
import type { AccountState } from "./state.js";

/** Sizes of a generated account. */
export interface AccountSize {
  buckets?: number;
  repositories?: number;
  keys?: number;
  roles?: number;
}

const TEAMS = ["churn", "fraud", "vision", "search", "pricing", "supply", "ads", "risk", "voice", "maps"];
const KINDS = ["raw", "features", "labels", "models", "results", "logs", "archive", "tmp"];

/** An account of any size; the same sizes give the same account. Its roles include those of the example account. */
export function generateAccount(size: AccountSize): AccountState {
  const base = exampleAccount();
  const name = (index: number) => {
    const team = TEAMS[index % TEAMS.length];
    const kind = KINDS[Math.floor(index / TEAMS.length) % KINDS.length];
    return `${team}-${kind}-${String(index).padStart(6, "0")}`;
  };
  const list = <T>(count: number | undefined, make: (index: number) => T, otherwise: readonly T[]) =>
    count === undefined ? otherwise : Array.from({ length: count }, (_, index) => make(index));
  const created = "2025-03-01T09:00:00Z";
  const roles = { ...base.iam.roles };
  for (let index = 0; index < (size.roles ?? 0); index++) {
    const role = `role-${name(index)}`;
    roles[role] = {
      ...(base.iam.roles["churn-training"] as AccountState["iam"]["roles"][string]),
      name: role,
      id: `AROA${String(index).padStart(17, "G")}`,
      arn: `arn:aws:iam::${base.account}:role/${role}`,
    };
  }
  return {
    ...base,
    iam: { ...base.iam, roles },
    buckets: list(
      size.buckets,
      (index) => ({ name: `acme-${name(index)}`, region: index % 11 === 3 ? "us-east-1" : base.region, created }),
      base.buckets,
    ),
    repositories: list(size.repositories, (index) => ({ name: `ml/${name(index)}`, created }), base.repositories),
    keys: list(
      size.keys,
      (index) => ({
        id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
        description: `Key ${index} of team ${TEAMS[index % TEAMS.length]}`,
        aliases: [`alias/${name(index)}`],
        policy: keyPolicy(base.account),
        manager: "CUSTOMER" as const,
        state: "Enabled" as const,
        spec: "SYMMETRIC_DEFAULT",
        usage: "ENCRYPT_DECRYPT",
      }),
      base.keys,
    ),
  };
}
