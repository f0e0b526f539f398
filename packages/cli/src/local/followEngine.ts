import { StringDecoder } from 'node:string_decoder';
import { isTerminal } from '@dop/plugin-pipelines-common';
import type { Engine, StepRecord } from '@dop/plugin-pipelines-engine';
import type { PrintableRun } from '../output/RunPrinter';
import { Bell } from './Bell';
import type { LocalRunOptions } from './runLocally';

/** Without a hint, how often the run is looked at, ms. */
const pollMs = 1_000;
const logReadBytes = 256 * 1024;

/** Tells of a run of this process until it is over; cancels it when the signal says so. */
export async function followEngine(
  engine: Engine,
  runId: string,
  options: Pick<
    LocalRunOptions,
    'trigger' | 'signal' | 'onRun' | 'onLog' | 'warn'
  >,
): Promise<{ run: PrintableRun; steps: StepRecord[] }> {
  const { signal } = options;
  const logs = new Map<string, LogReader>();
  const bell = new Bell();
  const unsubscribe = engine.onChange(() => bell.ring());
  const cancel = () => {
    engine
      .cancelRun(runId, { by: options.trigger.actor })
      .catch(error => options.warn(error.message));
  };
  signal.addEventListener('abort', cancel);
  if (signal.aborted) {
    cancel();
  }
  try {
    for (;;) {
      const record = await engine.queries.run(runId);
      const steps = await engine.queries.steps(runId);
      for (const step of steps) {
        for (const { number } of step.attempts) {
          const name = `${step.position}/${number}`;
          const log = logs.get(name) ?? {
            offset: 0,
            decoder: new StringDecoder(),
          };
          logs.set(name, log);
          const text = await readOn(engine, log, {
            runId,
            position: step.position,
            attempt: number,
          });
          if (text) {
            options.onLog(step.key, number, text);
          }
        }
      }
      const run = printable(record, steps);
      options.onRun(run, engine, runId);
      if (isTerminal(run.state)) {
        return { run, steps };
      }
      await bell.heard(pollMs);
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', cancel);
  }
}

interface LogReader {
  offset: number;
  /** Characters may be cut by the end of a part. */
  decoder: StringDecoder;
}

async function readOn(
  engine: Engine,
  log: LogReader,
  of: Parameters<Engine['readLog']>[0],
): Promise<string> {
  let text = '';
  for (;;) {
    const part = await engine.readLog(of, {
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

function printable(
  record: Awaited<ReturnType<Engine['queries']['run']>>,
  steps: StepRecord[],
): PrintableRun {
  return {
    state: record?.state ?? 'failed',
    startedAt: iso(record?.startedAt),
    finishedAt: iso(record?.endedAt),
    steps: steps.map(({ key, state, reason, startedAt, endedAt }) => ({
      key,
      state,
      reason,
      startedAt: iso(startedAt),
      finishedAt: iso(endedAt),
    })),
  };
}

function iso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
