import type { LogOf, LogState, LogStore } from './LogStore';
import { Masker } from './Masker';

const emptyLog: LogState = { bytes: 0, lines: 0, raw: 0, ended: false };

/** How long bytes may wait before they are stored. */
const flushIntervalMs = 200;
const chunkSize = 1024 * 1024;

/**
 * Copies a runner's raw log into the store, masked, as it comes; goes on where
 * the store is. Ends with the log.
 *
 * @returns false if the attempt has another owner
 */
export async function copyLog(options: {
  logs: LogStore;
  of: LogOf & { epoch: number };
  source: (offset: number) => AsyncIterable<Uint8Array>;
  secrets: readonly string[];
  /** Bytes that are stored; a line at the end says that there was more. */
  maxBytes: number;
  /** Lines of the portal, behind the program's. */
  footer?: () => string | undefined;
  onGrowth?: (bytes: number) => void;
  /** Nothing of it can be in the store yet. */
  fresh?: boolean;
}): Promise<boolean> {
  const { logs, of, maxBytes } = options;
  const state = options.fresh ? emptyLog : await logs.state(of);
  if (!state) {
    return false;
  }
  if (state.ended) {
    await logs.compact(of);
    return true;
  }
  const masker = Masker.create(options.secrets);
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let taken = state.raw;
  let stored = state.raw;
  let bytes = state.bytes;
  let mine = true;
  let truncated = false;
  let chunks = state.bytes > 0 ? 2 : 0;
  let lastFlush = 0;

  const keep = (data: Buffer) => {
    const room = maxBytes - bytes - pendingBytes;
    const kept =
      data.length > room ? data.subarray(0, Math.max(0, room)) : data;
    truncated ||= kept.length < data.length;
    if (kept.length > 0) {
      pending.push(kept);
      pendingBytes += kept.length;
    }
  };
  const flush = async (end: boolean) => {
    lastFlush = Date.now();
    const raw = taken - masker.held;
    if (!mine || (!end && raw === stored)) {
      return;
    }
    const data = Buffer.concat(pending);
    pending = [];
    pendingBytes = 0;
    mine = await logs.append(of, { data, after: stored, raw, end });
    stored = raw;
    bytes += data.length;
    chunks += 1;
    if (mine && data.length > 0) {
      options.onGrowth?.(bytes);
    }
  };

  const iterator = options.source(state.raw)[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const wait = Math.max(0, lastFlush + flushIntervalMs - Date.now());
      const result =
        pendingBytes > 0 ? await Promise.race([next, pause(wait)]) : await next;
      if (result === undefined) {
        await flush(false);
      } else if (result.done) {
        break;
      } else {
        taken += result.value.length;
        keep(masker.push(result.value));
        if (pendingBytes >= chunkSize || Date.now() - lastFlush > 5_000) {
          await flush(false);
        }
        next = iterator.next();
      }
      if (!mine) {
        return false;
      }
    }
  } finally {
    await iterator.return?.();
  }
  keep(masker.end());
  if (truncated || bytes + pendingBytes >= maxBytes) {
    pending.push(
      Buffer.from(
        `\n[The log is longer than the limit of ${maxBytes} bytes; the rest is not kept]\n`,
      ),
    );
  }
  const footer = options.footer?.();
  if (footer) {
    pending.push(Buffer.from(footer));
  }
  if (bytes + pendingBytes === 0 && pending.length === 0 && taken === 0) {
    // A log without a byte ends with its attempt.
    return true;
  }
  await flush(true);
  if (mine && chunks > 1) {
    await logs.compact(of);
  }
  return mine;
}

function pause(ms: number): Promise<undefined> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
