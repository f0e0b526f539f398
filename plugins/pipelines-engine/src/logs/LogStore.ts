import { Readable } from 'node:stream';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { forUpdate, rawRows, retried } from '../store/dialect';

/** Names the log of one attempt. */
export interface LogOf {
  runId: string;
  position: number;
  attempt: number;
}

/** How far a log has come. */
export interface LogState {
  /** Bytes that are stored, masked. */
  bytes: number;
  /** Newlines in them. */
  lines: number;
  /** Bytes of the runner's raw log that are behind them. */
  raw: number;
  /** Nothing will be added. */
  ended: boolean;
}

/** A part of a log. */
export interface LogPart {
  /** Bytes from the beginning. */
  offset: number;
  data: Buffer;
  nextOffset: number;
  /** Nothing follows and nothing will be added. */
  end: boolean;
}

interface ChunkRow {
  number: number;
  start: number | string;
  size: number;
  line: number | string;
  lines: number;
  digest: string | null;
  data: Buffer | null;
}

/** Chunks from this size on are blobs; smaller ones wait in the database. */
const blobSize = 512 * 1024;
const mergedSize = 4 * 1024 * 1024;

/**
 * Logs as chunks: an index in the database, bytes in the blob store or, while
 * they are few and fresh, in the index itself. Any replica serves any log.
 */
export class LogStore {
  readonly #knex: Knex;
  readonly #blobs: BlobStore;

  private constructor(knex: Knex, blobs: BlobStore) {
    this.#knex = knex;
    this.#blobs = blobs;
  }

  static create(options: { knex: Knex; blobs: BlobStore }): LogStore {
    return new LogStore(options.knex, options.blobs);
  }

  /** @returns undefined if there is no such attempt */
  async state(of: LogOf): Promise<LogState | undefined> {
    const row:
      | {
          log_bytes: number | string;
          log_lines: number | string;
          log_raw: number | string;
          log_ended: number;
          ended_at: number | string | null;
        }
      | undefined = await this.#knex('run_attempts')
      .select('log_bytes', 'log_lines', 'log_raw', 'log_ended', 'ended_at')
      .where(key(of))
      .first();
    return (
      row && {
        bytes: Number(row.log_bytes),
        lines: Number(row.log_lines),
        raw: Number(row.log_raw),
        ended: row.log_ended === 1 || row.ended_at !== null,
      }
    );
  }

  /**
   * Adds a chunk, in one transaction with the place in the raw log that it goes
   * up to; so that whoever comes after a crash loses nothing and doubles nothing.
   *
   * @param after - place in the raw log where the chunk begins
   * @returns false if the attempt has another owner, or the log ended
   */
  async append(
    of: LogOf & { epoch: number },
    chunk: { data: Buffer; after: number; raw: number; end: boolean },
  ): Promise<boolean> {
    const lines = countNewlines(chunk.data);
    let digest: string | undefined;
    if (chunk.data.length >= blobSize) {
      ({ digest } = await this.#blobs.put(Readable.from([chunk.data])));
    }
    return retried(() =>
      this.#knex.transaction(async trx => {
        const [row] = await rawRows<{
          log_bytes: number | string;
          log_lines: number | string;
          log_chunks: number;
        }>(
          trx,
          `UPDATE run_attempts SET log_bytes = log_bytes + ?,
             log_lines = log_lines + ?, log_raw = ?, log_ended = ?,
             log_chunks = log_chunks + ?
           WHERE run_id = ? AND position = ? AND number = ? AND epoch = ?
             AND log_raw = ? AND log_ended = 0 AND ended_at IS NULL
           RETURNING log_bytes, log_lines, log_chunks`,
          [
            chunk.data.length,
            lines,
            chunk.raw,
            chunk.end ? 1 : 0,
            chunk.data.length > 0 ? 1 : 0,
            of.runId,
            of.position,
            of.attempt,
            of.epoch,
            chunk.after,
          ],
        );
        if (row && chunk.data.length > 0) {
          await trx('run_log_chunks').insert({
            run_id: of.runId,
            position: of.position,
            attempt: of.attempt,
            number: row.log_chunks,
            start: Number(row.log_bytes) - chunk.data.length,
            size: chunk.data.length,
            line: Number(row.log_lines) - lines,
            lines,
            digest: digest ?? null,
            data: digest ? null : chunk.data,
          });
        }
        return Boolean(row);
      }),
    );
  }

  /** Moves the small chunks of a log that has ended into blobs. */
  async compact(of: LogOf): Promise<void> {
    for (;;) {
      const rows: ChunkRow[] = await this.#chunks(of)
        .whereNotNull('data')
        .limit(1_000);
      const run = consecutive(rows);
      if (run.length < 2) {
        return;
      }
      const data = Buffer.concat(run.map(row => row.data as Buffer));
      const { digest } = await this.#blobs.put(Readable.from([data]));
      await retried(() =>
        this.#knex.transaction(async trx => {
          await rawRows(
            trx,
            `SELECT run_id FROM run_attempts
             WHERE run_id = ? AND position = ? AND number = ? ${forUpdate(
               trx,
             )}`,
            [of.runId, of.position, of.attempt],
          );
          const numbers = run.map(row => row.number);
          const count = await trx('run_log_chunks')
            .where(chunkKey(of))
            .whereIn('number', numbers)
            .whereNotNull('data')
            .delete();
          if (count !== run.length) {
            throw new Error('Somebody else merges the chunks of this log');
          }
          await trx('run_log_chunks').insert({
            run_id: of.runId,
            position: of.position,
            attempt: of.attempt,
            number: numbers[0],
            start: run[0].start,
            size: data.length,
            line: run[0].line,
            lines: run.reduce((sum, row) => sum + row.lines, 0),
            digest,
          });
        }),
      );
    }
  }

  /** At most `limit` bytes from `offset` on; undefined if there is no such attempt. */
  async read(
    of: LogOf,
    options: { offset: number; limit: number },
  ): Promise<LogPart | undefined> {
    const state = await this.state(of);
    if (!state) {
      return undefined;
    }
    const { offset, limit } = options;
    const until = Math.min(offset + limit, state.bytes);
    const parts: Buffer[] = [];
    let at = offset;
    while (at < until) {
      const row: ChunkRow | undefined = await this.#chunks(of)
        .where('start', '<=', at)
        .clearOrder()
        .orderBy('start', 'desc')
        .first();
      const start = row ? Number(row.start) : 0;
      if (!row || at >= start + row.size) {
        break;
      }
      const end = Math.min(until, start + row.size);
      const bytes = await this.#bytes(row, at - start, end - start);
      if (bytes.length === 0) {
        break;
      }
      parts.push(bytes);
      at += bytes.length;
    }
    return {
      offset,
      data: Buffer.concat(parts),
      nextOffset: at,
      end: state.ended && at >= state.bytes,
    };
  }

  /**
   * Where a line begins, in bytes; lines count from 0. The length of the log for
   * a line that is not there.
   */
  async offsetOfLine(of: LogOf, line: number): Promise<number> {
    if (line <= 0) {
      return 0;
    }
    const state = await this.state(of);
    // The newline before the line is number `line - 1`, counted from 0.
    const row: ChunkRow | undefined = await this.#chunks(of)
      .where('line', '<=', line - 1)
      .clearOrder()
      .orderBy('line', 'desc')
      .orderBy('start', 'desc')
      .first();
    if (!row || line - 1 >= Number(row.line) + row.lines) {
      return state?.bytes ?? 0;
    }
    let missing = line - Number(row.line);
    for (let at = 0; at < row.size; at += mergedSize) {
      const bytes = await this.#bytes(
        row,
        at,
        Math.min(row.size, at + mergedSize),
      );
      let index = bytes.indexOf(10);
      while (index >= 0) {
        missing -= 1;
        if (missing === 0) {
          return Number(row.start) + at + index + 1;
        }
        index = bytes.indexOf(10, index + 1);
      }
    }
    return state?.bytes ?? 0;
  }

  #chunks(of: LogOf) {
    return this.#knex<ChunkRow>('run_log_chunks')
      .select('number', 'start', 'size', 'line', 'lines', 'digest', 'data')
      .where(chunkKey(of))
      .orderBy('number');
  }

  async #bytes(row: ChunkRow, from: number, to: number): Promise<Buffer> {
    if (row.data) {
      return row.data.subarray(from, to);
    }
    const stream = await this.#blobs.open(row.digest as string, {
      start: from,
      end: to - 1,
    });
    const parts: Buffer[] = [];
    for await (const part of stream) {
      parts.push(part);
    }
    return Buffer.concat(parts);
  }
}

/** The first run of chunks that lie side by side, up to the size of a blob. */
function consecutive(rows: readonly ChunkRow[]): ChunkRow[] {
  let run: ChunkRow[] = [];
  let size = 0;
  for (const row of rows) {
    const last = run.at(-1);
    const joins = last && Number(last.start) + last.size === Number(row.start);
    if (last && (!joins || size + row.size > mergedSize)) {
      if (run.length > 1) {
        return run;
      }
      run = [];
      size = 0;
    }
    run.push(row);
    size += row.size;
  }
  return run;
}

function key(of: LogOf) {
  return { run_id: of.runId, position: of.position, number: of.attempt };
}

function chunkKey(of: LogOf) {
  return { run_id: of.runId, position: of.position, attempt: of.attempt };
}

function countNewlines(data: Buffer): number {
  let count = 0;
  let index = data.indexOf(10);
  while (index >= 0) {
    count += 1;
    index = data.indexOf(10, index + 1);
  }
  return count;
}
