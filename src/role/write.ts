import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isScalar, isSeq } from "yaml";
import { emptyRoleFile } from "./defaults.js";
import { editText, PRINT } from "./edit-text.js";
import { parseRoleFile } from "./parse.js";
import type { ReadShared, RoleFile } from "./role-file.js";
import { SCHEMA_URL } from "./schema.js";
import { mergeChain, mergeShared, readChain } from "./shared.js";

type Plain = Record<string, unknown>;

/** What a role file was read from. */
export interface Original {
  text: string;
  /** How messages name it; what it extends is looked for from there. */
  name?: string;
  /** How a file that it extends is read. */
  read?: ReadShared;
}

/**
 * Writes a role file as YAML.
 * @param file what it is to say
 * @param original what it was read from: only what changed is changed there, so comments, order, style and what it
 *   extends stay
 */
export function writeRoleFile(file: RoleFile, original?: Original): string {
  return (original === undefined ? undefined : edit(file, original)) ?? writeNew(file);
}

function writeNew(file: RoleFile): string {
  const document = new Document(withoutDefaults(contentOf(file)));
  document.commentBefore = ` yaml-language-server: $schema=${SCHEMA_URL}`;
  keepShort(document.contents);
  return document.toString(PRINT);
}

/** Lists of prefixes and of uses stand on one line. */
function keepShort(node: unknown): void {
  if (isSeq(node)) for (const item of node.items) keepShort(item);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (isSeq(value) && isScalar(key) && (key.value === "prefixes" || key.value === "for")) value.flow = true;
    keepShort(value);
  }
}

/** What a file says, in the order of the format and as YAML says it. */
function contentOf(file: RoleFile): Plain {
  const { role, account, region, useCases, data, images, keys, network, guardrails, trust, attach, delivery } = file;
  const { name, path, description, maxSessionSeconds, permissionsBoundary, tags } = role;
  const chosen = Object.entries(useCases).map(([id, options]) => [
    id,
    Object.keys(options).length > 0 ? options : null,
  ]);
  const places = data.map(({ bucket, access, prefixes, owner, key }) =>
    present({ bucket, access, prefixes: prefixes.length > 0 ? prefixes : undefined, owner, key }),
  );
  return present({
    sagerole: 1,
    role: present({ name, path, description, maxSessionSeconds, permissionsBoundary, tags }),
    account,
    region,
    useCases: Object.fromEntries(chosen),
    data: places,
    images,
    keys,
    network,
    guardrails,
    trust,
    attach,
    delivery,
  });
}

function present(content: Plain): Plain {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutDefaults(content: Plain): Plain {
  const prune = (value: Plain, defaults: Plain): Plain =>
    Object.fromEntries(
      Object.entries(value)
        .filter(([key, item]) => !isDeepStrictEqual(item, defaults[key]))
        .map(([key, item]) => [key, isPlain(item) && isPlain(defaults[key]) ? prune(item, defaults[key]) : item]),
    );
  return prune(content, defaults());
}

/** What a file says that chooses nothing. */
function defaults(): Plain {
  const { sagerole: _, role, ...others } = contentOf(emptyRoleFile());
  return { ...others, role: { ...(role as Plain), name: undefined } };
}

/** The original text with the file's changes, or undefined where that cannot be done faithfully. */
function edit(file: RoleFile, { text: original, name, read }: Original): string | undefined {
  const contentIn = (text: string) => {
    try {
      return contentOf(parseRoleFile(text, name, read));
    } catch {
      return undefined;
    }
  };
  const before = contentIn(original);
  if (before === undefined) return undefined;
  const after = contentOf(file);
  if (isDeepStrictEqual(before, after)) return original;
  const [, ...shared] = readChain(original, name ?? "", read);
  const inherited = mergeShared(defaults(), mergeChain(shared)) as Plain;
  const edits = editText(original, { before, after, inherited });
  return edits.find((text) => isDeepStrictEqual(contentIn(text), after));
}
