import { isDeepStrictEqual } from "node:util";
import { type Document, isCollection, isMap, isScalar, isSeq, parseDocument, YAMLMap, type YAMLSeq } from "yaml";
import { keepLines } from "./keep-lines.js";

type Plain = Record<string, unknown>;

/** One line a value, and no block scalars: the library's do not keep every text made of white space. */
export const PRINT = { lineWidth: 0, nullStr: "", blockQuote: false } as const;

/** What a text says, what it shall say, and what holds where it says nothing. */
interface Change {
  before: Plain;
  after: Plain;
  inherited: Plain;
}

/**
 * A YAML text with some of its values changed: first with every untouched line as it was, then as the YAML library
 * prints it. The caller checks which of them says what it should.
 */
export function editText(original: string, change: Change): string[] {
  const source = original.replaceAll("\r\n", "\n");
  const document = parseDocument(source);
  const { contents } = document;
  if (!isMap(contents)) return [];
  const print = () => document.toString(PRINT);
  const untouched = print();
  syncMap(document, contents, change);
  const edited = print();
  const ending = original.includes("\r\n") ? "\r\n" : "\n";
  return [keepLines(source, untouched, edited), edited].map((text) => text.replaceAll("\n", ending));
}

/** Changes the values of a map that differ; what is absent or emptied loses its key, if it is absent without it. */
function syncMap(document: Document, map: YAMLMap, { before, after, inherited }: Change): void {
  const order = Object.keys(after);
  for (const key of new Set([...order, ...Object.keys(before)])) {
    const [old, now, shared] = [before[key], after[key], inherited[key]];
    if (isDeepStrictEqual(old, now)) continue;
    const node = map.get(key, true) as unknown;
    if (now === undefined || isEmptyList(now)) {
      if (shared === undefined || isEmptyList(shared)) map.delete(key);
      else put(map, key, document.createNode(now ?? null), order);
    } else if (Array.isArray(now) && isSeq(node)) syncList(document, node, old as unknown[], now);
    else if (isPlain(now) && !isScalar(node)) {
      const child = isMap(node) ? node : new YAMLMap();
      // The use cases of a file replace those that it would inherit.
      const isWhole = key === "useCases";
      const begin = isWhole && child !== node ? {} : plain(old);
      syncMap(document, child, { before: begin, after: now, inherited: isWhole ? {} : plain(shared) });
      if (child.items.length > 0) put(map, key, child, order);
      else if (isWhole && Object.keys(plain(shared)).length > 0) put(map, key, document.createNode(null), order);
      else map.delete(key);
    } else if (isScalar(node) && !isCollectionValue(now)) {
      node.value = now;
      // Neither a plain scalar nor a block can hold every text; the printer then chooses.
      if (!node.type?.startsWith("QUOTE")) delete node.type;
    } else put(map, key, document.createNode(now), order);
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Sets a key; a new one goes behind the key that stands before it in the format. */
function put(map: YAMLMap, key: string, value: unknown, order: readonly string[]): void {
  if (map.has(key)) {
    map.set(key, value);
    return;
  }
  map.set(key, value);
  const added = map.items.pop();
  if (added === undefined) return;
  const earlier = new Set(order.slice(0, order.indexOf(key)));
  const position = map.items.findLastIndex((pair) =>
    earlier.has(String(isScalar(pair.key) ? pair.key.value : pair.key)),
  );
  map.items.splice(position + 1, 0, added);
}

/** Keeps the entries that remain, with their comments, and puts them in the wanted order. */
function syncList(document: Document, list: YAMLSeq, before: readonly unknown[], after: readonly unknown[]): void {
  const nodes = [...list.items];
  const free = new Set(before.keys());
  const take = (fits: (old: unknown) => boolean): number | undefined => {
    const index = [...free].find((position) => fits(before[position]));
    if (index !== undefined) free.delete(index);
    return index;
  };
  const kept = after.map((item) => take((old) => isDeepStrictEqual(old, item)));
  list.items = after.map((item, position) => {
    const index = kept[position] ?? take((old) => isPlain(old) && isPlain(item) && identity(old) === identity(item));
    const node = index === undefined ? undefined : nodes[index];
    if (node !== undefined && kept[position] !== undefined) return node;
    if (index !== undefined && isMap(node) && isPlain(item)) {
      syncMap(document, node, { before: plain(before[index]), after: item, inherited: {} });
      return node;
    }
    const added = document.createNode(item);
    if (isCollection(added)) added.flow = nodes.some((sibling) => isCollection(sibling) && sibling.flow === true);
    return added;
  });
}

/** What makes two entries of a list the same thing, changed. */
function identity(entry: Plain): unknown {
  return entry.bucket ?? entry.key;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCollectionValue(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function plain(value: unknown): Plain {
  return isPlain(value) ? value : {};
}
