import type { Compiled } from "../role/compile.js";
import { exportHtml } from "./html.js";
import { jsonText } from "./json.js";
import { exportMarkdown } from "./markdown.js";
import type { RequestOptions } from "./request.js";

/** A file of a hand-over. */
export interface HandOverFile {
  name: string;
  text: string;
}

/**
 * What to give to somebody who may create roles: the role file, each document as JSON, and the request in words,
 * for a pull request and as a page.
 * @param roleFile the role file's text
 */
export function handOverFiles(compiled: Compiled, roleFile: string, options: RequestOptions = {}): HandOverFile[] {
  const { definition, callerPolicy } = compiled;
  const file = `${definition.name}.role.yaml`;
  const json = (value: unknown) => `${jsonText(value)}\n`;
  return [
    { name: "REQUEST.md", text: exportMarkdown(compiled, { ...options, file }) },
    { name: "REQUEST.html", text: exportHtml(compiled, { ...options, file }) },
    { name: file, text: roleFile },
    { name: "trust-policy.json", text: json(definition.trustPolicy) },
    ...definition.policies.map((policy) => ({ name: `policy-${policy.name}.json`, text: json(policy.document) })),
    { name: "caller-policy.json", text: json(callerPolicy) },
  ];
}
