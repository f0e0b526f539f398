import type { AppliedEvent, RunStore, StoredEvent } from './RunStore';

const batchLimit = 200;
/** From so many events in a batch on, the engine is busy. */
const busySize = 4;
const busyWaitMs = 3;

interface Waiting {
  event: StoredEvent;
  resolve(result: AppliedEvent): void;
  reject(error: unknown): void;
}

/**
 * Gathers events while a transaction is under way and applies them in the next,
 * so that a busy engine writes in sets and an idle one without delay.
 */
export class Dispatcher {
  readonly #store: RunStore;
  readonly #after: (results: AppliedEvent[]) => void;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #lastSize = 0;

  /** @param after - called after each commit, with what was applied */
  constructor(store: RunStore, after: (results: AppliedEvent[]) => void) {
    this.#store = store;
    this.#after = after;
  }

  /** Resolves after the commit. */
  dispatch(event: StoredEvent): Promise<AppliedEvent> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ event, resolve, reject });
      this.#working ??= this.#work().finally(() => {
        this.#working = undefined;
      });
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const batch = this.#waiting.splice(0, batchLimit);
      this.#lastSize = batch.length;
      try {
        await this.#apply(batch);
      } catch (error) {
        if (batch.length === 1) {
          batch[0].reject(error);
        } else {
          // One bad event must not take the others along.
          for (const one of batch) {
            await this.#apply([one]).catch(one.reject);
          }
        }
      }
    }
  }

  /**
   * Lets whatever else is about to come travel along: what this turn of the event
   * loop brings, and under load a little more, which costs less than a commit.
   */
  async #gather(): Promise<void> {
    await (this.#lastSize >= busySize
      ? new Promise(resolve => setTimeout(resolve, busyWaitMs))
      : new Promise(resolve => setImmediate(resolve)));
  }

  async #apply(batch: Waiting[]): Promise<void> {
    const results = await this.#store.apply(batch.map(({ event }) => event));
    batch.forEach(({ resolve }, index) => resolve(results[index]));
    this.#after(results.filter(result => result.applied));
  }
}
