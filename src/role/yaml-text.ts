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
import type { Path } from "./check-file.js";

/** What is said of YAML that nests beyond reason. */
export const TOO_DEEP = "Nested too deeply to be a role file.";

/** A fault with its position in the text. */
export interface Placed {
  offset: number;
  message: string;
}

/** A YAML text that was read. */
export interface YamlText {
  /** How messages name it. */
  name: string;
  lines: LineCounter;
  document?: Document;
  /** What it says; absent where its structure is broken. */
  content?: unknown;
  faults: Placed[];
}

/** Reads YAML. Anchors are expanded a limited number of times, so that a small file cannot become a huge one. */
export function readYaml(text: string, name: string): YamlText {
  const lines = new LineCounter();
  const at = (message: string, faults: Placed[] = []) => ({ name, lines, faults: [...faults, { offset: 0, message }] });
  let document: Document;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  } catch (error) {
    if (error instanceof RangeError) return at(TOO_DEEP);
    throw error;
  }
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    offset: error.pos[0],
    message: explainYaml(error),
  }));
  // What a broken structure seems to hold would only mislead.
  if (document.errors.length > 0) return { name, lines, faults };
  try {
    const keys = keyFaults(document);
    faults.push(...keys.faults);
    if (!keys.plain) return { name, lines, faults };
    return { name, lines, document, content: document.toJS({ maxAliasCount: 100 }), faults };
  } catch (error) {
    return at(error instanceof RangeError ? TOO_DEEP : `${(error as Error).message}.`, faults);
  }
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

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function pairAt(map: unknown, key: string | number) {
  return isMap(map)
    ? map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
    : undefined;
}

/** The node at a path, or undefined. */
export function nodeAt(document: Document, path: Path): unknown {
  let node: unknown = document.contents;
  for (const key of path) {
    const parent = resolved(document, node);
    node = isSeq(parent) ? parent.items[Number(key)] : pairAt(parent, key)?.value;
  }
  return node;
}

/** Whether a text says something at a path: a value, or a key with nothing after it. */
export function says(document: Document, path: Path): boolean {
  if (path.length === 0) return true;
  const parent = resolved(document, nodeAt(document, path.slice(0, -1)));
  const last = path.at(-1) ?? "";
  return isSeq(parent) ? parent.items.length > Number(last) : pairAt(parent, last) !== undefined;
}

/** Where a fault is shown: at the value, at the key, or at the nearest thing around what is missing. */
export function offsetOf(document: Document, { path, atKey }: { path: Path; atKey?: boolean }): number {
  const pair =
    path.length > 0 ? pairAt(resolved(document, nodeAt(document, path.slice(0, -1))), path.at(-1) ?? "") : undefined;
  const node = atKey ? pair?.key : (nodeAt(document, path) ?? pair?.key);
  const range = (node as Node | null | undefined)?.range;
  if (range && !(isScalar(node) && node.value === null && pair)) return range[0];
  const key = (pair?.key as Node | undefined)?.range;
  if (key) return key[0];
  if (path.length === 0) return 0;
  const around = path.slice(0, -1);
  return offsetOf(document, { path: around, atKey: typeof around.at(-1) === "string" });
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
