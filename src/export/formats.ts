import type { Compiled } from "../role/compile.js";
import { exportAwsCli } from "./aws-cli.js";
import { exportCdkPython } from "./cdk-python.js";
import { exportCdkTypescript } from "./cdk-typescript.js";
import { exportCloudFormation } from "./cloudformation.js";
import { exportHtml } from "./html.js";
import { exportJson } from "./json.js";
import { exportMarkdown } from "./markdown.js";
import type { RequestOptions } from "./request.js";
import { exportTerraform, type TerraformOptions } from "./terraform.js";

/** What a format may be told besides the role. */
export type ExportOptions = RequestOptions & TerraformOptions;

/** A form that a role can be handed over in. */
export interface ExportFormat {
  /** As given to `--format`. */
  id: string;
  /** A few plain words for people who choose one. */
  title: string;
  /** What a file of it is called, by the role's name. */
  fileName(roleName: string): string;
  write(compiled: Compiled, options: ExportOptions): string;
  /** Whether it can be made for many accounts at once. */
  forAccounts?: true;
  /** Whether it can tell what would change in the account. */
  tellsOfChange?: true;
}

/** All formats, in the order they are shown: a new one is a file of its own and an entry here. */
export const exportFormats: readonly ExportFormat[] = [
  {
    id: "json",
    title: "JSON: trust policy, policies, and what is attached",
    fileName: (name) => `${name}.json`,
    write: exportJson,
  },
  {
    id: "markdown",
    title: "Markdown: a request for an administrator",
    fileName: () => "REQUEST.md",
    write: exportMarkdown,
    tellsOfChange: true,
  },
  {
    id: "html",
    title: "HTML: the request as a page",
    fileName: () => "REQUEST.html",
    write: exportHtml,
    tellsOfChange: true,
  },
  {
    id: "terraform",
    title: "Terraform: resources of the AWS provider",
    fileName: (name) => `${name}.tf`,
    write: exportTerraform,
    forAccounts: true,
  },
  {
    id: "cloudformation",
    title: "CloudFormation: a template in YAML",
    fileName: (name) => `${name}.yaml`,
    write: exportCloudFormation,
    forAccounts: true,
  },
  {
    id: "cdk-typescript",
    title: "CDK: a construct in TypeScript",
    fileName: (name) => `${name}.ts`,
    write: exportCdkTypescript,
  },
  {
    id: "cdk-python",
    title: "CDK: a construct in Python",
    fileName: (name) => `${name.replace(/[^A-Za-z0-9]+/g, "_")}.py`,
    write: exportCdkPython,
  },
  {
    id: "cli",
    title: "AWS CLI: a shell script",
    fileName: (name) => `${name}.sh`,
    write: exportAwsCli,
  },
];
