import { useApi } from '@backstage/core-plugin-api';
import type { Ref } from '@dop/plugin-code-common';
import {
  DataTable,
  EmptyState,
  ErrorState,
  Loading,
  RelativeTime,
  Section,
  ShortHash,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitPath, filePath } from '../links';
import { useRepository } from './RepositoryFrame';

/** Branches and tags, the newest first. */
export function RefsPage() {
  const { repository } = useRepository();
  const api = useApi(codeApiRef);
  const { value, error, reload } = useLoad(
    `refs ${repository.id} ${repository.pushedAt ?? ''}`,
    () => api.refs(repository.namespace, repository.name),
  );
  if (error) {
    return (
      <ErrorState
        error={error}
        title="The branches could not be loaded"
        onRetry={reload}
      />
    );
  }
  if (!value) {
    return <Loading what="branches and tags" />;
  }
  const table = (label: string, rows: Ref[], empty: string) => (
    <Section title={label}>
      <DataTable
        label={label}
        rows={rows}
        rowKey={row => row.ref}
        rowHref={row => filePath(repository, row.ref)}
        columns={[
          {
            id: 'name',
            label: 'Name',
            width: 'minmax(0, 2fr)',
            phone: 'primary',
            sortValue: row => row.name,
            render: row => (
              <span>
                <strong>{row.name}</strong>{' '}
                <span style={{ color: 'var(--dop-text-soft)' }}>
                  {[row.default && 'default', row.protected && 'protected']
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </span>
            ),
          },
          {
            id: 'title',
            label: 'Newest commit',
            width: 'minmax(0, 3fr)',
            render: row => row.title,
          },
          {
            id: 'commit',
            label: 'Commit',
            width: '110px',
            phone: 'hidden',
            render: row => (
              <ShortHash
                hash={row.commit}
                to={commitPath(repository, row.commit)}
                plain
              />
            ),
          },
          {
            id: 'time',
            label: 'When',
            width: '130px',
            align: 'right',
            sortValue: row => row.time,
            render: row => <RelativeTime time={row.time} />,
          },
        ]}
        empty={
          <EmptyState title={`No ${label.toLowerCase()} yet`}>
            {empty}
          </EmptyState>
        }
      />
    </Section>
  );
  return (
    <>
      {table(
        'Branches',
        value.refs.filter(({ type }) => type === 'branch'),
        'A branch appears with the first push to it.',
      )}
      {table(
        'Tags',
        value.refs.filter(({ type }) => type === 'tag'),
        'A tag names a commit for good: git tag v1.0.0, then git push origin v1.0.0.',
      )}
      {value.truncated && <p>Only the newest are listed.</p>}
    </>
  );
}
