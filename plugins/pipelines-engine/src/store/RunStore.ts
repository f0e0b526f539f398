import type { Knex } from 'knex';
import {
  defaultLimits,
  transition,
  type CoreLimits,
  type Effect,
  type EngineEvent,
} from '../core';
import type { AttemptDetails } from './AttemptDetails';
import { ChangeSet } from './ChangeSet';
import { retried } from './dialect';
import type { LoadedRun } from './LoadedRun';
import { lockRuns } from './loadRuns';
import { RunCache } from './RunCache';
import type { RunRecord } from './records';

/** An event on its way into the store. */
export interface StoredEvent {
  runId: string;
  event: EngineEvent;
  /** Columns of the attempt that the event is about. */
  details?: AttemptDetails;
  /** For a claim: the number that the attempt must get; otherwise it is late. */
  attempt?: number;
  /** Name of the timer that fired it. */
  timer?: string;
  /**
   * Happened right after it, and is written in the same transaction. Applied
   * only if the first one was, or, with `evenIfLate`, in any case.
   */
  then?: StoredEvent[];
  evenIfLate?: boolean;
}

/** What became of an event. */
export interface AppliedEvent {
  /** False for one that came too late. */
  applied: boolean;
  /** Its own and those of what happened right after it. */
  effects: Effect[];
  /** The run after the event; undefined if there is no such run. */
  run?: LoadedRun;
}

/** One event that was applied, for those who write in the same transaction. */
export interface Change {
  stored: StoredEvent;
  /** Right after this event. */
  run: LoadedRun;
  /** The run as the whole batch leaves it. */
  record: RunRecord;
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

/** A run that is stored together with its first events. */
export interface NewStoredRun {
  run: LoadedRun;
  message: string;
  events: EngineEvent[];
}

/**
 * Brings events and the core's transitions together with the database: one
 * transaction locks the runs, moves them and writes what changed with its
 * journal. Many events go in at once.
 */
export class RunStore {
  readonly knex: Knex;
  readonly limits: CoreLimits;
  readonly cache = new RunCache();
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

  /** Applies events in a transaction of its own, tried again where that helps. */
  async apply(events: readonly StoredEvent[]): Promise<AppliedEvent[]> {
    const results = await retried(() =>
      this.knex.transaction(trx => this.applyIn(trx, events)),
    );
    this.keep(results);
    return results;
  }

  /** After the commit: the next change need not load these runs. */
  keep(results: readonly AppliedEvent[]): void {
    for (const { run } of results) {
      if (run) {
        this.cache.keep(run);
      }
    }
  }

  /** A run as it is now; undefined if there is none. */
  async load(runId: string): Promise<LoadedRun | undefined> {
    return this.knex.transaction(trx => this.loadIn(trx, runId));
  }

  /** The same inside of the caller's transaction; the run stays locked in it. */
  async loadIn(
    trx: Knex.Transaction,
    runId: string,
  ): Promise<LoadedRun | undefined> {
    return (await lockRuns(trx, [runId], this.cache)).runs.get(runId);
  }

  /**
   * Runs as they were when this process last saw them; those that it never saw
   * are read. Good enough to try a change, which then meets the truth.
   */
  async latest(runIds: readonly string[]): Promise<Map<string, LoadedRun>> {
    const found = new Map<string, LoadedRun>();
    const missing = new Set<string>();
    for (const id of runIds) {
      const run = this.cache.latest(id);
      if (run) {
        found.set(id, run);
      } else {
        missing.add(id);
      }
    }
    if (missing.size > 0) {
      const { runs } = await this.knex.transaction(trx =>
        lockRuns(trx, [...missing], this.cache),
      );
      for (const run of runs.values()) {
        this.cache.keep(run);
        found.set(run.id, run);
      }
    }
    return found;
  }

  /** The same as {@link RunStore.apply} inside of the caller's transaction. */
  async applyIn(
    trx: Knex.Transaction,
    events: readonly StoredEvent[],
  ): Promise<AppliedEvent[]> {
    const { now, runs } = await lockRuns(
      trx,
      events.map(event => event.runId),
      this.cache,
    );
    const changeSet = new ChangeSet(now);
    const changes: Change[] = [];
    const results = events.map((stored): AppliedEvent => {
      const loaded = runs.get(stored.runId);
      if (stored.timer) {
        changeSet.timerFired(stored.runId, stored.timer);
      }
      return loaded
        ? this.#applyAll(changeSet, changes, loaded, stored)
        : { applied: false, effects: [] };
    });
    return this.#write(trx, changeSet, changes, results);
  }

  /** Stores new runs with their first events. */
  async insertIn(
    trx: Knex.Transaction,
    now: number,
    newRuns: readonly NewStoredRun[],
  ): Promise<AppliedEvent[]> {
    const changeSet = new ChangeSet(now);
    const changes: Change[] = [];
    const results = newRuns.map(({ run, message, events }): AppliedEvent => {
      changeSet.addNew(run, message);
      const effects = events.flatMap(
        event =>
          this.#applyOne(changeSet, changes, run, { runId: run.id, event })
            .effects,
      );
      return { applied: true, effects, run };
    });
    return this.#write(trx, changeSet, changes, results);
  }

  async #write(
    trx: Knex.Transaction,
    changeSet: ChangeSet,
    changes: Change[],
    results: AppliedEvent[],
  ): Promise<AppliedEvent[]> {
    await changeSet.write(trx);
    if (this.#hook && changes.length > 0) {
      for (const change of changes) {
        change.record = changeSet.current(change.run).record;
      }
      await this.#hook(trx, changes);
    }
    return results.map(result => ({
      ...result,
      run: result.run && changeSet.current(result.run),
    }));
  }

  #applyAll(
    changeSet: ChangeSet,
    changes: Change[],
    loaded: LoadedRun,
    stored: StoredEvent,
  ): AppliedEvent {
    const first = this.#applyOne(changeSet, changes, loaded, stored);
    if (!stored.then || !(first.applied || stored.evenIfLate)) {
      return first;
    }
    const all = [
      first,
      ...stored.then.map(next =>
        this.#applyOne(changeSet, changes, loaded, next),
      ),
    ];
    return {
      applied: all.some(({ applied }) => applied),
      effects: all.flatMap(({ effects }) => effects),
      run: all.at(-1)?.run,
    };
  }

  #applyOne(
    changeSet: ChangeSet,
    changes: Change[],
    loaded: LoadedRun,
    stored: StoredEvent,
  ): AppliedEvent {
    const before = changeSet.current(loaded);
    const { event, details } = stored;
    if (
      event.type === 'claimed' &&
      stored.attempt !== undefined &&
      stored.attempt !== nextAttempt(before, event.position)
    ) {
      return { applied: false, effects: [], run: before };
    }
    const result = transition(
      before.plan,
      before.model,
      event,
      this.limits,
      changeSet.now,
    );
    if (!result.applied) {
      return { applied: false, effects: [], run: before };
    }
    const { effects } = result;
    const run = changeSet.add(
      before,
      event,
      result,
      details && 'position' in event
        ? { position: event.position, details }
        : undefined,
    );
    if (event.type === 'unplaced') {
      changeSet.unplaced(run.id, event.position);
    } else if (event.type === 'cancelled') {
      changeSet.cancelledBy(run.id, event.by);
    } else if (event.type === 'paused') {
      changeSet.pausedBy(run.id, event.by);
    }
    changes.push({ stored, run, record: run.record, effects });
    return { applied: true, effects, run };
  }
}

function nextAttempt({ model }: LoadedRun, position: number): number {
  return (model.steps[position].attempt?.number ?? 0) + 1;
}
