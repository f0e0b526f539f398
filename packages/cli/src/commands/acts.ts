import type { RerunFrom, Run } from '@dop/plugin-pipelines-common';
import { Failure } from '../output/Failure';
import { stateWords } from '../output/RunPrinter';
import { findRun } from '../portal/findRun';
import { findWorkflow } from '../portal/findWorkflow';
import type { CommandContext } from './context';
import { readInputs } from './readInputs';
import { begun } from './start';

/** Asks a run to end. */
export async function cancel(
  context: CommandContext,
  text: string,
): Promise<void> {
  const { pipelines, run } = await found(context, text);
  tell(context, await pipelines.cancel(run.id));
}

/** Lets live attempts end and nothing new begin. */
export async function pause(
  context: CommandContext,
  text: string,
): Promise<void> {
  const { pipelines, run } = await found(context, text);
  tell(context, await pipelines.pause(run.id));
}

export async function resume(
  context: CommandContext,
  text: string,
): Promise<void> {
  const { pipelines, run } = await found(context, text);
  tell(context, await pipelines.resume(run.id));
}

export interface ApproveOptions {
  reject?: boolean;
  reason?: string;
  form: string[];
}

/** Decides an approval; lists those that wait for the user where no run is given. */
export async function approve(
  context: CommandContext,
  text: string | undefined,
  step: string | undefined,
  { reject, reason, form }: ApproveOptions,
): Promise<void> {
  if (!text) {
    await listApprovals(context);
    return;
  }
  const { run, pipelines } = await found(context, text);
  const waiting = run.steps.filter(
    ({ wait, key, stepId }) =>
      wait?.kind === 'approval' && (!step || [key, stepId].includes(step)),
  );
  if (waiting.length !== 1) {
    throw new Failure(
      waiting.length === 0
        ? `No step${step ? ` ${step}` : ''} of the run waits for an approval.`
        : `Several steps wait for an approval. Say which: ${waiting
            .map(({ key }) => key)
            .join(', ')}`,
    );
  }
  const [{ key, wait }] = waiting;
  tell(
    context,
    await pipelines.decide(run.id, key, {
      decision: reject ? 'reject' : 'approve',
      reason,
      ...(form.length > 0 && { form: readInputs(wait?.form, form) }),
    }),
  );
}

async function listApprovals(context: CommandContext): Promise<void> {
  const { pipelines } = await context.portal();
  const { output } = context;
  const { items } = await pipelines.approvals({ mine: true, limit: 200 });
  output.table(
    items.map(({ run, instanceKey, wait, title }) => [
      nameOf(run),
      instanceKey,
      wait.until ? `until ${wait.until}` : '',
      title ?? '',
    ]),
  );
  if (items.length === 0) {
    output.line('Nothing waits for your approval.');
  }
  output.document(items);
}

export interface RerunOptions {
  from: string[];
  failed?: boolean;
  only?: string;
  input: string[];
  watch?: boolean;
}

/** Runs the same definition again, or parts of it. */
export async function rerun(
  context: CommandContext,
  text: string,
  { from, failed, only, input, watch }: RerunOptions,
): Promise<number | void> {
  if ([from.length > 0, failed, only].filter(Boolean).length > 1) {
    throw new Failure('Give one of --from, --failed and --only.');
  }
  const { run, portal } = await found(context, text);
  const workflow = only
    ? undefined
    : await portal.pipelines.workflow(run.workflowId);
  const inputs =
    input.length > 0 ? readInputs(workflow?.inputs, input) : undefined;
  let parts: RerunFrom = failed ? 'failed' : 'all';
  if (only) {
    parts = { only, inputs };
  } else if (from.length > 0) {
    parts = { steps: from };
  }
  const next = await portal.pipelines.rerun(run.id, {
    from: parts,
    // A new value of one input leaves the others as they were.
    ...(inputs && !only && { inputs: { ...run.inputs, ...inputs } }),
  });
  return begun(context, portal, next, watch);
}

/** Holds new runs of a workflow back, or lets them begin again. */
export async function drain(
  context: CommandContext,
  name: string,
  { off }: { off?: boolean },
): Promise<void> {
  const portal = await context.portal();
  const { id } = await findWorkflow(portal, name);
  const workflow = await portal.pipelines.drain(id, !off);
  context.output.line(
    `${workflow.repository}:${workflow.name} ${
      workflow.draining
        ? 'begins no new runs; those under way go on'
        : 'begins new runs'
    }`,
  );
  context.output.document(workflow);
}

async function found(context: CommandContext, text: string) {
  const portal = await context.portal();
  return {
    portal,
    pipelines: portal.pipelines,
    run: await findRun(portal, text),
  };
}

/** Says where a run stands after an act. */
function tell({ output }: CommandContext, run: Run): void {
  output.line(`${nameOf(run)} ${stateWords[run.state] ?? run.state}`);
  output.document(run);
}

function nameOf(
  run: Pick<Run, 'repository' | 'workflowName' | 'number'>,
): string {
  return `${run.repository}:${run.workflowName}#${run.number}`;
}
