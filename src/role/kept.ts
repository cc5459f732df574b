import type { RoleDefinition } from "./definition.js";

/** Key of the tag that names the parts of a role that are kept though sagerole did not make them. */
const KEPT_TAG = "sagerole:kept";
/** Longest value of a tag. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST = 256;

/**
 * The parts that a role's tags name as kept: `inline/NAME`, `managed/NAME`, `aws/NAME`, `trust/SID`.
 * What somebody decided about a role is kept with the role, so that the next plan knows it on any machine.
 */
export function keptParts({ tags }: Pick<RoleDefinition, "tags">): ReadonlySet<string> {
  const values = Object.entries(tags).flatMap(([key, value]) => (isKeptTag(key) ? value.split(" ") : []));
  return new Set(values.filter((part) => part !== "").map((part) => part.replaceAll(":", ",")));
}

/** Tags with the kept parts named in them, and none else; as many tags as their length asks for. */
export function withKeptParts(tags: RoleDefinition["tags"], parts: Iterable<string>): RoleDefinition["tags"] {
  const values: string[] = [];
  // Policies' names may hold a comma, which tags may not; tags may hold a colon, which names may not.
  for (const part of [...new Set(parts)].sort().map((name) => name.replaceAll(",", ":"))) {
    const longer = `${values.at(-1) ?? ""} ${part}`.trim();
    if (values.length > 0 && longer.length <= LONGEST) values[values.length - 1] = longer;
    else values.push(part);
  }
  return {
    ...Object.fromEntries(Object.entries(tags).filter(([key]) => !isKeptTag(key))),
    ...Object.fromEntries(values.map((value, index) => [index === 0 ? KEPT_TAG : `${KEPT_TAG}-${index + 1}`, value])),
  };
}

function isKeptTag(key: string): boolean {
  return key.startsWith(KEPT_TAG) && /^(-\d+)?$/.test(key.slice(KEPT_TAG.length));
}
