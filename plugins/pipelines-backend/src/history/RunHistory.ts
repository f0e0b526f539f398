import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Engine, EventRecord } from '@dop/plugin-pipelines-engine';
import type { CdEventStore } from '../cdevents/CdEventStore';
import type { Tracing } from './createSpanExporter';
import type { RunMetrics } from './RunMetrics';
import { toSpans } from './toSpans';

const pollMs = 2_000;
const page = 1_000;

export interface RunHistoryOptions {
  logger: LoggerService;
  engine: Pick<Engine, 'queries'>;
  store: CdEventStore;
  metrics: RunMetrics;
  tracing?: Tracing;
  appUrl: string;
}

/**
 * Counts and traces each run when it is over, in one replica, from what is
 * stored. A replica that dies in between loses what it had taken: these are
 * numbers for people, not the truth.
 */
export class RunHistory {
  readonly #options: RunHistoryOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #stopped = false;

  private constructor(options: RunHistoryOptions) {
    this.#options = options;
  }

  static create(options: RunHistoryOptions): RunHistory {
    return new RunHistory(options);
  }

  start(): void {
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#round = this.tellAll()
          .catch(error =>
            this.#options.logger.warn(
              `History of runs: ${stringifyError(error)}`,
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
    this.#options.metrics.close();
    await this.#options.tracing?.exporter.shutdown();
  }

  /** Everything that is over and was not told. */
  async tellAll(): Promise<void> {
    for (;;) {
      const runIds = await this.#options.store.takeUntold();
      for (const runId of runIds) {
        await this.#tell(runId);
      }
      if (runIds.length === 0 || this.#stopped) {
        return;
      }
    }
  }

  async #tell(runId: string): Promise<void> {
    const { engine, metrics, tracing, appUrl } = this.#options;
    const run = await engine.queries.run(runId);
    if (!run) {
      return;
    }
    const steps = await engine.queries.steps(runId);
    metrics.record(run, steps, await this.#events(runId));
    if (tracing) {
      const { exporter, resource } = tracing;
      const spans = toSpans(run, steps, { appUrl, resource });
      await new Promise<void>(done =>
        exporter.export(spans, ({ error }) => {
          if (error) {
            this.#options.logger.warn(
              `The trace of run ${runId} could not be sent: ${error.message}`,
            );
          }
          done();
        }),
      );
    }
  }

  async #events(runId: string): Promise<EventRecord[]> {
    const events: EventRecord[] = [];
    for (;;) {
      const after = events[events.length - 1]?.sequence ?? 0;
      const more = await this.#options.engine.queries.events(runId, {
        after,
        limit: page,
      });
      events.push(...more);
      if (more.length < page) {
        return events;
      }
    }
  }
}
