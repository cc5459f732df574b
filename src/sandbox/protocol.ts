import { XMLBuilder } from "fast-xml-parser";

/** A request to the account, whatever carried it. */
export interface AwsRequest {
  method: string;
  /** Decoded path, beginning with a slash. */
  path: string;
  query: Record<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** An answer of the account. */
export interface AwsResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** An error as AWS answers it. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A value that becomes XML: lists become `<member>` elements, as in AWS's Query protocol. */
export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | { [name: string]: XmlValue };

const builder = new XMLBuilder({ suppressEmptyNode: false, processEntities: true });

/** Builds an XML document. */
export function xml(value: { [name: string]: XmlValue }): string {
  // A carriage return as such would be read as a line feed.
  const text = builder.build(withMembers(value)).replaceAll("\r", "&#xD;");
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
}

function withMembers(value: XmlValue): unknown {
  if (Array.isArray(value)) return value.length === 0 ? "" : { member: value.map(withMembers) };
  if (typeof value !== "object" || value === undefined) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      // A name that begins with `=` holds a list without `<member>`, as in S3.
      .map(([name, inner]) =>
        name.startsWith("=")
          ? [name.slice(1), (inner as readonly XmlValue[]).map(withMembers)]
          : [name, withMembers(inner)],
      ),
  );
}

/** The parameters of a Query request: `Tags.member.1.Key=team` becomes `{ Tags: [{ Key: "team" }] }`. */
export function queryParameters(body: string): Record<string, unknown> {
  const root: Record<string, unknown> = Object.create(null);
  for (const [name, value] of new URLSearchParams(body)) {
    const path = name.split(".").filter((part) => part !== "member");
    let at: Record<string, unknown> = root;
    for (const part of path.slice(0, -1)) {
      at[part] ??= Object.create(null);
      at = at[part] as Record<string, unknown>;
    }
    at[path.at(-1) as string] = value;
  }
  return asLists(root) as Record<string, unknown>;
}

function asLists(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, asLists(inner)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  if (!isList) return Object.fromEntries(entries);
  return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
}

/** Percent-encodes as RFC 3986 has it: what IAM does to documents it answers with. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** One page of a list, and where the next begins. */
export function page<T>(
  items: readonly T[],
  size: number,
  marker: string | undefined,
): { items: readonly T[]; next?: string } {
  const start = marker === undefined ? 0 : Number.parseInt(Buffer.from(marker, "base64url").toString(), 10);
  const from = Number.isInteger(start) && start >= 0 ? start : 0;
  const end = from + size;
  return {
    items: items.slice(from, end),
    ...(end < items.length && { next: Buffer.from(String(end)).toString("base64url") }),
  };
}

/** A JSON answer of the 1.1 protocol. */
export function json(value: unknown, status = 200, errorType?: string): AwsResponse {
  return {
    status,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      ...(errorType !== undefined && { "x-amzn-errortype": errorType }),
    },
    body: JSON.stringify(value),
  };
}
