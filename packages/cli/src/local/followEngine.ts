import { StringDecoder } from 'node:string_decoder';
import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Engine, RunRecord } from '@dop/plugin-pipelines-engine';
import type { PrintableRun } from '../output/RunPrinter';
import { Bell } from './Bell';
import { collectSteps, type LocalStep } from './collectSteps';

export interface FollowEngineOptions {
  /** Who cancels the run when the signal aborts. */
  actor: string;
  signal: AbortSignal;
  onRun(run: PrintableRun): void;
  onLog(name: string, attempt: number, text: string): void;
  /** Decides what waits for a person; the run ends when it throws. */
  onSteps(steps: LocalStep[]): Promise<void>;
  warn(text: string): void;
}

/** Without a hint, how often the run is looked at, ms. */
const pollMs = 1_000;
const logReadBytes = 256 * 1024;

/** Reads on in the logs of all attempts. */
class Logs {
  readonly #engine: Engine;
  readonly #read = new Map<
    string,
    {
      offset: number;
      /** Characters may be cut by the end of a part. */
      decoder: StringDecoder;
    }
  >();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async read(
    steps: LocalStep[],
  ): Promise<{ name: string; number: number; text: string }[]> {
    const news: { name: string; number: number; text: string }[] = [];
    for (const { runId, name, step } of steps) {
      for (const { number } of step.attempts) {
        const text = await this.#readOn(`${runId}/${name}/${number}`, {
          runId,
          position: step.position,
          attempt: number,
        });
        if (text) {
          news.push({ name, number, text });
        }
      }
    }
    return news;
  }

  async #readOn(
    key: string,
    of: Parameters<Engine['readLog']>[0],
  ): Promise<string> {
    const log = this.#read.get(key) ?? {
      offset: 0,
      decoder: new StringDecoder(),
    };
    this.#read.set(key, log);
    let text = '';
    for (;;) {
      const part = await this.#engine.readLog(of, {
        offset: log.offset,
        limit: logReadBytes,
      });
      if (!part || part.data.length === 0) {
        return text;
      }
      log.offset = part.nextOffset;
      text += log.decoder.write(part.data);
    }
  }
}

/** Tells of a run of this process until it is over; cancels it when the signal says so. */
export async function followEngine(
  engine: Engine,
  runId: string,
  options: FollowEngineOptions,
): Promise<{ run: PrintableRun; steps: LocalStep[] }> {
  const { actor, signal } = options;
  const logs = new Logs(engine);
  const bell = new Bell();
  const unsubscribe = engine.onChange(() => bell.ring());
  const cancel = () => {
    engine
      .cancelRun(runId, { by: actor })
      .catch(error => options.warn(error.message));
  };
  let failure: unknown;
  const giveUp = (error: unknown) => {
    failure ??= error;
    cancel();
  };
  signal.addEventListener('abort', cancel);
  if (signal.aborted) {
    cancel();
  }
  try {
    for (;;) {
      const record = await engine.queries.run(runId);
      const steps = await collectSteps(engine, runId);
      for (const { name, number, text } of await logs.read(steps)) {
        options.onLog(name, number, text);
      }
      const run = printable(record, steps);
      options.onRun(run);
      if (isTerminal(run.state)) {
        if (failure) {
          throw failure;
        }
        return { run, steps };
      }
      // Not awaited: programs go on while somebody thinks.
      options.onSteps(steps).catch(giveUp);
      await bell.heard(pollMs);
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', cancel);
  }
}

function printable(
  record: RunRecord | undefined,
  steps: LocalStep[],
): PrintableRun {
  return {
    state: record?.state ?? 'failed',
    startedAt: iso(record?.startedAt),
    finishedAt: iso(record?.endedAt),
    steps: steps.map(({ name, step }) => ({
      key: name,
      state: step.state,
      reason: step.reason,
      attempts: step.attempts,
      startedAt: iso(step.startedAt),
      finishedAt: iso(step.endedAt),
    })),
  };
}

function iso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
