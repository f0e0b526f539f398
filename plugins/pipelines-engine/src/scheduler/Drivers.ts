import { stringifyError } from '@backstage/errors';
import type { LoadedRun } from '../store/LoadedRun';
import {
  abandonedAttempts,
  heartbeat,
  releaseLeases,
  type LiveAttempt,
} from '../store/work';
import { AttemptDriver } from './AttemptDriver';
import type { ClaimedAttempt } from './claimAttempt';
import type { Driver } from './Driver';
import { slotsOf, type EngineContext } from './EngineContext';
import { FunctionDriver } from './FunctionDriver';

/** The attempts that this process drives, and their leases. */
export class Drivers {
  readonly #context: EngineContext;
  readonly #onFree: () => void;
  readonly #drivers = new Map<string, Driver>();
  /** Attempts whose programs run or will, by kind of runner. */
  readonly #running = new Map<string, number>();
  /** Attempts whose programs have ended and left something to collect. */
  readonly #collecting = new Map<string, number>();
  readonly #driving = new Set<Promise<void>>();
  /** Attempts of this process that had no driver at the last beat. */
  #orphans: ReadonlySet<string> = new Set();
  readonly #leaving = new AbortController();

  /** @param onFree - a place is free */
  constructor(context: EngineContext, onFree: () => void) {
    this.#context = context;
    this.#onFree = onFree;
  }

  get size(): number {
    return this.#drivers.size;
  }

  /**
   * Places that are taken, by kind of runner. An attempt gives up its own when
   * its program has ended, so that the next program starts while this one's
   * outcome is recorded; but no more than fill all places once over.
   */
  get used(): ReadonlyMap<string, number> {
    const used = new Map(this.#running);
    for (const [kind, collecting] of this.#collecting) {
      const above = collecting - slotsOf(this.#context.settings, kind);
      if (above > 0) {
        used.set(kind, (used.get(kind) ?? 0) + above);
      }
    }
    return used;
  }

  begin(
    attempt: { live: LiveAttempt; run: LoadedRun } & Partial<ClaimedAttempt>,
  ): void {
    const { live } = attempt;
    const runner = this.#context.runners.get(live.runner);
    if (!runner || this.#leaving.signal.aborted) {
      return;
    }
    const driver = runner.call
      ? FunctionDriver.create(
          this.#context,
          call => (runner.call as NonNullable<typeof runner.call>)(call),
          attempt,
        )
      : AttemptDriver.create(this.#context, runner, attempt);
    this.#drivers.set(live.handle, driver);
    let leave = enter(this.#running, live.runner);
    const report = (error: unknown) =>
      this.#context.logger.error(
        `Attempt ${live.handle}: ${stringifyError(error)}`,
      );
    const driving = driver
      .drive(() => {
        leave();
        leave = enter(this.#collecting, live.runner);
        this.#onFree();
      })
      .catch(report)
      .then(() => {
        this.#drivers.delete(live.handle);
        leave();
        this.#onFree();
        return driver.cleanUp(this.#leaving.signal);
      })
      .catch(report)
      .finally(() => this.#driving.delete(driving));
    this.#driving.add(driving);
  }

  /** The core wants an attempt to end. */
  stop(
    {
      runId,
      position,
      number,
    }: Pick<LiveAttempt, 'runId' | 'position' | 'number'>,
    force: boolean,
  ): void {
    for (const driver of this.#drivers.values()) {
      const { live } = driver;
      if (
        live.runId === runId &&
        live.position === position &&
        live.number === number
      ) {
        driver.stop(force);
      }
    }
  }

  /** Leaves all attempts to whoever comes next; their programs go on. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    this.#drivers.forEach(driver => driver.abandon());
    await Promise.all(this.#driving);
    const { store, owner } = this.#context;
    await releaseLeases(store.knex, owner);
  }

  /**
   * Prolongs leases, passes on stops, and lets go of what is not ours any more:
   * it has another owner, or others gave it up while this process was away.
   */
  async holdLeases(): Promise<void> {
    const { store, owner, settings } = this.#context;
    const known = [...this.#drivers.values()];
    const mine = await heartbeat(store.knex, owner, settings.leaseMs);
    const byHandle = new Map(mine.map(live => [live.handle, live]));
    for (const driver of known) {
      const live = byHandle.get(driver.live.handle);
      if (live?.epoch !== driver.live.epoch) {
        driver.abandon();
      } else if (live?.stopping) {
        driver.stop(live.force);
      }
    }
    // Seen twice: one that was claimed just now has no driver yet.
    const orphaned = mine.filter(({ handle }) => !this.#drivers.has(handle));
    await Promise.all(
      orphaned
        .filter(({ handle }) => this.#orphans.has(handle))
        .map(live => this.#take(live)),
    );
    this.#orphans = new Set(orphaned.map(({ handle }) => handle));
  }

  /** Becomes the owner of what others left, and gives up what nobody can reach. */
  async takeOver(): Promise<void> {
    const { store, owner, exclusive, settings, dispatcher } = this.#context;
    const abandoned = await abandonedAttempts(store.knex, {
      owner,
      all: exclusive,
      silentMs: 0,
    });
    const reachable = (live: LiveAttempt) => {
      const runner = this.#context.runners.get(live.runner);
      return runner !== undefined && runner.place === live.place;
    };
    await Promise.all(
      abandoned.filter(reachable).map(live => this.#take(live)),
    );
    const silent = await abandonedAttempts(store.knex, {
      owner,
      all: false,
      silentMs: settings.hostSilenceMs,
    });
    await Promise.all(
      silent
        .filter(live => !reachable(live))
        .map(({ runId, position, number, epoch, place, runner }) =>
          dispatcher.dispatch({
            runId,
            event: {
              type: 'lost',
              position,
              number,
              epoch,
              reason: `Its host ${
                place ?? ''
              } with the ${runner} runner has been silent for too long`,
            },
            details: {},
          }),
        ),
    );
  }

  /** Becomes the owner of an attempt, under a new epoch, and goes on with it. */
  async #take(live: LiveAttempt): Promise<void> {
    const { dispatcher, owner, settings } = this.#context;
    if (this.#drivers.has(live.handle)) {
      return;
    }
    const { runId, position, number, epoch } = live;
    const { applied, run } = await dispatcher.dispatch({
      runId,
      event: { type: 'taken', position, number, epoch },
      details: { owner, leaseMs: settings.leaseMs },
    });
    if (applied && run) {
      this.begin({ live: { ...live, owner, epoch: epoch + 1 }, run });
    }
  }
}

/** @returns what leaves it again */
function enter(counts: Map<string, number>, kind: string): () => void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return () => counts.set(kind, (counts.get(kind) ?? 0) - 1);
}
