import { close, openSync, read } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const readAt = promisify(read);
const closeFile = promisify(close);
const readSize = 256 * 1024;

/** What a program wrote, as the supervisor keeps it. */
export class RawLog {
  readonly #file: number;

  private constructor(file: number) {
    this.#file = file;
  }

  /** @returns undefined if there is none: the program never started, or was removed */
  static open(folder: string): RawLog | undefined {
    try {
      return new RawLog(openSync(join(folder, 'raw.log'), 'r'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  /** What follows from there on, as far as it is there; empty at the end. */
  async read(position: number): Promise<Uint8Array> {
    const buffer = Buffer.allocUnsafe(readSize);
    const { bytesRead } = await readAt(
      this.#file,
      buffer,
      0,
      readSize,
      position,
    );
    return buffer.subarray(0, bytesRead);
  }

  async close(): Promise<void> {
    await closeFile(this.#file);
  }
}
