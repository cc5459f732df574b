import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { describe, expect, it } from "vitest";
import { printable } from "../../src/base/printable.js";
import { exportHtml } from "../../src/export/html.js";
import type { RequestOptions } from "../../src/export/request.js";
import { accessReport } from "../../src/plan/access.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { type Compiled, compile } from "../../src/role/compile.js";
import { parseRoleFile } from "../../src/role/parse.js";
import { prove } from "../../src/role/prove.js";
import { EXAMPLE } from "../role/example.js";
import { example, HOSTILE } from "./fixtures.js";
import { BREAKERS, tainted } from "./tainted.js";

type Node = DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.Document;

interface Page {
  text: string;
  elements: { name: string; attributes: Record<string, string> }[];
}

/** What a page holds, as a browser reads it: its text, and its elements with their attributes. */
function read(page: string): Page {
  const found: Page = { text: "", elements: [] };
  const walk = (node: Node) => {
    if (node.nodeName === "#text") found.text += (node as DefaultTreeAdapterTypes.TextNode).value;
    if ("tagName" in node) {
      const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
      found.elements.push({ name: node.tagName, attributes });
    }
    if ("childNodes" in node && node.nodeName !== "style") for (const child of node.childNodes) walk(child);
  };
  walk(parse(page));
  return found;
}

function page(compiled: Compiled, options: RequestOptions = {}): Page {
  return read(exportHtml(compiled, options));
}

const ELEMENTS = new Set(
  `html head meta title style body main header footer section h1 h2 h3 p ul li b br code pre blockquote dl dt dd div span
  table thead tbody tr th td figure svg desc defs marker path g rect text details summary`.split(/\s+/),
);

describe("the request as a page", () => {
  it("says who asks for what and why, what it comes to, and how to apply it", () => {
    const compiled = example();
    const { text } = page(compiled, {
      proof: prove(compiled),
      plan: makePlan(compiled, undefined),
      requester: "arn:aws:sts::111122223333:assumed-role/DataScientist/ana",
      file: "churn-training.role.yaml",
    });
    expect(text).toContain(
      "arn:aws:sts::111122223333:assumed-role/DataScientist/ana asks you to create the IAM role churn-training in account 111122223333.",
    );
    expect(text).toContain("Train models (training).");
    expect(text).toMatch(/(\d+) of \1 calls SageMaker will make are allowed; (\d+) of \2 calls it must not make/);
    expect(text).toContain("The role does not exist yet. Plan: 2 to add, 0 to change, 0 to remove.");
    expect(text).toContain("sagerole plan churn-training.role.yaml\nsagerole apply churn-training.role.yaml");
    for (const { document } of compiled.definition.policies) {
      expect(text).toContain(JSON.stringify(document, undefined, 2));
      for (const { Sid } of document.Statement) expect(text).toContain(Sid);
    }
    expect(text).toContain(JSON.stringify(compiled.callerPolicy, undefined, 2));
  });

  it("tells how a role that is there would change, and what that means", async () => {
    const file = parseRoleFile(EXAMPLE);
    const before = compile({ ...file, data: file.data.slice(1) });
    const after = compile(file);
    const live = { arn: before.roleArn, definition: before.definition, versions: {} };
    const access = await accessReport(before.definition, after.definition, {});
    const { text } = page(after, { plan: makePlan(after, live), access });
    expect(text).toContain("Please update the IAM role");
    expect(text).toMatch(/\+ .*arn:aws:s3:::acme-train/);
    expect(text).toContain("Access: the change WIDENS the role");
  });

  it("draws every thing with what the role does to it, and counts what has no room", () => {
    const file = parseRoleFile(EXAMPLE);
    const many = Array.from({ length: 12 }, (_, index) => ({
      bucket: `acme-${index}`,
      access: "read" as const,
      prefixes: [],
    }));
    const { text } = page(compile({ ...file, data: many }));
    expect(text).toContain("8 more, in the table below");
    const { elements, text: few } = page(compile(file));
    expect(few).toContain("acme-train: raw/");
    for (const relation of ["read", "write", "read and write", "use"]) expect(few).toContain(relation);
    const [picture] = elements.filter(({ name }) => name === "svg");
    expect(picture?.attributes).toMatchObject({ role: "img", "aria-labelledby": "picture-title picture-words" });
  });

  it("needs nothing from anywhere, and lets no script run", () => {
    const { elements } = page(example(), { proof: prove(example()) });
    for (const { name, attributes } of elements) {
      expect(ELEMENTS, name).toContain(name);
      for (const [key, value] of Object.entries(attributes)) {
        expect(key).not.toMatch(/^(on|style$|src|href|xlink)/);
        if (!key.startsWith("marker")) expect(value).not.toMatch(/url\(|javascript:/);
      }
    }
    const policy = elements.find(({ attributes }) => attributes["http-equiv"] === "Content-Security-Policy");
    expect(policy?.attributes.content).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]+=*'; base-uri/);
  });

  it("has its headings in order, and a name for every region", () => {
    const { elements } = page(example(), { proof: prove(example()), plan: makePlan(example(), undefined) });
    const levels = elements.flatMap(({ name }) => (/^h\d$/.test(name) ? [Number(name.slice(1))] : []));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    const ids = new Set(elements.map(({ attributes }) => attributes.id));
    for (const { name, attributes } of elements) {
      if (name === "section") expect(ids).toContain(attributes["aria-labelledby"]);
      if (name === "th") expect(attributes.scope).toBe("col");
    }
    expect(elements[0]?.attributes.lang).toBe("en");
  });

  it.each([...HOSTILE, ...BREAKERS])("keeps text from outside as text: %j", (text) => {
    const compiled = {
      ...tainted(text),
      findings: [{ id: "x", severity: "warning" as const, message: text, remedy: text }],
    };
    const made = page(compiled, { file: text, requester: text });
    expect(made.text).toContain(text.split("\n").map(printable).join("\n").replaceAll("\r", ""));
    expect(made.elements.filter(({ name }) => !ELEMENTS.has(name))).toEqual([]);
    const attributes = new Set(made.elements.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...attributes].filter((name) => /^(on|src|href|style$)/.test(name))).toEqual([]);
  });
});
