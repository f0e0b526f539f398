import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import {
  Bytes,
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
import { sampleImages } from './sampleImages';
import { TagName } from './TagName';
import { imagesTranslationRef } from '../translation';

function useColumns(): DataColumn<ImageRepository>[] {
  const { t } = useTranslationRef(imagesTranslationRef);
  return [
    {
      id: 'name',
      label: t('repositoriesPage.repository'),
      width: 'minmax(0, 2fr)',
      phone: 'primary',
      render: row => (
        <SafeLink to={imagePath(row.name)}>
          {row.name}
          {row.orphaned && t('repositoriesPage.repositoryDeleted')}
        </SafeLink>
      ),
    },
    {
      id: 'latest',
      label: t('repositoriesPage.newestTag'),
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
      label: t('repositoriesPage.tags'),
      width: '80px',
      align: 'right',
      phone: 'hidden',
      render: row => row.tagCount.toLocaleString('en'),
    },
    {
      id: 'size',
      label: t('repositoriesPage.size'),
      width: '110px',
      align: 'right',
      render: row => <Bytes value={row.totalSize} />,
    },
    {
      id: 'pushed',
      label: t('repositoriesPage.lastPush'),
      phone: 'labelled',
      align: 'right',
      width: '130px',
      render: row => <RelativeTime time={row.pushedAt} />,
    },
  ];
}

/** All image repositories that the reader may see. */
export function RepositoriesPage() {
  const { t } = useTranslationRef(imagesTranslationRef);
  const api = useApi(imagesApiRef);
  const { search } = useFilters('search');
  const pages = usePages(search ?? '', cursor =>
    api.repositories({ search, cursor }),
  );
  return (
    <PageShell
      title={t('repositoriesPage.images')}
      titleHidden
      sentence={<Summary rows={pages.rows} more={pages.hasMore} />}
    >
      <FilterChips
        views="images"
        search={{ placeholder: t('repositoriesPage.searchImageRepositories') }}
      />
      <RepositoryList pages={pages} search={search} />
    </PageShell>
  );
}

function Summary(props: { rows: readonly ImageRepository[]; more: boolean }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const { rows, more } = props;
  if (rows.length === 0) {
    return <Sentence>{t('repositoriesPage.introduction')}</Sentence>;
  }
  const newest = [...rows].sort((a, b) =>
    b.pushedAt.localeCompare(a.pushedAt),
  )[0];
  const newestPush = {
    time: <RelativeTime time={newest.pushedAt} />,
    link: <SafeLink to={imagePath(newest.name)}>{newest.name}</SafeLink>,
  };
  return (
    <Sentence>
      {more
        ? t('repositoriesPage.moreRepositories', {
            amount: String(rows.length),
            ...newestPush,
          })
        : t('repositoriesPage.repositories', {
            count: rows.length,
            ...newestPush,
          })}
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
  const { t } = useTranslationRef(imagesTranslationRef);
  const columns = useColumns();
  const { pages, search, example } = props;
  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title={t('repositoriesPage.loadFailed')}
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what={t('repositoriesPage.imageRepositories')} />;
  }
  return (
    <DataTable
      label={t('repositoriesPage.title')}
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
            title={t('repositoriesPage.nothingFound', { search })}
            action={{ label: t('repositoriesPage.showAll'), to: '/images' }}
          >
            {t('repositoriesPage.nothingFoundHelp')}
          </EmptyState>
        ) : (
          <HowToPush
            repository={example}
            example={
              <DataTable
                label={t('repositoriesPage.title')}
                rows={sampleImages()}
                columns={columns}
                rowKey={row => row.name}
              />
            }
          />
        )
      }
    />
  );
}
