import { setTimeout as delay } from 'node:timers/promises';
import { stringifyError } from '@backstage/errors';
import { Archive } from '../store/Archive';
import type { EngineContext } from './EngineContext';

const dayMs = 24 * 60 * 60_000;
const roundMs = 60_000;
/** Between two batches, for everybody else. */
const breathMs = 50;

/** Archives old runs, a little at a time, beside everything else. */
export class Housekeeping {
  readonly #context: EngineContext;
  readonly #archive: Archive;
  readonly #ended = new AbortController();
  #working: Promise<void> | undefined;
  #last = 0;

  constructor(context: EngineContext) {
    this.#context = context;
    const { store, blobs } = context;
    this.#archive = new Archive(store.knex, blobs, store.cache);
  }

  /** Begins a round if the last one is long enough ago. Not awaited. */
  look(): void {
    const { keepRunsDays } = this.#context.settings;
    if (
      keepRunsDays !== undefined &&
      !this.#working &&
      Date.now() - this.#last >= roundMs
    ) {
      this.#last = Date.now();
      this.#working = this.#round(keepRunsDays * dayMs)
        .catch(error =>
          this.#context.logger.error(
            `Engine, archive: ${stringifyError(error)}`,
          ),
        )
        .finally(() => {
          this.#working = undefined;
        });
    }
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#working;
  }

  async #round(keepMs: number): Promise<void> {
    let runs = 0;
    for (let more = true; more && !this.#ended.signal.aborted; ) {
      const done = await this.#archive.archiveSome(keepMs);
      runs += done.runs;
      more = done.more;
      await this.#breathe();
    }
    let blobs = 0;
    if (!this.#ended.signal.aborted) {
      await this.#archive.dropGroups(keepMs);
      blobs = await this.#archive.removeGarbage();
    }
    if (runs > 0 || blobs > 0) {
      this.#context.logger.info(
        `Archived ${runs} old runs, removed ${blobs} blobs`,
      );
    }
  }

  async #breathe(): Promise<void> {
    await delay(breathMs, undefined, { signal: this.#ended.signal }).catch(
      () => undefined,
    );
  }
}
