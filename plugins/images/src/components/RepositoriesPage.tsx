import { useApi } from '@backstage/core-plugin-api';
import {
  Bytes,
  countOf,
  DataTable,
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  PageShell,
  RelativeTime,
  SafeLink,
  Sentence,
  useFilters,
  usePages,
  type DataColumn,
} from '@dop/plugin-devops-react';
import { imagePath, type ImageRepository } from '@dop/plugin-images-common';
import { imagesApiRef } from '../api/imagesApiRef';
import { HowToPush } from './HowToPush';
import { TagName } from './TagName';

const columns: DataColumn<ImageRepository>[] = [
  {
    id: 'name',
    label: 'Repository',
    width: 'minmax(0, 2fr)',
    phone: 'primary',
    render: row => (
      <SafeLink to={imagePath(row.name)}>
        {row.name}
        {row.orphaned && ' (repository deleted)'}
      </SafeLink>
    ),
  },
  {
    id: 'latest',
    label: 'Newest tag',
    phone: 'labelled',
    render: row =>
      row.latestTag ? (
        <SafeLink to={imagePath(row.name, row.latestTag.digest)}>
          <TagName tag={row.latestTag.tag} />
        </SafeLink>
      ) : (
        '–'
      ),
  },
  {
    id: 'tags',
    label: 'Tags',
    width: '80px',
    align: 'right',
    phone: 'hidden',
    render: row => row.tagCount.toLocaleString('en'),
  },
  {
    id: 'size',
    label: 'Size',
    width: '110px',
    align: 'right',
    render: row => <Bytes value={row.totalSize} />,
  },
  {
    id: 'pushed',
    label: 'Last push',
    phone: 'labelled',
    align: 'right',
    width: '130px',
    render: row => <RelativeTime time={row.pushedAt} />,
  },
];

/** All image repositories that the reader may see. */
export function RepositoriesPage() {
  const api = useApi(imagesApiRef);
  const { search } = useFilters('search');
  const pages = usePages(search ?? '', cursor =>
    api.repositories({ search, cursor }),
  );
  return (
    <PageShell
      title="Images"
      titleHidden
      sentence={<Summary rows={pages.rows} more={pages.hasMore} />}
    >
      <FilterChips
        views="images"
        search={{ placeholder: 'Search image repositories' }}
      />
      <RepositoryList pages={pages} search={search} />
    </PageShell>
  );
}

function Summary(props: { rows: readonly ImageRepository[]; more: boolean }) {
  const { rows, more } = props;
  if (rows.length === 0) {
    return (
      <Sentence>
        Container images that runs and people pushed to the built-in registry.
      </Sentence>
    );
  }
  const newest = [...rows].sort((a, b) =>
    b.pushedAt.localeCompare(a.pushedAt),
  )[0];
  return (
    <Sentence>
      {more ? 'More than ' : ''}
      {countOf(rows.length, 'image repository', 'image repositories')}; last
      pushed <RelativeTime time={newest.pushedAt} /> to{' '}
      <SafeLink to={imagePath(newest.name)}>{newest.name}</SafeLink>.
    </Sentence>
  );
}

/** The list alone, also for the tab on a service. */
export function RepositoryList(props: {
  pages: ReturnType<typeof usePages<ImageRepository>>;
  search?: string;
  /** Name to show in the example of how to push. */
  example?: string;
}) {
  const { pages, search, example } = props;
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title="The image repositories could not be loaded"
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what="image repositories" />;
  }
  return (
    <DataTable
      label="Image repositories"
      rows={pages.rows}
      columns={columns}
      rowKey={row => row.name}
      rowHref={row => imagePath(row.name)}
      hasMore={pages.hasMore}
      onMore={pages.loadMore}
      loadingMore={pages.loadingMore}
      empty={
        search ? (
          <EmptyState
            title={`No image repository has “${search}” in its name`}
            action={{ label: 'Show all', to: '/images' }}
          >
            You see the images of all repositories that you may read.
          </EmptyState>
        ) : (
          <HowToPush repository={example} />
        )
      }
    />
  );
}
