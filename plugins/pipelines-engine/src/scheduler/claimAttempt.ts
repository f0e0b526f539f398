import type { Runner } from '@dop/plugin-pipelines-node';
import type { AttemptModel } from '../core';
import type { LoadedRun } from '../store/LoadedRun';
import type { LiveAttempt } from '../store/work';
import { attemptInput, type AttemptInput } from './attemptInput';
import type { EngineContext } from './EngineContext';
import { createRunToken } from './RunToken';

/** An attempt that this process owns now, before its program started. */
export interface ClaimedAttempt {
  live: LiveAttempt;
  run: LoadedRun;
  /** What was recorded for it; absent if it failed before its start. */
  prepared?: {
    input: Extract<AttemptInput, { problem?: undefined }>;
    token?: string;
  };
}

/**
 * Claims a ready step: handle, owner, lease, inputs and the hash of its token
 * are written in one transaction, before anything of it starts.
 *
 * @param run - as far as it is known here; what it tells of the step's inputs
 * does not change any more
 * @returns undefined if somebody else was faster
 */
export async function claimAttempt(
  context: EngineContext,
  runner: Runner,
  run: LoadedRun,
  position: number,
): Promise<ClaimedAttempt | undefined> {
  const number = (run.model.steps[position].attempt?.number ?? 0) + 1;
  const handle = handleOf(context, run.id, position, number);
  const input = await attemptInput(context, run, position);
  const token = runner.call
    ? undefined
    : createRunToken({ runId: run.id, position, attempt: number });
  await context.probe('beforeHandleSaved');
  const { applied, run: after } = await context.dispatcher.dispatch({
    runId: run.id,
    event: { type: 'claimed', position },
    attempt: number,
    details: {
      owner: context.owner,
      leaseMs: context.settings.leaseMs,
      runner: runner.kind,
      place: runner.place,
      handle,
      inputs: input.inputs && JSON.stringify(input.inputs),
      secrets: input.secrets && JSON.stringify(input.secrets),
    },
    then: [
      input.problem === undefined
        ? {
            runId: run.id,
            event: { type: 'prepared', position, number, epoch: 1 },
            details: {
              env: JSON.stringify(input.env),
              tokenHash: token?.hash,
            },
          }
        : {
            runId: run.id,
            event: {
              type: 'failed',
              position,
              number,
              epoch: 1,
              reason: input.problem,
            },
            details: {},
          },
    ],
  });
  const attempt = after?.model.steps[position].attempt;
  if (!applied || !after || !attempt) {
    return undefined;
  }
  await context.probe('handleSaved');
  return {
    live: liveOf(context, runner, { runId: run.id, position, handle }, attempt),
    run: after,
    prepared:
      input.problem === undefined ? { input, token: token?.token } : undefined,
  };
}

function handleOf(
  { handlePrefix }: EngineContext,
  runId: string,
  position: number,
  number: number,
): string {
  return `${handlePrefix}-${runId.replaceAll('-', '')}-${position}-${number}`;
}

function liveOf(
  { owner }: EngineContext,
  { kind, place }: Runner,
  names: Pick<LiveAttempt, 'runId' | 'position' | 'handle'>,
  { number, state, epoch, force }: AttemptModel,
): LiveAttempt {
  return {
    ...names,
    number,
    state,
    epoch,
    owner,
    runner: kind,
    place,
    stopping: state === 'stopping',
    force,
  };
}
