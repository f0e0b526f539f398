import type { JsonObject } from '@backstage/types';
import {
  stepOutputs,
  stepScope,
  type EvaluationScope,
  type PlannedStep,
} from '@dop/plugin-pipelines-common';
import type { LoadedRun } from '../store/LoadedRun';
import type { RunRecord } from '../store/records';
import type { RunQueries } from '../store/RunQueries';

/** What the expressions of a step may read, as far as its needs are through. */
export async function scopeOf(
  queries: RunQueries,
  record: RunRecord,
  run: Pick<LoadedRun, 'plan' | 'model'>,
  step: PlannedStep,
): Promise<Omit<EvaluationScope, 'env' | 'matrix'>> {
  return scopeOfSteps(queries, record, run, {
    ids: step.needs,
    reads: step.links.length > 0,
  });
}

/** What expressions may read that see these steps. */
export async function scopeOfSteps(
  queries: RunQueries,
  record: RunRecord,
  run: Pick<LoadedRun, 'plan' | 'model'>,
  { ids, reads }: { ids: readonly string[]; reads: boolean },
): Promise<Omit<EvaluationScope, 'env' | 'matrix'>> {
  const positions = ids.flatMap(id => [...(run.plan.positions.get(id) ?? [])]);
  const outputs: Map<number, JsonObject> =
    reads && positions.length > 0
      ? await queries.outputs(record.id, positions)
      : new Map();
  const { plan } = run.plan;
  return {
    trigger: record.trigger,
    inputs: record.inputs,
    steps: Object.fromEntries(
      plan.steps
        .filter(({ id }) => ids.includes(id))
        .map(needed => [
          needed.id,
          stepScope(
            needed,
            stepOutputs(needed, plan),
            (run.plan.positions.get(needed.id) ?? []).map(position => ({
              state: run.model.steps[position].state,
              outputs: outputs.get(position),
            })),
          ),
        ]),
    ),
  };
}
