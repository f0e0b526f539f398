import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ComponentDetail } from '@dop/plugin-components-common';
import { DataTable, RelativeTime, ShortHash } from '@dop/plugin-devops-react';
import { componentPath } from '../routes';
import { Lifecycle } from './Lifecycle';
import { componentsTranslationRef } from '../translation';

/** Every version, newest first. */
export function VersionsTable({ detail }: { detail: ComponentDetail }) {
  const { t } = useTranslationRef(componentsTranslationRef);
  return (
    <DataTable
      label={t('versionsTable.versions')}
      rows={detail.versions}
      rowKey={({ version }) => version}
      rowHref={({ version }) =>
        componentPath(detail.namespace, detail.name, version)
      }
      columns={[
        {
          id: 'version',
          label: t('versionsTable.version'),
          width: '110px',
          phone: 'primary',
          render: ({ version }) => version,
        },
        {
          id: 'state',
          label: t('versionsTable.state'),
          render: ({ lifecycle, lifecycleReason }) => (
            <span>
              <Lifecycle of={lifecycle} />
              {lifecycleReason ? `: ${lifecycleReason}` : ''}
            </span>
          ),
        },
        {
          id: 'published',
          label: t('versionsTable.published'),
          width: '150px',
          render: ({ publishedAt }) => <RelativeTime time={publishedAt} />,
        },
        {
          id: 'origin',
          label: t('versionsTable.from'),
          render: ({ origin }) =>
            origin.type === 'shipped'
              ? t('versionsTable.shipped')
              : `${origin.repository} ${origin.commit.slice(0, 7)}`,
        },
        {
          id: 'source',
          label: t('versionsTable.source'),
          width: '110px',
          phone: 'hidden',
          render: ({ sourceDigest }) => (
            <ShortHash
              hash={sourceDigest}
              what={t('versionsTable.digest')}
              plain
            />
          ),
        },
      ]}
    />
  );
}
