import type { Path } from "./check-file.js";
import type { ReadShared } from "./role-file.js";
import { LARGEST_FILE } from "./schema.js";
import { offsetOf, type Placed, readYaml, says, type YamlText } from "./yaml-text.js";

type Plain = Record<string, unknown>;

/** How many files may extend one another. */
const LONGEST_CHAIN = 10;

/**
 * A role file and the files it extends, nearest first. A fault of `extends` stands in the last one.
 * @param text the role file
 */
export function readChain(text: string, name: string, read?: ReadShared): YamlText[] {
  const chain: YamlText[] = [];
  let next: { text: string; name: string } | undefined = { text, name };
  while (next !== undefined) {
    const layer = readYaml(next.text, next.name);
    chain.push(layer);
    next = follow(layer, chain, read);
  }
  return chain;
}

function follow(layer: YamlText, chain: readonly YamlText[], read: ReadShared | undefined) {
  const path = isPlain(layer.content) ? layer.content.extends : undefined;
  if (path === undefined || path === null) return undefined;
  const refuse = (message: string) => {
    layer.faults.push({ offset: layer.document ? offsetOf(layer.document, { path: ["extends"] }) : 0, message });
    return undefined;
  };
  // Its type is the schema's business.
  if (typeof path !== "string") return undefined;
  if (!/\.ya?ml$/.test(path) || /^([/\\]|[a-z]+:)/i.test(path)) {
    return refuse(
      `extends names a YAML file beside this one, such as ../ml.defaults.yaml, not ${JSON.stringify(path)}.`,
    );
  }
  if (read === undefined) return refuse("extends cannot be followed here, where only this text is known.");
  if (chain.length >= LONGEST_CHAIN) return refuse(`More than ${LONGEST_CHAIN} files extend one another.`);
  let shared: { text: string; name: string };
  try {
    shared = read(path, layer.name);
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (chain.some(({ name }) => name === shared.name)) return refuse(`extends leads back to ${shared.name}.`);
  if (Buffer.byteLength(shared.text) > LARGEST_FILE) return refuse(`${shared.name} is larger than 1 MB.`);
  return shared;
}

/**
 * What a chain of files says together, by the rules of JSON Merge Patch (https://www.rfc-editor.org/rfc/rfc7396): keys
 * are merged, a list or a text replaces what it extends, a key with nothing after it takes away what it extends. The use
 * cases are replaced as one: what a role is for is never spread over files.
 */
export function mergeChain(chain: readonly YamlText[]): unknown {
  const [own, ...others] = chain.map(({ content }) => content);
  return others.length === 0 ? own : [own, ...others].reduceRight((shared, content) => mergeShared(shared, content));
}

/** One content laid over another. */
export function mergeShared(shared: unknown, own: unknown): unknown {
  if (own === undefined || own === null) return shared;
  if (!isPlain(own) || !isPlain(shared)) return own;
  const { extends: _, useCases, ...rest } = own;
  const { extends: __, ...before } = shared;
  const merged = mergePatch(before, rest) as Plain;
  if (!("useCases" in own)) return merged;
  const { useCases: ___, ...others } = merged;
  return { ...others, useCases };
}

function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isPlain(patch)) return patch;
  const merged = new Map(Object.entries(isPlain(target) ? target : {}));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** The file of a chain that says what stands at a path; the role file itself where none does. */
export function sayer(chain: readonly YamlText[], path: Path): number {
  const found = chain.findIndex(({ document }) => document !== undefined && says(document, path));
  return Math.max(found, 0);
}

/** Where a fault is shown: in which file of the chain, and at what place. */
export function placeOf(chain: readonly YamlText[], fault: { path: Path; atKey?: boolean; message: string }) {
  const layer = sayer(chain, fault.path);
  const document = chain[layer]?.document;
  const placed: Placed = { offset: document ? offsetOf(document, fault) : 0, message: fault.message };
  return { layer, placed };
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
