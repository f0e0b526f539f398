import type { Knex } from 'knex';
import type { Page, VisibleRepositories } from '@dop/plugin-access-common';
import type {
  ImageKind,
  ImageRepository,
  ImageTag,
} from '@dop/plugin-images-common';
import { toPush, type PushRow } from './toPush';
import type { RepositoryRow } from './RepositoryStore';
import { visibleTo } from './visibleTo';

interface TagRow extends PushRow {
  tag_name: string;
  updated_at: number | string;
  image_digest: string;
  kind: ImageKind;
  total_size: number | string;
  platforms: string;
}

/** Reads lists of image repositories and of their tags, a page at a time. */
export class RepositoryListing {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): RepositoryListing {
    return new RepositoryListing(knex);
  }

  /** In the order of names; `search` is a part of the name, whatever its case. */
  async repositories(
    visible: VisibleRepositories,
    filter: {
      search?: string;
      repositoryId?: string;
      cursor?: string;
      limit: number;
    },
  ): Promise<Page<ImageRepository>> {
    const rows: RepositoryRow[] = await visibleTo(
      this.#knex('image_repositories'),
      visible,
    )
      .modify(query => {
        if (filter.search) {
          query.whereRaw(`name like ? escape '\\'`, [
            `%${filter.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`,
          ]);
        }
        if (filter.repositoryId) {
          query.where('repository_id', filter.repositoryId);
        }
        if (filter.cursor) {
          query.where('name', '>', filter.cursor);
        }
      })
      .whereExists(
        this.#knex('manifests')
          .select(this.#knex.raw('1'))
          .whereRaw('manifests.repository = image_repositories.name'),
      )
      .orderBy('name')
      .limit(filter.limit + 1);
    const page = rows.slice(0, filter.limit);
    return {
      items: await this.#describe(page),
      nextCursor:
        rows.length > page.length ? page[page.length - 1].name : undefined,
    };
  }

  async repository(name: string): Promise<ImageRepository | undefined> {
    const row: RepositoryRow | undefined = await this.#knex(
      'image_repositories',
    )
      .where({ name })
      .first();
    return row && (await this.#describe([row]))[0];
  }

  /** Tags by name, or the newest first. */
  async tags(
    repository: string,
    filter: {
      search?: string;
      sort: 'name' | 'time';
      cursor?: string;
      limit: number;
    },
  ): Promise<Page<ImageTag>> {
    const [time, tag] = splitCursor(filter.cursor);
    const rows: TagRow[] = await this.#knex('tags')
      .join('manifests', join =>
        join
          .on('manifests.repository', 'tags.repository')
          .andOn('manifests.digest', 'tags.digest'),
      )
      .leftJoin('pushes', 'pushes.id', 'tags.push_id')
      .where('tags.repository', repository)
      .modify(query => {
        if (filter.search) {
          query.whereRaw(`lower(tags.tag) like ? escape '\\'`, [
            `%${filter.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`,
          ]);
        }
        if (filter.sort === 'name') {
          query.orderBy('tags.tag');
          if (tag) {
            query.where('tags.tag', '>', tag);
          }
        } else {
          query.orderBy([
            { column: 'tags.updated_at', order: 'desc' },
            { column: 'tags.tag' },
          ]);
          if (tag) {
            query.where(inner =>
              inner
                .where('tags.updated_at', '<', time)
                .orWhere(same =>
                  same
                    .where('tags.updated_at', time)
                    .where('tags.tag', '>', tag),
                ),
            );
          }
        }
      })
      .limit(filter.limit + 1)
      .select(
        'tags.tag as tag_name',
        'tags.updated_at',
        'manifests.digest as image_digest',
        'manifests.kind',
        'manifests.total_size',
        'manifests.platforms',
        'pushes.*',
      );
    const page = rows.slice(0, filter.limit);
    const last = page[page.length - 1];
    return {
      items: page.map(row => ({
        tag: row.tag_name,
        digest: row.image_digest,
        updatedAt: iso(row.updated_at),
        kind: row.kind,
        totalSize: Number(row.total_size),
        platforms: JSON.parse(row.platforms),
        push: row.id ? toPush(row) : undefined,
      })),
      nextCursor:
        rows.length > page.length
          ? `${last.updated_at}:${last.tag_name}`
          : undefined,
    };
  }

  async #describe(rows: RepositoryRow[]): Promise<ImageRepository[]> {
    const names = rows.map(({ name }) => name);
    const counted = async (table: string, sum?: string) => {
      const found: {
        repository: string;
        count: number | string;
        bytes?: number | string | null;
      }[] = await this.#knex(table)
        .whereIn('repository', names)
        .groupBy('repository')
        .select('repository')
        .count({ count: '*' })
        .modify(query => {
          if (sum) {
            query.sum({ bytes: sum });
          }
        });
      return new Map(found.map(row => [row.repository, row]));
    };
    const tags = await counted('tags');
    const images = await counted('manifests', 'size');
    const blobs = await counted('repository_blobs', 'size');
    return Promise.all(
      rows.map(async row => {
        const latest = await this.#knex('tags')
          .where({ repository: row.name })
          .orderBy([{ column: 'updated_at', order: 'desc' }, { column: 'tag' }])
          .first('tag', 'digest', 'updated_at');
        return {
          name: row.name,
          repositoryId: row.repository_id ?? undefined,
          orphaned: row.orphaned_at !== null,
          tagCount: Number(tags.get(row.name)?.count ?? 0),
          imageCount: Number(images.get(row.name)?.count ?? 0),
          totalSize:
            Number(images.get(row.name)?.bytes ?? 0) +
            Number(blobs.get(row.name)?.bytes ?? 0),
          createdAt: iso(row.created_at),
          pushedAt: iso(row.pushed_at),
          latestTag: latest && {
            tag: latest.tag,
            digest: latest.digest,
            updatedAt: iso(latest.updated_at),
          },
        };
      }),
    );
  }
}

function splitCursor(cursor: string | undefined): [number, string] {
  const [, time, tag] = /^(\d+):(.+)$/.exec(cursor ?? '') ?? [];
  return [Number(time ?? 0), tag ?? ''];
}

function iso(time: number | string): string {
  return new Date(Number(time)).toISOString();
}
