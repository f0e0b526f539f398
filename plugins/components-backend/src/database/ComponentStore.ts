import { ConflictError, NotFoundError } from '@backstage/errors';
import type { Page, VisibleRepositories } from '@dop/plugin-access-common';
import {
  sortVersions,
  type ComponentFinding,
  type ComponentLifecycle,
} from '@dop/plugin-components-common';
import { whereListed, type Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { definitionOf, type ComponentRow, type VersionRow } from './rows';
import { tellOfVersion } from './tellOfVersion';

/** Name of a component. */
export interface ComponentName {
  namespace: string;
  name: string;
}

/** Components and versions in the database. */
export class ComponentStore {
  readonly #knex: Knex;
  readonly #outbox: Outbox;

  private constructor(knex: Knex, outbox: Outbox) {
    this.#knex = knex;
    this.#outbox = outbox;
  }

  static create(knex: Knex, outbox: Outbox): ComponentStore {
    return new ComponentStore(knex, outbox);
  }

  /**
   * Adds a version. The first to publish a name owns it.
   *
   * @throws ConflictError if the version exists or the name is another's
   */
  async add(row: VersionRow): Promise<void> {
    await this.#knex.transaction(async trx => {
      const owner = await trx<ComponentRow>('components')
        .where({ namespace: row.namespace, name: row.name })
        .first();
      if (owner && owner.repository_id !== row.repository_id) {
        throw new ConflictError(
          `The name ${row.namespace}/${row.name} belongs to a component that is published from elsewhere`,
        );
      }
      const inserted = await trx<VersionRow>('component_versions')
        .insert(row)
        .onConflict(['namespace', 'name', 'version'])
        .ignore()
        .returning('version');
      if (inserted.length === 0) {
        throw new ConflictError(
          `${row.namespace}/${row.name} ${row.version} is published already, and a published version never changes. Raise spec.version.`,
        );
      }
      await summarise(trx, row);
      const by = row.published_by ?? undefined;
      await tellOfVersion(trx, this.#outbox, row, by);
    });
    this.#outbox.wake();
  }

  async version(
    { namespace, name }: ComponentName,
    version: string,
  ): Promise<VersionRow | undefined> {
    return this.#knex<VersionRow>('component_versions')
      .where({ namespace, name, version })
      .first();
  }

  /** All versions of a component, newest first. */
  async versions({ namespace, name }: ComponentName): Promise<VersionRow[]> {
    const rows = await this.#knex<VersionRow>('component_versions')
      .where({ namespace, name })
      .limit(1_000);
    const order = sortVersions(rows.map(({ version }) => version));
    return rows.sort(
      (a, b) => order.indexOf(a.version) - order.indexOf(b.version),
    );
  }

  async component({
    namespace,
    name,
  }: ComponentName): Promise<ComponentRow | undefined> {
    return this.#knex<ComponentRow>('components')
      .where({ namespace, name })
      .first();
  }

  /** One page of components with their latest versions, by name. */
  async list(query: {
    visible: VisibleRepositories;
    search?: string;
    tag?: string;
    namespace?: string;
    after?: string;
    limit: number;
  }): Promise<Page<VersionRow>> {
    const { visible, search, tag, namespace, after, limit } = query;
    const rows: VersionRow[] = await this.#knex('components as c')
      .join('component_versions as v', join =>
        join
          .on('v.namespace', 'c.namespace')
          .andOn('v.name', 'c.name')
          .andOn('v.version', 'c.latest_version'),
      )
      .modify(builder => {
        if (!visible.all) {
          builder.where(inner =>
            inner
              .whereNull('c.repository_id')
              .orWhere(listed =>
                whereListed(listed, 'c.repository_id', visible.repositoryIds),
              ),
          );
        }
        for (const word of (search ?? '').toLowerCase().split(/\s+/)) {
          if (word) {
            builder.whereRaw(`c.search like ? escape '!'`, [
              `%${escapeLike(word)}%`,
            ]);
          }
        }
        if (tag) {
          builder.whereRaw(`c.tags like ? escape '!'`, [
            `%,${escapeLike(tag)},%`,
          ]);
        }
        if (namespace) {
          builder.where('c.namespace', namespace);
        }
        if (after) {
          builder.where('c.key', '>', after);
        }
      })
      .orderBy('c.key')
      .limit(limit + 1)
      .select('v.*');
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return rows.length > limit && last
      ? { items, nextCursor: `${last.namespace}/${last.name}` }
      : { items };
  }

  async setLifecycle(
    { namespace, name }: ComponentName,
    version: string,
    change: { lifecycle: ComponentLifecycle; reason?: string; by?: string },
  ): Promise<VersionRow> {
    const row = await this.#knex.transaction(async trx => {
      const before = await trx<VersionRow>('component_versions')
        .where({ namespace, name, version })
        .first('lifecycle');
      const after = await update(
        trx,
        { namespace, name, version },
        {
          lifecycle: change.lifecycle,
          lifecycle_reason: change.reason ?? null,
        },
      );
      if (before?.lifecycle !== after.lifecycle) {
        await tellOfVersion(trx, this.#outbox, after, change.by);
      }
      return after;
    });
    this.#outbox.wake();
    return row;
  }

  async setImageDigest(
    component: ComponentName,
    version: string,
    digest: string,
  ): Promise<VersionRow> {
    return this.#knex.transaction(trx =>
      update(trx, { ...component, version }, { image_digest: digest }),
    );
  }

  async findings(
    { namespace, name }: ComponentName,
    version?: string,
  ): Promise<(ComponentFinding & { version: string })[]> {
    const rows = await this.#knex('component_findings')
      .where({ namespace, name, ...(version ? { version } : {}) })
      .limit(1_000)
      .select('version', 'body');
    return rows.map(row => ({ version: row.version, ...JSON.parse(row.body) }));
  }

  async replaceFindings(
    { namespace, name }: ComponentName,
    version: string,
    findings: ComponentFinding[],
  ): Promise<void> {
    await this.#knex.transaction(async trx => {
      await trx('component_findings')
        .where({ namespace, name, version })
        .delete();
      if (findings.length > 0) {
        await trx('component_findings').insert(
          findings.slice(0, 100).map(finding => ({
            namespace,
            name,
            version,
            body: JSON.stringify(finding),
          })),
        );
      }
    });
  }

  async hasSource(digest: string): Promise<boolean> {
    const row = await this.#knex<VersionRow>('component_versions')
      .where('source_digest', digest)
      .first('version');
    return row !== undefined;
  }
}

async function update(
  trx: Knex.Transaction,
  { namespace, name, version }: ComponentName & { version: string },
  change: Partial<VersionRow>,
): Promise<VersionRow> {
  const [row] = await trx<VersionRow>('component_versions')
    .where({ namespace, name, version })
    .update({ ...change, updated_at: Date.now() })
    .returning('*');
  if (!row) {
    throw new NotFoundError(
      `There is no version ${version} of ${namespace}/${name}`,
    );
  }
  await summarise(trx, row);
  return row;
}

/** What lists and search need to know of a component, from its latest version. */
async function summarise(
  trx: Knex.Transaction,
  { namespace, name, repository_id }: VersionRow,
): Promise<void> {
  const rows = await trx<VersionRow>('component_versions')
    .where({ namespace, name })
    .select('version', 'lifecycle');
  const inUse = (['published', 'deprecated', 'retired', 'draft'] as const)
    .map(state => rows.filter(({ lifecycle }) => lifecycle === state))
    .find(found => found.length > 0);
  const [latest] = sortVersions((inUse ?? rows).map(row => row.version));
  const row = await trx<VersionRow>('component_versions')
    .where({ namespace, name, version: latest })
    .first();
  const metadata = row && definitionOf(row).metadata;
  const summary = {
    latest_version: latest,
    repository_id,
    search: [
      `${namespace}/${name}`,
      metadata?.title,
      metadata?.description,
      ...(metadata?.tags ?? []),
    ]
      .join(' ')
      .toLowerCase(),
    tags: `,${(metadata?.tags ?? []).join(',')},`,
  };
  await trx('components')
    .insert({ namespace, name, key: `${namespace}/${name}`, ...summary })
    .onConflict(['namespace', 'name'])
    .merge(summary);
}

function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, '!$&');
}
