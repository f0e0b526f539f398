import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
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
  type DataColumn,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { repositoryPath } from '../links';
import { Await } from './Await';
import { sampleRepositories } from './sampleRepositories';
import { VisibilityMark } from './VisibilityMark';
import { codeTranslationRef } from '../translation';

function useColumns(): DataColumn<Repository>[] {
  const { t } = useTranslationRef(codeTranslationRef);
  return [
    {
      id: 'name',
      label: t('repositoriesPage.name'),
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
      label: t('repositoriesPage.description'),
      width: 'minmax(0, 3fr)',
      phone: 'hidden',
      render: row => row.description ?? '',
    },
    {
      id: 'visibility',
      label: t('repositoriesPage.whoMayRead'),
      width: '140px',
      render: row => <VisibilityMark visibility={row.visibility} />,
    },
    {
      id: 'pushed',
      label: t('repositoriesPage.lastPush'),
      width: '140px',
      phone: 'labelled',
      align: 'right',
      render: row =>
        row.empty ? (
          t('repositoriesPage.nothingYet')
        ) : (
          <RelativeTime time={row.pushedAt} />
        ),
    },
  ];
}

/** `/code`: the repositories that the person may see. */
export function RepositoriesPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const columns = useColumns();
  const api = useApi(codeApiRef);
  const { search } = useFilters('search');
  const pages = usePages<Repository>(`repositories ${search ?? ''}`, cursor =>
    api.repositories({ search, cursor }),
  );
  return (
    <PageShell
      title={t('repositoriesPage.repositories')}
      titleHidden
      sentence={<Sentence>{sentenceOf(t, pages.rows, pages.hasMore)}</Sentence>}
      actions={
        <Button
          variant="contained"
          color="primary"
          size="small"
          disableElevation
          component={Link}
          to="/code/new"
        >
          {t('repositoriesPage.newRepository')}
        </Button>
      }
    >
      <FilterChips
        views="repositories"
        search={{ placeholder: t('repositoriesPage.searchRepositories') }}
      />
      <Await
        loaded={{
          value: pages.loading ? undefined : pages.rows,
          error: pages.error,
          reload: pages.reload,
        }}
        what={t('repositoriesPage.repositoriesInText')}
        title={t('repositoriesPage.loadFailed')}
      >
        {rows => (
          <DataTable
            label={t('repositoriesPage.repositories')}
            rows={rows}
            rowKey={row => row.id}
            rowHref={repositoryPath}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={columns}
            empty={
              search ? (
                <EmptyState
                  title={t('repositoriesPage.noRepositoryMatches', { search })}
                  action={{ label: t('repositoriesPage.showAll'), to: '/code' }}
                >
                  {t('repositoriesPage.searchHelp')}
                </EmptyState>
              ) : (
                <EmptyState
                  title={t('repositoriesPage.noRepositoriesYet')}
                  action={{
                    label: t('repositoriesPage.createAService'),
                    to: '/create',
                  }}
                  example={
                    <DataTable
                      label={t('repositoriesPage.repositories')}
                      rows={sampleRepositories()}
                      rowKey={row => row.id}
                      columns={columns}
                    />
                  }
                >
                  {t('repositoriesPage.emptyHelp')}
                </EmptyState>
              )
            }
          />
        )}
      </Await>
    </PageShell>
  );
}

function sentenceOf(
  t: TranslationFunction<typeof codeTranslationRef.T>,
  rows: readonly Repository[],
  more: boolean,
): string {
  const newest = rows
    .filter(row => row.pushedAt)
    .sort((a, b) => (a.pushedAt! < b.pushedAt! ? 1 : -1))[0];
  if (!newest) {
    return t('repositoriesPage.introduction');
  }
  const name = `${newest.namespace}/${newest.name}`;
  return more
    ? t('repositoriesPage.newestOfMore', { amount: String(rows.length), name })
    : t('repositoriesPage.newest', { count: rows.length, name });
}
