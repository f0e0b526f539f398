import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type { Knex } from 'knex';

/**
 * `namespace/name` by the id of a repository, for showing. Filled by events and
 * by asking; a repository that is gone keeps its last name.
 */
export class RepositoryNames {
  readonly #knex: Knex;
  readonly #access: AccessService;
  readonly #known = new Map<string, string>();

  private constructor(knex: Knex, access: AccessService) {
    this.#knex = knex;
    this.#access = access;
  }

  static create(options: {
    knex: Knex;
    access: AccessService;
  }): RepositoryNames {
    return new RepositoryNames(options.knex, options.access);
  }

  async put(
    trx: Knex,
    {
      id,
      namespace,
      name,
    }: Pick<RepositoryRecord, 'id' | 'namespace' | 'name'>,
  ): Promise<void> {
    await trx('repository_names')
      .insert({ repository_id: id, namespace, name })
      .onConflict('repository_id')
      .merge();
  }

  /** Call it after the commit of `put`. */
  forget(id: string): void {
    this.#known.delete(id);
  }

  async of(id: string): Promise<string> {
    return (await this.ofAll([id])).get(id) ?? id;
  }

  async ofAll(ids: string[]): Promise<Map<string, string>> {
    const missing = [...new Set(ids)].filter(id => !this.#known.has(id));
    if (missing.length > 0) {
      const rows: { repository_id: string; namespace: string; name: string }[] =
        await this.#knex('repository_names').whereIn('repository_id', missing);
      for (const row of rows) {
        this.#known.set(row.repository_id, `${row.namespace}/${row.name}`);
      }
    }
    for (const id of missing.filter(one => !this.#known.has(one))) {
      const record = await this.#access.repository({ id });
      if (record) {
        await this.put(this.#knex, record);
        this.#known.set(id, `${record.namespace}/${record.name}`);
      }
    }
    return new Map(ids.map(id => [id, this.#known.get(id) ?? id]));
  }
}
