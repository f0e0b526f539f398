import { useEntity } from '@backstage/plugin-catalog-react';
import { ReportsTable } from '../components/ReportsTable';

/** Reports of the repository that an entity comes from. */
export function EntityTests() {
  const { entity } = useEntity();
  const annotations = entity.metadata.annotations ?? {};
  return (
    <ReportsTable
      filter={{ repository: annotations['dop/repository-id'] }}
      repository={annotations['dop/repository']}
      without="repository"
    />
  );
}
