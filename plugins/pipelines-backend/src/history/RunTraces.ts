import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Engine } from '@dop/plugin-pipelines-engine';
import type { Tracing } from './createSpanExporter';
import { toSpans } from './toSpans';
import type { TraceStore } from './TraceStore';

const pollMs = 2_000;
/** A receiver that does not take a trace is asked for a day, as by the outbox. */
const mostTries = 150;
const backoffMs = (tries: number) =>
  Math.min(10 * 60_000, 1_000 * 2 ** Math.min(tries - 1, 10));

export interface RunTracesOptions {
  logger: LoggerService;
  engine: Pick<Engine, 'queries'>;
  store: TraceStore;
  tracing: Tracing;
  appUrl: string;
}

/**
 * Sends each run as a trace when it is over, from what is stored. A trace counts
 * as sent when it was taken; whoever dies in between leaves it to the others, and
 * a trace that is sent twice is the same one.
 */
export class RunTraces {
  readonly #options: RunTracesOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;
  #refused = false;

  private constructor(options: RunTracesOptions) {
    this.#options = options;
  }

  static create(options: RunTracesOptions): RunTraces {
    return new RunTraces(options);
  }

  start(): void {
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#round = this.#sendDue()
          .catch(error =>
            this.#options.logger.warn(
              `Traces of runs: ${stringifyError(error)}`,
            ),
          )
          .then(() => this.start());
      }, pollMs);
      this.#timer.unref();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
    await this.#options.tracing.exporter.shutdown();
  }

  /** Everything that is due, until one is not taken: the next round goes on. */
  async #sendDue(): Promise<void> {
    for (;;) {
      const runIds = await this.#options.store.due();
      for (const runId of runIds) {
        if (this.#stopped || !(await this.#send(runId))) {
          return;
        }
      }
      if (runIds.length === 0) {
        return;
      }
    }
  }

  /** @returns false if nobody took it */
  async #send(runId: string): Promise<boolean> {
    const { store, logger } = this.#options;
    const tries = await store.claim(runId);
    if (tries === undefined) {
      return true;
    }
    const problem = await this.#export(runId);
    if (problem === undefined) {
      this.#refused = false;
      await store.done(runId);
      return true;
    }
    if (tries >= mostTries) {
      logger.warn(`The trace of run ${runId} is given up: ${problem}`);
      await store.done(runId);
      return true;
    }
    if (!this.#refused) {
      logger.warn(`Traces of runs cannot be sent and wait: ${problem}`);
    }
    this.#refused = true;
    await store.putOff(runId, backoffMs(tries));
    return false;
  }

  /** @returns why it was not taken */
  async #export(runId: string): Promise<string | undefined> {
    const { engine, tracing, appUrl } = this.#options;
    const { exporter, resource } = tracing;
    const run = await engine.queries.run(runId);
    if (!run) {
      return undefined;
    }
    const steps = await engine.queries.steps(runId);
    const spans = toSpans(run, steps, { appUrl, resource });
    return new Promise(done =>
      exporter.export(spans, ({ code, error }) =>
        // 0 is success.
        done(code === 0 ? undefined : error?.message ?? 'It was refused'),
      ),
    );
  }
}
