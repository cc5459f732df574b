import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exportHtml } from "../../src/export/html.js";
import { prove } from "../../src/role/prove.js";
import { example, HOSTILE } from "../export/fixtures.js";
import { tainted } from "../export/tainted.js";

const CHROMIUM = process.env.SAGEROLE_CHROMIUM ?? "chromium";
const folder = mkdtempSync(join(tmpdir(), "sagerole-page-"));

/** Headless Chromium on a page. */
function chromium(page: string, ...args: string[]) {
  const path = join(folder, "page.html");
  writeFileSync(path, page);
  const { stdout, stderr } = spawnSync(
    CHROMIUM,
    ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0", ...args, `file://${path}`],
    { encoding: "utf8", timeout: 60_000 },
  );
  return { stdout, complaints: stderr.split("\n").filter((line) => /CONSOLE/.test(line)) };
}

describe.skipIf(spawnSync(CHROMIUM, ["--version"]).status !== 0)("the request in a browser", () => {
  it("takes its own style, and nothing on it is refused", () => {
    const { stdout, complaints } = chromium(exportHtml(example(), { proof: prove(example()) }), "--dump-dom");
    expect(complaints).toEqual([]);
    expect(stdout).toContain("Request: the SageMaker execution role");
  });

  it("shows text that would be a script as text", () => {
    const attack = "<script>document.title='run'</script><img src=x onerror=document.title='run'>";
    const text = [attack, ...HOSTILE].join("\n");
    const { stdout, complaints } = chromium(exportHtml(tainted(text), { file: text, requester: text }), "--dump-dom");
    expect(/<title>([^<]*)</.exec(stdout)?.[1]).toBe("Request: the SageMaker execution role churn-training");
    expect(complaints).toEqual([]);
  });

  it("would refuse a script, were there one", () => {
    const page = exportHtml(example()).replace("</main>", "</main><script>document.title='run'</script>");
    const { stdout, complaints } = chromium(page, "--dump-dom");
    expect(stdout).not.toContain("<title>run");
    expect(complaints.join()).toContain("Content Security Policy");
  });

  it("goes onto paper", () => {
    const paper = join(folder, "page.pdf");
    chromium(exportHtml(example()), `--print-to-pdf=${paper}`);
    expect(readFileSync(paper, "latin1").slice(0, 5)).toBe("%PDF-");
  });
});
