// Why a typed value cannot be what it should be: one sentence for a person, or undefined. Shared by parser and wizard.

/** Quotes a value for a message, shortened where it would fill the screen. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}

/** The first character of a text that a pattern for one character does not admit. */
function firstOutside(text: string, allowed: RegExp): string | undefined {
  for (const character of text) if (!allowed.test(character)) return character;
  return undefined;
}

/** Names a character so that an invisible one can be found. */
function named(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /[\p{C}\p{Z}\p{M}]/u.test(character) ? `the character U+${code}` : `${quoted(character)} (U+${code})`;
}

/** Splits `s3://bucket/prefix` and `arn:…:s3:::bucket/prefix`, both often pasted where a bucket name belongs. */
function pastedLocation(text: string): { bucket: string; prefix: string } | undefined {
  const match = /^(?:s3[an]?:\/\/|arn:[a-z-]+:s3:::)([^/]+)\/?(.*)$/is.exec(text);
  return match ? { bucket: match[1] ?? "", prefix: (match[2] ?? "").replace(/\*$/, "") } : undefined;
}

const RESERVED_STARTS = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS: readonly [string, string][] = [
  ["-s3alias", "is the alias of an access point; name the bucket behind it"],
  ["--ol-s3", "is the alias of an Object Lambda access point; name the bucket behind it"],
  [".mrap", "is a multi-Region access point; name the bucket behind it"],
  ["--x-s3", "is a directory bucket (S3 Express One Zone), which needs other permissions than a bucket"],
  ["--table-s3", "is a table bucket, which needs other permissions than a bucket"],
];

/**
 * Why a text cannot be the name of a general purpose bucket.
 * @param options.listed the name came from the account, or may be old: names made in us-east-1 before March 2018
 *   may have 255 characters, capitals and underscores
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function bucketNameFault(name: string, options: { listed?: boolean } = {}): string | undefined {
  const pasted = pastedLocation(name);
  if (pasted) {
    const prefixes = pasted.prefix === "" ? "" : `, prefixes: [${quoted(pasted.prefix)}]`;
    return `${quoted(name)} is a location, not a bucket name; write bucket: ${pasted.bucket}${prefixes}.`;
  }
  if (name.includes("/")) {
    const [bucket = "", ...rest] = name.split("/");
    return `${quoted(name)} holds more than a bucket name; write bucket: ${bucket}, prefixes: [${quoted(rest.join("/"))}].`;
  }
  const longest = options.listed ? 255 : 63;
  if (name.length < 3 || name.length > longest) {
    return `The bucket name ${quoted(name)} has ${name.length} characters; bucket names have 3 to ${longest}.`;
  }
  const outside = firstOutside(name, options.listed ? /[A-Za-z0-9._-]/ : /[a-z0-9.-]/);
  if (outside !== undefined) {
    return `The bucket name ${quoted(name)} contains ${named(outside)}; bucket names have lower-case letters, digits, dots and hyphens.`;
  }
  if (options.listed) return undefined;
  if (!/^[a-z0-9].*[a-z0-9]$/.test(name)) {
    return `The bucket name ${quoted(name)} must start and end with a letter or a digit.`;
  }
  if (name.includes("..")) return `The bucket name ${quoted(name)} has two dots in a row, which S3 does not allow.`;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name))
    return `The bucket name ${quoted(name)} looks like an IP address, which S3 does not allow.`;
  const start = RESERVED_STARTS.find((reserved) => name.startsWith(reserved));
  if (start !== undefined)
    return `The bucket name ${quoted(name)} starts with ${quoted(start)}, which S3 keeps for itself.`;
  const end = RESERVED_ENDS.find(([reserved]) => name.endsWith(reserved));
  return end && `${quoted(name)} ${end[1]}.`;
}

/** The first character of a text that IAM refuses in a policy document: controls, and everything above U+00FF. */
function refusedInPolicy(text: string): string | undefined {
  return firstOutside(text, /[\u0020-\u007e\u00a0-\u00ff]/);
}

/**
 * Why a text cannot be a key prefix in a policy.
 * IAM's documents hold characters up to U+00FF only (PolicyDocument in
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html); S3 keys may hold any.
 */
export function prefixFault(prefix: string): string | undefined {
  if (prefix === "") return "An empty prefix means the whole bucket; leave prefixes out instead.";
  const pasted = pastedLocation(prefix);
  if (pasted) {
    return `${quoted(prefix)} is a location, not a prefix; write bucket: ${pasted.bucket} and the prefix ${quoted(pasted.prefix)}.`;
  }
  if (prefix.endsWith("*")) {
    const bare = prefix.replace(/\*+$/, "");
    return bare === ""
      ? `The prefix ${quoted(prefix)} means the whole bucket; leave prefixes out instead.`
      : `A prefix covers every key that starts with it; write ${quoted(bare)} instead of ${quoted(prefix)}.`;
  }
  const bytes = Buffer.byteLength(prefix);
  if (bytes > 1024) return `The prefix ${quoted(prefix)} has ${bytes} bytes; S3 keys have at most 1,024.`;
  const refused = refusedInPolicy(prefix);
  return refused === undefined
    ? undefined
    : `The prefix ${quoted(prefix)} contains ${named(refused)}, which IAM refuses in policies; name a shorter prefix that ends before it.`;
}

/** Why a text cannot be a role's name. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function roleNameFault(name: string): string | undefined {
  if (name === "") return "A role needs a name.";
  if (name.startsWith("arn:"))
    return `${quoted(name)} is an ARN; write the role's name, the part after the last slash.`;
  if (name.length > 64) return `The role name ${quoted(name)} has ${name.length} characters; IAM allows 64.`;
  const outside = firstOutside(name, /[\w+=,.@-]/);
  return outside === undefined
    ? undefined
    : `The role name ${quoted(name)} contains ${named(outside)}; IAM allows letters, digits and + = , . @ _ -.`;
}

/** Why a text cannot be a role's path. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function rolePathFault(path: string): string | undefined {
  if (path.length > 512) return `The role path has ${path.length} characters; IAM allows 512.`;
  const outside = firstOutside(path, /[\u0021-\u007e]/);
  if (outside !== undefined)
    return `The role path ${quoted(path)} contains ${named(outside)}, which IAM does not allow.`;
  if (path === "/" || /^\/.+\/$/.test(path)) return undefined;
  return `The role path ${quoted(path)} must start and end with a slash, such as ${quoted(`/${path.replace(/^\/+|\/+$/g, "")}/`)}.`;
}

/** Why a tag cannot be set. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Tag.html */
export function tagFault(key: string, value: string): string | undefined {
  const allowed = /[\p{L}\p{Z}\p{N}_.:/=+\-@]/u;
  if (key === "") return "A tag needs a key.";
  if (key.length > 128) return `The tag key ${quoted(key)} has ${key.length} characters; IAM allows 128.`;
  if (/^aws:/i.test(key)) return `The tag key ${quoted(key)} starts with "aws:", which AWS keeps for itself.`;
  const inKey = firstOutside(key, allowed);
  if (inKey !== undefined) {
    return `The tag key ${quoted(key)} contains ${named(inKey)}; IAM allows letters, digits, spaces and _ . : / = + - @.`;
  }
  if (value.length > 256) return `The value of tag ${quoted(key)} has ${value.length} characters; IAM allows 256.`;
  const inValue = firstOutside(value, allowed);
  return inValue === undefined
    ? undefined
    : `The value of tag ${quoted(key)} contains ${named(inValue)}; IAM allows letters, digits, spaces and _ . : / = + - @.`;
}

/** Why a text cannot be a role's description. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function descriptionFault(description: string): string | undefined {
  if (description.length > 1000) return `The description has ${description.length} characters; IAM allows 1,000.`;
  const outside = firstOutside(description, /[\t\n\r\u0020-\u007e\u00a1-\u00ff]/);
  return outside === undefined
    ? undefined
    : `The description contains ${named(outside)}; IAM allows plain Latin characters there.`;
}

/** Why a number cannot be the longest session, in seconds. Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export function sessionFault(seconds: number): string | undefined {
  return Number.isInteger(seconds) && seconds >= 3600 && seconds <= 43_200
    ? undefined
    : `${seconds} seconds is not a session IAM allows; it must be a whole number from 3600 (1 hour) to 43200 (12 hours).`;
}

/** Why a text cannot be an account id. */
export function accountFault(account: string): string | undefined {
  if (/^\d{12}$/.test(account)) return undefined;
  if (/^\d{4}-\d{4}-\d{4}$/.test(account))
    return `Write the account without hyphens: "${account.replaceAll("-", "")}".`;
  return `${quoted(account)} is not an account id, which has exactly 12 digits.`;
}

/** The kinds of ARN a role file holds. */
export interface ArnKind {
  service: "kms" | "ecr" | "iam";
  resourceType: "key" | "repository" | "policy";
  /** What the ARN has to lie in, where known. */
  partition?: string | undefined;
  region?: string | undefined;
  account?: string | undefined;
}

const ARN_EXAMPLE = {
  kms: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  ecr: "arn:aws:ecr:eu-west-1:111122223333:repository/churn",
  iam: "arn:aws:iam::111122223333:policy/name",
} as const;

const ARN_WORDS = { kms: "a KMS key", ecr: "an ECR repository", iam: "an IAM policy" } as const;

/** What each service allows after the resource type. */
const ARN_RESOURCE = {
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyListEntry.html
  kms: /^key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/,
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  ecr: /^repository\/(?=.{2,256}$)(?:[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*\/)*[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/,
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
  iam: /^policy\/(?:[A-Za-z0-9.,+@=_-]+\/)*[\w+=,.@-]{1,128}$/,
} as const;

/** What people paste in place of the ARN, and how to say what is meant. */
function notAnArn(text: string, kind: ArnKind): string {
  const partition = kind.partition ?? "aws";
  const image = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[a-z.-]+\/([^:@]+)/.exec(text);
  if (kind.service === "ecr" && image) {
    return `${quoted(text)} is an image; name its repository: arn:${partition}:ecr:${image[2]}:${image[1]}:repository/${image[3]}.`;
  }
  if (kind.service === "kms" && text.startsWith("alias/")) {
    return `${quoted(text)} is an alias, which does not reach the key in a policy; write the key's ARN, such as ${ARN_EXAMPLE.kms}.`;
  }
  if (kind.service === "kms" && ARN_RESOURCE.kms.test(`key/${text}`) && kind.region && kind.account) {
    return `${quoted(text)} is a key id; write its ARN: arn:${partition}:kms:${kind.region}:${kind.account}:key/${text}.`;
  }
  return `${quoted(text)} is not an ARN; ${ARN_WORDS[kind.service]} is named like ${ARN_EXAMPLE[kind.service]}.`;
}

/**
 * Why a text cannot be an ARN of the kind asked for. What lies in another account is only a fault where
 * `kind.account` is given; policies that AWS manages belong to every account.
 */
export function arnFault(text: string, kind: ArnKind): string | undefined {
  const match = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s.exec(text);
  if (!match) return notAnArn(text, kind);
  const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
  const what = ARN_WORDS[kind.service];
  if (service !== kind.service)
    return `${quoted(text)} names something in ${service || "no service"}; it must be ${what}.`;
  if (kind.service === "kms" && resource.startsWith("alias/")) {
    return `${quoted(text)} is an alias, which does not reach the key in a policy; write the ARN of the key behind it.`;
  }
  const type = resource.split("/")[0] ?? "";
  if (type !== kind.resourceType) return `${quoted(text)} is a ${type}; it must be ${what}.`;
  if (!/^aws(-[a-z]+)*$/.test(partition)) return `${quoted(text)} has no known partition: ${quoted(partition)}.`;
  if (kind.partition !== undefined && partition !== kind.partition) {
    return `${quoted(text)} lies in partition ${partition}, but the role lies in ${kind.partition}.`;
  }
  const global = kind.service === "iam";
  if (global ? region !== "" : !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    return global
      ? `${quoted(text)} has a region, which ARNs of policies do not have.`
      : `${quoted(text)} has no region.`;
  }
  if (!global && kind.region !== undefined && region !== kind.region) {
    return `${quoted(text)} lies in ${region}, but the role works in ${kind.region}.`;
  }
  const managedByAws = global && account === "aws";
  if (!managedByAws && !/^\d{12}$/.test(account)) return `${quoted(text)} has no account id of 12 digits.`;
  if (!managedByAws && kind.account !== undefined && account !== kind.account) {
    return `${quoted(text)} belongs to account ${account}, but the role to ${kind.account}.`;
  }
  return ARN_RESOURCE[kind.service].test(resource)
    ? undefined
    : `${quoted(text)} is not a possible ARN of ${what}, which looks like ${ARN_EXAMPLE[kind.service]}.`;
}
