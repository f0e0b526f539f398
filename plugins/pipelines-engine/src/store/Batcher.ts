const batchLimit = 250;
/** From so many items in a batch on, there is much to do. */
const busySize = 4;
const busyWaitMs = 2;

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Gathers items while a batch is under way and hands them over together in the
 * next: a busy engine writes in sets, an idle one without delay.
 */
export class Batcher<Item, Result> {
  readonly #work: (items: Item[]) => Promise<Result[]>;
  readonly #after: (results: Result[]) => void;
  #waiting: Waiting<Item, Result>[] = [];
  #working: Promise<void> | undefined;
  #lastSize = 0;

  /**
   * @param work - gives a result for each item, or fails as a whole
   * @param after - called after each batch
   */
  constructor(
    work: (items: Item[]) => Promise<Result[]>,
    after: (results: Result[]) => void,
  ) {
    this.#work = work;
    this.#after = after;
  }

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#working ??= this.#run();
    });
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await this.#working;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const batch = this.#waiting.splice(0, batchLimit);
      this.#lastSize = batch.length;
      try {
        await this.#handOver(batch);
      } catch (error) {
        if (batch.length === 1) {
          batch[0].reject(error);
        } else {
          // One bad item must not take the others along.
          for (const one of batch) {
            await this.#handOver([one]).catch(one.reject);
          }
        }
      }
    }
    // In the same turn as the last look: nobody may come in between.
    this.#working = undefined;
  }

  /**
   * Lets whatever else is about to come travel along: what this turn of the event
   * loop brings, and under load a little more, which costs less than a commit.
   */
  async #gather(): Promise<void> {
    await (this.#lastSize >= busySize && this.#waiting.length < batchLimit
      ? new Promise(resolve => setTimeout(resolve, busyWaitMs))
      : new Promise(resolve => setImmediate(resolve)));
  }

  async #handOver(batch: Waiting<Item, Result>[]): Promise<void> {
    const results = await this.#work(batch.map(({ item }) => item));
    batch.forEach(({ resolve }, index) => resolve(results[index]));
    this.#after(results);
  }
}
