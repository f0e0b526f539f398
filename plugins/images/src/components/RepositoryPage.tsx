import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { useMemo } from 'react';
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
  Section,
  Sentence,
  ShortHash,
  useFilters,
  useLoad,
  usePages,
  type DataColumn,
} from '@dop/plugin-devops-react';
import {
  imagePath,
  type ImageRepository,
  type ImageTag,
} from '@dop/plugin-images-common';
import { imagesApiRef } from '../api/imagesApiRef';
import { repositoryOf, repositoryPath } from '../links';
import { DeleteButton } from './DeleteButton';
import { PushLines } from './HowToPush';
import { PushedBy } from './PushedBy';
import { platformName } from './platformName';
import { TagName } from './TagName';
import { imagesTranslationRef } from '../translation';

/** One image repository: its tags, and where each of them comes from. */
export function RepositoryPage({ repository }: { repository: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const api = useApi(imagesApiRef);
  const { search, sort } = useFilters('search', 'sort');
  const summary = useLoad(repository, () => api.repository(repository));
  const pages = usePages(JSON.stringify([repository, search, sort]), cursor =>
    api.tags(repository, {
      search,
      cursor,
      sort: sort === 'name' ? 'name' : 'time',
    }),
  );
  const { reload } = pages;
  const mayDelete = summary.value?.mayDelete;
  const columns = useMemo(
    () =>
      columnsOf(t, repository, mayDelete, async tag => {
        await api.deleteTag(repository, tag);
        reload();
      }),
    [t, api, repository, mayDelete, reload],
  );
  const error = summary.error ?? pages.error;
  return (
    <PageShell
      title={repository}
      crumbs={[{ label: t('repositoryPage.images'), to: '/images' }]}
      facts={
        summary.value?.repositoryId && !summary.value.orphaned ? (
          <span>
            {t('repositoryPage.belongsTo', {
              link: (
                <SafeLink to={repositoryPath(repositoryOf(repository))}>
                  {repositoryOf(repository)}
                </SafeLink>
              ),
            })}
          </span>
        ) : undefined
      }
      sentence={summary.value && <Summary repository={summary.value} />}
    >
      {error ? (
        <ErrorState
          error={error}
          title={t('repositoryPage.loadFailed')}
          onRetry={() => {
            summary.reload();
            reload();
          }}
        />
      ) : (
        <>
          <FilterChips
            views="tags"
            search={{ placeholder: t('repositoryPage.searchTags') }}
            filters={[
              {
                param: 'sort',
                label: t('repositoryPage.order'),
                options: [
                  { value: 'time', label: t('repositoryPage.newestFirst') },
                  { value: 'name', label: t('repositoryPage.byName') },
                ],
              },
            ]}
          />
          {pages.loading ? (
            <Loading what={t('repositoryPage.loadingTags')} />
          ) : (
            <DataTable
              label={t('repositoryPage.list')}
              rows={pages.rows}
              columns={columns}
              rowKey={row => row.tag}
              rowHref={row => imagePath(repository, row.digest)}
              hasMore={pages.hasMore}
              onMore={pages.loadMore}
              loadingMore={pages.loadingMore}
              empty={<NoTags repository={repository} search={search} />}
            />
          )}
        </>
      )}
    </PageShell>
  );
}

function Summary({ repository }: { repository: ImageRepository }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const { latestTag, tagCount, imageCount, totalSize, name } = repository;
  return (
    <Sentence>
      {t('repositoryPage.summary', {
        tags: t('repositoryPage.tags', { count: tagCount }),
        manifests: t('repositoryPage.manifests', { count: imageCount }),
        size: <Bytes value={totalSize} />,
        newest: latestTag ? (
          <>
            {t('repositoryPage.newest', {
              link: (
                <SafeLink to={imagePath(name, latestTag.digest)}>
                  <TagName tag={latestTag.tag} />
                </SafeLink>
              ),
              time: <RelativeTime time={latestTag.updatedAt} />,
            })}
          </>
        ) : (
          ''
        ),
        orphaned: repository.orphaned ? t('repositoryPage.orphaned') : '',
      })}
    </Sentence>
  );
}

function NoTags(props: { repository: string; search?: string }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const { repository, search } = props;
  return search ? (
    <EmptyState
      title={t('repositoryPage.nothingFound', { search })}
      action={{
        label: t('repositoryPage.showAllTags'),
        to: imagePath(repository),
      }}
    >
      {t('repositoryPage.nothingFoundHelp')}
    </EmptyState>
  ) : (
    <Section title={t('repositoryPage.noTags')}>
      <p>{t('repositoryPage.emptyHelp')}</p>
      <PushLines repository={repository} />
    </Section>
  );
}

function columnsOf(
  t: TranslationFunction<typeof imagesTranslationRef.T>,
  repository: string,
  mayDelete: boolean | undefined,
  onDelete: (tag: string) => Promise<void>,
): DataColumn<ImageTag>[] {
  return [
    {
      id: 'tag',
      label: t('repositoryPage.tag'),
      width: 'minmax(0, 1.4fr)',
      phone: 'primary',
      render: row => (
        <SafeLink to={imagePath(repository, row.digest)}>
          <TagName tag={row.tag} />
        </SafeLink>
      ),
    },
    {
      id: 'digest',
      label: t('repositoryPage.digest'),
      width: '120px',
      phone: 'labelled',
      render: row => (
        <ShortHash hash={row.digest} what={t('repositoryPage.digestInText')} />
      ),
    },
    {
      id: 'from',
      label: t('repositoryPage.from'),
      width: 'minmax(0, 1.4fr)',
      render: row => <PushedBy push={row.push} repository={repository} />,
    },
    {
      id: 'platforms',
      label: t('repositoryPage.platforms'),
      phone: 'hidden',
      render: row => <Platforms tag={row} />,
    },
    {
      id: 'size',
      label: t('repositoryPage.size'),
      width: '100px',
      align: 'right',
      render: row => <Bytes value={row.totalSize} />,
    },
    {
      id: 'updated',
      label: t('repositoryPage.pushed'),
      align: 'right',
      width: '120px',
      render: row => <RelativeTime time={row.updatedAt} />,
    },
    ...(mayDelete
      ? [
          {
            id: 'delete',
            label: '',
            width: '90px',
            phone: 'hidden' as const,
            render: (row: ImageTag) => (
              <DeleteButton
                small
                label={t('repositoryPage.delete')}
                title={t('repositoryPage.deleteTag', { tag: row.tag })}
                onDelete={() => onDelete(row.tag)}
              >
                {t('repositoryPage.imageStays')}
              </DeleteButton>
            ),
          },
        ]
      : []),
  ];
}

function Platforms({ tag }: { tag: ImageTag }) {
  const { t } = useTranslationRef(imagesTranslationRef);
  const names = tag.platforms.map(platformName);
  if (names.length === 0) {
    return (
      <span>
        {tag.kind === 'artifact' ? t('repositoryPage.artifact') : '–'}
      </span>
    );
  }
  return (
    <span title={names.join(', ')}>
      {names.slice(0, 2).join(', ')}
      {names.length > 2 &&
        t('repositoryPage.andMore', { more: String(names.length - 2) })}
    </span>
  );
}
