import type { Plan } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import {
  compilePlan,
  type AttemptModel,
  type StepModel,
  type WaitModel,
} from '../core';
import { forUpdate, inList, nowExpression, rawRows } from './dialect';
import type { LoadedRun } from './LoadedRun';
import type { RunCache } from './RunCache';
import { toRun, type RunRow } from './rows';

interface LockedRow {
  id: string;
  version: number | string;
  now: number | string;
}

interface StoredRunRow extends RunRow {
  version: number | string;
  hard: number;
  group_limit: number | null;
  yields: number;
  gave_place: number;
  clock: string | null;
}

/**
 * Locks the rows of runs, in the order of their ids, and gives the runs as they
 * are. Runs that do not exist are left out.
 */
export async function lockRuns(
  trx: Knex.Transaction,
  ids: readonly string[],
  cache: RunCache,
): Promise<{ now: number; runs: Map<string, LoadedRun> }> {
  const wanted = inList(trx, 'id', [...new Set(ids)]);
  const rows = await rawRows<LockedRow>(
    trx,
    `SELECT id, version, ${nowExpression(trx)} AS now
     FROM runs WHERE ${wanted.sql} ORDER BY id ${forUpdate(trx)}`,
    [wanted.binding],
  );
  const runs = new Map<string, LoadedRun>();
  const stale: string[] = [];
  // The newest clock: locks may have been waited for.
  let now = 0;
  for (const row of rows) {
    now = Math.max(now, Number(row.now));
    const cached = cache.run(row.id, Number(row.version));
    if (cached) {
      runs.set(row.id, cached);
    } else {
      stale.push(row.id);
    }
  }
  if (stale.length > 0) {
    for (const run of await loadModels(trx, stale, cache)) {
      runs.set(run.id, run);
    }
  }
  return { now, runs };
}

interface StepRow {
  run_id: string;
  position: number;
  step_id: string;
  instance_key: string;
  matrix: string;
  state: StepModel['state'];
  deciding: number;
  because_of_failure: number;
  reason: string | null;
  tries: number;
  losses: number;
  attempt: number;
  attempt_state: AttemptModel['state'] | null;
  epoch: number | string | null;
  stop_cause: AttemptModel['stop'] | null;
  force: number | null;
  asking: StepModel['asking'] | null;
  taken_run: string | null;
  taken_position: number | null;
  edited: string | null;
  wait_kind: WaitModel['kind'] | null;
  wait_reference: string | null;
  wait_stop: WaitModel['stop'] | null;
  wait_force: number | null;
}

async function loadModels(
  trx: Knex.Transaction,
  ids: readonly string[],
  cache: RunCache,
): Promise<LoadedRun[]> {
  const wanted = inList(trx, 'id', ids);
  const rows = await rawRows<StoredRunRow>(
    trx,
    // Of an archived run there is nothing to load.
    `SELECT * FROM runs WHERE ${wanted.sql} AND archived_at IS NULL`,
    [wanted.binding],
  );
  const plans = await cache.plans(
    trx,
    rows.map(row => row.plan_hash),
  );
  const steps = new Map<string, StepRow[]>(rows.map(row => [row.id, []]));
  const theirs = inList(trx, 's.run_id', ids);
  for (const row of await rawRows<StepRow>(
    trx,
    `SELECT s.run_id, s.position, s.step_id, s.instance_key, s.matrix, s.state,
       s.deciding, s.because_of_failure, s.reason, s.tries, s.losses, s.attempt,
       a.state AS attempt_state, a.epoch, a.stop_cause, a.force,
       s.asking, s.taken_run, s.taken_position, s.edited, w.kind AS wait_kind,
       w.reference AS wait_reference, w.stop_cause AS wait_stop,
       w.force AS wait_force
     FROM run_steps s LEFT JOIN run_attempts a
       ON a.run_id = s.run_id AND a.position = s.position AND a.number = s.attempt
     LEFT JOIN run_waits w
       ON w.run_id = s.run_id AND w.position = s.position AND w.ended_at IS NULL
     WHERE ${theirs.sql}
     ORDER BY s.run_id, s.position`,
    [theirs.binding],
  )) {
    steps.get(row.run_id)?.push(row);
  }
  return rows.map(row =>
    toLoaded(
      row,
      plans.get(row.plan_hash) as Plan,
      steps.get(row.id) as StepRow[],
    ),
  );
}

function toLoaded(
  row: StoredRunRow,
  plan: Plan,
  steps: readonly StepRow[],
): LoadedRun {
  const instances = steps.map(step => ({
    stepId: step.step_id,
    key: step.instance_key,
    matrix: JSON.parse(step.matrix),
    takenOver:
      step.taken_run === null
        ? undefined
        : { runId: step.taken_run, position: Number(step.taken_position) },
    edited: step.edited === null ? undefined : JSON.parse(step.edited),
  }));
  return {
    id: row.id,
    version: Number(row.version),
    sequence: Number(row.sequence),
    plan: compilePlan(plan, instances),
    instances,
    groupKey: row.group_key ?? undefined,
    groupLimit: row.group_limit ?? undefined,
    record: toRun(row),
    parent:
      row.parent_run === null
        ? undefined
        : { runId: row.parent_run, position: Number(row.parent_position) },
    model: {
      state: row.state,
      cause: row.cause ?? undefined,
      hard: row.hard === 1,
      yields: row.yields === 1,
      gavePlace: row.gave_place === 1 || undefined,
      clock: row.clock === null ? undefined : JSON.parse(row.clock),
      steps: steps.map(toStep),
    },
  };
}

function toStep(row: StepRow): StepModel {
  return {
    position: row.position,
    stepId: row.step_id,
    key: row.instance_key,
    state: row.state,
    deciding: row.deciding === 1,
    becauseOfFailure: row.because_of_failure === 1,
    reason: row.reason ?? undefined,
    tries: row.tries,
    losses: row.losses,
    asking: row.asking ?? undefined,
    wait: toWait(row),
    attempt:
      row.attempt_state === null
        ? undefined
        : {
            number: row.attempt,
            state: row.attempt_state,
            epoch: Number(row.epoch),
            stop: row.stop_cause ?? undefined,
            force: row.force === 1,
          },
  };
}

/** A step that waits, and for nothing that has a row, waits for its next try. */
function toWait(row: StepRow): WaitModel | undefined {
  if (row.state !== 'waiting') {
    return undefined;
  }
  return row.wait_kind === null
    ? { kind: 'retry' }
    : {
        kind: row.wait_kind,
        reference: row.wait_reference ?? undefined,
        stop: row.wait_stop ?? undefined,
        force: row.wait_force === 1,
      };
}
