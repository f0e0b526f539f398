import { useEntity } from '@backstage/plugin-catalog-react';
import { ReportsTable, useReports } from '../components/ReportsTable';

/** Reports of the repository that an entity comes from. */
export function EntityTests() {
  const { entity } = useEntity();
  const annotations = entity.metadata.annotations ?? {};
  const pages = useReports({ repository: annotations['dop/repository-id'] });
  return (
    <ReportsTable
      pages={pages}
      repository={annotations['dop/repository']}
      without="repository"
    />
  );
}
