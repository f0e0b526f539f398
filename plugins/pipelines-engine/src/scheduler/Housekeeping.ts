import { setTimeout as delay } from 'node:timers/promises';
import { stringifyError } from '@backstage/errors';
import { Archive } from '../store/Archive';
import type { EngineContext } from './EngineContext';

const dayMs = 24 * 60 * 60_000;
const roundMs = 60_000;
/** Between two batches, for everybody else. */
const breathMs = 50;

/**
 * Archives old runs and removes blobs that nobody names, a little at a time,
 * beside everything else.
 */
export class Housekeeping {
  readonly #context: EngineContext;
  readonly #archive: Archive;
  readonly #ended = new AbortController();
  #working: Promise<void> | undefined;
  #last = 0;
  /** The part of the blob store that is looked at next, of 256. */
  #part = Math.floor(Math.random() * 256);

  constructor(context: EngineContext) {
    this.#context = context;
    const { store, blobs } = context;
    this.#archive = new Archive(store.knex, blobs, store.cache);
  }

  /** Begins a round if the last one is long enough ago. Not awaited. */
  look(): void {
    if (!this.#working && Date.now() - this.#last >= roundMs) {
      this.#last = Date.now();
      this.#working = this.#round()
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

  async #round(): Promise<void> {
    const { keepRunsDays } = this.#context.settings;
    const runs =
      keepRunsDays === undefined
        ? 0
        : await this.#archiveAll(keepRunsDays * dayMs);
    let blobs = 0;
    if (!this.#ended.signal.aborted) {
      this.#part = (this.#part + 1) % 256;
      await this.#archive.findOrphans(this.#part.toString(16).padStart(2, '0'));
      blobs = await this.#archive.removeGarbage();
    }
    if (runs > 0 || blobs > 0) {
      this.#context.logger.info(
        `Archived ${runs} old runs, removed ${blobs} blobs`,
      );
    }
  }

  /** @returns how many */
  async #archiveAll(keepMs: number): Promise<number> {
    let runs = 0;
    for (let more = true; more && !this.#ended.signal.aborted; ) {
      const done = await this.#archive.archiveSome(keepMs);
      runs += done.runs;
      more = done.more;
      await this.#breathe();
    }
    if (!this.#ended.signal.aborted) {
      await this.#archive.dropGroups(keepMs);
    }
    return runs;
  }

  async #breathe(): Promise<void> {
    await delay(breathMs, undefined, { signal: this.#ended.signal }).catch(
      () => undefined,
    );
  }
}
