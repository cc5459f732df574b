import { unlessProblem } from "../base/problem.js";
import { useCaseIds } from "../catalog/index.js";
import { type Compiled, compile } from "../role/compile.js";
import { emptyRoleFile } from "../role/defaults.js";
import { inferRoleFile } from "../role/infer/infer.js";
import type { RoleFile } from "../role/role-file.js";
import { accountOf, type FoundRole } from "./found-role.js";
import { type Width, widthOf } from "./width.js";

/** The tightest role for the use cases that a role is recognised as. */
export interface Tightest {
  useCases: string[];
  width: Width;
}

/**
 * The tightest role for the same work: the use cases are told from the role's own policies, and compiled.
 * @param region where its ARNs name none
 * @returns undefined where no use case is recognised, or none compiles
 */
export async function tightestOf(role: FoundRole, region: string): Promise<Tightest | undefined> {
  const compiled = unlessProblem(() => {
    const { file } = inferRoleFile(role.definition, { account: accountOf(role), region });
    return Object.keys(file.useCases).length === 0 ? undefined : compile({ ...file, attach: [], delivery: "auto" });
  });
  if (compiled === undefined) return undefined;
  return { useCases: [...compiled.context.useCases.keys()], width: await widthOf(foundFrom(compiled)) };
}

/** How wide one role for every use case that sagerole knows would be, each with its usual options: a yardstick. */
export async function widthOfEveryUseCase(account: string, region: string): Promise<Width> {
  const roles = useCaseIds.flatMap((id) => {
    const file: RoleFile = {
      ...emptyRoleFile("every-use-case"),
      account,
      region,
      delivery: "auto",
      useCases: { [id]: {} },
      data: [{ bucket: "yardstick", access: "read-write", prefixes: [] }],
    };
    return unlessProblem(() => compile(file)) ?? [];
  });
  const [first] = roles;
  if (first === undefined) return { actions: 0, pairs: 0, whole: 0 };
  const found = foundFrom(first);
  const policies = roles.flatMap(({ definition }) => definition.policies);
  return widthOf({ ...found, definition: { ...found.definition, policies } });
}

/** A compiled role, as if it had been found. */
export function foundFrom({ definition, roleArn }: Pick<Compiled, "definition" | "roleArn">): FoundRole {
  return { arn: roleArn, definition, texts: {} };
}
