import type { Knex } from 'knex';
import {
  defaultLimits,
  transition,
  type CoreLimits,
  type Effect,
  type EngineEvent,
} from '../core';
import { ChangeSet, type AttemptDetails } from './ChangeSet';
import { retried } from './dialect';
import { lockRuns, RunCache, type LoadedRun } from './loadRuns';

/** An event on its way into the store. */
export interface StoredEvent {
  runId: string;
  event: EngineEvent;
  /** Columns of the attempt that the event is about. */
  details?: AttemptDetails;
  /** Name of the timer that fired it. */
  timer?: string;
}

/** What became of an event. */
export interface AppliedEvent {
  /** False for one that came too late. */
  applied: boolean;
  effects: Effect[];
  /** The run after the event; undefined if there is no such run. */
  run?: LoadedRun;
}

/** One event that was applied, for those who write in the same transaction. */
export interface Change {
  stored: StoredEvent;
  run: LoadedRun;
  effects: Effect[];
}

/**
 * Called in the transaction of the changes, to write what must be true with
 * them, such as events for other plugins. Only queries on `trx`.
 */
export type ChangeHook = (
  trx: Knex.Transaction,
  changes: Change[],
) => Promise<void>;

/**
 * Brings events and the core's transitions together with the database: one
 * transaction locks the runs, moves them and writes what changed with its
 * journal. Many events go in at once.
 */
export class RunStore {
  readonly knex: Knex;
  readonly limits: CoreLimits;
  readonly #cache = new RunCache();
  readonly #hook: ChangeHook | undefined;

  private constructor(knex: Knex, limits: CoreLimits, hook?: ChangeHook) {
    this.knex = knex;
    this.limits = limits;
    this.#hook = hook;
  }

  static create(options: {
    knex: Knex;
    limits?: CoreLimits;
    hook?: ChangeHook;
  }): RunStore {
    return new RunStore(
      options.knex,
      options.limits ?? defaultLimits,
      options.hook,
    );
  }

  get cache(): RunCache {
    return this.#cache;
  }

  /** Applies events in a transaction of its own, tried again where that helps. */
  async apply(events: readonly StoredEvent[]): Promise<AppliedEvent[]> {
    return retried(async () => {
      const results = await this.knex.transaction(trx =>
        this.applyIn(trx, events),
      );
      for (const { run } of results) {
        if (run) {
          this.#cache.keep(run);
        }
      }
      return results;
    });
  }

  /** A run as it is now; undefined if there is none. */
  async load(runId: string): Promise<LoadedRun | undefined> {
    return this.knex.transaction(async trx =>
      (await lockRuns(trx, [runId], this.#cache)).runs.get(runId),
    );
  }

  /** The same inside of the caller's transaction. */
  async applyIn(
    trx: Knex.Transaction,
    events: readonly StoredEvent[],
  ): Promise<AppliedEvent[]> {
    const { now, runs } = await lockRuns(
      trx,
      events.map(event => event.runId),
      this.#cache,
    );
    const changeSet = new ChangeSet(now);
    const changes: Change[] = [];
    const results = events.map((stored): AppliedEvent => {
      if (stored.timer) {
        changeSet.timerFired(stored.runId, stored.timer);
      }
      const loaded = runs.get(stored.runId);
      if (!loaded) {
        return { applied: false, effects: [] };
      }
      const before = changeSet.current(loaded);
      const result = transition(
        before.plan,
        before.model,
        stored.event,
        this.limits,
      );
      if (!result.applied) {
        return { applied: false, effects: [], run: before };
      }
      const { event, details } = stored;
      const run = changeSet.add(
        before,
        result.run,
        result.effects,
        details && 'position' in event
          ? { position: event.position, details }
          : undefined,
      );
      if (event.type === 'unplaced') {
        changeSet.unplaced(run.id, event.position);
      } else if (event.type === 'cancelled') {
        changeSet.cancelledBy(run.id, event.by);
      }
      changes.push({ stored, run, effects: result.effects });
      return { applied: true, effects: result.effects, run };
    });
    await changeSet.write(trx);
    if (this.#hook && changes.length > 0) {
      await this.#hook(trx, changes);
    }
    return results.map(result => ({
      ...result,
      run: result.run && changeSet.current(result.run),
    }));
  }
}
