import type { Command } from "commander";
import { didYouMean } from "../base/nearest.js";
import { Problem } from "../base/problem.js";
import { exportFormats } from "../export/formats.js";
import { shellLiteral } from "../export/shell.js";

/** A command as completions see it: the words that lead to it, what may follow. */
interface Place {
  words: string;
  description: string;
  commands: readonly { name: string; description: string }[];
  flags: readonly { name: string; description: string; values: readonly string[]; takesValue: boolean }[];
}

const SCRIPTS: Record<string, (places: readonly Place[]) => string> = { bash, fish, zsh };

/**
 * `sagerole completion SHELL`: a script that completes commands, flags and the values of those that have a list; files
 * everywhere else.
 * @throws Problem `usage` for a shell that there is no script for
 */
export function completion(shell: string, cli: Command): number {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) {
    const known = Object.keys(SCRIPTS);
    throw new Problem(
      "usage",
      `There are no completions for "${shell}".${didYouMean(shell, known)}`,
      `There are for: ${known.join(", ")}.`,
      { exitCode: 2 },
    );
  }
  process.stdout.write(script(placesOf(cli)));
  return 0;
}

function placesOf(command: Command, words: readonly string[] = []): Place[] {
  const commands = command.commands.map((one) => ({ name: one.name(), description: one.description() }));
  const flags = command.options.map(({ long, description, required, optional, argChoices }) => ({
    name: long ?? "",
    description,
    takesValue: required || optional,
    values: long === "--format" ? exportFormats.map(({ id }) => id) : (argChoices ?? []),
  }));
  const help = { name: "--help", description: "show help", takesValue: false, values: [] };
  return [
    { words: words.join(" "), description: command.description(), commands, flags: [...flags, help] },
    ...command.commands.flatMap((one) => placesOf(one, [...words, one.name()])),
  ];
}

function bash(places: readonly Place[]): string {
  const cases = places.map(({ words, commands, flags }) => {
    const known = [...commands.map(({ name }) => name), ...flags.map(({ name }) => name)].join(" ");
    return `    ${shellLiteral(words)}) words=${shellLiteral(known)} ;;`;
  });
  return `# Completions of sagerole for bash: eval "$(sagerole completion bash)"
_sagerole() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} place='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$place $word" in
${commandCases(places)}
    esac
  done
  case $previous in
${valued(places)
  .map(({ name, values }) => {
    const words = shellLiteral(values.join(" "));
    return `    ${name}) mapfile -t COMPREPLY < <(compgen -W ${words} -- "$current"); return ;;`;
  })
  .join("\n")}
  esac
  case $place in
${cases.join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then mapfile -t COMPREPLY < <(compgen -f -- "$current"); fi
}
complete -o filenames -F _sagerole sagerole
`;
}

/** The flags that have a list of values, each once. */
function valued(places: readonly Place[]): Place["flags"] {
  const flags = places.flatMap((place) => place.flags).filter(({ values }) => values.length > 0);
  return [...new Map(flags.map((flag) => [flag.name, flag])).values()];
}

/** The lines that follow the words to the command they name. */
function commandCases(places: readonly Place[]): string {
  return places
    .filter(({ words }) => words !== "")
    .map(({ words }) => {
      const [name = "", ...before] = words.split(" ").toReversed();
      const place = before.toReversed().join(" ");
      return `      ${shellLiteral(`${place} ${name}`)}) place=${shellLiteral(words)} ;;`;
    })
    .join("\n");
}

function zsh(places: readonly Place[]): string {
  const cases = places.map(({ words, commands, flags }) => {
    const entry = (name: string, description: string) =>
      `      ${shellLiteral(`${name}:${description.replaceAll(":", ";")}`)}`;
    const known = [...commands, ...flags].map(({ name, description }) => entry(name, description));
    return `    ${shellLiteral(words)}) known=(\n${known.join("\n")}\n    ) ;;`;
  });
  return `#compdef sagerole
# Completions of sagerole for zsh: sagerole completion zsh > "\${fpath[1]}/_sagerole"
_sagerole() {
  local place='' word
  local -a known
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place $word" in
${commandCases(places)}
    esac
  done
  case \${words[CURRENT-1]} in
${valued(places)
  .map(({ name, values }) => `    ${name}) compadd -- ${values.join(" ")}; return ;;`)
  .join("\n")}
  esac
  case $place in
${cases.join("\n")}
  esac
  _describe sagerole known
  _files
}
if [[ $funcstack[1] == _sagerole ]]; then _sagerole "$@"; else compdef _sagerole sagerole; fi
`;
}

function fish(places: readonly Place[]): string {
  const lines = places.flatMap(({ words, commands, flags }) => {
    const path = words.split(" ").filter((word) => word !== "");
    const where =
      path.length === 0
        ? "__fish_use_subcommand"
        : path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
    const on = `complete -c sagerole -n ${shellLiteral(where)}`;
    return [
      ...commands.map(({ name, description }) => `${on} -f -a ${name} -d ${shellLiteral(description)}`),
      ...flags.map(({ name, description, takesValue, values }) => {
        const value = values.length > 0 ? ` -x -a ${shellLiteral(values.join(" "))}` : takesValue ? " -r" : "";
        return `${on} -l ${name.slice(2)}${value} -d ${shellLiteral(description)}`;
      }),
    ];
  });
  return `# Completions of sagerole for fish: sagerole completion fish > ~/.config/fish/completions/sagerole.fish\n${lines.join("\n")}\n`;
}
