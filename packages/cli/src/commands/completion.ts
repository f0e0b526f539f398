import type { Command } from 'commander';
import { Failure } from '../output/Failure';

const shells = ['bash', 'zsh', 'fish'] as const;

/** A script that completes commands and options; made from the commands themselves. */
export function completionScript(program: Command, shell: string): string {
  switch (shell) {
    case 'bash':
      return bash(program);
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(program)}`;
    case 'fish':
      return fish(program);
    default:
      throw new Failure(
        `No completion for ${shell}. There is one for ${shells.join(', ')}.`,
      );
  }
}

/** Options of a command, and the commands below it with theirs. */
function optionsOf(command: Command): string[] {
  return [
    ...command.options.flatMap(({ long, short }) =>
      [long, short].filter(name => name !== undefined),
    ),
    ...command.commands.flatMap(below => [below.name(), ...optionsOf(below)]),
  ];
}

function bash(program: Command): string {
  const global = program.options.flatMap(({ long }) => long ?? []).join(' ');
  const cases = program.commands
    .map(
      command =>
        `    ${command.name()}) words="${[...optionsOf(command), global].join(
          ' ',
        )}" ;;`,
    )
    .join('\n');
  return `# dop completion; load it with: source <(dop completion bash)
_dop() {
  local current=\${COMP_WORDS[COMP_CWORD]} words
  case \${COMP_WORDS[1]} in
${cases}
    *) words="${program.commands.map(one => one.name()).join(' ')} ${global}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ $current != -* && $COMP_CWORD -gt 1 ]]; then
    COMPREPLY+=($(compgen -f -- "$current"))
  fi
}
complete -o filenames -F _dop dop
`;
}

function fish(program: Command): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  const lines = [
    '# dop completion; load it with: dop completion fish | source',
  ];
  for (const command of program.commands) {
    lines.push(
      `complete -c dop -n __fish_use_subcommand -a ${command.name()} -d ${quoted(
        command.summary() || command.description(),
      )}`,
    );
    const seen = `-n '__fish_seen_subcommand_from ${command.name()}'`;
    for (const below of command.commands) {
      lines.push(
        `complete -c dop ${seen} -a ${below.name()} -d ${quoted(
          below.summary(),
        )}`,
      );
    }
    for (const { long, description } of [
      ...command.options,
      ...command.commands.flatMap(below => below.options),
      ...program.options,
    ]) {
      if (long) {
        lines.push(
          `complete -c dop ${seen} -l ${long.slice(2)} -d ${quoted(
            description,
          )}`,
        );
      }
    }
  }
  return `${lines.join('\n')}\n`;
}
