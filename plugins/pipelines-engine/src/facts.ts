import type { JsonObject } from '@backstage/types';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import {
  componentOf,
  isTerminal,
  type AttemptState,
} from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import type { NewArtifact, RunRecord } from './store/records';
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
  const facts: EngineFact[] = [];
  for (const change of changes) {
    const collected = await collectedFact(trx, change);
    if (collected) {
      facts.push(collected);
    }
    if (
      change.effects.some(effect => effect.type === 'finished') &&
      isTerminal(change.record.state)
    ) {
      facts.push({ type: 'runFinished', run: change.record });
    }
  }
  return facts;
}

async function collectedFact(
  trx: Knex.Transaction,
  { stored, run: { plan, instances, model, id }, record }: Change,
): Promise<EngineFact | undefined> {
  const { event, details } = stored;
  if (event.type !== 'collected' || !details?.outputs) {
    return undefined;
  }
  const { position, number } = event;
  return {
    type: 'attemptCollected',
    run: record,
    stepId: instances[position].stepId,
    instanceKey: instances[position].key,
    attempt: number,
    outcome: model.steps[position].attempt?.state as AttemptState,
    isolated: details.isolated ?? (await isIsolated(trx, id, position, number)),
    component: componentOf(plan.plan, plan.stepAt[position]),
    outputs: JSON.parse(details.outputs),
    artifacts: details.artifacts ?? [],
  };
}

/** What an earlier owner of the attempt recorded. */
async function isIsolated(
  trx: Knex.Transaction,
  runId: string,
  position: number,
  number: number,
): Promise<boolean> {
  const row: { isolated: number } = await trx('run_attempts')
    .select('isolated')
    .where({ run_id: runId, position, number })
    .first();
  return row.isolated === 1;
}
