import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { ReportStore } from '../reports/ReportStore';

/** Shows as metrics how many reports wait to be read, and since when. */
export function observeReports(
  metrics: MetricsService,
  reports: Pick<ReportStore, 'queue'>,
): void {
  metrics
    .createObservableGauge('dop.test_reports.waiting', {
      description: 'Reports that wait to be read',
      unit: '{report}',
    })
    .addCallback(async result =>
      result.observe((await reports.queue()).waiting),
    );
  metrics
    .createObservableGauge('dop.test_reports.oldest', {
      description: 'How long the oldest of them has waited',
      unit: 's',
    })
    .addCallback(async result =>
      result.observe((await reports.queue()).oldestMs / 1000),
    );
}
