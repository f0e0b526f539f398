import type { LoggerService } from '@backstage/backend-plugin-api';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { ContentStore } from '../store/ContentStore';
import type { RepositoryStore } from '../store/RepositoryStore';
import type { UploadStore } from '../store/UploadStore';

const batch = 200;

/** What one collection removed. */
export interface Collected {
  uploads: number;
  /** Blobs that a repository had, but none of its images. */
  links: number;
  /** Bytes on disk that no repository has any more. */
  blobs: number;
  bytes: number;
}

/**
 * Removes what nothing needs: uploads that were left alone, blobs that no image
 * of their repository names, and bytes that no repository has. Images are never
 * removed here, tagged or not: a run or a cluster may hold their digest.
 *
 * @remarks Everything that was pushed, mounted or looked for within the grace
 * period stays. The bytes go inside the transaction that deletes their row, so
 * that a push of the same blob waits and then brings them anew.
 */
export class GarbageCollector {
  readonly #knex: Knex;
  readonly #blobs: BlobStore;
  readonly #content: ContentStore;
  readonly #uploads: UploadStore;
  readonly #repositories: RepositoryStore;
  readonly #logger: LoggerService;
  readonly #graceMs: number;
  readonly #uploadExpiryMs: number;

  private constructor(options: GarbageCollectorOptions) {
    this.#knex = options.knex;
    this.#blobs = options.blobs;
    this.#content = options.content;
    this.#uploads = options.uploads;
    this.#repositories = options.repositories;
    this.#logger = options.logger;
    this.#graceMs = options.graceMs;
    this.#uploadExpiryMs = options.uploadExpiryMs;
  }

  static create(options: GarbageCollectorOptions): GarbageCollector {
    return new GarbageCollector(options);
  }

  async collect(signal?: AbortSignal): Promise<Collected> {
    const before = Date.now() - this.#graceMs;
    const collected: Collected = { uploads: 0, links: 0, blobs: 0, bytes: 0 };
    const repeat = async (step: () => Promise<number>) => {
      while ((await step()) >= batch && !signal?.aborted) {
        // The next batch.
      }
    };
    collected.uploads = await this.#uploads.expire(this.#uploadExpiryMs);
    await repeat(async () => {
      const count = await this.#dropLinks(before);
      collected.links += count;
      return count;
    });
    await repeat(async () => {
      const { blobs, bytes } = await this.#dropBlobs(before);
      collected.blobs += blobs;
      collected.bytes += bytes;
      return blobs;
    });
    await this.#repositories.release();
    if (collected.uploads + collected.links + collected.blobs > 0) {
      this.#content.forget();
      this.#logger.info(
        `Removed ${collected.uploads} uploads, ${collected.links} unused blobs of repositories, ${collected.blobs} files (${collected.bytes} bytes)`,
      );
    }
    return collected;
  }

  async #dropLinks(before: number): Promise<number> {
    const unused = await this.#knex('repository_blobs')
      .where('touched_at', '<', before)
      .whereNotExists(
        this.#knex('manifest_references')
          .select(this.#knex.raw('1'))
          .whereRaw(
            'manifest_references.repository = repository_blobs.repository',
          )
          .whereRaw('manifest_references.child = repository_blobs.digest'),
      )
      .select('repository', 'digest')
      .limit(batch);
    let count = 0;
    for (const { repository, digest } of unused) {
      this.#content.forget();
      // Asked again in the same statement: a push may have come in between.
      count += await this.#knex('repository_blobs')
        .where({ repository, digest })
        .where('touched_at', '<', before)
        .whereNotExists(
          this.#knex('manifest_references')
            .select(this.#knex.raw('1'))
            .where({ repository, child: digest }),
        )
        .delete();
    }
    return count;
  }

  async #dropBlobs(before: number): Promise<{ blobs: number; bytes: number }> {
    const unused = await this.#unusedBlobs(before)
      .select('digest', 'size')
      .limit(batch);
    let blobs = 0;
    let bytes = 0;
    for (const { digest, size } of unused) {
      const removed = await this.#knex.transaction(async trx => {
        const count = await this.#unusedBlobs(before)
          .transacting(trx)
          .where({ digest })
          .delete();
        if (count > 0) {
          await this.#blobs.remove(digest);
        }
        return count;
      });
      blobs += removed;
      bytes += removed * Number(size);
    }
    return { blobs, bytes };
  }

  #unusedBlobs(before: number): Knex.QueryBuilder {
    const none = (table: string) =>
      this.#knex(table)
        .select(this.#knex.raw('1'))
        .whereRaw('??.digest = blobs.digest', [table]);
    return this.#knex('blobs')
      .where('touched_at', '<', before)
      .whereNotExists(none('repository_blobs'))
      .whereNotExists(none('manifests'));
  }
}

export interface GarbageCollectorOptions {
  knex: Knex;
  blobs: BlobStore;
  content: ContentStore;
  uploads: UploadStore;
  repositories: RepositoryStore;
  logger: LoggerService;
  graceMs: number;
  uploadExpiryMs: number;
}
