import type { Knex } from 'knex';
import type { TimerEvent } from '../core';
import { nowExpression, rawRows } from './dialect';

/** Names a step instance. */
export interface StepPlace {
  runId: string;
  position: number;
}

/** A step instance that may be claimed. */
export interface ReadyStep extends StepPlace {
  stepId: string;
  /** How many attempts it had. */
  attempts: number;
}

/** Ready step instances that are due, the oldest first. */
export async function readySteps(
  knex: Knex,
  limit: number,
): Promise<ReadyStep[]> {
  const rows = await rawRows<{
    run_id: string;
    position: number;
    step_id: string;
    attempt: number;
  }>(
    knex,
    `SELECT run_id, position, step_id, attempt FROM run_steps
     WHERE state = 'ready' AND ready_at <= ${nowExpression(knex)}
     ORDER BY ready_at, run_id, position LIMIT ?`,
    [limit],
  );
  return rows.map(row => ({
    runId: row.run_id,
    position: row.position,
    stepId: row.step_id,
    attempts: row.attempt,
  }));
}

/** Steps whose condition or matrix is to be evaluated. */
export async function undecidedSteps(
  knex: Knex,
  limit: number,
): Promise<StepPlace[]> {
  const rows = await rawRows<{ run_id: string; position: number }>(
    knex,
    // Written out: SQLite uses a partial index only for a condition that it can see.
    `SELECT run_id, position FROM run_steps WHERE deciding = 1
     UNION ALL
     SELECT run_id, position FROM run_steps
     WHERE asking IS NOT NULL AND asking = 'matrix'
     LIMIT ?`,
    [limit],
  );
  return rows.map(toPlace);
}

/** Ready steps whose child run is to be started, of runs that may start something. */
export async function startableSteps(
  knex: Knex,
  limit: number,
): Promise<StepPlace[]> {
  const rows = await rawRows<{ run_id: string; position: number }>(
    knex,
    `SELECT s.run_id, s.position FROM run_steps s JOIN runs r ON r.id = s.run_id
     WHERE s.asking IS NOT NULL AND s.asking = 'start'
       AND r.state IN ('running', 'ending')
     ORDER BY s.run_id, s.position LIMIT ?`,
    [limit],
  );
  return rows.map(toPlace);
}

/** Child runs that are over and whose parents have not heard of it. */
export async function untoldRuns(knex: Knex, limit: number): Promise<string[]> {
  const rows = await rawRows<{ id: string }>(
    knex,
    `SELECT id FROM runs WHERE parent_told = 0 AND ended_at IS NOT NULL
     ORDER BY id LIMIT ?`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

/** The parent of a run has heard of its end. */
export async function markTold(knex: Knex, runId: string): Promise<void> {
  await knex('runs').where('id', runId).update({ parent_told: 1 });
}

/** Child runs that have to end, or to end harder, and do not do so yet. */
export async function unstoppedChildren(
  knex: Knex,
  limit: number,
): Promise<(StepPlace & { childId: string; force: boolean })[]> {
  const rows = await rawRows<{
    run_id: string;
    position: number;
    reference: string;
    force: number;
  }>(
    knex,
    `SELECT w.run_id, w.position, w.reference, w.force
     FROM run_waits w JOIN runs r ON r.id = w.reference
     WHERE w.stop_cause IS NOT NULL AND w.ended_at IS NULL AND w.kind = 'child'
       AND r.ended_at IS NULL
       AND (r.state <> 'ending' OR (w.force = 1 AND r.hard = 0))
     ORDER BY w.run_id, w.position LIMIT ?`,
    [limit],
  );
  return rows.map(row => ({
    ...toPlace(row),
    childId: row.reference,
    force: row.force === 1,
  }));
}

/** The runs that steps of a run wait for. */
export async function openChildren(
  knex: Knex,
  runId: string,
): Promise<string[]> {
  const rows = await rawRows<{ reference: string }>(
    knex,
    `SELECT reference FROM run_waits
     WHERE run_id = ? AND kind = 'child' AND ended_at IS NULL
       AND reference IS NOT NULL
     ORDER BY position`,
    [runId],
  );
  return rows.map(({ reference }) => reference);
}

function toPlace(row: { run_id: string; position: number }): StepPlace {
  return { runId: row.run_id, position: row.position };
}

/** How long the oldest ready step has waited, ms, and how many there are (counted to 1000). */
export async function queueAge(
  knex: Knex,
): Promise<{ ready: number; oldestMs: number }> {
  const [row] = await rawRows<{
    ready: number | string;
    oldest: number | string | null;
    now: number | string;
  }>(
    knex,
    `SELECT count(*) AS ready, min(ready_at) AS oldest, ${nowExpression(
      knex,
    )} AS now FROM (
       SELECT ready_at FROM run_steps WHERE state = 'ready'
       ORDER BY ready_at, run_id, position LIMIT 1000) AS waiting`,
  );
  return {
    ready: Number(row.ready),
    oldestMs:
      row.oldest === null
        ? 0
        : Math.max(0, Number(row.now) - Number(row.oldest)),
  };
}

export interface DueTimer {
  runId: string;
  name: string;
  event: TimerEvent;
}

/** Timers that are due. */
export async function dueTimers(
  knex: Knex,
  limit: number,
): Promise<DueTimer[]> {
  const rows = await rawRows<{ run_id: string; name: string; event: string }>(
    knex,
    `SELECT run_id, name, event FROM run_timers
     WHERE due_at <= ${nowExpression(knex)} ORDER BY due_at LIMIT ?`,
    [limit],
  );
  return rows.map(row => ({
    runId: row.run_id,
    name: row.name,
    event: JSON.parse(row.event),
  }));
}

/** Removes timers that meant nothing any more when they fired. */
export async function dropTimers(
  knex: Knex,
  timers: readonly DueTimer[],
): Promise<void> {
  for (const { runId, name } of timers) {
    await knex('run_timers')
      .where({ run_id: runId, name })
      .andWhere('due_at', '<=', knex.raw(nowExpression(knex)))
      .delete();
  }
}

/** Groups in which somebody waits for a place. */
export async function waitingGroups(knex: Knex): Promise<string[]> {
  const rows: { group_key: string }[] = await knex('runs')
    .distinct('group_key')
    .whereNull('ended_at')
    .whereNotNull('group_key')
    .where('state', 'queued')
    .limit(500);
  return rows.map(row => row.group_key);
}

/** An attempt that is alive, as its driver needs it. */
export interface LiveAttempt {
  runId: string;
  position: number;
  number: number;
  state: string;
  epoch: number;
  owner: string;
  runner: string;
  place?: string;
  handle: string;
  stopping: boolean;
  force: boolean;
}

interface LiveRow {
  run_id: string;
  position: number;
  number: number;
  state: string;
  epoch: number | string;
  owner: string;
  runner: string;
  place: string | null;
  handle: string;
  force: number;
}

const liveColumns =
  'run_id, position, number, state, epoch, owner, runner, place, handle, force';

/** Prolongs the leases of an owner and gives what it owns. */
export async function heartbeat(
  knex: Knex,
  owner: string,
  leaseMs: number,
): Promise<LiveAttempt[]> {
  const rows = await rawRows<LiveRow>(
    knex,
    `UPDATE run_attempts SET lease_until = ${nowExpression(knex)} + ?
     WHERE ended_at IS NULL AND owner = ? RETURNING ${liveColumns}`,
    [leaseMs, owner],
  );
  return rows.map(toLive);
}

/** Lets others take what an owner has, at once. */
export async function releaseLeases(knex: Knex, owner: string): Promise<void> {
  await knex('run_attempts')
    .where('owner', owner)
    .whereNull('ended_at')
    .update({ lease_until: 0 });
}

/**
 * Attempts whose owner has let the lease run out by `silentMs`; with `all`, those
 * of every other owner, for a database that only one process uses.
 */
export async function abandonedAttempts(
  knex: Knex,
  options: { owner: string; all: boolean; silentMs: number },
): Promise<LiveAttempt[]> {
  const rows = await rawRows<LiveRow>(
    knex,
    `SELECT ${liveColumns} FROM run_attempts
     WHERE ended_at IS NULL AND owner <> ?
       ${options.all ? '' : `AND lease_until < ${nowExpression(knex)} - ?`}
     ORDER BY lease_until LIMIT 500`,
    options.all ? [options.owner] : [options.owner, options.silentMs],
  );
  return rows.map(toLive);
}

/** Which of these handles belong to attempts that are alive. */
export async function liveHandles(
  knex: Knex,
  handles: readonly string[],
): Promise<Set<string>> {
  const live = new Set<string>();
  for (let at = 0; at < handles.length; at += 500) {
    const rows: { handle: string }[] = await knex('run_attempts')
      .select('handle')
      .whereIn('handle', handles.slice(at, at + 500))
      .whereNull('ended_at');
    rows.forEach(row => live.add(row.handle));
  }
  return live;
}

function toLive(row: LiveRow): LiveAttempt {
  return {
    runId: row.run_id,
    position: row.position,
    number: row.number,
    state: row.state,
    epoch: Number(row.epoch),
    owner: row.owner,
    runner: row.runner,
    place: row.place ?? undefined,
    handle: row.handle,
    stopping: row.state === 'stopping',
    force: row.force === 1,
  };
}
