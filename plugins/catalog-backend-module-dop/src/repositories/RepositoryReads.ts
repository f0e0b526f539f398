import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RepositoryProvider } from './RepositoryProvider';

const everythingMs = 10 * 60_000;
const firstRetryMs = 250;
/** What else a push sets off comes first: somebody waits for its first step. */
const afterPushMs = 400;
const maxRetryMs = 30_000;

/**
 * When repositories are read: all of them at the start and every ten minutes,
 * one after each push to its default branch. One read at a time; what fails is
 * tried again.
 */
export class RepositoryReads {
  readonly #provider: RepositoryProvider;
  readonly #logger: LoggerService;
  readonly #wanted = new Set<string>();
  readonly #stop = new AbortController();
  #everything = true;
  #working = false;
  #retryMs = firstRetryMs;
  #timer: NodeJS.Timeout | undefined;
  #retry: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;

  private constructor(provider: RepositoryProvider, logger: LoggerService) {
    this.#provider = provider;
    this.#logger = logger;
  }

  static create(options: {
    provider: RepositoryProvider;
    logger: LoggerService;
  }): RepositoryReads {
    return new RepositoryReads(options.provider, options.logger);
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#everything = true;
      this.#wake();
    }, everythingMs);
    this.#timer.unref();
    this.#wake();
  }

  stop(): void {
    this.#stop.abort();
    clearInterval(this.#timer);
    clearTimeout(this.#retry);
    clearTimeout(this.#soon);
  }

  /** Soon; pushes that follow one another are one read. */
  want(repositoryId: string): void {
    this.#wanted.add(repositoryId);
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      this.#wake();
    }, afterPushMs);
  }

  #wake(): void {
    if (!this.#working && !this.#stop.signal.aborted) {
      this.#working = true;
      clearTimeout(this.#retry);
      this.#work().finally(() => {
        this.#working = false;
      });
    }
  }

  async #work(): Promise<void> {
    try {
      while (
        (this.#everything || this.#wanted.size > 0) &&
        !this.#stop.signal.aborted
      ) {
        await this.#readWanted();
        if (this.#everything) {
          await this.#provider.readAll(() => this.#readWanted());
          this.#everything = false;
        }
        this.#retryMs = firstRetryMs;
      }
    } catch (error) {
      if (this.#stop.signal.aborted) {
        return;
      }
      this.#logger.debug(
        `Reading repositories will be tried again: ${stringifyError(error)}`,
      );
      this.#retry = setTimeout(() => this.#wake(), this.#retryMs);
      this.#retryMs = Math.min(maxRetryMs, this.#retryMs * 2);
    }
  }

  /** Pushes come first, however long the list is that is being read. */
  async #readWanted(): Promise<void> {
    for (const id of this.#wanted) {
      this.#stop.signal.throwIfAborted();
      this.#wanted.delete(id);
      await this.#readOne(id);
    }
    this.#stop.signal.throwIfAborted();
  }

  async #readOne(id: string): Promise<void> {
    try {
      await this.#provider.readById(id);
    } catch (error) {
      this.#wanted.add(id);
      throw error;
    }
  }
}
