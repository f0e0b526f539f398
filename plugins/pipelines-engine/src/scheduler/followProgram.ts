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
  let lastGrowth = Date.now();
  const log = keepLog(context, runner, attempt, {
    ...options,
    signal,
    onGrowth: () => {
      lastGrowth = Date.now();
    },
  });
  try {
    const status = await runner.wait(handle, { signal: options.signal });
    lastGrowth = Date.now();
    await Promise.race([
      log,
      silence(() => Date.now() - lastGrowth > logSilenceMs, signal),
    ]);
    return status;
  } finally {
    ended.abort();
  }
}

async function keepLog(
  { logs, settings, hint, logger }: EngineContext,
  runner: Runner,
  attempt: OwnedAttempt,
  options: {
    signal: AbortSignal;
    secrets: readonly string[];
    fresh: boolean;
    onLost: () => void;
    onGrowth: () => void;
  },
): Promise<void> {
  const { runId, position, number, epoch, handle } = attempt.live;
  const { signal } = options;
  try {
    const mine = await copyLog({
      logs,
      of: { runId, position, attempt: number, epoch },
      source: offset => runner.log(handle, { offset, signal }),
      secrets: options.secrets,
      maxBytes: settings.maxLogBytes,
      fresh: options.fresh,
      onGrowth: bytes => {
        options.onGrowth();
        hint({
          type: 'log',
          runId,
          instanceKey: attempt.instanceKey,
          attempt: number,
          bytes,
        });
      },
    });
    if (!mine) {
      options.onLost();
    }
  } catch (error) {
    if (!signal.aborted) {
      logger.warn(
        `The log of ${handle} could not be kept: ${stringifyError(error)}`,
      );
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
