import fc from "fast-check";
import { marked } from "marked";
import { describe, expect, it } from "vitest";
import { printable, printableLines } from "../../src/base/printable.js";
import { exportHtml } from "../../src/export/html.js";
import { exportMarkdown } from "../../src/export/markdown.js";
import type { RequestOptions } from "../../src/export/request.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { withOthers } from "../../src/plan/others.js";
import type { Compiled } from "../../src/role/compile.js";
import { prove } from "../../src/role/prove.js";
import { allow, inline, trust } from "../plan/fixtures.js";
import { example, HOSTILE } from "./fixtures.js";

/** The HTML that GitHub's dialect makes of a request. */
function html(compiled: Compiled, options: RequestOptions = {}): string {
  return marked.parse(exportMarkdown(compiled, options), { async: false, gfm: true });
}

/** What a reader sees of HTML, and the tags it is made of. */
function seen(page: string): { text: string; tags: Set<string> } {
  const tags = new Set([...page.matchAll(/<\/?([^\s>]+)[^>]*>/g)].map(([, name]) => name ?? ""));
  const text = page
    .replace(/<[^>]*>/g, "")
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name) => ({ lt: "<", gt: ">", quot: '"', amp: "&" })[name as "lt"]);
  return { text, tags };
}

/** The example with a text from outside everywhere such a text can stand. */
function tainted(text: string): Compiled {
  const compiled = example();
  const { definition } = compiled;
  return {
    ...compiled,
    definition: {
      ...definition,
      description: text,
      tags: { [text]: text },
      policies: definition.policies.map((policy) => ({
        ...policy,
        document: {
          ...policy.document,
          Statement: policy.document.Statement.map((statement) => ({
            ...statement,
            Resource: [`arn:aws:s3:::acme/${text}`],
            Condition: { StringLike: { "s3:prefix": text } },
          })),
        },
      })),
    },
    provenance: compiled.provenance.map((entry) => ({
      ...entry,
      reasons: entry.reasons.map((reason) => ({ ...reason, why: text })),
    })),
    findings: [{ id: "x", severity: "warning", message: text, remedy: text }],
  };
}

const TAGS = new Set("h1 h2 p ul li strong code pre a table thead tbody tr th td br blockquote".split(" "));

describe("the request in Markdown", () => {
  it("says who asks for what and why, what it comes to, and how to apply it", () => {
    const compiled = example();
    const text = exportMarkdown(compiled, {
      proof: prove(compiled),
      plan: makePlan(compiled, undefined),
      requester: "arn:aws:sts::111122223333:assumed-role/DataScientist/ana",
      file: "churn-training.role.yaml",
    });
    expect(text).toContain(
      "`arn:aws:sts::111122223333:assumed-role/DataScientist/ana` asks you to create the IAM role `churn-training` in account `111122223333`. SageMaker assumes it to run `training` and `endpoint` in `eu-west-1`. It may do what the table below says; nothing else.",
    );
    expect(text).toMatch(/- \*\*Permissions boundary:\*\* `arn:aws:iam::111122223333:policy\/ml-boundary`/);
    expect(text).toMatch(
      /(\d+) of \1 calls SageMaker will make are allowed; (\d+) of \2 calls it must not make are denied/,
    );
    expect(text).toContain("The role does not exist yet. Plan: 2 to add, 0 to change, 0 to remove.");
    expect(text).toContain(
      "```sh\nsagerole plan churn-training.role.yaml\nsagerole apply churn-training.role.yaml\n```",
    );
    for (const document of [
      compiled.definition.trustPolicy,
      ...compiled.definition.policies.map((policy) => policy.document),
      compiled.callerPolicy,
    ]) {
      expect(text).toContain(`\`\`\`json\n${JSON.stringify(document, undefined, 2)}\n\`\`\``);
    }
  });

  it("says what is taken from others or kept of them, and claims no more than that", () => {
    const compiled = example();
    const byHand = {
      ...compiled.definition,
      trustPolicy: trust(),
      policies: [inline("by-hand", allow("All", "s3:*"))],
    };
    const text = (others: "keep" | "replace") => {
      const definition = withOthers(compiled.definition, byHand, others);
      const plan = makePlan({ ...compiled, definition }, { arn: compiled.roleArn, definition: byHand, versions: {} });
      return [exportMarkdown(compiled, { plan }), exportHtml(compiled, { plan })];
    };
    for (const kept of text("keep")) {
      expect(kept).toMatch(
        /says, and what it keeps of others, told below; nothing else|told below, and what it keeps of others, told below; nothing else/,
      );
      expect(kept).toContain("Kept, and not made by sagerole: the inline policy by-hand.");
      expect(kept).toMatch(/sagerole apply \S+ --others keep/);
    }
    for (const lost of text("replace")) {
      expect(lost).toMatch(/was not made by sagerole, and would be taken over: .*the inline policy by-hand is removed/);
      expect(lost).not.toMatch(/keeps of others|--others keep/);
    }
  });

  it("gives each statement a row: actions, resources, conditions and reasons", () => {
    const compiled = example();
    const rows = html(compiled).match(/<tr>/g) ?? [];
    const statements = compiled.definition.policies.flatMap((policy) => policy.document.Statement);
    expect(rows).toHaveLength(statements.length + 1);
    const { text } = seen(html(compiled));
    for (const { reasons } of compiled.provenance) for (const { why } of reasons) expect(text).toContain(why);
  });

  it("does not claim more than is so", () => {
    const compiled = example();
    const wide = {
      ...compiled,
      definition: { ...compiled.definition, attachedManagedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
    };
    expect(exportMarkdown(wide)).toContain("and what the policies attached to it allow besides; nothing else");
    const [, ...rest] = compiled.definition.trustPolicy.Statement;
    const [{ Condition, ...open }] = compiled.definition.trustPolicy.Statement as [
      (typeof compiled.definition.trustPolicy.Statement)[number],
    ];
    const unguarded = {
      ...compiled,
      definition: {
        ...compiled.definition,
        trustPolicy: { ...compiled.definition.trustPolicy, Statement: [open, ...rest] },
      },
    };
    expect(exportMarkdown(unguarded)).toContain("**without a condition** (no guard against a confused deputy)");
    expect(exportMarkdown(compiled)).toContain("under the conditions of the trust policy below");
  });

  it("names the calls that are not decided as they should be", () => {
    const compiled = example();
    const proof = prove(compiled).map((line, index) =>
      index === 0 ? { ...line, decision: { ...line.decision, decision: "implicitDeny" as const } } : line,
    );
    const text = exportMarkdown(compiled, { proof });
    expect(text).toContain("**Not as it should be:**");
    expect(text).toContain(`\`${proof[0]?.call.action}\` on \`${proof[0]?.call.resource}\` is denied`);
  });

  it.each(HOSTILE)("shows %j as text, wherever it stands", (hostile) => {
    const page = html(tainted(hostile));
    const { text, tags } = seen(page);
    expect([...tags].filter((tag) => !TAGS.has(tag))).toEqual([]);
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, link]) => link)).toEqual([
      "https://www.npmjs.com/package/sagerole",
    ]);
    const shown = printable(hostile);
    expect(text).toContain(`${shown}=${shown}`);
    expect(text).toContain(`arn:aws:s3:::acme/${shown}`);
    expect(text).toContain(`s3:prefix StringLike ${shown}`);
    expect(page.match(/<h2>/g)).toHaveLength(html(example()).match(/<h2>/g)?.length ?? 0);
    expect(page.match(/<td>/g)).toHaveLength(html(example()).match(/<td>/g)?.length ?? 0);
  });

  it("lets no text become markup or draw on a terminal", () => {
    const awkward = fc.string({
      unit: fc.constantFrom(..."`|\\<>&*_[]()!#-+~=:/@ \n\t1a.w\u001b\u009b\u202e\u2028"),
      minLength: 1,
      maxLength: 12,
    });
    const cells = html(example()).match(/<td>/g)?.length;
    fc.assert(
      fc.property(awkward, (text) => {
        const markdown = exportMarkdown(tainted(text));
        expect(printableLines(markdown)).toBe(markdown);
        const page = html(tainted(text));
        expect([...seen(page).tags].filter((tag) => !TAGS.has(tag))).toEqual([]);
        expect(page.match(/href=/g)).toHaveLength(1);
        expect(page.match(/<td>/g)).toHaveLength(cells ?? 0);
        expect(seen(page).text).toContain(`arn:aws:s3:::acme/${printable(text)}`);
      }),
      { numRuns: 60 },
    );
  });

  it("writes names that a shell would read otherwise as one word that is a file", () => {
    const text = exportMarkdown(example(), { file: "-rf $(id) 'x'.role.yaml" });
    expect(text).toContain(`sagerole apply ./'-rf $(id) '\\''x'\\''.role.yaml'`);
  });
});
