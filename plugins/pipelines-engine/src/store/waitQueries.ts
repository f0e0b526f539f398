import type { JsonObject } from '@backstage/types';
import type { Knex } from 'knex';
import type { WaitKind } from '../core';
import { inList, rawRows } from './dialect';

type Big = number | string;

/** What a step waits for, or waited for. Times are ms since 1970. */
export interface WaitRecord {
  kind: WaitKind;
  since: number;
  /** When it ends by itself. */
  until?: number;
  endedAt?: number;
  /** Who may decide, for an approval that is open. */
  approvers?: string[];
  /** Id of the child run. */
  childRunId?: string;
  decision?: DecisionRecord;
  outputs?: JsonObject;
}

/** Who decided an approval, and when. */
export interface DecisionRecord {
  decision: 'approve' | 'reject';
  by: string;
  reason?: string;
  time: number;
}

/** An approval that nobody decided yet. */
export interface ApprovalRecord {
  /** Its place in the list, `<run id>/<position>`. */
  cursor: string;
  runId: string;
  stepId: string;
  instanceKey: string;
  approvers: string[];
  since: number;
  until?: number;
}

interface WaitRow {
  run_id: string;
  position: number;
  kind: WaitKind;
  reference: string | null;
  since: Big;
  ended_at: Big | null;
  decision: 'approve' | 'reject' | null;
  decided_by: string | null;
  decided_reason: string | null;
  outputs: string | null;
}

/** What the steps of a run wait or waited for, by position. */
export async function waitsOf(
  knex: Knex,
  runId: string,
): Promise<Map<number, WaitRecord>> {
  const rows: WaitRow[] = await knex('run_waits').where('run_id', runId);
  const timers: { name: string; due_at: Big }[] = await knex('run_timers')
    .select('name', 'due_at')
    .where('run_id', runId);
  const waits = new Map<number, WaitRecord>();
  if (rows.length === 0 && timers.length === 0) {
    return waits;
  }
  const dueAt = new Map(timers.map(row => [row.name, Number(row.due_at)]));
  const approvers = await approversOf(knex, [runId]);
  for (const row of rows) {
    waits.set(row.position, {
      kind: row.kind,
      since: Number(row.since),
      until: dueAt.get(`wait:${row.position}`),
      endedAt: row.ended_at === null ? undefined : Number(row.ended_at),
      approvers: approvers.get(`${runId}/${row.position}`),
      childRunId: row.kind === 'child' ? row.reference ?? undefined : undefined,
      decision: toDecision(row),
      outputs: row.outputs === null ? undefined : JSON.parse(row.outputs),
    });
  }
  const retries: { position: number; ended_at: Big | null }[] = await knex(
    'run_steps as s',
  )
    .leftJoin('run_attempts as a', join =>
      join
        .on('a.run_id', 's.run_id')
        .andOn('a.position', 's.position')
        .andOn('a.number', 's.attempt'),
    )
    .select('s.position', 'a.ended_at')
    .where({ 's.run_id': runId, 's.state': 'waiting' });
  for (const { position, ended_at } of retries) {
    const until = dueAt.get(`retry:${position}`);
    if (until !== undefined) {
      waits.set(position, {
        kind: 'retry',
        since: Number(ended_at ?? until),
        until,
      });
    }
  }
  return waits;
}

function toDecision(row: WaitRow): DecisionRecord | undefined {
  return row.decision === null
    ? undefined
    : {
        decision: row.decision,
        by: row.decided_by ?? '',
        reason: row.decided_reason ?? undefined,
        time: Number(row.ended_at),
      };
}

/** By run and position, `<id>/<position>`. */
async function approversOf(
  knex: Knex,
  runIds: readonly string[],
): Promise<Map<string, string[]>> {
  const wanted = inList(knex, 'run_id', runIds);
  const rows = await rawRows<{
    run_id: string;
    position: number;
    entity_ref: string;
  }>(
    knex,
    `SELECT run_id, position, entity_ref FROM run_approvers
     WHERE ${wanted.sql} ORDER BY entity_ref`,
    [wanted.binding],
  );
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const key = `${row.run_id}/${row.position}`;
    found.set(key, [...(found.get(key) ?? []), row.entity_ref]);
  }
  return found;
}

/** @see RunQueries.openApprovals */
export async function openApprovals(
  knex: Knex,
  filter: {
    approvers?: readonly string[];
    repositoryIds?: readonly string[];
    runId?: string;
  },
  page: { before?: string; limit: number },
): Promise<ApprovalRecord[]> {
  const query = knex('run_waits as w')
    .join('run_steps as s', join =>
      join.on('s.run_id', 'w.run_id').andOn('s.position', 'w.position'),
    )
    .leftJoin('run_timers as t', join =>
      join
        .on('t.run_id', 'w.run_id')
        .andOn('t.name', knex.raw("'wait:' || w.position")),
    )
    .select('w.run_id', 'w.position', 'w.since', 's.step_id')
    .select('s.instance_key', 't.due_at')
    // Written out: SQLite uses a partial index only for a condition that it can see.
    .whereRaw("w.kind = 'approval' AND w.ended_at IS NULL")
    .orderBy([{ column: 'w.run_id', order: 'desc' }, { column: 'w.position' }])
    .limit(page.limit);
  if (page.before) {
    // A run may have several.
    const [id, position] = page.before.split('/');
    query.whereRaw('(w.run_id < ? OR (w.run_id = ? AND w.position > ?))', [
      id,
      id,
      Number(position ?? 2_147_483_647),
    ]);
  }
  if (filter.runId) {
    query.where('w.run_id', filter.runId);
  }
  if (filter.approvers) {
    const mine = inList(knex, 'a.entity_ref', filter.approvers);
    query.whereRaw(
      `EXISTS (SELECT 1 FROM run_approvers a WHERE a.run_id = w.run_id
         AND a.position = w.position AND ${mine.sql})`,
      [mine.binding],
    );
  }
  if (filter.repositoryIds) {
    const theirs = inList(knex, 'r.repository_id', filter.repositoryIds);
    query.whereRaw(
      `EXISTS (SELECT 1 FROM runs r WHERE r.id = w.run_id AND ${theirs.sql})`,
      [theirs.binding],
    );
  }
  const rows: {
    run_id: string;
    position: number;
    since: Big;
    step_id: string;
    instance_key: string;
    due_at: Big | null;
  }[] = await query;
  const approvers = await approversOf(
    knex,
    rows.map(row => row.run_id),
  );
  return rows.map(row => ({
    cursor: `${row.run_id}/${row.position}`,
    runId: row.run_id,
    stepId: row.step_id,
    instanceKey: row.instance_key,
    approvers: approvers.get(`${row.run_id}/${row.position}`) ?? [],
    since: Number(row.since),
    until: row.due_at === null ? undefined : Number(row.due_at),
  }));
}

/** @see RunQueries.decision */
export async function decisionOf(
  knex: Knex,
  runId: string,
  instanceKey: string,
): Promise<DecisionRecord | undefined> {
  const row: WaitRow | undefined = await knex('run_waits as w')
    .join('run_steps as s', join =>
      join.on('s.run_id', 'w.run_id').andOn('s.position', 'w.position'),
    )
    .select('w.*')
    .where({ 'w.run_id': runId, 's.instance_key': instanceKey })
    .first();
  return row && toDecision(row);
}

/** How far parents and repeated runs are followed. */
const depthLimit = 100;

/** @see RunQueries.authors */
export async function authorsOf(
  knex: Knex,
  runId: string,
): Promise<Set<string>> {
  const authors = new Set<string>();
  const seen = new Set<string>();
  let next = [runId];
  while (next.length > 0 && seen.size < depthLimit) {
    next.forEach(id => seen.add(id));
    const rows: {
      actor: string;
      trigger_json: string;
      parent_run: string | null;
      rerun_of: string | null;
    }[] = await knex('runs')
      .select('actor', 'trigger_json', 'parent_run', 'rerun_of')
      .whereIn('id', next);
    next = [];
    for (const row of rows) {
      const { actor, event } = JSON.parse(row.trigger_json) as {
        actor?: unknown;
        event?: { pusher?: unknown };
      };
      // Who opens a pull request need not be who pushed what runs.
      for (const author of [row.actor, actor, event?.pusher]) {
        if (typeof author === 'string' && author !== '') {
          authors.add(author);
          // What a run does is a part of what it was started for.
          const [, cause] = /^run:(.+)$/.exec(author) ?? [];
          if (cause && !seen.has(cause)) {
            next.push(cause);
          }
        }
      }
      for (const id of [row.parent_run, row.rerun_of]) {
        if (id !== null && !seen.has(id)) {
          next.push(id);
        }
      }
    }
  }
  return authors;
}
