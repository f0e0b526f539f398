import type {
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceHistogram,
  MetricsServiceObservable,
  MetricsServiceObservableResult,
} from '@backstage/backend-plugin-api/alpha';
import type { Engine, EngineHealth } from '@dop/plugin-pipelines-engine';
import type { Counts } from './countLines';
import { isBad, resultOf } from './toSpans';

/** Gauges that are read together share one look at the queue. */
const sharedMs = 1_000;
const seconds = [
  0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
];

/**
 * How the engine does, in numbers: what waits now, and what became of runs and
 * attempts, each counted once when it is over.
 */
export class RunMetrics {
  readonly #runs: MetricsServiceHistogram;
  readonly #attempts: MetricsServiceCounter;
  readonly #attemptTime: MetricsServiceHistogram;
  readonly #claims: MetricsServiceHistogram;
  readonly #ends: (() => void)[] = [];

  private constructor(metrics: MetricsService) {
    this.#runs = metrics.createHistogram('cicd.pipeline.run.duration', {
      description: 'How long runs waited for their start, and were executed',
      unit: 's',
      advice: { explicitBucketBoundaries: seconds },
    });
    this.#attempts = metrics.createCounter('dop.pipelines.attempts', {
      description: 'Attempts of steps that are over, by outcome',
      unit: '{attempt}',
    });
    this.#attemptTime = metrics.createHistogram(
      'dop.pipelines.attempt.duration',
      {
        description: 'From the start of an attempt to its end',
        unit: 's',
        advice: { explicitBucketBoundaries: seconds },
      },
    );
    this.#claims = metrics.createHistogram('dop.pipelines.claim.latency', {
      description: 'From a step being ready to its attempt being claimed',
      unit: 's',
      advice: { explicitBucketBoundaries: seconds },
    });
  }

  static create(
    metrics: MetricsService,
    engine: Pick<Engine, 'health'>,
  ): RunMetrics {
    const made = new RunMetrics(metrics);
    made.#observe(metrics, engine);
    return made;
  }

  /** Ends the gauges. */
  close(): void {
    this.#ends.forEach(end => end());
  }

  /** To be told of everything once. */
  record({ claims, attempts, run }: Counts): void {
    claims.forEach(ms => this.#claims.record(ms / 1000));
    for (const { outcome, runner, ms } of attempts) {
      this.#attempts.add(1, { outcome, runner });
      if (ms !== undefined) {
        this.#attemptTime.record(ms / 1000, { outcome, runner });
      }
    }
    if (run) {
      const name = { 'cicd.pipeline.name': run.workflowName };
      this.#runs.record(run.pendingMs / 1000, {
        ...name,
        'cicd.pipeline.run.state': 'pending',
      });
      if (run.ms !== undefined) {
        const result = resultOf(run.outcome);
        this.#runs.record(run.ms / 1000, {
          ...name,
          'cicd.pipeline.run.state': 'executing',
          'cicd.pipeline.result': result,
          ...(isBad(result) && { 'error.type': run.outcome }),
        });
      }
    }
  }

  #observe(metrics: MetricsService, engine: Pick<Engine, 'health'>): void {
    let looked: { at: number; health: Promise<EngineHealth> } | undefined;
    const look = () => {
      if (!looked || Date.now() - looked.at > sharedMs) {
        looked = { at: Date.now(), health: engine.health() };
      }
      return looked.health;
    };
    const gauge = (
      name: string,
      unit: string,
      description: string,
      value: (health: EngineHealth) => number,
    ) => {
      const made: MetricsServiceObservable = metrics.createObservableGauge(
        name,
        { unit, description },
      );
      const callback = async (result: MetricsServiceObservableResult) =>
        result.observe(value(await look()));
      made.addCallback(callback);
      this.#ends.push(() => made.removeCallback(callback));
    };
    gauge(
      'dop.pipelines.queue.steps',
      '{step}',
      'Steps that wait for a place, counted to 1000',
      ({ ready }) => ready,
    );
    gauge(
      'dop.pipelines.queue.age',
      's',
      'How long the oldest of them has waited',
      ({ oldestReadyMs }) => oldestReadyMs / 1000,
    );
    gauge(
      'dop.pipelines.loop.silence',
      's',
      'Since the claim loop last came round',
      ({ lastProgressMs }) => lastProgressMs / 1000,
    );
    gauge(
      'dop.pipelines.attempts.driven',
      '{attempt}',
      'Attempts that this replica drives now',
      ({ driving }) => driving,
    );
  }
}
