import {
  isTerminal,
  type RunState,
  type StepSecret,
  type StepState,
} from '@dop/plugin-pipelines-common';
import { formatDuration } from './duration';
import { exitCodes } from './Failure';
import type { Output } from './Output';

/** As much of a run as is printed; times are ISO 8601. */
export interface PrintableRun {
  state: RunState;
  startedAt?: string;
  finishedAt?: string;
  steps: {
    key: string;
    state: StepState;
    reason?: string;
    attempts?: { number: number; secrets?: StepSecret[] }[];
    startedAt?: string;
    finishedAt?: string;
  }[];
}

type Look = [mark: string, style: Parameters<Output['style']>[0]];

const looks: Record<StepState, Look> = {
  blocked: ['·', 'gray'],
  ready: ['·', 'gray'],
  running: ['▶', 'blue'],
  waiting: ['…', 'magenta'],
  succeeded: ['✓', 'green'],
  warned: ['!', 'yellow'],
  failed: ['✗', 'red'],
  timedOut: ['✗', 'red'],
  rejected: ['✗', 'magenta'],
  cancelled: ['–', 'gray'],
  skipped: ['–', 'gray'],
};

/** How states are said to people. */
export const stateWords: Partial<Record<RunState | StepState, string>> = {
  timedOut: 'timed out',
};

/** Prints a run while it goes on: changes of states, and logs with the name of their step. */
export class RunPrinter {
  readonly #output: Output;
  readonly #states = new Map<string, string>();
  readonly #unset = new Set<string>();
  /** Beginnings of lines whose end has not come yet, by step instance. */
  readonly #open = new Map<string, string>();
  #width = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  update(run: PrintableRun): void {
    this.#width = Math.max(...run.steps.map(({ key }) => key.length), 0);
    for (const step of run.steps) {
      const told = `${step.state} ${step.reason ?? ''}`;
      const known = this.#states.get(step.key);
      this.#states.set(step.key, told);
      if (known !== told && isWorthTelling(step)) {
        this.#step(step);
      }
      this.#secrets(step);
    }
  }

  /** Says once which secrets the program has to do without. */
  #secrets({ key, attempts }: PrintableRun['steps'][number]): void {
    const last = attempts?.at(-1);
    for (const { variable, name, unset } of last?.secrets ?? []) {
      const told = `${key}/${last?.number}/${variable}`;
      if (unset && !this.#unset.has(told)) {
        this.#unset.add(told);
        this.#output.line(
          `${this.#output.style(
            'yellow',
            '!',
          )} ${key} goes without the secret ${name} in ${variable}. ${unset}`,
        );
      }
    }
  }

  log(key: string, text: string): void {
    const lines = `${this.#open.get(key) ?? ''}${text}`.split('\n');
    this.#open.set(key, lines.pop() ?? '');
    lines.forEach(line => this.#logLine(key, line));
  }

  /** The sentence at the end, and the exit code of a command that waited for it. */
  end(run: PrintableRun): number {
    this.#open.forEach((line, key) => line && this.#logLine(key, line));
    this.#open.clear();
    const bad = run.steps.filter(({ state }) =>
      ['failed', 'timedOut', 'rejected'].includes(state),
    );
    const where = bad.length > 0 ? ` in ${bad.map(s => s.key).join(', ')}` : '';
    const took =
      run.startedAt && run.finishedAt
        ? ` after ${formatDuration(
            Date.parse(run.finishedAt) - Date.parse(run.startedAt),
          )}`
        : '';
    const [mark, style] = looks[run.state as StepState] ?? ['', 'gray'];
    const word = stateWords[run.state] ?? run.state;
    this.#output.line(
      this.#output.style(style, `${mark} ${word}${where}${took}`),
    );
    return exitCodeOf(run.state);
  }

  #step(step: PrintableRun['steps'][number]): void {
    const [mark, style] = looks[step.state];
    const took =
      isTerminal(step.state) && step.startedAt && step.finishedAt
        ? ` (${formatDuration(
            Date.parse(step.finishedAt) - Date.parse(step.startedAt),
          )})`
        : '';
    const why = step.reason ? `: ${step.reason}` : '';
    this.#output.line(
      `${this.#output.style(style, mark)} ${step.key} ${
        stateWords[step.state] ?? step.state
      }${took}${why}`,
    );
  }

  #logLine(key: string, line: string): void {
    this.#output.line(
      `${this.#output.style('gray', `${key.padEnd(this.#width)} |`)} ${line}`,
    );
  }
}

/** 0 for a run that succeeded or warned. */
export function exitCodeOf(state: RunState): number {
  return state === 'succeeded' || state === 'warned'
    ? exitCodes.ok
    : exitCodes.failed;
}

/** What waits for its turn does so without a word, unless there is a reason. */
function isWorthTelling({ state, reason }: PrintableRun['steps'][number]) {
  return (state !== 'blocked' && state !== 'ready') || Boolean(reason);
}
