import { upgradePlan, type Plan } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import {
  compilePlan,
  type AttemptModel,
  type CompiledPlan,
  type PlannedInstance,
  type RunModel,
  type StepModel,
} from '../core';
import { forUpdate, nowExpression, rawRows } from './dialect';

/** A run in memory, as of one version of its row. */
export interface LoadedRun {
  id: string;
  version: number;
  sequence: number;
  plan: CompiledPlan;
  instances: PlannedInstance[];
  model: RunModel;
  groupKey?: string;
  rerunOf?: string;
}

interface LockedRow {
  id: string;
  version: number | string;
  sequence: number | string;
  plan_hash: string;
  state: RunModel['state'];
  cause: RunModel['cause'] | null;
  hard: number;
  group_key: string | null;
  rerun_of: string | null;
  now: number | string;
}

/**
 * Runs and plans that were loaded lately. A plan never changes; a run is used
 * only while its row, locked, still has the version that it was loaded at.
 */
export class RunCache {
  readonly #runs = new Map<string, LoadedRun>();
  readonly #plans = new Map<string, Plan>();

  run(id: string, version: number): LoadedRun | undefined {
    const run = this.#runs.get(id);
    return run?.version === version ? run : undefined;
  }

  keep(run: LoadedRun): void {
    remember(this.#runs, run.id, run, 5_000);
  }

  forget(id: string): void {
    this.#runs.delete(id);
  }

  async plans(
    knex: Knex,
    hashes: readonly string[],
  ): Promise<Map<string, Plan>> {
    const missing = [...new Set(hashes)].filter(hash => !this.#plans.has(hash));
    const found = new Map<string, Plan>();
    for (let at = 0; at < missing.length; at += 500) {
      const rows: { hash: string; plan: string }[] = await knex(
        'run_plans',
      ).whereIn('hash', missing.slice(at, at + 500));
      for (const row of rows) {
        found.set(row.hash, upgradePlan(JSON.parse(row.plan)));
      }
    }
    for (const hash of hashes) {
      const plan = this.#plans.get(hash);
      if (plan) {
        found.set(hash, plan);
      }
    }
    for (const [hash, plan] of found) {
      remember(this.#plans, hash, plan, 200);
    }
    return found;
  }
}

function remember<T>(
  map: Map<string, T>,
  key: string,
  value: T,
  limit: number,
) {
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) {
    const oldest = map.keys().next().value;
    if (oldest !== undefined) {
      map.delete(oldest);
    }
  }
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
  const sorted = [...new Set(ids)].sort();
  const rows = await rawRows<LockedRow>(
    trx,
    `SELECT id, version, sequence, plan_hash, state, cause, hard, group_key,
       rerun_of, ${nowExpression(trx)} AS now
     FROM runs WHERE id IN (${sorted.map(() => '?').join(', ')})
     ORDER BY id ${forUpdate(trx)}`,
    sorted,
  );
  const runs = new Map<string, LoadedRun>();
  const stale: LockedRow[] = [];
  for (const row of rows) {
    const cached = cache.run(row.id, Number(row.version));
    if (cached) {
      runs.set(row.id, cached);
    } else {
      stale.push(row);
    }
  }
  if (stale.length > 0) {
    for (const run of await loadModels(trx, stale, cache)) {
      runs.set(run.id, run);
    }
  }
  // The newest clock: locks may have been waited for.
  const now = rows.reduce(
    (latest, row) => Math.max(latest, Number(row.now)),
    0,
  );
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
}

async function loadModels(
  trx: Knex.Transaction,
  rows: readonly LockedRow[],
  cache: RunCache,
): Promise<LoadedRun[]> {
  const plans = await cache.plans(
    trx,
    rows.map(row => row.plan_hash),
  );
  const steps = new Map<string, StepRow[]>(rows.map(row => [row.id, []]));
  const ids = rows.map(row => row.id);
  for (const row of await rawRows<StepRow>(
    trx,
    `SELECT s.run_id, s.position, s.step_id, s.instance_key, s.matrix, s.state,
       s.deciding, s.because_of_failure, s.reason, s.tries, s.losses, s.attempt,
       a.state AS attempt_state, a.epoch, a.stop_cause, a.force
     FROM run_steps s LEFT JOIN run_attempts a
       ON a.run_id = s.run_id AND a.position = s.position AND a.number = s.attempt
     WHERE s.run_id IN (${ids.map(() => '?').join(', ')})
     ORDER BY s.run_id, s.position`,
    ids,
  )) {
    steps.get(row.run_id)?.push(row);
  }
  return rows.map(row => {
    const stepRows = steps.get(row.id) ?? [];
    const instances = stepRows.map(step => ({
      stepId: step.step_id,
      key: step.instance_key,
      matrix: JSON.parse(step.matrix),
    }));
    return {
      id: row.id,
      version: Number(row.version),
      sequence: Number(row.sequence),
      plan: compilePlan(plans.get(row.plan_hash) as Plan, instances),
      instances,
      groupKey: row.group_key ?? undefined,
      rerunOf: row.rerun_of ?? undefined,
      model: {
        state: row.state,
        cause: row.cause ?? undefined,
        hard: row.hard === 1,
        steps: stepRows.map(toStep),
      },
    };
  });
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
