import type { Knex } from 'knex';
import type { AccessService } from '@dop/plugin-access-node';

/**
 * Whom an image repository belongs to: a repository record, the administrators
 * (`dop/…`), or nobody any more because its record was deleted.
 */
export type Binding =
  | { to: 'record'; repositoryId: string }
  | { to: 'administrators' }
  | { to: 'nobody'; repositoryId: string };

export interface RepositoryRow {
  name: string;
  repository_id: string | null;
  orphaned_at: number | string | null;
  created_at: number | string;
  pushed_at: number | string;
}

/** Group whose images belong to the administrators where there is no record. */
const portalNamespace = 'dop';
const rememberMs = 5_000;
const maxRemembered = 5_000;

/** Which image repositories there are and whom they belong to. */
export class RepositoryStore {
  readonly #knex: Knex;
  readonly #access: Pick<AccessService, 'repository'>;
  readonly #remembered = new Map<string, { binding: Binding; until: number }>();

  private constructor(knex: Knex, access: Pick<AccessService, 'repository'>) {
    this.#knex = knex;
    this.#access = access;
  }

  static create(
    knex: Knex,
    access: Pick<AccessService, 'repository'>,
  ): RepositoryStore {
    return new RepositoryStore(knex, access);
  }

  /**
   * Whom a name belongs to, also before anything was pushed to it; undefined if
   * there is neither an image repository nor a repository record for it.
   */
  async resolve(name: string): Promise<Binding | undefined> {
    const remembered = this.#remembered.get(name);
    if (remembered && remembered.until > Date.now()) {
      return remembered.binding;
    }
    const row = await this.find(name);
    if (row) {
      const binding = bindingOf(row);
      if (this.#remembered.size >= maxRemembered) {
        this.#remembered.clear();
      }
      this.#remembered.set(name, { binding, until: Date.now() + rememberMs });
      return binding;
    }
    const [namespace, repository] = name.split('/');
    const record = await this.#access.repository({
      namespace,
      name: repository,
    });
    if (record) {
      return { to: 'record', repositoryId: record.id };
    }
    return namespace === portalNamespace ? { to: 'administrators' } : undefined;
  }

  async find(name: string): Promise<RepositoryRow | undefined> {
    return this.#knex<RepositoryRow>('image_repositories')
      .where({ name })
      .first();
  }

  /** Binds a name at its first push; whoever bound it before keeps it. */
  async bind(name: string, binding: Binding): Promise<void> {
    if (this.#remembered.has(name)) {
      return;
    }
    const now = Date.now();
    await this.#knex('image_repositories')
      .insert({
        name,
        repository_id: binding.to === 'record' ? binding.repositoryId : null,
        created_at: now,
        pushed_at: now,
      })
      .onConflict('name')
      .ignore();
  }

  /** A record was deleted: its images stay, and only administrators reach them. */
  async orphan(trx: Knex.Transaction, repositoryId: string): Promise<void> {
    await trx('image_repositories')
      .where({ repository_id: repositoryId })
      .whereNull('orphaned_at')
      .update({ orphaned_at: Date.now() });
  }

  /** Forgets what `resolve` remembers; other replicas follow within seconds. */
  forget(): void {
    this.#remembered.clear();
  }

  /** Frees names under which nothing is stored and nothing is being pushed. */
  async release(): Promise<number> {
    const count = await this.#knex('image_repositories')
      .where('created_at', '<', Date.now() - 60_000)
      .whereNotExists(inside(this.#knex, 'manifests'))
      .whereNotExists(inside(this.#knex, 'repository_blobs'))
      .whereNotExists(inside(this.#knex, 'uploads'))
      .delete();
    if (count > 0) {
      this.forget();
    }
    return count;
  }
}

function bindingOf(row: RepositoryRow): Binding {
  if (!row.repository_id) {
    return { to: 'administrators' };
  }
  return {
    to: row.orphaned_at ? 'nobody' : 'record',
    repositoryId: row.repository_id,
  };
}

function inside(knex: Knex, table: string): Knex.QueryBuilder {
  return knex(table)
    .select(knex.raw('1'))
    .whereRaw('??.?? = ??.??', [
      table,
      'repository',
      'image_repositories',
      'name',
    ]);
}
