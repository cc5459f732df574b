import { Command, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { didYouMean } from "./base/nearest.js";
import { Problem } from "./base/problem.js";
import { setQuiet } from "./commands/output.js";
import { EXIT_CODES } from "./exit-codes.js";

const ONLY_RESULT = "only the result and what is wrong, no progress";

/** Commands that can say less. */
const QUIET = [
  { name: "check", says: "only what is wrong" },
  { name: "doctor", says: "only what does not work" },
  ...["plan", "apply", "recover", "undo", "delete", "import", "audit", "tighten", "export"].map((name) => ({
    name,
    says: ONLY_RESULT,
  })),
];

/** Ends the program with a code, once what was written is out. */
async function finish(run: () => Promise<number> | number): Promise<void> {
  process.exitCode = await run();
}

/** The command line: every command with its flags. What a command does is loaded when it is called. */
export function program(): Command {
  const cli = new Command("sagerole")
    .description("Least-privilege Amazon SageMaker execution roles. Without a command: the wizard.")
    .version(manifest.version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError(false)
    .enablePositionalOptions()
    .argument("[command]")
    .option("--file <file>", "start from a role file")
    .addHelpText(
      "after",
      `\nExit codes:\n${EXIT_CODES.map(([code, means]) => `  ${code.padEnd(5)}${means}`).join("\n")}`,
    )
    .action((unknown: string | undefined, flags) => {
      if (unknown !== undefined) {
        const known = cli.commands.map((command) => command.name());
        throw new Problem(
          "usage",
          `"${unknown}" is not a command.${didYouMean(unknown, known)}`,
          "See sagerole --help.",
          {
            exitCode: 2,
          },
        );
      }
      return finish(async () => (await import("./commands/wizard.js")).wizard(flags));
    });
  account(cli);

  cli
    .command("check")
    .description("findings and proof of role files; makes no AWS call")
    .argument("<files...>", "role files")
    .option("--region <region>", "where the file names none")
    .option("--json", "one JSON document")
    .action((files, flags) => finish(async () => (await import("./commands/check.js")).check(files, flags)));
  cli
    .command("explain")
    .description("what a finding means, or why each statement of a role file is there; makes no AWS call")
    .argument("[what]", "code of a finding, or role file; every code without it")
    .option("--statement <sid>", "only this statement of the role")
    .option("--region <region>", "where the file names none")
    .option("--json", "one JSON document")
    .action((what, flags) => finish(async () => (await import("./commands/explain.js")).explain(what, flags)));
  account(cli.command("plan"))
    .description("what applying role files would change")
    .argument("<files...>", "role files")
    .option("--out <file>", "save the plan, to apply exactly it")
    .option("--json", "one JSON document")
    .option("--detailed-exitcode", "exit 2 when something would change")
    .option("--validate", "have IAM Access Analyzer check the documents")
    .option("--fail-on-widening", "exit 3 when a role could do more than before")
    .addOption(others())
    .action((files, flags) => finish(async () => (await import("./commands/plan.js")).plan(files, flags)));
  account(cli.command("apply"))
    .description("make the role what a role file or a saved plan says")
    .argument("<file>", "role file or saved plan")
    .option("--yes", "do not ask")
    .option("--take-over", "with --yes: even a role that sagerole did not make")
    .addOption(others())
    .option("--validate", "have IAM Access Analyzer check the documents first; an error stops it")
    .option("--verify", "ask IAM's policy simulator about the role afterwards")
    .option("--no-preflight", "try even what is known to be refused")
    .option("--rollback-on-failure", "go back when a call fails (so it is with a new role)")
    .option("--no-rollback-on-failure", "stay where it stopped (so it is with a role that exists)")
    .option("--json", "one JSON document")
    .action((file, flags) => finish(async () => (await import("./commands/apply.js")).apply(file, flags)));
  account(cli.command("recover"))
    .description("applies that were cut short: see them, finish them, or go back")
    .argument("[role]", "name of the role; all without it")
    .option("--finish", "do what is left to do")
    .option("--roll-back", "restore what was before")
    .option("--forget", "leave the role as it is now")
    .option("--yes", "do not ask")
    .option("--json", "one JSON document")
    .action((role, flags) => finish(async () => (await import("./commands/recover.js")).recover(role, flags)));
  account(cli.command("undo"))
    .description("restore what the last apply to a role replaced")
    .argument("<role>", "name of the role")
    .option("--yes", "do not ask")
    .option("--json", "one JSON document")
    .action((role, flags) => finish(async () => (await import("./commands/undo.js")).undo(role, flags)));
  account(cli.command("delete"))
    .description("remove a role that sagerole made, with what was made for it")
    .argument("<role>", "name of the role, or its role file")
    .option("--yes", "do not ask")
    .option("--json", "one JSON document")
    .action((role, flags) => finish(async () => (await import("./commands/delete.js")).deleteRole(role, flags)));
  account(cli.command("import"))
    .description("the nearest role file to a role that is there, and what does not fit")
    .argument("<role>", "name of the role")
    .option("--out <file>", "write the role file to a file that is not there yet")
    .option("--json", "one JSON document")
    .action((role, flags) => finish(async () => (await import("./commands/import.js")).importRole(role, flags)));
  account(cli.command("audit"))
    .description("what is wrong with the roles that SageMaker may assume, the worst first")
    .argument("[roles...]", "names of roles; all that SageMaker may assume without them")
    .option("--from <file>", "read the output of aws iam get-account-authorization-details; makes no AWS call")
    .option("--json", "one JSON document")
    .option("--sarif", "SARIF 2.1.0, for code scanning")
    .addOption(
      new Option("--fail-on <severity>", "exit 3 when a finding is so grave, or graver").choices([
        "high",
        "medium",
        "low",
      ]),
    )
    .option("--baseline <file>", "findings that are accepted, each with a reason and the day it expires")
    .option("--since <file>", "tell what changed since an earlier audit, saved with --json")
    .option("--usage", "ask IAM what each role last used")
    .action((roles, flags) => finish(async () => (await import("./commands/audit.js")).audit(roles, flags)));
  account(cli.command("tighten"))
    .description("a role file for the work of a role that is there, with less access, and the evidence for it")
    .argument("<role>", "name of the role")
    .option("--cloudtrail <path>", "log files of CloudTrail, or a folder of them: what the role really used")
    .option("--usage", "ask IAM what the role last used")
    .option("--from <file>", "read the role from get-account-authorization-details; makes no AWS call")
    .option("--keep-both [name]", "a role beside the old one, with the steps to move over")
    .option("--out <file>", "write the role file to a file that is not there yet")
    .option("--json", "one JSON document")
    .action((role, flags) => finish(async () => (await import("./commands/tighten.js")).tighten(role, flags)));
  account(cli.command("export"))
    .description("the role in another form; makes no AWS call but with --with-plan")
    .argument("<file>", "role file")
    .requiredOption(
      "--format <format>",
      "one of json, markdown, html, terraform, cloudformation, cdk-typescript, cdk-python, cli",
    )
    .option("--accounts <file>", "with terraform or cloudformation: for the accounts that this file lists")
    .option("--import", "with terraform: import the role, which is there already")
    .option("--out <file>", "write it to a file")
    .option("--with-plan", "with markdown or html: tell what would change in the account")
    .action((file, flags) => finish(async () => (await import("./commands/export.js")).exportRole(file, flags)));
  account(cli.command("doctor"))
    .description("what works here and what does not")
    .option("--validate", "try IAM Access Analyzer too")
    .option("--json", "one JSON document")
    .action((flags) => finish(async () => (await import("./commands/doctor.js")).doctor(flags)));
  cli
    .command("completion")
    .description("a script that completes commands and flags in a shell")
    .argument("<shell>", "bash, zsh or fish")
    .action((shell) => finish(async () => (await import("./commands/completion.js")).completion(shell, cli)));

  const sandbox = cli.command("sandbox").description("the embedded AWS account");
  sandbox
    .command("serve")
    .description("answer over HTTP on loopback, for the AWS CLI and others")
    .option("--port <n>", "any free one without it")
    .option("--faults <json>", "what goes wrong on demand")
    .option("--buckets <n>", "generate this many buckets")
    .option("--repositories <n>", "generate this many repositories")
    .option("--keys <n>", "generate this many keys")
    .action((flags) => finish(async () => (await import("./commands/sandbox.js")).serve(flags)));
  sandbox
    .command("reset")
    .description("as it was at first")
    .action(() => finish(async () => (await import("./commands/sandbox.js")).reset()));
  sandbox
    .command("show")
    .description("what it holds")
    .action(() => finish(async () => (await import("./commands/sandbox.js")).show()));
  for (const command of [...cli.commands, ...sandbox.commands]) command.copyInheritedSettings(cli);
  for (const { name, says } of QUIET) {
    cli.commands.find((command) => command.name() === name)?.option("-q, --quiet", says);
  }
  cli.hook("preAction", (_, command) => setQuiet(command.opts().quiet === true));
  return cli;
}

/** What becomes of what others gave a role. */
function others(): Option {
  return new Option(
    "--others <what>",
    "what others gave the role, and a role file cannot say: keep or replace it",
  ).choices(["keep", "replace"]);
}

/** The flags of a command that talks to AWS. */
function account(command: Command): Command {
  return command
    .option("--profile <name>", "profile of the AWS configuration (AWS_PROFILE)")
    .option("--region <region>", "region (AWS_REGION)")
    .option("--endpoint-url <url>", "in place of AWS's endpoints (AWS_ENDPOINT_URL)")
    .addOption(new Option("--sandbox", "the embedded account in place of AWS"));
}
