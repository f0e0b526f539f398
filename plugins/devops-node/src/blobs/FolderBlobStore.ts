import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CustomErrorBase, InputError, NotFoundError } from '@backstage/errors';
import type { BlobInfo, BlobStore, Digest } from './BlobStore';

/** The disk is full. Answered as HTTP 507. */
export class InsufficientStorageError extends CustomErrorBase {
  name = 'InsufficientStorageError' as const;
  readonly statusCode = 507;
}

/** More than may be sent. Answered as HTTP 413. */
export class ContentTooLargeError extends CustomErrorBase {
  name = 'ContentTooLargeError' as const;
  readonly statusCode = 413;
}

const digestPattern = /^sha256:([a-f0-9]{2})([a-f0-9]{62})$/;

/** A writer that was silent for so long is dead. */
const writerSilenceMs = 3600_000;

/**
 * Blobs as files `<folder>/sha256/ab/cdef…`, written elsewhere and renamed.
 * Several processes may share the folder.
 */
export class FolderBlobStore implements BlobStore {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Also clears what writers that died left in the folder for unfinished files. */
  static async create(folder: string): Promise<FolderBlobStore> {
    const unfinished = join(folder, 'tmp');
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    const before = new Date(Date.now() - writerSilenceMs);
    for (const name of await readdir(unfinished)) {
      const file = join(unfinished, name);
      // Another process may be writing it, or finish it now.
      if (await isOlder(file, before)) {
        await rm(file, { force: true });
      }
    }
    return new FolderBlobStore(folder);
  }

  async put(
    content: Readable,
    options: { expected?: Digest; maxBytes?: number } = {},
  ): Promise<BlobInfo> {
    const { expected, maxBytes = Number.POSITIVE_INFINITY } = options;
    const temporary = await this.temporaryFile();
    const hash = createHash('sha256');
    let size = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        size += chunk.length;
        if (size > maxBytes) {
          done(
            new ContentTooLargeError(
              `Larger than the limit of ${maxBytes} bytes`,
            ),
          );
          return;
        }
        hash.update(chunk);
        done(undefined, chunk);
      },
    });
    try {
      await pipeline(
        content,
        measure,
        createWriteStream(temporary, { flags: 'wx', mode: 0o600 }),
      );
      const digest = `sha256:${hash.digest('hex')}`;
      if (expected && expected !== digest) {
        throw new InputError(
          `The content has the digest ${digest}, not ${expected}`,
        );
      }
      await this.adopt(temporary, { digest, size });
      return { digest, size };
    } catch (error) {
      await rm(temporary, { force: true });
      throw storageError(error);
    }
  }

  /**
   * Takes over a finished file on the same disk by renaming it. The caller has
   * verified the digest.
   */
  async adopt(file: string, { digest }: BlobInfo): Promise<void> {
    const path = this.#path(digest);
    try {
      await sync(file);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(file, path);
      await sync(dirname(path));
    } catch (error) {
      throw storageError(error);
    }
  }

  async stat(digest: Digest): Promise<BlobInfo | undefined> {
    try {
      return { digest, size: (await stat(this.#path(digest))).size };
    } catch (error) {
      if (isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  async open(
    digest: Digest,
    range: { start?: number; end?: number } = {},
  ): Promise<Readable> {
    if (!(await this.stat(digest))) {
      throw new NotFoundError(`No blob ${digest}`);
    }
    return createReadStream(this.#path(digest), range);
  }

  async remove(
    digest: Digest,
    { storedBefore }: { storedBefore?: Date } = {},
  ): Promise<boolean> {
    if (storedBefore && !(await isOlder(this.#path(digest), storedBefore))) {
      return false;
    }
    await rm(this.#path(digest), { force: true });
    return true;
  }

  async list(
    prefix: string,
    { storedBefore }: { storedBefore?: Date } = {},
  ): Promise<Digest[]> {
    const folder = dirname(this.#path(`sha256:${prefix}${'0'.repeat(62)}`));
    const names = await readdir(folder).catch(error => {
      if (isMissing(error)) {
        return [];
      }
      throw error;
    });
    const digests: Digest[] = [];
    for (const name of names) {
      const digest = `sha256:${prefix}${name}`;
      if (
        digestPattern.test(digest) &&
        (!storedBefore || (await isOlder(this.#path(digest), storedBefore)))
      ) {
        digests.push(digest);
      }
    }
    return digests;
  }

  /** A path for a file that is being written, on the same disk. */
  async temporaryFile(): Promise<string> {
    return join(this.#folder, 'tmp', randomUUID());
  }

  #path(digest: Digest): string {
    const match = digestPattern.exec(digest);
    if (!match) {
      throw new InputError(
        `Not a digest: ${digest.slice(
          0,
          100,
        )}; expected sha256: and 64 hexadecimal digits`,
      );
    }
    return join(this.#folder, 'sha256', match[1], match[2]);
  }
}

/** Storing a blob again replaces its file. What is not there is old. */
async function isOlder(path: string, than: Date): Promise<boolean> {
  try {
    return (await stat(path)).mtime < than;
  } catch (error) {
    if (isMissing(error)) {
      return true;
    }
    throw error;
  }
}

/** Makes a file or folder survive a power cut. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function storageError(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new InsufficientStorageError(
        'The disk of the portal is full. Free some space and try again; nothing was stored.',
        error,
      )
    : error;
}
