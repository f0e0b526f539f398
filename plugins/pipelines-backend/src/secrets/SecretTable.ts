import { databaseNow, whereListed } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';

/** Who may read a secret. */
export interface SecretReaders {
  /** Ids of repository records; absent for all repositories of the namespace. */
  repositoryIds?: string[];
  /** Patterns of full refs; absent for the protected refs of the repository. */
  refs?: string[];
}

/** A stored secret. Times are ms since 1970. */
export interface SecretRecord extends SecretReaders {
  namespace: string;
  name: string;
  sealed: string;
  createdAt: number;
  updatedAt: number;
  updatedBy: string;
  usedAt?: number;
  usedByRun?: string;
}

type SecretName = Pick<SecretRecord, 'namespace' | 'name'>;

interface Row {
  namespace: string;
  name: string;
  sealed: string;
  repository_ids: string | null;
  refs: string | null;
  created_at: number | string;
  updated_at: number | string;
  updated_by: string;
  used_at: number | string | null;
  used_by_run: string | null;
}

/** The table of secrets; whoever calls decides who may do what. */
export class SecretTable {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): SecretTable {
    return new SecretTable(knex);
  }

  async get(
    namespace: string,
    name: string,
  ): Promise<SecretRecord | undefined> {
    const row: Row | undefined = await this.#knex('secrets')
      .where({ namespace, name })
      .first();
    return row && toRecord(row);
  }

  /** By namespace and name. */
  async list(filter: {
    /** Absent for all. */
    namespaces?: string[];
    name?: string;
    /** `namespace/name` */
    after?: string;
    limit: number;
  }): Promise<SecretRecord[]> {
    const query = this.#knex('secrets')
      .orderBy(['namespace', 'name'])
      .limit(filter.limit);
    if (filter.namespaces) {
      whereListed(query, 'namespace', filter.namespaces);
    }
    if (filter.name) {
      query.where('name', filter.name);
    }
    if (filter.after) {
      query.whereRaw('(namespace, name) > (?, ?)', filter.after.split('/'));
    }
    return ((await query) as Row[]).map(toRecord);
  }

  /** Whether anything is sealed under another key than this one. */
  async hasOtherKey(keyId: string | undefined): Promise<boolean> {
    const query = this.#knex('secrets').first('name');
    if (keyId) {
      query.whereNot('sealed', 'like', `1.${keyId}.%`);
    }
    return (await query) !== undefined;
  }

  /** Adds a secret, or replaces it. */
  async put(
    { namespace, name }: SecretName,
    change: SecretReaders & { sealed: string; by: string },
  ): Promise<void> {
    const now = databaseNow(this.#knex);
    const columns = { sealed: change.sealed, ...columnsOf(change, now) };
    await this.#knex('secrets')
      .insert({ namespace, name, ...columns, created_at: now })
      .onConflict(['namespace', 'name'])
      .merge(columns);
  }

  /**
   * Changes who may read a secret.
   *
   * @returns false if there is none
   */
  async change(
    { namespace, name }: SecretName,
    change: SecretReaders & { by: string },
  ): Promise<boolean> {
    const changed = await this.#knex('secrets')
      .where({ namespace, name })
      .update(columnsOf(change, databaseNow(this.#knex)));
    return changed > 0;
  }

  /** @returns false if there is none */
  async delete(namespace: string, name: string): Promise<boolean> {
    return (await this.#knex('secrets').where({ namespace, name }).del()) > 0;
  }

  async used(namespace: string, name: string, runId: string): Promise<void> {
    await this.#knex('secrets')
      .where({ namespace, name })
      .update({ used_at: databaseNow(this.#knex), used_by_run: runId });
  }
}

function columnsOf(
  { repositoryIds, refs, by }: SecretReaders & { by: string },
  now: ReturnType<typeof databaseNow>,
) {
  return {
    repository_ids: textOf(repositoryIds),
    refs: textOf(refs),
    updated_at: now,
    updated_by: by,
  };
}

function toRecord(row: Row): SecretRecord {
  return {
    namespace: row.namespace,
    name: row.name,
    sealed: row.sealed,
    repositoryIds: row.repository_ids
      ? JSON.parse(row.repository_ids)
      : undefined,
    refs: row.refs ? JSON.parse(row.refs) : undefined,
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    updatedBy: row.updated_by,
    usedAt: row.used_at === null ? undefined : Number(row.used_at),
    usedByRun: row.used_by_run ?? undefined,
  };
}

function textOf(list: string[] | undefined): string | null {
  return list ? JSON.stringify(list) : null;
}
