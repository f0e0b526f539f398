import { stringifyError } from '@backstage/errors';
import type { Runner } from '@dop/plugin-pipelines-node';
import type { LoadedRun } from '../store/LoadedRun';
import { readySteps } from '../store/work';
import { claimAttempt, type ClaimedAttempt } from './claimAttempt';
import { slotsOf, type EngineContext } from './EngineContext';
import { Placement } from './Placement';
import { keyOf, ReadyQueue, type ReadyPlace } from './ReadyQueue';

/** Ready steps that are looked at beyond the free places, past those that wait for other runners. */
const lookAhead = 200;

/** Claims ready steps while there are places for them. */
export class Claims {
  readonly #context: EngineContext;
  readonly #placement: Placement;
  readonly #begin: (claimed: ClaimedAttempt) => void;
  readonly #queue = new ReadyQueue();
  /** Ready steps whose kind of runner had no place, by kind. */
  readonly #waiting = new Map<string, ReadyQueue>();
  /** Steps that are being claimed, with the kind of their runner. */
  readonly #claiming = new Map<string, string>();
  readonly #underWay = new Set<Promise<void>>();
  /** A step became ready since the last round. */
  #offered = false;
  /** Another replica has steps for which it has no place. */
  #heard = false;

  /** @param begin - takes over a claimed attempt */
  constructor(
    context: EngineContext,
    begin: (claimed: ClaimedAttempt) => void,
  ) {
    this.#context = context;
    this.#placement = new Placement(context);
    this.#begin = begin;
  }

  /** A step became ready. */
  offer(place: ReadyPlace): void {
    this.#queue.add(place);
    this.#offered = true;
  }

  /** Another replica has steps for whoever has a place. */
  hear(): void {
    this.#heard = true;
  }

  /**
   * Fills free places; claims are under way when it returns.
   *
   * @param used - places that are taken, by kind of runner
   * @param look - look into the database for steps that nobody told of
   */
  async claim(used: ReadonlyMap<string, number>, look: boolean): Promise<void> {
    const offered = this.#offered;
    this.#offered = false;
    await this.#fill(used, look);
    if (offered && this.#leaves) {
      this.#context.replicas?.tell({ type: 'ready' });
    }
  }

  /** Whether there are ready steps that have no place here. */
  get #leaves(): boolean {
    return (
      this.#queue.size > 0 ||
      [...this.#waiting.values()].some(({ size }) => size > 0)
    );
  }

  async #fill(used: ReadonlyMap<string, number>, look: boolean): Promise<void> {
    const free = this.#free(used);
    const places = sum(free.values());
    if (this.#context.runners.size > 0 && places === 0) {
      return;
    }
    for (const [kind, count] of free) {
      await this.#place(this.#waiting.get(kind)?.take(count) ?? [], free);
    }
    while (this.#queue.size > 0 && sum(free.values()) > 0) {
      await this.#place(this.#queue.take(sum(free.values())), free);
    }
    const left = sum(free.values());
    const helps = this.#heard && left > 0;
    if (helps) {
      this.#heard = false;
    }
    if (look || this.#queue.takeOverflow()) {
      await this.#lookFor(left + lookAhead, free);
    } else if (helps) {
      // Of what another replica would do later no more than can be done now.
      await this.#lookFor(left, free);
    }
  }

  #free(used: ReadonlyMap<string, number>): Map<string, number> {
    const { settings, runners } = this.#context;
    const free = new Map<string, number>();
    for (const kind of runners.keys()) {
      const slots = slotsOf(settings, kind);
      free.set(kind, Math.max(0, slots - (used.get(kind) ?? 0)));
    }
    for (const kind of this.#claiming.values()) {
      free.set(kind, Math.max(0, (free.get(kind) ?? 0) - 1));
    }
    return free;
  }

  async #lookFor(limit: number, free: Map<string, number>): Promise<void> {
    const found = await readySteps(this.#context.store.knex, limit);
    const news = found.filter(place => !this.#isKnown(place));
    for (const { runId, position } of news) {
      const seen = this.#context.store.cache.latest(runId);
      if (seen && seen.model.steps[position]?.state !== 'ready') {
        // Another replica moved it since.
        this.#context.store.cache.forget(runId);
      }
    }
    await this.#place(news, free);
  }

  #isKnown(place: ReadyPlace): boolean {
    return (
      this.#claiming.has(keyOf(place)) ||
      this.#queue.has(place) ||
      [...this.#waiting.values()].some(queue => queue.has(place))
    );
  }

  /** Finds a runner for each, the oldest first, as long as there are places. */
  async #place(
    steps: readonly ReadyPlace[],
    free: Map<string, number>,
  ): Promise<void> {
    if (steps.length === 0) {
      return;
    }
    const runs = await this.#context.store.latest(
      steps.map(({ runId }) => runId),
    );
    const unplaced: Promise<unknown>[] = [];
    for (const step of steps) {
      const run = runs.get(step.runId);
      if (run?.model.steps[step.position]?.state === 'ready') {
        try {
          const reason = await this.#placeOne(step, run, free);
          if (reason) {
            unplaced.push(this.#sayWhy(step, reason));
          }
        } catch (error) {
          this.#warn(step, error);
        }
      }
    }
    await Promise.all(unplaced);
  }

  async #sayWhy({ runId, position }: ReadyPlace, reason: string) {
    try {
      await this.#context.dispatcher.dispatch({
        runId,
        event: { type: 'unplaced', position, reason },
      });
    } catch (error) {
      this.#warn({ runId, position }, error);
    }
  }

  /** @returns why no runner takes it, if none does */
  async #placeOne(
    step: ReadyPlace,
    run: LoadedRun,
    free: Map<string, number>,
  ): Promise<string | undefined> {
    const placed = await this.#placement.runnerFor(run, step.position);
    if ('reason' in placed) {
      return placed.reason;
    }
    const { kind } = placed.runner;
    const places = free.get(kind) ?? 0;
    if (places > 0) {
      free.set(kind, places - 1);
      this.#claim(step, run, placed.runner);
    } else {
      const waiting = this.#waiting.get(kind) ?? new ReadyQueue();
      this.#waiting.set(kind, waiting);
      waiting.add(step);
    }
    return undefined;
  }

  /** Not awaited: claims of many steps share their transactions. */
  #claim(step: ReadyPlace, run: LoadedRun, runner: Runner): void {
    const key = keyOf(step);
    this.#claiming.set(key, runner.kind);
    const claiming = claimAttempt(this.#context, runner, run, step.position)
      .then(claimed => claimed && this.#begin(claimed))
      .catch(error => this.#warn(step, error))
      .finally(() => {
        this.#claiming.delete(key);
        this.#underWay.delete(claiming);
      }) as Promise<void>;
    this.#underWay.add(claiming);
  }

  /** Resolves when no claim is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #warn({ runId, position }: ReadyPlace, error: unknown): void {
    this.#context.logger.warn(
      `Step ${position} of run ${runId} could not be claimed: ${stringifyError(
        error,
      )}`,
    );
  }
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) {
    total += number;
  }
  return total;
}
