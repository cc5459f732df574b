import type { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { EXIT_CODES } from "./exit-codes.js";

/** Texts of the manual page that no command holds. */
const DESCRIPTION =
  "sagerole makes least-privilege Amazon SageMaker execution roles. Without a command it starts the wizard, which asks what the role is for, shows its policy and what would change in IAM, and applies it if wanted. Every command reads a role file, *.role.yaml, which the wizard writes as well. With --sandbox the embedded account answers in place of AWS.";

const ENVIRONMENT: readonly [string, string][] = [
  [
    "AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL",
    "As for the AWS CLI, like all that the AWS SDK reads; flags go before them.",
  ],
  ["NO_COLOR", "When set and not empty, no colours."],
  ["FORCE_COLOR", "When set, colours even where the output is not a terminal."],
  ["XDG_STATE_HOME", "Where drafts, journals and the embedded account are kept, in a folder of sagerole's own."],
  ["SAGEROLE_SANDBOX_FAULTS", "What goes wrong in the embedded account, as JSON, to try out failures."],
  ["SAGEROLE_DEBUG", "When 1, an unexpected failure shows where it happened."],
];

const EXAMPLES: readonly [string, string][] = [
  ["sagerole --sandbox", "Try the wizard on the embedded account."],
  ["sagerole check churn.role.yaml", "Prove a role file, without a call to AWS."],
  ["sagerole plan roles/*.role.yaml --fail-on-widening", "Check role files in a pull request."],
  ["sagerole plan churn.role.yaml --out churn.plan && sagerole apply churn.plan", "Apply exactly what was shown."],
];

/** The manual page of the program, in roff's man macros, from the commands themselves. */
export function manPage(program: Command): string {
  const { version } = manifest;
  return [
    `.TH SAGEROLE 1 "" "sagerole ${version}" "User Commands"`,
    ".SH NAME",
    "sagerole \\- least\\-privilege Amazon SageMaker execution roles",
    ".SH SYNOPSIS",
    ".B sagerole",
    text("[flags]"),
    ".br",
    ".B sagerole",
    text("<command> [arguments] [flags]"),
    ".SH DESCRIPTION",
    text(DESCRIPTION),
    ".SH FLAGS OF THE WIZARD",
    ...flags(program),
    ".SH COMMANDS",
    ...program.commands.flatMap((command) => section(command, "")),
    ".SH EXIT STATUS",
    ...EXIT_CODES.flatMap(([code, means]) => tagged(bold(code), means)),
    ".SH ENVIRONMENT",
    ...ENVIRONMENT.flatMap(([name, means]) => tagged(bold(name), means)),
    ".SH EXAMPLES",
    ...EXAMPLES.flatMap(([line, means]) => tagged(bold(line), means)),
    ".SH SEE ALSO",
    text("aws(1), https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html"),
    "",
  ].join("\n");
}

/** A command with its flags, or the commands below it. */
function section(command: Command, prefix: string): string[] {
  const name = `${prefix}${command.name()}`;
  if (command.commands.length > 0) return command.commands.flatMap((below) => section(below, `${name} `));
  const operands = command.registeredArguments.map((argument) => {
    const shown = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${shown}>` : `[${shown}]`;
  });
  const told = command.registeredArguments.filter(({ description }) => description !== "");
  return [
    `.SS ${text([name, ...operands].join(" "))}`,
    text(sentence(command.description())),
    ...told.flatMap((argument) => tagged(italic(argument.name()), sentence(argument.description))),
    ...flags(command),
  ];
}

function flags(command: Command): string[] {
  return command.options.flatMap(({ flags: names, description }) => tagged(bold(names), sentence(description)));
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.?$/, ".")}`;
}

function tagged(tag: string, means: string): string[] {
  return [".TP", tag, text(means)];
}

function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

function italic(words: string): string {
  return `\\fI${text(words)}\\fR`;
}

/** Text in which roff takes nothing for its own; hyphens stay what they are, so that flags can be copied. */
function text(words: string): string {
  return words
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("…", "...")
    .replace(/^([.'])/, "\\&$1");
}
