import type { Readable } from 'node:stream';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { NewReport } from './NewReport';
import type { ReportStore } from './ReportStore';

/**
 * Files of reports, and the rows that name them. A file stays as long as a row
 * names it.
 */
export class ReportIntake {
  readonly #reports: ReportStore;
  readonly #blobs: BlobStore;
  /** Digests on their way from the file to its row. */
  readonly #arriving = new Map<string, number>();

  constructor(options: { reports: ReportStore; blobs: BlobStore }) {
    this.#reports = options.reports;
    this.#blobs = options.blobs;
  }

  /** Stores a file; `release` must be called once a row names it, or never will. */
  async hold(
    content: Readable,
    options: { expected?: string; maxBytes: number },
  ): Promise<{ digest: string; size: number; release: () => void }> {
    const info = await this.#blobs.put(content, options);
    const count = this.#arriving.get(info.digest) ?? 0;
    this.#arriving.set(info.digest, count + 1);
    return { ...info, release: () => this.#release(info.digest) };
  }

  async add(
    report: NewReport,
    trx?: Knex,
  ): Promise<{ id: number; added: boolean }> {
    return this.#reports.add(report, trx);
  }

  /** Removes a file that no row names any more. */
  async drop(digest: string): Promise<void> {
    const used = await this.#reports.usesBlob(digest);
    if (!used && !this.#arriving.has(digest)) {
      await this.#blobs.remove(digest);
    }
  }

  async open(digest: string): Promise<Readable> {
    return this.#blobs.open(digest);
  }

  #release(digest: string): void {
    const count = (this.#arriving.get(digest) ?? 1) - 1;
    if (count > 0) {
      this.#arriving.set(digest, count);
    } else {
      this.#arriving.delete(digest);
    }
  }
}
