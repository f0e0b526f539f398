import { setTimeout as delay } from 'node:timers/promises';
import { stringifyError } from '@backstage/errors';
import type { AttemptStatus, Runner } from '@dop/plugin-pipelines-node';
import { copyLog } from '../logs/copyLog';
import type { EngineContext } from './EngineContext';
import type { OwnedAttempt } from './OwnedAttempt';

/** A log that brings nothing for so long after the exit is cut off. */
const logSilenceMs = 15_000;

/**
 * Copies the log of a program into the store until the program has ended.
 *
 * @param options.secrets - what must not appear in the log
 * @param options.fresh - nothing of it can be in the store yet
 * @param options.onLost - somebody else owns the log now
 * @throws AbortError
 */
export async function followProgram(
  context: EngineContext,
  runner: Runner,
  attempt: OwnedAttempt,
  options: {
    signal: AbortSignal;
    secrets: readonly string[];
    fresh: boolean;
    onLost: () => void;
  },
): Promise<Exclude<AttemptStatus, { state: 'running' }>> {
  const { handle } = attempt.live;
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  let lastSign = performance.now();
  const log = keepLog(context, runner, attempt, {
    ...options,
    signal,
    onSign: () => {
      lastSign = performance.now();
    },
  });
  try {
    const status = await runner.wait(handle, { signal: options.signal });
    lastSign = performance.now();
    await Promise.race([
      log,
      silence(() => performance.now() - lastSign > logSilenceMs, signal),
    ]);
    return status;
  } finally {
    ended.abort();
  }
}

/**
 * Goes on where the store is when the database or the disk was away: a sign of
 * life, but no longer than a silent host is waited for.
 */
async function keepLog(
  context: EngineContext,
  runner: Runner,
  attempt: OwnedAttempt,
  options: {
    signal: AbortSignal;
    secrets: readonly string[];
    fresh: boolean;
    onLost: () => void;
    onSign: () => void;
  },
): Promise<void> {
  const { runId, position, number, epoch, handle } = attempt.live;
  const { logs, settings, hint, logger } = context;
  const { signal } = options;
  let failingSince: number | undefined;
  const onGrowth = (bytes: number) => {
    options.onSign();
    failingSince = undefined;
    hint({
      type: 'log',
      runId,
      instanceKey: attempt.instanceKey,
      attempt: number,
      bytes,
    });
  };
  for (let tries = 0; ; tries += 1) {
    try {
      const mine = await copyLog({
        logs,
        of: { runId, position, attempt: number, epoch },
        source: offset => runner.log(handle, { offset, signal }),
        secrets: options.secrets,
        maxBytes: settings.maxLogBytes,
        fresh: options.fresh && tries === 0,
        onGrowth,
      });
      if (!mine) {
        options.onLost();
      }
      return;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      logger.warn(
        `The log of ${handle} could not be kept: ${stringifyError(error)}`,
      );
      failingSince ??= performance.now();
      if (performance.now() - failingSince < settings.hostSilenceMs) {
        options.onSign();
      }
      await delay(Math.min(5_000, 100 * 2 ** tries), undefined, {
        signal,
      }).catch(() => undefined);
      if (signal.aborted) {
        return;
      }
    }
  }
}

/** Resolves when nothing has happened for too long. */
async function silence(
  isSilent: () => boolean,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !isSilent()) {
    await delay(500, undefined, { signal }).catch(() => undefined);
  }
}
