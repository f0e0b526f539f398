import { useApi } from '@backstage/core-plugin-api';
import { Link } from 'react-router-dom';
import Button from '@material-ui/core/Button';
import type { Repository } from '@dop/plugin-code-common';
import {
  DataTable,
  EmptyState,
  FilterChips,
  PageShell,
  RelativeTime,
  Sentence,
  useFilters,
  usePages,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { repositoryPath } from '../links';
import { Await } from './Await';
import { VisibilityMark } from './VisibilityMark';

/** `/code`: the repositories that the person may see. */
export function RepositoriesPage() {
  const api = useApi(codeApiRef);
  const { search } = useFilters('search');
  const pages = usePages<Repository>(`repositories ${search ?? ''}`, cursor =>
    api.repositories({ search, cursor }),
  );
  return (
    <PageShell
      title="Repositories"
      titleHidden
      sentence={<Sentence>{sentenceOf(pages.rows, pages.hasMore)}</Sentence>}
      actions={
        <Button
          variant="contained"
          color="primary"
          size="small"
          disableElevation
          component={Link}
          to="/code/new"
        >
          New repository
        </Button>
      }
    >
      <FilterChips
        views="repositories"
        search={{ placeholder: 'Search repositories' }}
      />
      <Await
        loaded={{
          value: pages.loading ? undefined : pages.rows,
          error: pages.error,
          reload: pages.reload,
        }}
        what="repositories"
        title="The repositories could not be loaded"
      >
        {rows => (
          <DataTable
            label="Repositories"
            rows={rows}
            rowKey={row => row.id}
            rowHref={repositoryPath}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={[
              {
                id: 'name',
                label: 'Name',
                width: 'minmax(0, 2fr)',
                phone: 'primary',
                render: row => (
                  <span>
                    <span style={{ color: 'var(--dop-text-soft)' }}>
                      {row.namespace}/
                    </span>
                    <strong>{row.name}</strong>
                  </span>
                ),
              },
              {
                id: 'description',
                label: 'Description',
                width: 'minmax(0, 3fr)',
                phone: 'hidden',
                render: row => row.description ?? '',
              },
              {
                id: 'visibility',
                label: 'Who may read',
                width: '140px',
                render: row => <VisibilityMark visibility={row.visibility} />,
              },
              {
                id: 'pushed',
                label: 'Last push',
                width: '140px',
                phone: 'labelled',
                align: 'right',
                render: row =>
                  row.empty ? (
                    'nothing yet'
                  ) : (
                    <RelativeTime time={row.pushedAt} />
                  ),
              },
            ]}
            empty={
              search ? (
                <EmptyState title={`No repository matches “${search}”`}>
                  The search looks for a part of the group's and the
                  repository's name.
                </EmptyState>
              ) : (
                <EmptyState
                  title="No repositories yet"
                  action={{ label: 'Create a service', to: '/create' }}
                >
                  The portal hosts Git repositories. A template makes one with
                  source, tests and a workflow in it; an empty one takes your
                  first push.
                </EmptyState>
              )
            }
          />
        )}
      </Await>
    </PageShell>
  );
}

function sentenceOf(rows: readonly Repository[], more: boolean): string {
  const newest = rows
    .filter(row => row.pushedAt)
    .sort((a, b) => (a.pushedAt! < b.pushedAt! ? 1 : -1))[0];
  const count = `${rows.length}${more ? ' and more' : ''} ${
    rows.length === 1 && !more ? 'repository' : 'repositories'
  }`;
  return newest
    ? `${count}; the newest push went to ${newest.namespace}/${newest.name}.`
    : 'Git repositories that the portal hosts.';
}
