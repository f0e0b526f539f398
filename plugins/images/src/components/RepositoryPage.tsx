import { useMemo } from 'react';
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

/** One image repository: its tags, and where each of them comes from. */
export function RepositoryPage({ repository }: { repository: string }) {
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
      columnsOf(repository, mayDelete, async tag => {
        await api.deleteTag(repository, tag);
        reload();
      }),
    [api, repository, mayDelete, reload],
  );
  const error = summary.error ?? pages.error;
  return (
    <PageShell
      title={repository}
      crumbs={[{ label: 'Images', to: '/images' }]}
      facts={
        summary.value?.repositoryId && !summary.value.orphaned ? (
          <span>
            Belongs to{' '}
            <SafeLink to={repositoryPath(repositoryOf(repository))}>
              {repositoryOf(repository)}
            </SafeLink>
          </span>
        ) : undefined
      }
      sentence={summary.value && <Summary repository={summary.value} />}
    >
      {error ? (
        <ErrorState
          error={error}
          title="This image repository could not be loaded"
          onRetry={() => {
            summary.reload();
            reload();
          }}
        />
      ) : (
        <>
          <FilterChips
            views="tags"
            search={{ placeholder: 'Search tags' }}
            filters={[
              {
                param: 'sort',
                label: 'Order',
                options: [
                  { value: 'time', label: 'newest first' },
                  { value: 'name', label: 'by name' },
                ],
              },
            ]}
          />
          {pages.loading ? (
            <Loading what="tags" />
          ) : (
            <DataTable
              label="Tags"
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
  const { latestTag, tagCount, imageCount, totalSize, name } = repository;
  return (
    <Sentence>
      {countOf(tagCount, 'tag')} on {countOf(imageCount, 'manifest')},{' '}
      <Bytes value={totalSize} /> together
      {latestTag && (
        <>
          ; the newest is{' '}
          <SafeLink to={imagePath(name, latestTag.digest)}>
            <TagName tag={latestTag.tag} />
          </SafeLink>
          , pushed <RelativeTime time={latestTag.updatedAt} />
        </>
      )}
      .
      {repository.orphaned &&
        ' Its repository was deleted: only administrators see it now.'}
    </Sentence>
  );
}

function NoTags(props: { repository: string; search?: string }) {
  const { repository, search } = props;
  return search ? (
    <EmptyState
      title={`No tag has “${search}” in its name`}
      action={{ label: 'Show all tags', to: imagePath(repository) }}
    >
      Images without a tag are reached by their digest.
    </EmptyState>
  ) : (
    <Section title="No tags">
      <p>Push an image to give it one:</p>
      <PushLines repository={repository} />
    </Section>
  );
}

function columnsOf(
  repository: string,
  mayDelete: boolean | undefined,
  onDelete: (tag: string) => Promise<void>,
): DataColumn<ImageTag>[] {
  return [
    {
      id: 'tag',
      label: 'Tag',
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
      label: 'Digest',
      width: '120px',
      phone: 'labelled',
      render: row => <ShortHash hash={row.digest} what="digest" />,
    },
    {
      id: 'from',
      label: 'From',
      width: 'minmax(0, 1.4fr)',
      render: row => <PushedBy push={row.push} repository={repository} />,
    },
    {
      id: 'platforms',
      label: 'Platforms',
      phone: 'hidden',
      render: row => <Platforms tag={row} />,
    },
    {
      id: 'size',
      label: 'Size',
      width: '100px',
      align: 'right',
      render: row => <Bytes value={row.totalSize} />,
    },
    {
      id: 'updated',
      label: 'Pushed',
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
                label="Delete"
                title={`Delete the tag ${row.tag}?`}
                onDelete={() => onDelete(row.tag)}
              >
                The image stays and can be pulled by its digest.
              </DeleteButton>
            ),
          },
        ]
      : []),
  ];
}

function Platforms({ tag }: { tag: ImageTag }) {
  const names = tag.platforms.map(platformName);
  if (names.length === 0) {
    return <span>{tag.kind === 'artifact' ? 'artifact' : '–'}</span>;
  }
  return (
    <span title={names.join(', ')}>
      {names.slice(0, 2).join(', ')}
      {names.length > 2 && ` and ${names.length - 2} more`}
    </span>
  );
}
