import type { JsonObject } from '@backstage/types';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import {
  componentOf,
  isTerminal,
  type AttemptState,
} from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import type { NewArtifact, RunRecord } from './store/records';
import { toRun, type RunRow } from './store/rows';
import type { Change } from './store/RunStore';

/** Something that is true from the commit on, and that others may want to hear. */
export type EngineFact =
  | { type: 'runFinished'; run: RunRecord }
  | {
      /** An attempt left valid outputs, whether it succeeded or failed. */
      type: 'attemptCollected';
      run: RunRecord;
      stepId: string;
      instanceKey: string;
      attempt: number;
      outcome: AttemptState;
      isolated: boolean;
      component: ResolvedComponent;
      outputs: JsonObject;
      artifacts: NewArtifact[];
    };

/** @see EngineOptions.onFacts */
export type FactHook = (
  trx: Knex.Transaction,
  facts: EngineFact[],
) => Promise<void>;

/** The facts in a batch of changes. */
export async function factsOf(
  trx: Knex.Transaction,
  changes: readonly Change[],
): Promise<EngineFact[]> {
  const telling = changes.filter(
    ({ stored, effects }) =>
      (stored.event.type === 'collected' && stored.details?.outputs) ||
      effects.some(effect => effect.type === 'finished'),
  );
  if (telling.length === 0) {
    return [];
  }
  const rows: RunRow[] = await trx('runs').whereIn('id', [
    ...new Set(telling.map(({ run }) => run.id)),
  ]);
  const records = new Map(rows.map(row => [row.id, toRun(row)]));
  const facts: EngineFact[] = [];
  for (const change of telling) {
    const run = records.get(change.run.id) as RunRecord;
    const collected = await collectedFact(trx, change, run);
    if (collected) {
      facts.push(collected);
    }
    if (
      change.effects.some(effect => effect.type === 'finished') &&
      isTerminal(run.state)
    ) {
      facts.push({ type: 'runFinished', run });
    }
  }
  return facts;
}

async function collectedFact(
  trx: Knex.Transaction,
  { stored, run: { plan, instances, id } }: Change,
  run: RunRecord,
): Promise<EngineFact | undefined> {
  const { event, details } = stored;
  if (event.type !== 'collected' || !details?.outputs) {
    return undefined;
  }
  const { position, number } = event;
  const row: { state: AttemptState; isolated: number } = await trx(
    'run_attempts',
  )
    .select('state', 'isolated')
    .where({ run_id: id, position, number })
    .first();
  return {
    type: 'attemptCollected',
    run,
    stepId: instances[position].stepId,
    instanceKey: instances[position].key,
    attempt: number,
    outcome: row.state,
    isolated: row.isolated === 1,
    component: componentOf(plan.plan, plan.stepAt[position]),
    outputs: JSON.parse(details.outputs),
    artifacts: details.artifacts ?? [],
  };
}
