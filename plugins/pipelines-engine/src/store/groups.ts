import type { Knex } from 'knex';
import { databaseNow, forUpdate, rawRows } from './dialect';
import type { NewRun } from './records';
import type { AppliedEvent, RunStore } from './RunStore';

/** Begins, queues or refuses a run that was just stored, as its group has places. */
export async function admitNew(
  store: RunStore,
  trx: Knex.Transaction,
  {
    id,
    number,
    concurrency,
  }: {
    id: string;
    number: number;
    concurrency: NonNullable<NewRun['concurrency']>;
  },
): Promise<AppliedEvent[]> {
  const others = (await liveOfGroup(trx, concurrency.key)).filter(
    run => run.id !== id,
  );
  const before = others.filter(
    run => holdsPlace(run) || run.state === 'queued',
  );
  if (before.length < concurrency.limit) {
    return store.applyIn(trx, [{ runId: id, event: { type: 'admitted' } }]);
  }
  switch (concurrency.whenBusy) {
    case 'reject':
      return store.applyIn(trx, [
        {
          runId: id,
          event: {
            type: 'refused',
            reason: `The concurrency group is busy with run ${before[0].number}, and the workflow refuses to queue`,
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
  const queued = live.filter(
    // A run that began goes on, also while its workflow is drained.
    run => run.state === 'queued' && (run.gave_place || !run.drained),
  );
  const held = live.filter(holdsPlace).length;
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
  gave_place: number;
  drained: string | null;
}

function holdsPlace({ state, gave_place }: GroupRow): boolean {
  return state !== 'queued' && !gave_place;
}

/** Runs that hold a place or wait for one, the oldest first. */
async function liveOfGroup(
  trx: Knex.Transaction,
  key: string,
): Promise<GroupRow[]> {
  return trx('runs as r')
    .leftJoin('run_drains as d', 'd.workflow_id', 'r.workflow_id')
    .select('r.id', 'r.number', 'r.state', 'r.group_limit', 'r.gave_place')
    .select({ drained: 'd.workflow_id' })
    .where('r.group_key', key)
    .whereNull('r.ended_at')
    .orderBy(['r.created_at', 'r.id']);
}

/** Whoever starts or admits runs of a group does it alone. */
export async function lockGroup(
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
