import { Command, InvalidArgumentError, Option } from 'commander';
import { approve, cancel, drain, pause, rerun, resume } from './commands/acts';
import { artifacts } from './commands/artifacts';
import { completionScript } from './commands/completion';
import { contextOf, type CommandContext } from './commands/context';
import { lint } from './commands/lint';
import { logs, runs, show, workflows } from './commands/lists';
import { login, logout, whoAmI } from './commands/login';
import { run } from './commands/run';
import { deleteSecret, listSecrets, setSecret } from './commands/secrets';
import { start, watch } from './commands/start';
import type { Streams } from './output/Output';

const aRun =
  'id, address of its page, workflow#number or workflow#last; workflow as in `dop start`';
const aWorkflow = 'name, namespace/repository:name, id or address of its page';

/** Runs a command with its context in front of what was given. */
type Act = <Given extends unknown[]>(
  work: (context: CommandContext, ...given: Given) => Promise<number | void>,
) => (...all: unknown[]) => Promise<void>;

/**
 * All commands with their help.
 *
 * @param ended - gets the exit code of the command that ran
 */
export function createProgram(
  streams: Streams,
  signal: AbortSignal,
  ended: (code: number) => void,
): Command {
  const program = new Command('dop')
    .description(
      'Checks, runs and watches the workflows of a DOP portal. Exit codes: 0 done, 1 findings or a run that did not succeed, 2 a wrong call, 3 no portal.',
    )
    .option('--json', 'JSON instead of text')
    .option('--no-color', 'no colours')
    .option(
      '--url <address>',
      'the portal; also DOP_URL, else that of `dop login`',
    )
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: text => streams.stdout.write(text),
      writeErr: text => streams.stderr.write(text),
    });

  const action: Act = <Given extends unknown[]>(
    work: (context: CommandContext, ...given: Given) => Promise<number | void>,
  ) => {
    return async (...all: unknown[]) => {
      const command = all.at(-1) as Command;
      const given = all.slice(0, -1) as Given;
      ended((await work(contextOf(command, streams, signal), ...given)) ?? 0);
    };
  };

  program
    .command('lint')
    .summary('check workflow files')
    .description(
      'Checks workflow files, by default .dop/*.yaml of this working copy, against the components that ship and those beside them.',
    )
    .argument('[files...]')
    .option('--portal', 'ask the portal, which knows all published components')
    .option('--repository <namespace/name>', 'check claims on its entities')
    .option('--max-warnings <number>', 'fail for more', wholeNumber)
    .option('--fix', 'make the changes that are certain')
    .action(action(lint));

  program
    .command('run')
    .summary('run a workflow here, without a portal')
    .description(
      'Runs a workflow from the working copy, with what is not committed. Steps run as your processes; images that they push can be kept with --output.',
    )
    .argument('[file]', 'by default the only one in .dop')
    .option('-i, --input <name=value>', 'input of the workflow', collect, [])
    .addOption(
      new Option(
        '--trigger <type>',
        'one of the triggers of the workflow, by default push or the first',
      ).choices([
        'push',
        'pullRequest',
        'schedule',
        'event',
        'workflow',
        'manual',
      ]),
    )
    .option('--repository <namespace/name>', 'what expressions see')
    .option('-o, --output <folder>', 'keep artifacts and images there')
    .option(
      '--secret <namespace/name=source>',
      'give a secret: source is env:VARIABLE or file:PATH',
      collect,
      [],
    )
    .option('--approve <step>', 'approve without asking', collect, [])
    .option('--reject <step>', 'reject without asking', collect, [])
    .option('-f, --form <name=value>', 'value of a form', collect, [])
    .action(action(run));

  program
    .command('workflows')
    .summary('list workflows')
    .argument('[search]')
    .option('--limit <number>', 'at most 200', wholeNumber, 50)
    .action(action(workflows));

  program
    .command('runs')
    .summary('list runs')
    .option('--workflow <workflow>', aWorkflow)
    .option('--branch <branch>')
    .option('--state <state>', 'a state of a run, or active or finished')
    .option('--limit <number>', 'at most 200', wholeNumber, 20)
    .action(action(runs));

  program
    .command('show')
    .summary('where a run stands, and why')
    .argument('<run>', aRun)
    .action(action(show));

  program
    .command('start')
    .summary('start a run')
    .argument('<workflow>', aWorkflow)
    .option('--ref <ref>', 'branch or tag, by default the default branch')
    .option('-i, --input <name=value>', 'input of the workflow', collect, [])
    .option('-w, --watch', 'watch it to its end')
    .action(action(start));

  program
    .command('watch')
    .summary('watch a run with live logs to its end')
    .argument('<run>', aRun)
    .action(action(watch));

  program
    .command('logs')
    .summary('print logs')
    .argument('<run>', aRun)
    .argument('[step]', 'step or step instance; by default all')
    .option('--attempt <number>', 'by default the newest', wholeNumber)
    .action(action(logs));

  program
    .command('cancel')
    .summary('cancel a run')
    .description(
      'Asks a run to end. A second time also stops the steps that always run.',
    )
    .argument('<run>', aRun)
    .action(action(cancel));

  program
    .command('pause')
    .summary('let live attempts end and nothing new begin')
    .argument('<run>', aRun)
    .action(action(pause));
  program
    .command('resume')
    .summary('let a paused run go on')
    .argument('<run>', aRun)
    .action(action(resume));

  program
    .command('approve')
    .summary('decide an approval, or list those that wait for you')
    .argument('[run]', aRun)
    .argument('[step]', 'where several steps wait')
    .option('--reject', 'reject instead')
    .option('-m, --reason <text>', 'why; kept with the decision')
    .option('-f, --form <name=value>', 'value of its form', collect, [])
    .action(action(approve));

  program
    .command('rerun')
    .summary('run again: all, from a step, what failed, or one step')
    .description(
      'Makes a new run of the same definition. What is not executed anew is taken over from the old run.',
    )
    .argument('<run>', aRun)
    .option('--from <step>', 'this step and what depends on it', collect, [])
    .option('--failed', 'what failed and what depends on it')
    .option('--only <step>', 'one step; --input then edits its inputs')
    .option('-i, --input <name=value>', 'changes an input', collect, [])
    .option('-w, --watch', 'watch it to its end')
    .action(action(rerun));

  program
    .command('drain')
    .summary('hold new runs of a workflow back')
    .argument('<workflow>', aWorkflow)
    .option('--off', 'let them begin again')
    .action(action(drain));

  program
    .command('artifacts')
    .summary('list or fetch what a run left')
    .argument('<run>', aRun)
    .option('--step <step>', 'of this step or step instance')
    .option('--output <name>', 'of this output')
    .option('--to <folder>', 'fetch into this folder; folders are unpacked')
    .action(action(artifacts));

  addSecretCommands(program, action);

  program
    .command('login')
    .summary('sign in to a portal')
    .description(
      'Keeps the address of a portal and a personal token in a private file. The token is read from DOP_TOKEN or standard input, never from the command line.',
    )
    .argument('<url>', 'http://localhost:7007')
    .action(action(login));
  program.command('logout').summary('forget the token').action(action(logout));
  program
    .command('whoami')
    .summary('who the portal takes you for')
    .action(action(whoAmI));

  program
    .command('completion')
    .summary('print a script that completes commands')
    .argument('<shell>', 'bash, zsh or fish')
    .action(
      action(async ({ streams: { stdout } }, shell: string) => {
        stdout.write(completionScript(program, shell));
      }),
    );

  return program;
}

function addSecretCommands(program: Command, action: Act): void {
  const secrets = program
    .command('secrets')
    .summary('list, set and delete secrets of steps')
    .description(
      'For owners of a group and administrators. No command tells a value.',
    );
  secrets
    .command('list')
    .summary('names, who may read them, and when they were used')
    .option('--namespace <group>', 'those of one group')
    .action(action(listSecrets));
  secrets
    .command('set')
    .summary('make or change a secret')
    .description(
      'The value comes from standard input or is asked for, never from the command line. What is not given stays; a new secret is for the protected refs of all repositories of its group.',
    )
    .argument('<namespace/name>')
    .option(
      '--repository <namespace/name>',
      'only this repository may read it; may be given again',
      collect,
      [],
    )
    .option('--all-repositories', 'all of its group may')
    .option('--ref <pattern>', 'only these refs, refs/heads/x-*', collect, [])
    .option('--protected-refs', 'the protected refs of each repository')
    .option('--no-value', 'change only who may read it')
    .action(action(setSecret));
  secrets
    .command('delete')
    .summary('delete a secret')
    .argument('<namespace/name>')
    .action(action(deleteSecret));
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new InvalidArgumentError('Not a whole number.');
  }
  return Number(text);
}
