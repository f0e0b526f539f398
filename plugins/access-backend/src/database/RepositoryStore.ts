import { randomUUID } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import type {
  RepositoryRecord,
  Trust,
  Visibility,
} from '@dop/plugin-access-common';
import type { Knex } from 'knex';
import { containsText } from './containsText';
import { isUniqueViolation } from './isUniqueViolation';
import { isoTime } from './times';

interface RepositoryRow {
  id: string;
  namespace: string;
  name: string;
  name_key: string;
  description: string | null;
  visibility: Visibility;
  default_branch: string;
  protected_refs: string;
  trust: Trust;
  created_at: number | string;
  updated_at: number | string;
}

/** What may change about a record. */
export interface RepositorySettings {
  name?: string;
  description?: string;
  visibility?: Visibility;
  defaultBranch?: string;
  protectedRefs?: string[];
  trust?: Trust;
}

/** Which records somebody may read: all, or internal ones and those of the groups. */
export type Readable = 'all' | { groups: string[] };

/** Repository records. */
export class RepositoryStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): RepositoryStore {
    return new RepositoryStore(knex);
  }

  async get(
    by: { id: string } | { namespace: string; name: string },
  ): Promise<RepositoryRecord | undefined> {
    const row = await this.#knex<RepositoryRow>('repositories')
      .where(
        'id' in by
          ? { id: by.id }
          : { namespace: by.namespace, name_key: by.name.toLowerCase() },
      )
      .first();
    return row && toRecord(row);
  }

  /** By namespace and name, after `after`. */
  async list(options: {
    readable: Readable;
    search?: string;
    after?: { namespace: string; nameKey: string };
    limit: number;
  }): Promise<RepositoryRecord[]> {
    const { after, search } = options;
    const rows = await this.#knex<RepositoryRow>('repositories')
      .modify(narrowTo(options.readable))
      .modify(query => {
        if (after) {
          query.where(inner =>
            inner
              .where('namespace', '>', after.namespace)
              .orWhere(same =>
                same
                  .where('namespace', after.namespace)
                  .andWhere('name_key', '>', after.nameKey),
              ),
          );
        }
        if (search) {
          containsText(query, ['namespace', 'name', 'description'], search);
        }
      })
      .orderBy(['namespace', 'name_key'])
      .limit(options.limit);
    return rows.map(toRecord);
  }

  /** The ids of the records that somebody may read. */
  async readableIds(readable: Readable): Promise<string[]> {
    return this.#knex<RepositoryRow>('repositories')
      .modify(narrowTo(readable))
      .orderBy('id')
      .pluck('id');
  }

  /** @throws ConflictError when the name is taken, whatever the case */
  async insert(
    repository: { namespace: string; name: string } & RepositorySettings,
  ): Promise<RepositoryRecord> {
    const now = Date.now();
    try {
      const [row] = await this.#knex<RepositoryRow>('repositories')
        .insert({
          id: randomUUID(),
          namespace: repository.namespace,
          name: repository.name,
          name_key: repository.name.toLowerCase(),
          description: repository.description ?? null,
          visibility: repository.visibility ?? 'internal',
          default_branch: repository.defaultBranch ?? 'main',
          protected_refs: JSON.stringify(
            repository.protectedRefs ?? ['refs/heads/main', 'refs/tags/*'],
          ),
          trust: repository.trust ?? 'none',
          created_at: now,
          updated_at: now,
        })
        .returning('*');
      return toRecord(row);
    } catch (error) {
      throw nameTaken(error, repository.namespace, repository.name);
    }
  }

  /** The changed record; undefined if there is none. */
  async update(
    record: RepositoryRecord,
    change: RepositorySettings,
  ): Promise<RepositoryRecord | undefined> {
    try {
      const [row] = await this.#knex<RepositoryRow>('repositories')
        .where({ id: record.id })
        .update({
          ...(change.name !== undefined && {
            name: change.name,
            name_key: change.name.toLowerCase(),
          }),
          ...(change.description !== undefined && {
            description: change.description || null,
          }),
          ...(change.visibility !== undefined && {
            visibility: change.visibility,
          }),
          ...(change.defaultBranch !== undefined && {
            default_branch: change.defaultBranch,
          }),
          ...(change.protectedRefs !== undefined && {
            protected_refs: JSON.stringify(change.protectedRefs),
          }),
          ...(change.trust !== undefined && { trust: change.trust }),
          updated_at: Date.now(),
        })
        .returning('*');
      return row && toRecord(row);
    } catch (error) {
      throw nameTaken(error, record.namespace, change.name ?? record.name);
    }
  }

  /** False if there was none. */
  async remove(id: string): Promise<boolean> {
    return (await this.#knex('repositories').where({ id }).delete()) > 0;
  }
}

function narrowTo(readable: Readable) {
  return (query: Knex.QueryBuilder) => {
    if (readable !== 'all') {
      query.where(inner =>
        inner
          .where('visibility', 'internal')
          .orWhereIn('namespace', readable.groups),
      );
    }
  };
}

function nameTaken(error: unknown, namespace: string, name: string): unknown {
  return isUniqueViolation(error)
    ? new ConflictError(
        `There is already a repository "${namespace}/${name}"; names differ by more than upper and lower case`,
      )
    : error;
}

function toRecord(row: RepositoryRow): RepositoryRecord {
  return {
    id: row.id,
    namespace: row.namespace,
    name: row.name,
    owner: `group:default/${row.namespace}`,
    description: row.description ?? undefined,
    visibility: row.visibility,
    defaultBranch: row.default_branch,
    protectedRefs: JSON.parse(row.protected_refs),
    trust: row.trust,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}
