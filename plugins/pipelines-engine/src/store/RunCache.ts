import { upgradePlan, type Plan } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { inList, rawRows } from './dialect';
import type { LoadedRun } from './LoadedRun';

const runLimit = 5_000;
const planLimit = 200;

/**
 * Runs and plans that were loaded lately. A plan never changes; a run is used
 * for a change only while its row, locked, still has the version that it was
 * loaded at.
 */
export class RunCache {
  readonly #runs = new Map<string, LoadedRun>();
  readonly #plans = new Map<string, Plan>();

  run(id: string, version: number): LoadedRun | undefined {
    const run = this.#runs.get(id);
    return run?.version === version ? run : undefined;
  }

  /** As it was when it was last loaded or changed here; others may have moved it since. */
  latest(id: string): LoadedRun | undefined {
    return this.#runs.get(id);
  }

  /** After a commit. */
  keep(run: LoadedRun): void {
    const known = this.#runs.get(run.id);
    if (!known || known.version < run.version) {
      remember(this.#runs, run.id, run, runLimit);
    }
  }

  forget(id: string): void {
    this.#runs.delete(id);
  }

  /** @throws Error for a plan of a newer portal */
  async plans(
    knex: Knex,
    hashes: readonly string[],
  ): Promise<Map<string, Plan>> {
    const found = new Map<string, Plan>();
    const missing = new Set<string>();
    for (const hash of hashes) {
      const plan = this.#plans.get(hash);
      if (plan) {
        found.set(hash, plan);
      } else {
        missing.add(hash);
      }
    }
    if (missing.size > 0) {
      const { sql, binding } = inList(knex, 'hash', [...missing]);
      for (const row of await rawRows<{ hash: string; plan: string }>(
        knex,
        `SELECT hash, plan FROM run_plans WHERE ${sql}`,
        [binding],
      )) {
        const plan = upgradePlan(JSON.parse(row.plan));
        found.set(row.hash, plan);
        remember(this.#plans, row.hash, plan, planLimit);
      }
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
