import type {
  MetricsService,
  MetricsServiceObservable,
  MetricsServiceObservableResult,
} from '@backstage/backend-plugin-api/alpha';
import type { OutboxStatistics } from './OutboxStore';

/** Gauges that are read together share one look at the table. */
const sharedMs = 1_000;

/**
 * Shows an outbox as metrics: how many events wait, how many no receiver took,
 * and for how many seconds the oldest waits.
 *
 * @returns ends it
 */
export function observeOutbox(options: {
  metrics: MetricsService;
  pluginId: string;
  statistics: () => Promise<OutboxStatistics>;
}): () => void {
  const { metrics, pluginId } = options;
  let looked: { at: number; result: Promise<OutboxStatistics> } | undefined;
  const look = () => {
    if (!looked || Date.now() - looked.at > sharedMs) {
      looked = { at: Date.now(), result: options.statistics() };
    }
    return looked.result;
  };
  const ends: (() => void)[] = [];
  const observe = (
    gauge: MetricsServiceObservable,
    value: (statistics: OutboxStatistics) => number,
  ) => {
    const callback = async (result: MetricsServiceObservableResult) => {
      result.observe(value(await look()), { plugin: pluginId });
    };
    gauge.addCallback(callback);
    ends.push(() => gauge.removeCallback(callback));
  };
  observe(
    metrics.createObservableGauge('dop.outbox.pending', {
      description: 'Events that wait for their receiver',
      unit: '{event}',
    }),
    ({ pending }) => pending,
  );
  observe(
    metrics.createObservableGauge('dop.outbox.dead', {
      description: 'Events that no receiver took',
      unit: '{event}',
    }),
    ({ dead }) => dead,
  );
  observe(
    metrics.createObservableGauge('dop.outbox.oldest', {
      description: 'How long the oldest event has waited',
      unit: 's',
    }),
    ({ oldestMs }) => oldestMs / 1000,
  );
  return () => ends.forEach(end => end());
}
