import { isScalar } from "yaml";
import { Problem } from "../base/problem.js";
import { checkFile, type Path } from "./check-file.js";
import { explainIssue, MOST_FAULTS } from "./explain-issue.js";
import type { ReadShared, RoleFile } from "./role-file.js";
import { LARGEST_FILE, roleFileSchema } from "./schema.js";
import { mergeChain, placeOf, readChain, sayer } from "./shared.js";
import { nodeAt, type YamlText } from "./yaml-text.js";

/**
 * Reads a role file, with the file it extends, and fills in the defaults.
 * @param text the file's content
 * @param fileName how messages name the file
 * @param read how a file that `extends` names is read; without it such role files are refused
 * @throws Problem `role-file`, whose details name every fault as `file:line:column message`
 */
export function parseRoleFile(text: string, fileName = "role file", read?: ReadShared): RoleFile {
  if (Buffer.byteLength(text) > LARGEST_FILE) {
    throw refuse(fileName, [`${fileName}:1:1 Larger than 1 MB, so it is hardly a role file.`]);
  }
  const chain = readChain(text, fileName, read);
  const file = readContent(chain);
  const details = chain.flatMap(faultLines);
  if (file !== undefined && details.length === 0) return file;
  throw refuse(fileName, details.slice(0, MOST_FAULTS));
}

/** The faults of a text in its order, each said once. */
function faultLines({ name, lines, faults }: YamlText): string[] {
  const details = faults
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)} ${message}`;
    });
  return [...new Set(details)];
}

function refuse(fileName: string, details: readonly string[]): Problem {
  const count = details.length === 1 ? "a fault" : `${details.length} faults`;
  return new Problem("role-file", `${fileName} has ${count}.`, "Correct the file and try again.", { details });
}

/** What the files come to; adds what is wrong with it to the faults of the file that says it. */
function readContent(chain: readonly YamlText[]): RoleFile | undefined {
  // What one file lacks would be reported as a fault of another.
  if (chain.some(({ faults, content }) => faults.length > 0 && content === undefined)) return undefined;
  if (chain.length > 1 && chain.some(({ faults }) => faults.length > 0)) return undefined;
  const content = withoutEmpty(mergeChain(chain));
  const result = roleFileSchema.safeParse(content);
  const shape = (result.error?.issues ?? []).slice(0, MOST_FAULTS).flatMap((issue) => {
    const path = issue.path as Path;
    const { document } = chain[sayer(chain, path)] ?? {};
    const node = document && nodeAt(document, path);
    const plain = isScalar(node) && node.type === "PLAIN" ? node.source : undefined;
    return explainIssue(issue, valueAt(content, path), plain);
  });
  for (const fault of [...shape, ...checkFile(content).slice(0, MOST_FAULTS)]) {
    const { layer, placed } = placeOf(chain, fault);
    chain[layer]?.faults.push(placed);
  }
  if (!result.success) return undefined;
  const { extends: _, ...file } = result.data;
  const useCases = Object.entries(file.useCases).map(([id, options]) => [id, options ?? {}]);
  return { ...file, useCases: Object.fromEntries(useCases) };
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
