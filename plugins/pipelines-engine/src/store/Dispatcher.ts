import { isSqlite } from '@dop/plugin-devops-node';
import { Batcher } from './Batcher';
import { createRuns, type CreatedRun } from './createRuns';
import { retried } from './dialect';
import type { NewRun } from './records';
import type { AppliedEvent, RunStore, StoredEvent } from './RunStore';

/** Transactions at once where the database has several connections. */
const lanes = 3;

/**
 * The way of all events into the store, and of new runs that come alone: many
 * in one transaction. A run always takes the same lane, so that its events keep
 * their order and no two transactions here want the same run.
 */
export class Dispatcher {
  readonly #lanes: Batcher<StoredEvent, AppliedEvent>[];
  readonly #starts: Batcher<NewRun, CreatedRun>;

  /** @param after - called after each commit, with what was applied */
  constructor(store: RunStore, after: (results: AppliedEvent[]) => void) {
    const applied = (results: AppliedEvent[]) =>
      after(results.filter(result => result.applied));
    this.#lanes = Array.from(
      { length: isSqlite(store.knex) ? 1 : lanes },
      () => new Batcher(events => store.apply(events), applied),
    );
    this.#starts = new Batcher(
      async inputs => {
        const created = await retried(() =>
          store.knex.transaction(trx => createRuns(store, trx, inputs)),
        );
        created.forEach(({ results }) => store.keep(results));
        return created;
      },
      created => applied(created.flatMap(({ results }) => results)),
    );
  }

  /** Resolves after the commit. */
  dispatch(event: StoredEvent): Promise<AppliedEvent> {
    return this.#laneOf(event.runId).add(event);
  }

  /**
   * Resolves after the commit.
   *
   * @throws Error of the database if there is a run with that id
   */
  start(input: NewRun): Promise<CreatedRun> {
    return this.#starts.add(input);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#starts.idle();
    await Promise.all(this.#lanes.map(lane => lane.idle()));
  }

  #laneOf(runId: string): Batcher<StoredEvent, AppliedEvent> {
    // The end of a run's id is random.
    const number = parseInt(runId.slice(-6), 16) || 0;
    return this.#lanes[number % this.#lanes.length];
  }
}
