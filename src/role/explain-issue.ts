import * as z from "zod";
import { didYouMean } from "../base/nearest.js";
import type { Fault, Path } from "./check-file.js";
import { roleFileSchema } from "./schema.js";

type Issue = z.core.$ZodIssue;

/** How many faults are told at once. */
export const MOST_FAULTS = 50;

const EXPECTED: Record<string, string> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
};

/** The schema at a path, without its wrappers for defaults and absence. */
function schemaAt(path: Path): unknown {
  let schema: unknown = roleFileSchema;
  for (const key of [...path, undefined]) {
    while (
      schema instanceof z.ZodOptional ||
      schema instanceof z.ZodNullable ||
      schema instanceof z.ZodDefault ||
      schema instanceof z.ZodPrefault
    ) {
      schema = schema.unwrap();
    }
    if (key === undefined) return schema;
    if (schema instanceof z.ZodObject) schema = schema.shape[key];
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else return undefined;
  }
  return schema;
}

function keysAt(path: Path): string[] {
  const schema = schemaAt(path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Where a key belongs that stands in the wrong place. */
function homeOf(key: string): string | undefined {
  if (keysAt([]).includes(key)) return "at the start of a line, outside every section";
  const section = keysAt([]).find((name) => name !== "useCases" && keysAt([name]).includes(key));
  if (section !== undefined) return `in ${section}`;
  const useCase = keysAt(["useCases"]).find((id) => keysAt(["useCases", id]).includes(key));
  if (useCase !== undefined) return `in useCases, below ${useCase}`;
  return keysAt(["useCases"]).includes(key) ? "in useCases" : undefined;
}

function unknownKey(path: Path, key: string): string {
  const known = keysAt(path);
  const what = path.length === 1 && path[0] === "useCases" ? "use case" : "key";
  const home = homeOf(key);
  if (home !== undefined) return `"${key}" does not belong here. Write it ${home}.`;
  const meant = didYouMean(key, known);
  if (meant !== "") return `Unknown ${what} "${key}".${meant}`;
  const list = known.length === 0 ? "Nothing can stand here." : `Known here: ${known.join(", ")}.`;
  return `Unknown ${what} "${key}". ${list}`;
}

/** A place in words: the nearest key, since line and column tell the rest. */
function label(path: Path): string {
  const key = path.findLast((part) => typeof part === "string");
  const inList = typeof path.at(-1) === "number";
  return key === undefined ? "the file" : inList ? `this entry of ${key}` : key;
}

function found(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "keys with values";
  return typeof value === "string" ? `the text ${JSON.stringify(value)}` : `${value}`;
}

/**
 * @param value what stands there
 * @param source how it is written, when it is a plain scalar
 */
function wrongType(path: Path, expected: string, value: unknown, source: string | undefined): string {
  const name = label(path);
  if (value === undefined) {
    if (path.length === 0) return "The file holds no role. Start with: sagerole: 1";
    const missing = `"${path.at(-1)}" is missing`;
    if (path.length > 1) return `${missing} in ${label(path.slice(0, -1))}.`;
    return path[0] === "sagerole" ? `${missing}. Write sagerole: 1 as the first line.` : `${missing}.`;
  }
  const base = `${name} must be ${EXPECTED[expected] ?? expected}, not ${found(value)}.`;
  if (expected === "string" && source !== undefined && typeof value !== "object") {
    const lost = typeof value === "number" ? "; without quotes YAML reads a number, and leading zeros are lost" : "";
    return `${base} Write it in quotes: "${source}"${lost}.`;
  }
  if (expected === "boolean" && typeof value === "string") {
    if (/^(yes|on|y)$/i.test(value)) return `${base} Write true.`;
    if (/^(no|off|n)$/i.test(value)) return `${base} Write false.`;
  }
  if (expected === "array" && source !== undefined) return `${base} Write [${source}].`;
  if (expected === "object" && path[0] === "data" && typeof value === "string") {
    return `${base} Write { bucket: ${value}, access: read }.`;
  }
  return base;
}

function wrongValue(path: Path, values: readonly unknown[], value: unknown): string {
  if (value === undefined) return wrongType(path, "", value, undefined);
  if (path.length === 1 && path[0] === "sagerole") {
    return `This version reads the format sagerole: 1, not ${found(value)}. Newer files need a newer sagerole.`;
  }
  const known = values.map(String);
  const meant = typeof value === "string" ? didYouMean(value, known) : "";
  return `${label(path)} cannot be ${found(value)}; it must be ${known.length === 1 ? "" : "one of "}${known.join(", ")}.${meant}`;
}

/**
 * What the schema found wrong, in words.
 * @param issue what zod says
 * @param value what stands at the issue's path
 * @param source how it is written, when it is a plain scalar
 */
export function explainIssue(issue: Issue, value: unknown, source: string | undefined): Fault[] {
  const path = issue.path as Path;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys
        .slice(0, MOST_FAULTS)
        .map((key) => ({ path: [...path, key], atKey: true, message: unknownKey(path, key) }));
    case "invalid_type":
      return [{ path, message: wrongType(path, issue.expected, value, source) }];
    case "invalid_value":
      return [{ path, message: wrongValue(path, issue.values, value) }];
    case "too_small":
      return [{ path, message: `${label(path)} needs at least one entry.` }];
    default:
      return [{ path, message: `${label(path)}: ${issue.message}.` }];
  }
}
