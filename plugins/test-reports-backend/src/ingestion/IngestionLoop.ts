import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { FolderBlobStore } from '@dop/plugin-devops-node';
import type { ReportLimits } from '../junit/limits';
import type { ReportIntake } from '../reports/ReportIntake';
import type { ReportRow } from '../reports/reportRow';
import type { ReportStore } from '../reports/ReportStore';
import type { ResultStore } from '../results/ResultStore';

const pollIntervalMs = 2_000;
const leaseMs = 60_000;
const triesLimit = 6;
/** Without a round for so long, something holds it up. */
const silenceMs = 3 * 60_000;

/**
 * Reads the reports that wait and removes those that should go, one at a time.
 * A report is read from its start again if the process died while reading.
 */
export class IngestionLoop {
  readonly #reports: ReportStore;
  readonly #results: ResultStore;
  readonly #intake: ReportIntake;
  readonly #blobs: FolderBlobStore;
  readonly #limits: ReportLimits;
  readonly #logger: LoggerService;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #lastSign = Date.now();

  constructor(options: {
    reports: ReportStore;
    results: ResultStore;
    intake: ReportIntake;
    blobs: FolderBlobStore;
    limits: ReportLimits;
    logger: LoggerService;
  }) {
    this.#reports = options.reports;
    this.#results = options.results;
    this.#intake = options.intake;
    this.#blobs = options.blobs;
    this.#limits = options.limits;
    this.#logger = options.logger;
  }

  start(): void {
    this.#lastSign = Date.now();
    this.#timer = setInterval(() => this.wake(), pollIntervalMs);
    this.#timer.unref();
    this.wake();
  }

  /** Looks for work now. */
  wake(): void {
    this.#again = true;
    if (!this.#stop.signal.aborted) {
      this.#running ??= this.#work().finally(() => {
        this.#running = undefined;
      });
    }
  }

  /** A sentence when it stands still, for readiness. */
  async problem(): Promise<string | undefined> {
    const silentMs = Date.now() - this.#lastSign;
    return this.#timer && !this.#stop.signal.aborted && silentMs > silenceMs
      ? `reports have not been read for ${Math.round(silentMs / 1000)} s`
      : undefined;
  }

  /** Lets go; what is being read now is read again later. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearInterval(this.#timer);
    await this.#results.close();
    await this.#running;
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      try {
        const row = await this.#reports.claim(leaseMs);
        if (row) {
          this.#again = true;
          await this.#take(row);
        }
        this.#lastSign = Date.now();
      } catch (error) {
        if (!this.#stop.signal.aborted) {
          this.#logger.warn(`Test reports: ${stringifyError(error)}`);
        }
      }
    }
  }

  async #take(row: ReportRow): Promise<void> {
    const lease = setInterval(() => {
      this.#lastSign = Date.now();
      this.#reports.renew(row.id, leaseMs).catch(error => {
        this.#logger.warn(`Test reports: ${stringifyError(error)}`);
      });
    }, leaseMs / 4);
    try {
      if (row.state === 'removing') {
        await this.#remove(row);
      } else {
        await this.#read(row);
      }
    } catch (error) {
      await this.#putOff(row, error);
    } finally {
      clearInterval(lease);
    }
  }

  async #read(row: ReportRow): Promise<void> {
    const file = await this.#blobs.temporaryFile();
    try {
      await pipeline(
        await this.#blobs.open(row.digest ?? ''),
        createWriteStream(file, { flags: 'wx', mode: 0o600 }),
      );
      const summary = await this.#results.read({
        reportId: row.id,
        repositoryId: row.repository_id,
        file,
        limits: this.#limits,
      });
      const previous = await this.#reports.previous(row);
      const comparison =
        previous && summary.state !== 'unreadable'
          ? {
              ...(await this.#results.compare(row.id, previous.id)),
              previousId: previous.id,
            }
          : undefined;
      await this.#reports.finish(row.id, summary, comparison);
    } finally {
      await rm(file, { force: true });
    }
  }

  async #remove(row: ReportRow): Promise<void> {
    await this.#results.remove(row.id);
    await this.#reports.delete(row.id);
    if (row.digest) {
      await this.#intake.drop(row.digest);
    }
    if (!(await this.#reports.hasReports(row.repository_id))) {
      await this.#results.forget(row.repository_id);
    }
  }

  async #putOff(row: ReportRow, error: unknown): Promise<void> {
    if (this.#stop.signal.aborted) {
      return;
    }
    const tries = row.tries + 1;
    const given = tries >= triesLimit && row.state !== 'removing';
    this.#logger.error(
      `Report ${row.id} could not be ${
        row.state === 'removing' ? 'removed' : 'read'
      } (try ${tries}): ${stringifyError(error)}`,
    );
    await this.#reports.putOff(
      row.id,
      tries,
      Math.min(60_000, 500 * 2 ** tries),
      given
        ? `The portal could not store the results, after ${tries} tries: ${stringifyError(
            error,
          ).slice(0, 500)}`
        : undefined,
    );
  }
}
