import type { Knex } from 'knex';
import { inList, rawRows } from './dialect';
import type { NewRun } from './records';

/** A workflow of which no new runs begin. */
export interface Drain {
  workflowId: string;
  by: string;
  /** ms since 1970. */
  since: number;
}

/** Those of these new runs whose workflows are drained. Child runs belong to a run that goes on. */
export async function drainedOf(
  trx: Knex.Transaction,
  runs: readonly NewRun[],
): Promise<Set<NewRun>> {
  const ids = [...new Set(runs.map(({ workflowId }) => workflowId))];
  const wanted = inList(trx, 'workflow_id', ids);
  const rows = await rawRows<{ workflow_id: string }>(
    trx,
    `SELECT workflow_id FROM run_drains WHERE ${wanted.sql}`,
    [wanted.binding],
  );
  const drained = new Set(rows.map(row => row.workflow_id));
  return new Set(
    runs.filter(run => !run.parent && drained.has(run.workflowId)),
  );
}

/** Begins or ends to drain a workflow. */
export async function setDrain(
  knex: Knex,
  workflowId: string,
  drain: { by: string; now: number } | undefined,
): Promise<void> {
  if (drain) {
    await knex('run_drains')
      .insert({
        workflow_id: workflowId,
        drained_by: drain.by,
        since: drain.now,
      })
      .onConflict('workflow_id')
      .ignore();
  } else {
    await knex('run_drains').where('workflow_id', workflowId).delete();
  }
}

/** Drains of these workflows. */
export async function drainsOf(
  knex: Knex,
  workflowIds: readonly string[],
): Promise<Map<string, Drain>> {
  const rows: {
    workflow_id: string;
    drained_by: string;
    since: number | string;
  }[] = await knex('run_drains').whereIn('workflow_id', [...workflowIds]);
  return new Map(
    rows.map(row => [
      row.workflow_id,
      {
        workflowId: row.workflow_id,
        by: row.drained_by,
        since: Number(row.since),
      },
    ]),
  );
}

/** Queued runs without a group whose workflows are not drained, the oldest first. */
export async function undrainedRuns(
  knex: Knex,
  limit: number,
): Promise<string[]> {
  const rows = await rawRows<{ id: string }>(
    knex,
    `SELECT id FROM runs WHERE state = 'queued' AND group_key IS NULL
       AND workflow_id NOT IN (SELECT workflow_id FROM run_drains)
     ORDER BY id LIMIT ?`,
    [limit],
  );
  return rows.map(({ id }) => id);
}
