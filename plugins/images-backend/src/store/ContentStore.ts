import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { BlobInfo, FolderBlobStore } from '@dop/plugin-devops-node';
import { InsufficientStorageError } from '@dop/plugin-devops-node';

const rememberMs = 30_000;
const maxRemembered = 10_000;
/** A blob that somebody asks for is marked as used at most so often. */
const touchEveryMs = 10 * 60_000;

interface Remembered {
  size: number;
  touchedAt: number;
  until: number;
}

/**
 * Blobs, and which image repository has which. The bytes are stored once, but a
 * repository shows only what was pushed or mounted into it.
 *
 * @remarks A blob's row is written before its bytes are put in place, and the
 * garbage collector removes the bytes inside the transaction that deletes the
 * row. So a row that was touched just now keeps the bytes.
 */
export class ContentStore {
  readonly #knex: Knex;
  readonly #blobs: FolderBlobStore;
  readonly #remembered = new Map<string, Remembered>();

  private constructor(knex: Knex, blobs: FolderBlobStore) {
    this.#knex = knex;
    this.#blobs = blobs;
  }

  static create(knex: Knex, blobs: FolderBlobStore): ContentStore {
    return new ContentStore(knex, blobs);
  }

  /** The size of a blob that this repository has; else undefined. */
  async find(repository: string, digest: string): Promise<number | undefined> {
    const key = `${repository}@${digest}`;
    const now = Date.now();
    let known = this.#remembered.get(key);
    if (!known || known.until < now) {
      const row = await this.#knex('repository_blobs')
        .where({ repository, digest })
        .first('size', 'touched_at');
      if (!row) {
        return undefined;
      }
      known = {
        size: Number(row.size),
        touchedAt: Number(row.touched_at),
        until: now + rememberMs,
      };
      this.#remember(key, known);
    }
    // A client that finds a blob skips its upload, so it must be there a while.
    if (known.touchedAt < now - touchEveryMs) {
      await this.link(repository, { digest, size: known.size });
    }
    return known.size;
  }

  /** Takes over a finished file whose digest was verified. */
  async adopt(repository: string, file: string, info: BlobInfo): Promise<void> {
    await this.#announce(info);
    await this.#blobs.adopt(file, info);
    await this.link(repository, info);
  }

  /** Stores a small document, such as a manifest, that no repository lists as blob. */
  async putDocument(content: Readable, info: BlobInfo): Promise<void> {
    await this.#announce(info);
    await this.#blobs.put(content, { expected: info.digest });
  }

  /** Says that a repository has a blob, and that both are in use. */
  async link(repository: string, { digest, size }: BlobInfo): Promise<void> {
    const now = Date.now();
    await this.#knex.transaction(async trx => {
      await trx('blobs')
        .insert({ digest, size, touched_at: now })
        .onConflict('digest')
        .merge({ touched_at: now });
      await trx('repository_blobs')
        .insert({ repository, digest, size, touched_at: now })
        .onConflict(['repository', 'digest'])
        .merge({ touched_at: now });
    });
    this.#remember(`${repository}@${digest}`, {
      size,
      touchedAt: now,
      until: now + rememberMs,
    });
  }

  /** Takes a blob out of a repository. False if it was not there. */
  async unlink(repository: string, digest: string): Promise<boolean> {
    this.#remembered.delete(`${repository}@${digest}`);
    const count = await this.#knex('repository_blobs')
      .where({ repository, digest })
      .delete();
    return count > 0;
  }

  open(
    digest: string,
    range?: { start: number; end: number },
  ): Promise<Readable> {
    return this.#blobs.open(digest, range);
  }

  /** A document as a whole; undefined if it is missing or larger than `maxBytes`. */
  async read(digest: string, maxBytes: number): Promise<Buffer | undefined> {
    const info = await this.#blobs.stat(digest);
    if (!info || info.size > maxBytes) {
      return undefined;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of await this.#blobs.open(digest)) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  forget(): void {
    this.#remembered.clear();
  }

  async #announce({ digest, size }: BlobInfo): Promise<void> {
    try {
      await this.#knex('blobs')
        .insert({ digest, size, touched_at: Date.now() })
        .onConflict('digest')
        .merge({ touched_at: Date.now() });
    } catch (error) {
      throw isFullDatabase(error)
        ? new InsufficientStorageError(
            "The portal's disk is full. Free some space and push again; nothing was stored.",
            error,
          )
        : error;
    }
  }

  #remember(key: string, known: Remembered): void {
    if (this.#remembered.size >= maxRemembered) {
      this.#remembered.clear();
    }
    this.#remembered.set(key, known);
  }
}

function isFullDatabase(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'SQLITE_FULL' || code === '53100';
}
