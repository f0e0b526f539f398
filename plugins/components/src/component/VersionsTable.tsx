import type { ComponentDetail } from '@dop/plugin-components-common';
import { DataTable, RelativeTime, ShortHash } from '@dop/plugin-devops-react';
import { componentPath } from '../routes';
import { Lifecycle } from './Lifecycle';

/** Every version, newest first. */
export function VersionsTable({ detail }: { detail: ComponentDetail }) {
  return (
    <DataTable
      label="Versions"
      rows={detail.versions}
      rowKey={({ version }) => version}
      rowHref={({ version }) =>
        componentPath(detail.namespace, detail.name, version)
      }
      columns={[
        {
          id: 'version',
          label: 'Version',
          width: '110px',
          phone: 'primary',
          render: ({ version }) => version,
        },
        {
          id: 'state',
          label: 'State',
          render: ({ lifecycle, lifecycleReason }) => (
            <span>
              <Lifecycle of={lifecycle} />
              {lifecycleReason ? `: ${lifecycleReason}` : ''}
            </span>
          ),
        },
        {
          id: 'published',
          label: 'Published',
          width: '150px',
          render: ({ publishedAt }) => <RelativeTime time={publishedAt} />,
        },
        {
          id: 'origin',
          label: 'From',
          render: ({ origin }) =>
            origin.type === 'shipped'
              ? 'ships with the portal'
              : `${origin.repository} ${origin.commit.slice(0, 7)}`,
        },
        {
          id: 'source',
          label: 'Source',
          width: '110px',
          phone: 'hidden',
          render: ({ sourceDigest }) => (
            <ShortHash hash={sourceDigest} what="digest" plain />
          ),
        },
      ]}
    />
  );
}
