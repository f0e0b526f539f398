import { ServiceUnavailableError } from '@backstage/errors';

/**
 * One lock for each repository, held while its refs move and the journal
 * follows. Waiters get it in the order in which they came.
 *
 * @remarks In memory: a data folder belongs to one process.
 */
export class RepositoryLocks {
  readonly #tails = new Map<string, Promise<void>>();

  /**
   * @returns what releases the lock; calling it twice does nothing
   * @throws ServiceUnavailableError when it does not come free in time
   */
  async acquire(repositoryId: string, timeoutMs: number): Promise<() => void> {
    const before = this.#tails.get(repositoryId) ?? Promise.resolve();
    let free: () => void = () => {};
    const own = new Promise<void>(resolve => {
      free = resolve;
    });
    const tail = before.then(() => own);
    this.#tails.set(repositoryId, tail);
    const release = () => {
      free();
      if (this.#tails.get(repositoryId) === tail) {
        this.#tails.delete(repositoryId);
      }
    };

    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>(resolve => {
      timer = setTimeout(() => resolve('late'), timeoutMs);
    });
    const first = await Promise.race([before, late]);
    clearTimeout(timer);
    if (first === 'late') {
      // Whoever waits behind still waits for the holder, through `before`.
      free();
      throw new ServiceUnavailableError(
        'Other pushes to this repository are taking long. Push again in a minute.',
      );
    }
    return release;
  }

  /** Runs with the lock held. */
  async with<T>(
    repositoryId: string,
    timeoutMs: number,
    run: () => Promise<T>,
  ): Promise<T> {
    const release = await this.acquire(repositoryId, timeoutMs);
    try {
      return await run();
    } finally {
      release();
    }
  }
}
