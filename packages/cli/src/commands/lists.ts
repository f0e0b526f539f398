import type { RunState, RunSummary } from '@dop/plugin-pipelines-common';
import { Failure } from '../output/Failure';
import { formatDuration } from '../output/duration';
import { stateWords } from '../output/RunPrinter';
import { findRun } from '../portal/findRun';
import { findWorkflow } from '../portal/findWorkflow';
import type { CommandContext } from './context';

export interface ListOptions {
  limit: number;
}

/** Workflows that the user may see. */
export async function workflows(
  context: CommandContext,
  search: string | undefined,
  { limit }: ListOptions,
): Promise<void> {
  const { pipelines } = await context.portal();
  const { output } = context;
  const page = await pipelines.workflows({ search, limit });
  output.table(
    page.items.map(({ repository, name, state, lastRun, title }) => [
      `${repository}:${name}`,
      standing(state, lastRun),
      title ?? '',
    ]),
  );
  if (page.items.length === 0) {
    output.line(
      search
        ? `No workflow that you may see matches ${search}.`
        : 'There is no workflow that you may see. Push a .dop/*.yaml to a repository.',
    );
  }
  more(context, page.nextCursor);
  output.document(page.items);
}

export interface RunsOptions extends ListOptions {
  workflow?: string;
  branch?: string;
  state?: string;
}

/** Runs, the newest first. */
export async function runs(
  context: CommandContext,
  { workflow, branch, state, limit }: RunsOptions,
): Promise<void> {
  const portal = await context.portal();
  const { output } = context;
  const page = await portal.pipelines.runs({
    workflowId: workflow && (await findWorkflow(portal, workflow)).id,
    branch,
    state: state as RunState | undefined,
    limit,
  });
  output.table(page.items.map(row));
  if (page.items.length === 0) {
    output.line('There is no such run that you may see.');
  }
  more(context, page.nextCursor);
  output.document(page.items);
}

/** One run: where it stands, why, and its steps. */
export async function show(
  context: CommandContext,
  text: string,
): Promise<void> {
  const portal = await context.portal();
  const run = await findRun(portal, text);
  const { output } = context;
  output.line(
    `${run.repository}:${run.workflowName}#${run.number} ${word(run.state)}`,
  );
  output.line(`${portal.url}/pipelines/runs/${run.id}`);
  output.line(
    `${run.ref} ${run.commit.slice(0, 7)} ${run.message ?? ''}`.trimEnd(),
  );
  output.line(`${run.trigger} by ${run.actor}, ${run.createdAt}`);
  output.line();
  output.table(
    run.steps.map(({ key, state, reason, startedAt, finishedAt }) => [
      key,
      word(state),
      startedAt && finishedAt ? took(startedAt, finishedAt) : '',
      reason ?? '',
    ]),
  );
  output.document(run);
}

export interface LogsOptions {
  attempt?: number;
}

/** The log of one step, or of all in their order. */
export async function logs(
  context: CommandContext,
  text: string,
  key: string | undefined,
  options: LogsOptions,
): Promise<void> {
  const portal = await context.portal();
  const run = await findRun(portal, text);
  const steps = run.steps.filter(
    step => !key || step.key === key || step.stepId === key,
  );
  if (key && steps.length === 0) {
    throw new Failure(
      `The run has no step ${key}. Its steps: ${run.steps
        .map(step => step.key)
        .join(', ')}`,
    );
  }
  for (const step of steps) {
    const attempt = options.attempt ?? step.attempts.at(-1)?.number;
    if (attempt === undefined) {
      continue;
    }
    if (steps.length > 1) {
      context.output.line(context.output.style('bold', `== ${step.key}`));
    }
    for (let offset = 0, end = false; !end; ) {
      const chunk = await portal.pipelines.log(run.id, step.key, attempt, {
        offset,
        limit: 1024 * 1024,
      });
      context.output.record({
        key: step.key,
        attempt,
        offset,
        text: chunk.text,
      });
      if (!context.output.json) {
        context.streams.stdout.write(chunk.text);
      }
      // A log that still grows is shown as far as it is; `dop watch` follows it.
      end = chunk.end || chunk.nextOffset === offset;
      offset = chunk.nextOffset;
    }
  }
}

function standing(state: string, lastRun: RunSummary | undefined): string {
  if (state === 'broken') {
    return state;
  }
  return lastRun ? word(lastRun.state) : 'no run';
}

function row(run: RunSummary): string[] {
  return [
    `${run.repository}:${run.workflowName}#${run.number}`,
    word(run.state),
    run.startedAt && run.finishedAt ? took(run.startedAt, run.finishedAt) : '',
    run.ref.replace(/^refs\/(heads|tags)\//, ''),
    run.commit.slice(0, 7),
    run.createdAt,
    run.message ?? '',
  ];
}

function word(state: string): string {
  return stateWords[state as RunState] ?? state;
}

function took(from: string, to: string): string {
  return formatDuration(Date.parse(to) - Date.parse(from));
}

function more({ output }: CommandContext, cursor: string | undefined): void {
  if (cursor && !output.json) {
    output.note('There are more: raise --limit, or narrow the list.');
  }
}
