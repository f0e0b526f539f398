import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RegistryError } from '../registry/RegistryError';

/** Hashes of uploads that are kept in memory; the others are read again. */
const maxKnown = 500;

interface Known {
  offset: number;
  hash: Hash;
}

interface Writer {
  abort: () => void;
  done: Promise<unknown>;
}

/**
 * Blobs that are on their way in, one file for each upload. The file's length
 * is the truth about what has arrived; the running hash beside it is only kept
 * in memory and made anew from the file after a restart.
 */
export class UploadFiles {
  readonly #folder: string;
  readonly #known = new Map<string, Known>();
  readonly #writers = new Map<string, Writer>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(folder: string): Promise<UploadFiles> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new UploadFiles(folder);
  }

  /** @param id - a UUID; also the name of the file */
  async begin(id: string): Promise<void> {
    try {
      await (await open(this.#path(id), 'wx', 0o600)).close();
      this.#remember(id, { offset: 0, hash: createHash('sha256') });
    } catch (error) {
      throw storageError(error);
    }
  }

  /**
   * Bytes that have arrived; undefined if there is no such upload. A connection
   * that still writes is cut first: who asks has lost it.
   */
  async offset(id: string): Promise<number | undefined> {
    await this.#cutWriter(id);
    return this.#size(id);
  }

  /**
   * Adds a stream to the end. What arrived before a connection broke is kept.
   *
   * @param options.start - where the client believes the end to be
   * @param options.length - how many bytes the client announced
   * @throws RegistryError 416 for another place than the end; STORAGE_FULL, and
   * then the whole upload is dropped
   * @returns the new length
   */
  async append(
    id: string,
    content: Readable,
    options: { start?: number; length?: number; maxBytes: number },
  ): Promise<number> {
    await this.#cutWriter(id);
    const known = await this.#resume(id);
    if (options.start !== undefined && options.start !== known.offset) {
      throw new RegistryError(
        416,
        'BLOB_UPLOAD_INVALID',
        `This upload has ${known.offset} bytes, the chunk begins at ${options.start}; go on from ${known.offset}`,
        { Range: uploadRange(known.offset) },
      );
    }
    const done = this.#write(id, known, content, options);
    const writer = {
      abort: () => content.destroy(new Error('Another connection took over')),
      done: done.catch(() => undefined),
    };
    this.#writers.set(id, writer);
    try {
      return await done;
    } finally {
      if (this.#writers.get(id) === writer) {
        this.#writers.delete(id);
      }
    }
  }

  /** The file of a finished upload with the digest of what is in it. */
  async finish(
    id: string,
  ): Promise<{ file: string; digest: string; size: number }> {
    await this.#cutWriter(id);
    const { hash, offset } = await this.#resume(id);
    return {
      file: this.#path(id),
      digest: `sha256:${hash.copy().digest('hex')}`,
      size: offset,
    };
  }

  async remove(id: string): Promise<void> {
    await this.#cutWriter(id);
    this.#known.delete(id);
    await rm(this.#path(id), { force: true });
  }

  async #write(
    id: string,
    known: Known,
    content: Readable,
    options: { length?: number; maxBytes: number },
  ): Promise<number> {
    const begin = known.offset;
    const handle = await open(this.#path(id), 'r+');
    try {
      // The request must outlive a failure, or the client never reads the answer.
      for await (const chunk of content.iterator({ destroyOnReturn: false })) {
        const end = known.offset + chunk.length;
        if (end > options.maxBytes) {
          throw new RegistryError(
            413,
            'SIZE_INVALID',
            `Blobs may have at most ${options.maxBytes} bytes here (dop.images.maxBlobBytes)`,
          );
        }
        if (options.length !== undefined && end - begin > options.length) {
          throw new RegistryError(
            400,
            'SIZE_INVALID',
            `The chunk was announced with ${options.length} bytes, but more arrived`,
          );
        }
        const written = writeAll(handle, chunk, known.offset);
        known.hash.update(chunk);
        await written;
        known.offset = end;
      }
      if (
        options.length !== undefined &&
        known.offset - begin < options.length
      ) {
        throw new RegistryError(
          400,
          'SIZE_INVALID',
          `The chunk was announced with ${options.length} bytes, only ${
            known.offset - begin
          } arrived; go on from ${known.offset}`,
        );
      }
      return known.offset;
    } catch (error) {
      // The hash may know of bytes that the file has not.
      this.#known.delete(id);
      if (isFull(error)) {
        await rm(this.#path(id), { force: true });
      } else if (error instanceof RegistryError && error.status !== 400) {
        await handle.truncate(begin);
      } else {
        await handle.truncate(known.offset);
      }
      throw storageError(error);
    } finally {
      await handle.close();
    }
  }

  async #resume(id: string): Promise<Known> {
    const size = await this.#size(id);
    if (size === undefined) {
      this.#known.delete(id);
      throw new RegistryError(
        404,
        'BLOB_UPLOAD_UNKNOWN',
        'There is no such upload; it is finished, cancelled or was left alone too long. Begin again.',
      );
    }
    const known = this.#known.get(id);
    if (known && known.offset === size) {
      return known;
    }
    const hash = createHash('sha256');
    if (size > 0) {
      for await (const chunk of createReadStream(this.#path(id), {
        end: size - 1,
        highWaterMark: 1 << 20,
      })) {
        hash.update(chunk);
      }
    }
    const fresh = { offset: size, hash };
    this.#remember(id, fresh);
    return fresh;
  }

  #remember(id: string, known: Known): void {
    this.#known.delete(id);
    this.#known.set(id, known);
    if (this.#known.size > maxKnown) {
      for (const oldest of this.#known.keys()) {
        if (!this.#writers.has(oldest)) {
          this.#known.delete(oldest);
          break;
        }
      }
    }
  }

  async #cutWriter(id: string): Promise<void> {
    const writer = this.#writers.get(id);
    if (writer) {
      writer.abort();
      await writer.done;
    }
  }

  async #size(id: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(id))).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  #path(id: string): string {
    return join(this.#folder, id);
  }
}

/** The header Range of an upload, `0-41` for 42 bytes. */
export function uploadRange(offset: number): string {
  return `0-${Math.max(0, offset - 1)}`;
}

async function writeAll(
  handle: FileHandle,
  chunk: Buffer,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < chunk.length) {
    const { bytesWritten } = await handle.write(
      chunk,
      done,
      chunk.length - done,
      position + done,
    );
    done += bytesWritten;
  }
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function storageError(error: unknown): unknown {
  return isFull(error)
    ? new RegistryError(
        507,
        'STORAGE_FULL',
        "The portal's disk is full; the upload was dropped and nothing was stored. Free some space and push again.",
      )
    : error;
}
