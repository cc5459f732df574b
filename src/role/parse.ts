import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from "yaml";
import { Problem } from "../base/problem.js";
import { checkFile, type Fault, type Path } from "./check-file.js";
import { explainIssue, MOST_FAULTS } from "./explain-issue.js";
import type { RoleFile } from "./role-file.js";
import { LARGEST_FILE, roleFileSchema } from "./schema.js";

const TOO_DEEP = "Nested too deeply to be a role file.";

/** A fault with its position in the text. */
interface Placed {
  offset: number;
  message: string;
}

/**
 * Reads a role file and fills in its defaults.
 * @param text the file's content
 * @param fileName how messages name the file
 * @throws Problem `role-file`, whose details name every fault as `file:line:column message`
 */
export function parseRoleFile(text: string, fileName = "role file"): RoleFile {
  if (Buffer.byteLength(text) > LARGEST_FILE) {
    throw refuse(fileName, ["1:1 Larger than 1 MB, so it is hardly a role file."]);
  }
  const lines = new LineCounter();
  const document = readDocument(text, lines, fileName);
  const { file, faults } = readContent(document);
  if (file !== undefined && faults.length === 0) return file;
  const seen = new Set<string>();
  const details = faults
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return `${Math.max(line, 1)}:${Math.max(col, 1)} ${message}`;
    })
    .filter((detail) => !seen.has(detail) && seen.add(detail));
  throw refuse(fileName, details.slice(0, MOST_FAULTS));
}

function refuse(fileName: string, details: readonly string[]): Problem {
  const count = details.length === 1 ? "a fault" : `${details.length} faults`;
  return new Problem("role-file", `${fileName} has ${count}.`, "Correct the file and try again.", {
    details: details.map((detail) => `${fileName}:${detail}`),
  });
}

/** Reads YAML. Anchors are expanded a limited number of times, so that a small file cannot become a huge one. */
function readDocument(text: string, lines: LineCounter, fileName: string): Document {
  try {
    return parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) throw refuse(fileName, [`1:1 ${TOO_DEEP}`]);
    throw error;
  }
}

function readContent(document: Document): { file?: RoleFile; faults: Placed[] } {
  const faults: Placed[] = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: explainYaml(error),
  }));
  // What a broken structure seems to hold would only mislead.
  if (document.errors.length > 0) return { faults };
  let raw: unknown;
  try {
    const keys = keyFaults(document);
    faults.push(...keys.faults);
    if (!keys.plain) return { faults };
    raw = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const message = error instanceof RangeError ? TOO_DEEP : `${(error as Error).message}.`;
    return { faults: [...faults, { offset: 0, message }] };
  }
  const content = withoutEmpty(raw);
  const result = roleFileSchema.safeParse(content);
  const shape = (result.error?.issues ?? []).slice(0, MOST_FAULTS).flatMap((issue) => {
    const path = issue.path as Path;
    const node = nodeAt(document, path);
    const plain = isScalar(node) && node.type === "PLAIN" ? node.source : undefined;
    return explainIssue(issue, valueAt(content, path), plain);
  });
  for (const fault of [...shape, ...checkFile(content).slice(0, MOST_FAULTS)]) {
    faults.push({ offset: offsetOf(document, fault), message: fault.message });
  }
  if (!result.success) return { faults };
  const useCases = Object.entries(result.data.useCases).map(([id, options]) => [id, options ?? {}]);
  return { file: { ...result.data, useCases: Object.fromEntries(useCases) }, faults };
}

/**
 * Keys written twice, and keys that are no plain value. Asked here because the library compares every key with every
 * other, and takes minutes over keys that are nested maps.
 */
function keyFaults(document: Document): { faults: Placed[]; plain: boolean } {
  const faults: Placed[] = [];
  let plain = true;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const offset = (key as Node | null)?.range?.[0] ?? 0;
        if (!isScalar(key)) {
          faults.push({ offset, message: "A key must be a plain word." });
          plain = false;
        } else if (seen.has(key.value)) {
          faults.push({ offset, message: `"${key.value}" is written twice; keep one.` });
        }
        if (isScalar(key)) seen.add(key.value);
      }
    },
  });
  return { faults, plain };
}

/** A key with nothing after it counts as left out, save a use case, which it chooses. */
function withoutEmpty(raw: unknown): unknown {
  const clean = (value: unknown, keepNull: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => clean(item, false));
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([, item]) => keepNull || item !== null);
    return Object.fromEntries(entries.map(([key, item]) => [key, clean(item, false)]));
  };
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return raw ?? undefined;
  const { useCases, ...rest } = raw as Record<string, unknown>;
  const file = clean(rest, false) as Record<string, unknown>;
  return useCases === undefined || useCases === null ? file : { ...file, useCases: clean(useCases, true) };
}

function valueAt(content: unknown, path: Path): unknown {
  let value = content;
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key];
  return value;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function pairAt(map: unknown, key: string | number) {
  return isMap(map)
    ? map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
    : undefined;
}

function nodeAt(document: Document, path: Path): unknown {
  let node: unknown = document.contents;
  for (const key of path) {
    const parent = resolved(document, node);
    node = isSeq(parent) ? parent.items[Number(key)] : pairAt(parent, key)?.value;
  }
  return node;
}

/** Where a fault is shown: at the value, at the key, or at the nearest thing around what is missing. */
function offsetOf(document: Document, { path, atKey }: Fault): number {
  const pair =
    path.length > 0 ? pairAt(resolved(document, nodeAt(document, path.slice(0, -1))), path.at(-1) ?? "") : undefined;
  const node = atKey ? pair?.key : (nodeAt(document, path) ?? pair?.key);
  const range = (node as Node | null | undefined)?.range;
  if (range && !(isScalar(node) && node.value === null && pair)) return range[0];
  const key = (pair?.key as Node | undefined)?.range;
  if (key) return key[0];
  if (path.length === 0) return 0;
  const around = path.slice(0, -1);
  return offsetOf(document, { path: around, atKey: typeof around.at(-1) === "string", message: "" });
}

/** The YAML library's words, where they do not say what a person can do. */
function explainYaml(error: YAMLError): string {
  switch (error.code) {
    case "TAB_AS_INDENT":
      return "YAML is indented with spaces, not tabs.";
    case "MULTIPLE_DOCS":
      return "A role file holds one document; remove the line --- and what follows.";
    default:
      return `Not valid YAML: ${error.message.split("\n")[0]}.`.replace(/\.\.$/, ".");
  }
}
