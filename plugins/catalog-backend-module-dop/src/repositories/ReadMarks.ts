import { createHash } from 'node:crypto';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { Knex } from 'knex';
import type { HostedKinds } from './HostedKinds';
import type { HostedUrls } from './HostedUrls';

const table = 'dop_repository_reads';
/** Raise it when files are read in another way. */
const way = 1;
/** Whatever a mark says, a repository is read again so often. */
const holdsMs = 24 * 3600_000;

interface Row {
  repository_id: string;
  mark: string;
  read_at: number | string;
}

/**
 * What repositories were when they were last read without a complaint: most of
 * ten thousand are the same after ten minutes, and after a restart.
 */
export class ReadMarks {
  readonly #knex: Knex;
  readonly #kinds: HostedKinds;
  readonly #urls: HostedUrls;

  private constructor(knex: Knex, kinds: HostedKinds, urls: HostedUrls) {
    this.#knex = knex;
    this.#kinds = kinds;
    this.#urls = urls;
  }

  static create(options: {
    knex: Knex;
    kinds: HostedKinds;
    urls: HostedUrls;
  }): ReadMarks {
    return new ReadMarks(options.knex, options.kinds, options.urls);
  }

  /** Those of the repositories that are as they were. */
  async unchanged(
    repositories: (RepositoryRecord & { head?: string })[],
  ): Promise<Set<string>> {
    const rows = await this.#knex<Row>(table)
      .whereIn(
        'repository_id',
        repositories.map(({ id }) => id),
      )
      .andWhere('read_at', '>', Date.now() - holdsMs)
      .select('repository_id', 'mark');
    const marks = new Map(rows.map(row => [row.repository_id, row.mark]));
    const same = repositories.filter(
      record =>
        record.head !== undefined &&
        marks.get(record.id) === this.#mark(record, record.head),
    );
    return new Set(same.map(({ id }) => id));
  }

  /** @param head - commit that was read; empty while there is none */
  async set(record: RepositoryRecord, head: string): Promise<void> {
    const row = { mark: this.#mark(record, head), read_at: Date.now() };
    await this.#knex<Row>(table)
      .insert({ repository_id: record.id, ...row })
      .onConflict('repository_id')
      .merge(row);
  }

  async forget(repositoryId: string): Promise<void> {
    await this.#knex(table).where({ repository_id: repositoryId }).delete();
  }

  #mark(record: RepositoryRecord, head: string): string {
    const { updatedAt, defaultBranch } = record;
    return createHash('sha256')
      .update(
        JSON.stringify([
          way,
          head,
          updatedAt,
          defaultBranch,
          this.#kinds.of(record),
          this.#urls.file(record, ''),
          this.#urls.page(record, ''),
        ]),
      )
      .digest('hex');
  }
}
