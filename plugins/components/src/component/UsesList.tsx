import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { componentsTranslationRef } from '../translation';

/** The workflows that use a component, as far as one may see them. */
export function UsesList(props: { namespace: string; name: string }) {
  const { t } = useTranslationRef(componentsTranslationRef);
  const { namespace, name } = props;
  const api = useApi(componentsApiRef);
  const uses = useLoad(`uses ${namespace}/${name}`, () =>
    api.uses(namespace, name),
  );
  if (uses.error !== undefined) {
    return (
      <ErrorState
        error={uses.error}
        title={t('usesList.loadFailed')}
        onRetry={uses.reload}
      />
    );
  }
  if (!uses.value) {
    return <Loading what={t('usesList.workflows')} />;
  }
  return (
    <DataTable
      label={t('usesList.title')}
      rows={uses.value.items}
      rowKey={({ entityRef }) => entityRef}
      rowHref={hrefOf}
      columns={[
        {
          id: 'workflow',
          label: t('usesList.workflow'),
          phone: 'primary',
          render: use => use.title ?? use.entityRef.replace(/^[^:]+:/, ''),
        },
        {
          id: 'repository',
          label: t('usesList.repository'),
          render: use => use.repository ?? '–',
        },
      ]}
      empty={
        <EmptyState title={t('usesList.empty')}>
          {t('usesList.emptyHelp')}
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
