import { createHash, randomBytes } from 'node:crypto';
import { expandMatrix } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { countsOf } from './cells';
import { databaseNow, forUpdate, insertRows, rawRows } from './dialect';
import type { NewRun } from './records';
import type { AppliedEvent, RunStore } from './RunStore';

/**
 * Writes a run with its whole plan and begins it, or queues it in its
 * concurrency group.
 */
export async function createRun(
  store: RunStore,
  trx: Knex.Transaction,
  input: NewRun,
): Promise<{ id: string; number: number; results: AppliedEvent[] }> {
  const now = await databaseNow(trx);
  const id = input.id ?? newRunId(now);
  const planText = JSON.stringify(input.plan);
  const hash = `sha256:${createHash('sha256').update(planText).digest('hex')}`;
  await trx('run_plans')
    .insert({ hash, plan: planText })
    .onConflict('hash')
    .ignore();
  if (input.concurrency) {
    await lockGroup(trx, input.concurrency.key, now);
  }
  const number = await nextNumber(trx, input.workflowId);
  const instances = input.plan.steps.flatMap(step =>
    expandMatrix(step).map(instance => ({ ...instance, stepId: step.id })),
  );
  await trx('runs').insert({
    id,
    number,
    workflow_id: input.workflowId,
    repository_id: input.repositoryId,
    plan_hash: hash,
    ref: input.ref,
    commit_id: input.commit,
    protected_ref: input.protectedRef ? 1 : 0,
    trigger_type: input.triggerType,
    actor: input.actor,
    trigger_json: JSON.stringify(input.trigger),
    inputs: JSON.stringify(input.inputs),
    meta: JSON.stringify(input.meta ?? {}),
    state: 'queued',
    counts: JSON.stringify(
      countsOf(instances.map(() => ({ state: 'blocked' as const }))),
    ),
    group_key: input.concurrency?.key ?? null,
    group_limit: input.concurrency?.limit ?? null,
    rerun_of: input.rerunOf ?? null,
    version: 1,
    sequence: 1,
    created_at: now,
  });
  await insertRows(
    trx,
    'run_steps',
    {
      run_id: 'text',
      position: 'bigint',
      step_id: 'text',
      instance_key: 'text',
      matrix: 'text',
      state: 'text',
    },
    instances.map((instance, position) => [
      id,
      position,
      instance.stepId,
      instance.key,
      JSON.stringify(instance.matrix),
      'blocked',
    ]),
  );
  await insertRows(
    trx,
    'run_services',
    { entity_ref: 'text', run_id: 'text' },
    [...new Set(input.plan.delivers)].map(ref => [ref, id]),
  );
  await trx('run_events').insert({
    run_id: id,
    sequence: 1,
    type: 'run.created',
    state: 'queued',
    message: `Started by ${input.actor} (${input.triggerType})`,
    created_at: now,
  });
  const results = await admitNew(store, trx, id, number, input);
  return { id, number, results };
}

async function admitNew(
  store: RunStore,
  trx: Knex.Transaction,
  id: string,
  number: number,
  { concurrency }: NewRun,
): Promise<AppliedEvent[]> {
  if (!concurrency) {
    return store.applyIn(trx, [{ runId: id, event: { type: 'admitted' } }]);
  }
  const others = (await liveOfGroup(trx, concurrency.key)).filter(
    run => run.id !== id,
  );
  if (others.length < concurrency.limit) {
    return store.applyIn(trx, [{ runId: id, event: { type: 'admitted' } }]);
  }
  switch (concurrency.whenBusy) {
    case 'reject':
      return store.applyIn(trx, [
        {
          runId: id,
          event: {
            type: 'refused',
            reason: `The concurrency group is busy with run ${others[0].number}, and the workflow refuses to queue`,
          },
        },
      ]);
    case 'cancelOlder': {
      const results = await store.applyIn(
        trx,
        others.map(other => ({
          runId: other.id,
          event: { type: 'superseded' as const, by: `run ${number}` },
        })),
      );
      return [...results, ...(await admitQueued(store, trx, concurrency.key))];
    }
    default:
      return [];
  }
}

/** Lets queued runs of a group begin, the oldest first, while there are places. */
export async function admitGroup(
  store: RunStore,
  trx: Knex.Transaction,
  key: string,
): Promise<AppliedEvent[]> {
  await lockGroup(trx, key, await databaseNow(trx));
  return admitQueued(store, trx, key);
}

async function admitQueued(
  store: RunStore,
  trx: Knex.Transaction,
  key: string,
): Promise<AppliedEvent[]> {
  const live = await liveOfGroup(trx, key);
  const queued = live.filter(run => run.state === 'queued');
  const held = live.length - queued.length;
  const admitted = queued.filter(
    (run, index) => held + index < Number(run.group_limit),
  );
  return admitted.length === 0
    ? []
    : store.applyIn(
        trx,
        admitted.map(run => ({ runId: run.id, event: { type: 'admitted' } })),
      );
}

interface GroupRow {
  id: string;
  number: number | string;
  state: string;
  group_limit: number | string;
}

/** Runs that hold a place or wait for one, the oldest first. */
async function liveOfGroup(
  trx: Knex.Transaction,
  key: string,
): Promise<GroupRow[]> {
  return trx('runs')
    .select('id', 'number', 'state', 'group_limit')
    .where('group_key', key)
    .whereNull('ended_at')
    .orderBy(['created_at', 'id']);
}

/** Whoever starts or admits runs of a group does it alone. */
async function lockGroup(
  trx: Knex.Transaction,
  key: string,
  now: number,
): Promise<void> {
  await trx('run_groups')
    .insert({ group_key: key, touched_at: now })
    .onConflict('group_key')
    .merge();
  await rawRows(
    trx,
    `SELECT group_key FROM run_groups WHERE group_key = ? ${forUpdate(trx)}`,
    [key],
  );
}

async function nextNumber(
  trx: Knex.Transaction,
  workflowId: string,
): Promise<number> {
  const [row] = await rawRows<{ last: number | string }>(
    trx,
    `INSERT INTO run_numbers (workflow_id, last) VALUES (?, 1)
     ON CONFLICT (workflow_id) DO UPDATE SET last = run_numbers.last + 1
     RETURNING last`,
    [workflowId],
  );
  return Number(row.last);
}

/** A UUID that sorts by time (version 7). */
export function newRunId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 + (bytes[6] & 0x0f);
  bytes[8] = 0x80 + (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
