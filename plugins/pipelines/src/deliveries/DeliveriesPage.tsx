import { PageShell, Sentence, useFilters } from '@dop/plugin-devops-react';
import { DeliveriesTable } from './DeliveriesTable';

/** Every event that arrived, whether it started something or not. */
export function DeliveriesPage() {
  const { repositoryId } = useFilters('repositoryId');
  return (
    <PageShell
      title="Deliveries"
      titleHidden
      sentence={
        <Sentence>
          Every event that arrived, once: what it started, or why nothing.
        </Sentence>
      }
    >
      <DeliveriesTable repositoryId={repositoryId} />
    </PageShell>
  );
}
