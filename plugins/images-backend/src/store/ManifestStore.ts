import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ImagePlatform } from '@dop/plugin-images-common';
import type { ParsedManifest } from '../model/parseManifest';
import { RegistryError } from '../registry/RegistryError';
import { lockSizes, touchBlobs } from './blobLocks';
import { pushColumns, type Pusher } from './Pusher';

export interface ManifestRow {
  repository: string;
  digest: string;
  kind: 'image' | 'index' | 'artifact';
  media_type: string;
  artifact_type: string | null;
  size: number | string;
  total_size: number | string;
  subject: string | null;
  platforms: string;
  annotations: string | null;
  labels: string | null;
  created: string | null;
  pushed_at: number | string;
}

/** What the configuration of an image adds to its manifest. */
export interface ConfigSummary {
  platforms: ImagePlatform[];
  created?: string;
  labels?: Record<string, string>;
}

export interface NewManifest {
  repository: string;
  digest: string;
  size: number;
  tag?: string;
  parsed: ParsedManifest;
  summary: ConfigSummary;
  pusher: Pusher;
}

/** Manifests, what they name, and the tags that point to them. */
export class ManifestStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): ManifestStore {
    return new ManifestStore(knex);
  }

  async find(
    repository: string,
    digest: string,
  ): Promise<ManifestRow | undefined> {
    return this.#knex<ManifestRow>('manifests')
      .where({ repository, digest })
      .first();
  }

  /** The digest behind a tag. */
  async resolveTag(
    repository: string,
    tag: string,
  ): Promise<string | undefined> {
    const row = await this.#knex('tags')
      .where({ repository, tag })
      .first('digest');
    return row?.digest;
  }

  /**
   * Takes a manifest whose bytes are stored already, with its tag and who
   * pushed it.
   *
   * @throws RegistryError MANIFEST_BLOB_UNKNOWN if something that it names is
   * not in the repository; DENIED for a tag that the pusher may not write
   */
  async put(trx: Knex.Transaction, manifest: NewManifest): Promise<void> {
    const { repository, digest, parsed, summary } = manifest;
    const now = Date.now();
    const totalSize = await this.#checkReferences(trx, manifest);
    await trx('manifests')
      .insert({
        repository,
        digest,
        kind: parsed.kind,
        media_type: parsed.mediaType,
        artifact_type: parsed.artifactType ?? null,
        size: manifest.size,
        total_size: totalSize,
        subject: parsed.subject?.digest ?? null,
        platforms: JSON.stringify(summary.platforms),
        annotations: parsed.annotations
          ? JSON.stringify(parsed.annotations)
          : null,
        labels: summary.labels ? JSON.stringify(summary.labels) : null,
        created: summary.created ?? null,
        pushed_at: now,
      })
      .onConflict(['repository', 'digest'])
      .merge({ media_type: parsed.mediaType });
    const references = [
      ...blobsOf(parsed).map(({ digest: child }) => ({ child, kind: 'blob' })),
      ...parsed.manifests.map(({ digest: child }) => ({
        child,
        kind: 'manifest',
      })),
    ].map(reference => ({ repository, parent: digest, ...reference }));
    const unique = [
      ...new Map(references.map(item => [item.child, item])).values(),
    ];
    for (let start = 0; start < unique.length; start += 100) {
      await trx('manifest_references')
        .insert(unique.slice(start, start + 100))
        .onConflict(['repository', 'parent', 'child'])
        .ignore();
    }
    const pushId = await this.#recordPush(trx, manifest, now);
    if (manifest.tag) {
      await this.#writeTag(trx, manifest, manifest.tag, pushId, now);
    }
    await trx('image_repositories')
      .where({ name: repository })
      .update({ pushed_at: now });
  }

  /** Everything that refers to a digest, in the order of digests. */
  async referrers(
    repository: string,
    subject: string,
    options: { artifactType?: string; last?: string; limit: number },
  ): Promise<ManifestRow[]> {
    return this.#knex<ManifestRow>('manifests')
      .where({ repository, subject })
      .modify(query => {
        if (options.artifactType) {
          query.where({ artifact_type: options.artifactType });
        }
        if (options.last) {
          query.where('digest', '>', options.last);
        }
      })
      .orderBy('digest')
      .limit(options.limit);
  }

  /** Whether a push brings something: an image, or another one for its tag. */
  async isNews(
    trx: Knex.Transaction,
    {
      repository,
      digest,
      tag,
    }: Pick<NewManifest, 'repository' | 'digest' | 'tag'>,
  ): Promise<boolean> {
    const known = await (tag
      ? trx('tags').where({ repository, tag, digest }).first('digest')
      : trx('manifests').where({ repository, digest }).first('digest'));
    return known === undefined;
  }

  /** Removes a tag; the image stays. Answers its digest; undefined if there is none. */
  async deleteTag(
    trx: Knex.Transaction,
    repository: string,
    tag: string,
  ): Promise<string | undefined> {
    const row = await trx('tags').where({ repository, tag }).first('digest');
    const count = row
      ? await trx('tags').where({ repository, tag }).delete()
      : 0;
    return count > 0 ? row.digest : undefined;
  }

  async #checkReferences(
    trx: Knex.Transaction,
    { repository, parsed, size }: NewManifest,
  ): Promise<number> {
    const blobs = blobsOf(parsed);
    const digests = blobs.map(({ digest }) => digest);
    await touchBlobs(trx, repository, digests);
    const stored = await lockSizes(
      trx,
      'repository_blobs',
      'size',
      repository,
      digests,
    );
    for (const { digest, size: stated, mediaType } of blobs) {
      const actual = stored.get(digest);
      if (actual === undefined) {
        throw new RegistryError(
          404,
          'MANIFEST_BLOB_UNKNOWN',
          `The manifest names ${digest} (${mediaType}), which is not in ${repository}; push that blob first`,
        );
      }
      if (actual !== stated) {
        throw new RegistryError(
          400,
          'SIZE_INVALID',
          `The manifest says that ${digest} has ${stated} bytes, but it has ${actual}`,
        );
      }
    }
    const children = parsed.manifests.map(({ digest }) => digest);
    const present = await lockSizes(
      trx,
      'manifests',
      'total_size',
      repository,
      children,
    );
    const missing = children.find(digest => !present.has(digest));
    if (missing) {
      throw new RegistryError(
        404,
        'MANIFEST_BLOB_UNKNOWN',
        `The index names the manifest ${missing}, which is not in ${repository}; push that manifest first`,
      );
    }
    return [...stored.values(), ...present.values()].reduce(
      (sum, value) => sum + value,
      size,
    );
  }

  async #recordPush(
    trx: Knex.Transaction,
    { repository, digest, tag, pusher }: NewManifest,
    now: number,
  ): Promise<string> {
    const id = randomUUID();
    await trx('pushes').insert({
      id,
      repository,
      digest,
      tag: tag ?? null,
      pushed_at: now,
      ...pushColumns(pusher),
    });
    return id;
  }

  async #writeTag(
    trx: Knex.Transaction,
    { repository, digest, pusher }: NewManifest,
    tag: string,
    pushId: string,
    now: number,
  ): Promise<void> {
    const fromProtected = pusher.type === 'run' && pusher.protectedRef;
    const written = { digest, push_id: pushId, updated_at: now };
    const upsert = trx('tags')
      .insert({ repository, tag, protected_ref: fromProtected, ...written })
      .onConflict(['repository', 'tag'])
      .merge(fromProtected ? { ...written, protected_ref: true } : written);
    if (pusher.type === 'run' && !pusher.protectedRef) {
      upsert.where('tags.protected_ref', false);
    }
    const rows = await upsert.returning('tag');
    if (rows.length === 0 && pusher.type === 'run') {
      throw new RegistryError(
        403,
        'DENIED',
        `A protected ref wrote the tag ${tag}; ${pusher.ref.slice(
          0,
          200,
        )} is not protected and may not move it`,
      );
    }
  }
}

/** Configuration and layers; what is only fetched from elsewhere is left out. */
function blobsOf(parsed: ParsedManifest) {
  return [
    ...(parsed.config ? [parsed.config] : []),
    ...parsed.layers.filter(layer => !layer.urls?.length),
  ];
}
