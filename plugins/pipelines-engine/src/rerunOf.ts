import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import { isTerminal } from '@dop/plugin-pipelines-common';
import { planRerun, type RerunFrom } from './core';
import type { LoadedRun } from './store/LoadedRun';
import type { NewInstance, NewRun } from './store/records';

/** What runs again, and with what. */
export interface RerunOptions {
  /** Entity ref of who asks for it. */
  actor: string;
  /** By default `all`. */
  from?:
    | 'all'
    | 'failed'
    | { steps: readonly string[] }
    | {
        /** A step, or one instance of it. */
        only: string;
        /** Over what its `with` gives. */
        inputs?: JsonObject;
      };
  /** Other inputs of the workflow; only if everything runs again. */
  inputs?: JsonObject;
  /** What it may do now; by default as then. */
  now?: Pick<NewRun, 'protectedRef' | 'concurrency'>;
}

/**
 * A run that repeats a run at the same definition, linked to it. What does not
 * run again is taken over by reference, from where it really ran.
 *
 * @param old - undefined if there is no such run
 * @throws NotFoundError
 * @throws ConflictError if a part is asked for and the run has not ended
 * @throws InputError for a step that is not there, or if nothing failed
 */
export function rerunOf(
  runId: string,
  old: LoadedRun | undefined,
  { actor, from = 'all', inputs, now }: RerunOptions,
): { input: NewRun; sources: string[] } {
  if (!old) {
    throw new NotFoundError(`There is no run ${runId}`);
  }
  const { record } = old;
  if (from !== 'all' && !isTerminal(old.model.state)) {
    throw new ConflictError(
      `Run ${record.number} is ${old.model.state}; a part of it can run again when it has ended`,
    );
  }
  if (from !== 'all' && inputs) {
    throw new InputError(
      'The inputs of the workflow can only be changed when everything runs again',
    );
  }
  const { plan } = old.plan;
  const edited = typeof from === 'object' && 'only' in from && from.inputs;
  const instances =
    from === 'all'
      ? undefined
      : planRerun(
          plan,
          { instances: old.instances, steps: old.model.steps },
          from as RerunFrom,
        ).map(({ stepId, key, matrix, outcome, takenFrom }): NewInstance => {
          const source =
            takenFrom === undefined ? undefined : old.instances[takenFrom];
          return {
            stepId,
            key,
            matrix,
            outcome,
            takenOver:
              takenFrom === undefined
                ? undefined
                : source?.takenOver ?? { runId, position: takenFrom },
            edited: !outcome && edited ? edited : undefined,
          };
        });
  const sources = new Set(
    (instances ?? []).flatMap(({ takenOver }) => takenOver?.runId ?? []),
  );
  return {
    sources: sources.size > 0 ? [runId, ...sources] : [],
    input: {
      plan,
      instances,
      workflowId: record.workflowId,
      repositoryId: record.repositoryId,
      ref: record.ref,
      commit: record.commit,
      triggerType: record.triggerType,
      actor,
      trigger: record.trigger,
      inputs: inputs ?? record.inputs,
      meta: record.meta,
      ...(now ?? asThen(old)),
      rerunOf: runId,
    },
  };
}

function asThen({
  record,
  plan: { plan },
}: LoadedRun): NonNullable<RerunOptions['now']> {
  return {
    protectedRef: record.protectedRef,
    concurrency:
      record.groupKey && plan.concurrency
        ? {
            key: record.groupKey,
            limit: plan.concurrency.limit,
            whenBusy: plan.concurrency.whenBusy,
            holdWhileWaiting: plan.concurrency.holdWhileWaiting,
          }
        : undefined,
  };
}
