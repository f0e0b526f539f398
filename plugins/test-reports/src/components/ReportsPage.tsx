import {
  FilterChips,
  PageShell,
  Sentence,
  useFilters,
} from '@dop/plugin-devops-react';
import { ReportsTable } from './ReportsTable';

/** All reports that the reader may see. */
export function ReportsPage() {
  const filter = useFilters(
    'repository',
    'branch',
    'commit',
    'name',
    'run',
    'entityRef',
  );
  const chips = (
    [
      ['repository', 'Repository'],
      ['branch', 'Branch'],
      ['commit', 'Commit'],
      ['name', 'Report'],
      ['run', 'Run'],
      ['entityRef', 'Service'],
    ] as const
  ).flatMap(([param, label]) => {
    const value = filter[param];
    return value === undefined
      ? []
      : [{ param, label, options: [{ value, label: value }] }];
  });
  return (
    <PageShell
      title="Tests"
      titleHidden
      sentence={
        <Sentence>
          What runs and other CI systems tested, newest first.
        </Sentence>
      }
    >
      <FilterChips
        views="test-reports"
        search={{
          param: 'repository',
          placeholder: 'Repository: shop/checkout',
        }}
        filters={chips.filter(({ param }) => param !== 'repository')}
      />
      <ReportsTable filter={filter} repository={filter.repository} />
    </PageShell>
  );
}
