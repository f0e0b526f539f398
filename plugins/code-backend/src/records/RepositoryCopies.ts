import { InputError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type {
  Page,
  RepositoryRecord,
  VisibleRepositories,
} from '@dop/plugin-access-common';
import { whereListed, type Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { FindingStore } from '../findings/FindingStore';
import type { RepositoryFolders } from '../git/RepositoryFolders';
import { findSuspects } from '../journal/findSuspects';
import type { RefJournal } from '../journal/RefJournal';

/** Plugins that hear of every change to a record. */
const listeners = ['pipelines', 'catalog', 'images', 'test-reports'];

interface Row {
  id: string;
  sort_key: string;
  record: string;
  pushed_at: number | string | null;
}

/** A record with what only the hosting knows. */
export interface RepositoryCopy {
  record: RepositoryRecord;
  /** ISO 8601, UTC. */
  pushedAt?: string;
}

/**
 * Copies of repository records, with the event of each change in the same
 * transaction.
 */
export class RepositoryCopies {
  readonly #knex: Knex;
  readonly #outbox: Outbox;
  readonly #journal: RefJournal;
  readonly #findings: FindingStore;

  private constructor(options: RepositoryCopiesOptions) {
    this.#knex = options.knex;
    this.#outbox = options.outbox;
    this.#journal = options.journal;
    this.#findings = options.findings;
  }

  static create(options: RepositoryCopiesOptions): RepositoryCopies {
    return new RepositoryCopies(options);
  }

  async get(id: string): Promise<RepositoryCopy | undefined> {
    const row = await this.#knex<Row>('repositories').where({ id }).first();
    return row && toCopy(row);
  }

  /**
   * Takes over a record, unless the copy is already as new.
   *
   * @returns the record before, if there was one and it changed
   */
  async put(record: RepositoryRecord): Promise<RepositoryRecord | undefined> {
    const known = await this.get(record.id);
    if (known && known.record.updatedAt >= record.updatedAt) {
      return undefined;
    }
    const changed = await this.#knex.transaction(async trx => {
      const columns = {
        namespace: record.namespace,
        name: record.name,
        sort_key: sortKey(record),
        record: JSON.stringify(record),
      };
      const rows = known
        ? await trx('repositories')
            .where({ id: record.id, record: JSON.stringify(known.record) })
            .update(columns)
            .returning('id')
        : await trx('repositories')
            .insert({ id: record.id, ...columns })
            .onConflict('id')
            .ignore()
            .returning('id');
      if (rows.length > 0) {
        await this.#outbox.enqueue(trx, listeners, {
          type: 'dop.repository.changed',
          subject: record.id,
          data: {
            repositoryId: record.id,
            change: known ? 'updated' : 'created',
            record: { ...record } as JsonObject,
          },
        });
      }
      return rows.length > 0;
    });
    this.#outbox.wake();
    return changed ? known?.record : undefined;
  }

  /** Forgets a repository with all that hangs on it. */
  async remove(id: string): Promise<void> {
    await this.#knex.transaction(async trx => {
      await this.#journal.forget(trx, id);
      await this.#findings.forget(trx, id);
      const count = await trx('repositories').where({ id }).delete();
      if (count > 0) {
        await this.#outbox.enqueue(trx, listeners, {
          type: 'dop.repository.changed',
          subject: id,
          data: { repositoryId: id, change: 'deleted' },
        });
      }
    });
    this.#outbox.wake();
  }

  /** By name, those that the caller may see. */
  async list(options: {
    visible: VisibleRepositories;
    search?: string;
    cursor?: string;
    limit: number;
  }): Promise<Page<RepositoryCopy>> {
    const { visible, search, cursor, limit } = options;
    const rows = await this.#knex<Row>('repositories')
      .modify(query => {
        if (!visible.all) {
          whereListed(query, 'id', visible.repositoryIds);
        }
        if (search) {
          query.whereRaw(`sort_key LIKE ? ESCAPE '!'`, [
            `%${search.toLowerCase().replace(/[!%_]/g, '!$&')}%`,
          ]);
        }
        if (cursor) {
          const [key, id] = readCursor(cursor);
          query.where(inner =>
            inner
              .where('sort_key', '>', key)
              .orWhere(same =>
                same.where('sort_key', key).andWhere('id', '>', id),
              ),
          );
        }
      })
      .orderBy(['sort_key', 'id'])
      .limit(limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: rows.slice(0, limit).map(toCopy),
      nextCursor: last && writeCursor(last),
    };
  }

  /** @see RefJournal.heads */
  async heads(records: RepositoryRecord[]): Promise<Map<string, string>> {
    return this.#journal.heads(records);
  }

  /** @see findSuspects */
  async suspects(
    ids: string[],
    folders: RepositoryFolders,
  ): Promise<Set<string>> {
    return findSuspects(this.#knex, folders, ids);
  }

  /** Every copy, in small reads. */
  async *all(): AsyncGenerator<RepositoryCopy> {
    let cursor: string | undefined;
    do {
      const page = await this.list({
        visible: { all: true },
        cursor,
        limit: 200,
      });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor);
  }
}

/** For order and search, whatever the case. */
function sortKey(record: RepositoryRecord): string {
  return `${record.namespace}/${record.name}`.toLowerCase();
}

function writeCursor(row: Row): string {
  return Buffer.from(JSON.stringify([row.sort_key, row.id])).toString(
    'base64url',
  );
}

function readCursor(cursor: string): [string, string] {
  try {
    const [key, id] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString('utf8'),
    );
    if (typeof key === 'string' && typeof id === 'string') {
      return [key, id];
    }
  } catch {
    // Said below.
  }
  throw new InputError('This cursor is not from a list of repositories');
}

function toCopy(row: Row): RepositoryCopy {
  return {
    record: JSON.parse(row.record),
    pushedAt:
      row.pushed_at === null
        ? undefined
        : new Date(Number(row.pushed_at)).toISOString(),
  };
}

export interface RepositoryCopiesOptions {
  knex: Knex;
  outbox: Outbox;
  journal: RefJournal;
  findings: FindingStore;
}
