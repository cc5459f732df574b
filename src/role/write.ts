import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isScalar, isSeq } from "yaml";
import { emptyRoleFile } from "./defaults.js";
import { editText, PRINT } from "./edit-text.js";
import { parseRoleFile } from "./parse.js";
import type { RoleFile } from "./role-file.js";
import { SCHEMA_URL } from "./schema.js";

type Plain = Record<string, unknown>;

/**
 * Writes a role file as YAML.
 * @param file what it is to say
 * @param original the text it was read from: only what changed is changed there, so comments, order and style stay
 */
export function writeRoleFile(file: RoleFile, original?: string): string {
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
  const { sagerole: _, ...defaults } = contentOf(emptyRoleFile());
  return prune(content, { ...defaults, role: { ...(defaults.role as Plain), name: undefined } });
}

/** The original text with the file's changes, or undefined where that cannot be done faithfully. */
function edit(file: RoleFile, original: string): string | undefined {
  const read = (text: string) => {
    try {
      return contentOf(parseRoleFile(text));
    } catch {
      return undefined;
    }
  };
  const before = read(original);
  if (before === undefined) return undefined;
  const after = contentOf(file);
  if (isDeepStrictEqual(before, after)) return original;
  const edits = editText(original, { before, after, brief: withoutDefaults(after) });
  return edits.find((text) => isDeepStrictEqual(read(text), after));
}
