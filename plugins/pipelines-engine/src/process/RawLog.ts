import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

const readSize = 256 * 1024;

/**
 * What a program wrote, as the supervisor keeps it.
 *
 * @remarks Read without waiting: what was written just now is in memory, and
 * most often there is nothing new.
 */
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
  read(position: number): Uint8Array {
    const size = Math.min(readSize, fstatSync(this.#file).size - position);
    const buffer = Buffer.allocUnsafe(Math.max(0, size));
    return buffer.subarray(
      0,
      readSync(this.#file, buffer, 0, buffer.length, position),
    );
  }

  close(): void {
    closeSync(this.#file);
  }
}
