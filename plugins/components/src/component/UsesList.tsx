import { useApi } from '@backstage/core-plugin-api';
import type { ComponentUse } from '@dop/plugin-components-common';
import {
  DataTable,
  EmptyState,
  ErrorState,
  Loading,
  useLoad,
} from '@dop/plugin-devops-react';
import { componentsApiRef } from '../api/componentsApiRef';

/** The workflows that use a component, as far as one may see them. */
export function UsesList(props: { namespace: string; name: string }) {
  const { namespace, name } = props;
  const api = useApi(componentsApiRef);
  const uses = useLoad(`uses ${namespace}/${name}`, () =>
    api.uses(namespace, name),
  );
  if (uses.error !== undefined) {
    return (
      <ErrorState
        error={uses.error}
        title="Who uses it could not be loaded"
        onRetry={uses.reload}
      />
    );
  }
  if (!uses.value) {
    return <Loading what="workflows" />;
  }
  return (
    <DataTable
      label="Workflows that use it"
      rows={uses.value.items}
      rowKey={({ entityRef }) => entityRef}
      rowHref={hrefOf}
      columns={[
        {
          id: 'workflow',
          label: 'Workflow',
          phone: 'primary',
          render: use => use.title ?? use.entityRef.replace(/^[^:]+:/, ''),
        },
        {
          id: 'repository',
          label: 'Repository',
          render: use => use.repository ?? '–',
        },
      ]}
      empty={
        <EmptyState title="No workflow uses it">
          Workflows that use this component appear here with the push that
          brings them, as far as you may see their repositories.
        </EmptyState>
      }
    />
  );
}

function hrefOf({ entityRef, workflowId }: ComponentUse): string {
  if (workflowId) {
    return `/pipelines/workflows/${encodeURIComponent(workflowId)}`;
  }
  const [kind, rest] = entityRef.split(':');
  const [namespace, name] = rest.split('/');
  return `/catalog/${namespace}/${kind}/${name}`;
}
