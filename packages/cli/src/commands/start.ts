import type { Run } from '@dop/plugin-pipelines-common';
import { RunPrinter } from '../output/RunPrinter';
import { findRun } from '../portal/findRun';
import { findWorkflow } from '../portal/findWorkflow';
import { followRun } from '../portal/followRun';
import type { Portal } from '../portal/connect';
import type { CommandContext } from './context';
import { readInputs } from './readInputs';

export interface StartOptions {
  ref?: string;
  input: string[];
  watch?: boolean;
}

/** Starts a run by hand. */
export async function start(
  context: CommandContext,
  name: string,
  { ref, input, watch: follow }: StartOptions,
): Promise<number | void> {
  const portal = await context.portal();
  const workflow = await findWorkflow(portal, name);
  const run = await portal.pipelines.start(workflow.id, {
    ref,
    inputs: readInputs(workflow.inputs, input),
  });
  return begun(context, portal, run, follow);
}

/** Tells of a run that was just made, and watches it where that is wanted. */
export async function begun(
  context: CommandContext,
  portal: Portal,
  run: Run,
  follow: boolean | undefined,
): Promise<number | void> {
  const { output } = context;
  output.line(
    `Run ${run.workflowName}#${run.number}: ${portal.url}/pipelines/runs/${run.id}`,
  );
  if (follow) {
    return watchRun(context, portal, run.id);
  }
  output.document(run);
  return undefined;
}

/** Shows a run live, with its logs, until it is over. */
export async function watch(
  context: CommandContext,
  text: string,
): Promise<number> {
  const portal = await context.portal();
  const { id } = await findRun(portal, text);
  return watchRun(context, portal, id);
}

async function watchRun(
  { output, signal }: CommandContext,
  portal: Portal,
  runId: string,
): Promise<number> {
  const printer = new RunPrinter(output);
  const run = await followRun(portal, runId, {
    signal,
    onRun: (news, events) => {
      printer.update(news);
      events.forEach(event => output.record(event));
    },
    onLog: (instanceKey, attempt, text) => {
      printer.log(instanceKey, text);
      output.record({ type: 'log', instanceKey, attempt, text });
    },
  });
  output.record({ type: 'end', state: run.state, run });
  return printer.end(run);
}
