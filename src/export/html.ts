import { createHash } from "node:crypto";
import type { DiffLine } from "../plan/plan.js";
import type { Compiled } from "../role/compile.js";
import { STYLE } from "./html-style.js";
import { html, Markup } from "./html-text.js";
import { jsonText } from "./json.js";
import { accessPicture } from "./picture.js";
import {
  type AccessRequest,
  type RequestChange,
  type RequestOptions,
  type RequestProof,
  requestOf,
} from "./request.js";

/**
 * The request as one page that needs nothing else: no script, no font, no picture from anywhere. Its content security
 * policy lets only its own style through.
 * Source: https://www.w3.org/TR/CSP3/#external-hash
 */
export function exportHtml(compiled: Compiled, options: RequestOptions = {}): string {
  const request = requestOf(compiled, options);
  const { name } = compiled.definition;
  const hash = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Request: the SageMaker execution role ${name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>Request: the SageMaker execution role ${code(name)}</h1>
${opening(compiled, request)}
</header>
${facts(compiled, request)}
<section aria-labelledby="access"><h2 id="access">What it may do</h2>
<figure>${accessPicture(compiled)}</figure>
${accessTable(request)}</section>
${request.change && changeSection(request.change)}
${request.proof && proofSection(request.proof)}
${findings(request)}
${applying(request)}
${documents(request)}
<footer>Made with sagerole. Nothing on this page was fetched from anywhere, and nothing is sent.</footer>
</main>
</body>
</html>`.text
  }\n`;
}

function code(text: string): Markup {
  return html`<code>${text}</code>`;
}

/** Things with commas, and an "and" before the last. */
function listed(items: readonly Markup[]): Markup {
  return html`${items.map((item, index) => html`${index === 0 ? "" : index === items.length - 1 ? " and " : ", "}${item}`)}`;
}

function opening(
  { definition, account, region }: Compiled,
  { requester, verb, useCases, keepsOthers }: AccessRequest,
): Markup {
  const who = requester === undefined ? html`Please ${verb}` : html`${code(requester)} asks you to ${verb}`;
  const uses = useCases.length === 0 ? html`nothing yet` : listed(useCases.map(({ id }) => code(id)));
  const more = [
    ...(definition.attachedManagedPolicies.length > 0 ? [", and what the policies attached to it allow besides"] : []),
    ...(keepsOthers ? [", and what it keeps of others, told below"] : []),
  ];
  return html`<p>${who} the IAM role ${code(definition.name)} in account ${code(account)}. SageMaker assumes it to run ${uses} in ${code(region)}. It may do what is told below${more.join("")}; nothing else.</p>
${definition.description === "" ? undefined : html`<blockquote>${definition.description}</blockquote>`}
<ul>${useCases.map(({ id, title, summary }) => html`<li><b>${title}</b> (${code(id)}). ${summary}</li>`)}</ul>`;
}

function facts({ definition, roleArn }: Compiled, { isGuarded }: AccessRequest): Markup {
  const { permissionsBoundary, attachedManagedPolicies, tags, maxSessionSeconds } = definition;
  const none = html`none`;
  const rows: [string, Markup][] = [
    ["Role", code(roleArn)],
    [
      "May be assumed by",
      isGuarded
        ? html`SageMaker, under the conditions of the trust policy below`
        : html`SageMaker, <b class="bad">without a condition</b>: no guard against a confused deputy`,
    ],
    ["Session length", html`${maxSessionSeconds.toLocaleString("en")} seconds at most`],
    ["Permissions boundary", permissionsBoundary === undefined ? none : code(permissionsBoundary)],
    ["Attached as they are", attachedManagedPolicies.length === 0 ? none : listed(attachedManagedPolicies.map(code))],
    [
      "Tags",
      Object.keys(tags).length === 0
        ? none
        : listed(Object.entries(tags).map(([key, value]) => code(`${key}=${value}`))),
    ],
  ];
  return html`<dl>${rows.map(([term, words]) => html`<dt>${term}</dt><dd>${words}</dd>`)}</dl>`;
}

function accessTable({ access }: AccessRequest): Markup {
  if (access.length === 0) return html`<p>Nothing by policies of its own.</p>`;
  const list = (texts: readonly string[]) => html`<ul>${texts.map((text) => html`<li>${code(text)}</li>`)}</ul>`;
  const rows = access.map(({ effect, actions, resources, conditions, reasons }) => {
    const whys = [...new Set(reasons.map(({ why }) => why))];
    const never = effect === "Deny" ? html`<span class="never">never</span>` : undefined;
    return html`<tr><td>${never}${list(actions.map(({ action }) => action))}</td><td>${list(resources)}</td><td>${list(conditions)}</td><td>${whys.map((why) => html`<p>${why}</p>`)}</td></tr>
`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Every permission"><table>
<thead><tr><th scope="col">may</th><th scope="col">on</th><th scope="col">only if</th><th scope="col">why</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function changeSection({ isNew, summary, steps, remarks, diff, access }: RequestChange): Markup {
  const words = isNew ? "The role does not exist yet." : "The role exists and would be changed.";
  const told = remarks.map((remark) => html`<p>${remark}</p>`);
  const body =
    steps.length === 0
      ? html`<p>Nothing: the role is already exactly this.</p>${told}`
      : html`<p>${words} ${summary}</p><ul>${steps.map((step) => html`<li>${step}</li>`)}</ul>${told}
${isNew ? undefined : html`<h3>The difference</h3>${diffBlock(diff)}`}
${access.length === 0 ? undefined : html`<h3>What that means for its access</h3>${diffBlock(access)}`}`;
  return html`<section aria-labelledby="change"><h2 id="change">What would change</h2>${body}</section>`;
}

const SIGN_CLASS: Record<DiffLine["sign"], string> = { "+": "plus", "-": "minus", "~": "change", " ": "same" };

function diffBlock(lines: readonly DiffLine[]): Markup {
  return html`<pre tabindex="0"><code>${lines.map(
    ({ sign, indent, text }) =>
      html`<span class="${SIGN_CLASS[sign]}">${sign} ${"  ".repeat(indent)}${text.replaceAll("\n", "\\n")}</span>
`,
  )}</code></pre>`;
}

function proofSection({ allowed, denied, wrong }: RequestProof): Markup {
  return html`<section aria-labelledby="proof"><h2 id="proof">Proof</h2>
<p>Decided by an evaluator of IAM policies, from the policies below alone: ${allowed.right} of ${allowed.all} calls SageMaker will make are allowed; ${denied.right} of ${denied.all} calls it must not make are denied.</p>
${wrong.length === 0 ? undefined : html`<p class="bad">Not as it should be:</p><ul>${wrong.map(({ step, call, decision }) => html`<li>${step}: ${code(call.action)} on ${code(call.resource)} is ${decision.decision === "allowed" ? "allowed" : "denied"}</li>`)}</ul>`}</section>`;
}

function findings({ findings }: AccessRequest): Markup {
  const list = findings.map(
    ({ severity, message, remedy }) =>
      html`<div class="finding ${severity}"><b>${severity}</b>${message}${remedy.split("\n").map((line) => html`<br>${line}`)}</div>`,
  );
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2>${list.length === 0 ? html`<p>None.</p>` : list}</section>`;
}

function applying({ file, commands }: AccessRequest): Markup {
  return html`<section aria-labelledby="apply"><h2 id="apply">To apply it</h2>
<p>With the role file ${code(file)} and sagerole, see the change, then make it:</p>
<pre tabindex="0"><code>${commands.join("\n")}</code></pre>
<p>Or make the role by hand from the documents below.</p></section>`;
}

function documents({ documents, callerPolicy }: AccessRequest): Markup {
  const folded = (title: Markup, document: unknown) =>
    html`<details><summary>${title}</summary><pre tabindex="0"><code>${jsonText(document)}</code></pre></details>
`;
  return html`<section aria-labelledby="documents"><h2 id="documents">The documents</h2>
${documents.map(({ title, name, size, document }) => folded(html`${title}${name === undefined ? undefined : html` ${code(name)}`}, ${size.toLocaleString("en")} characters as IAM counts them`, document))}</section>
<section aria-labelledby="caller"><h2 id="caller">For whoever starts the jobs</h2>
<p>Not part of the role. Their own identity needs this, to start work with the role and hand it to SageMaker.</p>
${folded(html`The caller's policy`, callerPolicy)}</section>`;
}
