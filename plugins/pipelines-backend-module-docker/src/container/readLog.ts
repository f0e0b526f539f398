import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineClient } from '../engine/EngineClient';
import { demultiplex } from '../engine/demultiplex';

/** Most that end soon have done so by then. */
const firstLookMs = 250;
/** Until a follower that was cut off follows again. */
const againMs = 500;

/**
 * The log of a container from byte `offset` on, as long as it runs.
 *
 * @remarks Following loses the last lines of containers that end at once, so
 * what was followed is compared with the finished log: the engine keeps one
 * order, and the same offset is always the same byte.
 * @param options.maxBytes - what comes after these is left out and said
 * @param options.ended - resolves when the container has ended
 */
export async function* readLog(options: {
  client: EngineClient;
  container: string;
  offset: number;
  maxBytes: number;
  signal: AbortSignal;
  ended: Promise<unknown>;
}): AsyncGenerator<Uint8Array> {
  const { client, container, maxBytes, signal, ended } = options;
  let at = options.offset;
  let over = false;
  const following = new AbortController();
  const stop = () => following.abort();
  signal.addEventListener('abort', stop);
  // A follower that is not told of the end must not wait for ever.
  ended.then(
    () => {
      over = true;
      setTimeout(stop, 1_000).unref();
    },
    () => {
      over = true;
    },
  );
  try {
    // Whoever ends at once is read once, whole.
    await Promise.race([ended, sleep(firstLookMs)]).catch(() => undefined);
    while (!over && !following.signal.aborted && at < maxBytes) {
      try {
        yield* read(true, following.signal);
      } catch {
        // Podman cuts followers off when a quiet container ends. What they have
        // not got is read below.
      }
      const pause = sleep(againMs, undefined, { signal: following.signal });
      await Promise.race([ended, pause]).catch(() => undefined);
      pause.catch(() => undefined);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
  await ended;
  signal.throwIfAborted();
  yield* read(false, signal);
  if (at >= maxBytes) {
    yield* remainder(
      at,
      maxBytes,
      `\n[The log is longer than ${maxBytes} bytes; the rest was left out]\n`,
    );
  }

  /** Reads from the start and gives what lies between `at` and the limit. */
  async function* read(
    follow: boolean,
    until: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    if (at >= maxBytes) {
      return;
    }
    const response = await client.open(
      'GET',
      `/containers/${container}/logs?stdout=1&stderr=1&follow=${follow}`,
      { signal: until },
    );
    if (response.statusCode !== 200) {
      response.destroy();
      return;
    }
    let seen = 0;
    for await (const part of demultiplex(response as Readable)) {
      const skip = Math.max(0, at - seen);
      seen += part.length;
      if (skip < part.length) {
        const fresh = part.subarray(skip, skip + (maxBytes - at));
        at += fresh.length;
        yield fresh;
      }
      if (at >= maxBytes) {
        response.destroy();
        return;
      }
    }
  }
}

/** The closing line is part of the log: it has offsets like all else. */
function* remainder(
  at: number,
  maxBytes: number,
  text: string,
): Generator<Uint8Array> {
  const bytes = Buffer.from(text).subarray(at - maxBytes);
  if (bytes.length > 0) {
    yield bytes;
  }
}
