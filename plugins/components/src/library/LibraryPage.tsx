import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ComponentSummary } from '@dop/plugin-components-common';
import {
  DataTable,
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  PageShell,
  Sentence,
  useFilters,
  usePages,
  type DataColumn,
} from '@dop/plugin-devops-react';
import { componentsApiRef } from '../api/componentsApiRef';
import { Lifecycle } from '../component/Lifecycle';
import { componentPath, libraryPath } from '../routes';
import { componentsTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    name: { fontWeight: 500, color: 'var(--dop-text)' },
    soft: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopComponentLibrary' },
);

/** All DevOps components that one may use in a workflow. */
export function LibraryPage() {
  const { t } = useTranslationRef(componentsTranslationRef);
  const api = useApi(componentsApiRef);
  const classes = useStyles();
  const filters = useFilters('search', 'tag');
  const pages = usePages(JSON.stringify(filters), cursor =>
    api.list({ ...filters, cursor }),
  );
  const columns: DataColumn<ComponentSummary>[] = [
    {
      id: 'component',
      label: t('libraryPage.component'),
      width: 'minmax(160px, 1fr)',
      phone: 'primary',
      render: ({ namespace, name }) => (
        <span className={classes.name}>{`${namespace}/${name}`}</span>
      ),
    },
    {
      id: 'description',
      label: t('libraryPage.whatItDoes'),
      width: 'minmax(0, 3fr)',
      render: ({ title, description }) => (
        <span className={classes.soft} title={description}>
          {description ?? title ?? '–'}
        </span>
      ),
    },
    {
      id: 'version',
      label: t('libraryPage.version'),
      width: '90px',
      render: ({ latestVersion }) => latestVersion,
    },
    {
      id: 'runs',
      label: t('libraryPage.runsAs'),
      width: '150px',
      phone: 'hidden',
      render: ({ runsIn }) => (
        <span className={classes.soft}>{runsIn.join(', ')}</span>
      ),
    },
    {
      id: 'state',
      label: t('libraryPage.state'),
      width: '110px',
      render: ({ lifecycle }) => <Lifecycle of={lifecycle} />,
    },
  ];
  const filtered = Boolean(filters.search || filters.tag);
  const amount = String(pages.rows.length);
  const count = pages.rows.length;
  const inAll = pages.hasMore
    ? t('libraryPage.allMore', { amount })
    : t('libraryPage.all', { count });
  const found = pages.hasMore
    ? t('libraryPage.foundMore', { amount })
    : t('libraryPage.found', { count });
  const sentence = filtered ? found : inAll;
  return (
    <PageShell
      title={t('libraryPage.devopsComponents')}
      titleHidden
      sentence={pages.rows.length > 0 && <Sentence>{sentence}</Sentence>}
    >
      <FilterChips
        views="components"
        search={{ placeholder: t('libraryPage.searchComponents') }}
      />
      {pages.error !== undefined && (
        <ErrorState
          error={pages.error}
          title={t('libraryPage.loadFailed')}
          onRetry={pages.reload}
        />
      )}
      {pages.loading && <Loading what={t('libraryPage.components')} />}
      {!pages.loading && pages.error === undefined && (
        <DataTable
          label={t('libraryPage.devopsComponents')}
          rows={pages.rows}
          rowKey={({ namespace, name }) => `${namespace}/${name}`}
          rowHref={({ namespace, name }) => componentPath(namespace, name)}
          hasMore={pages.hasMore}
          onMore={pages.loadMore}
          loadingMore={pages.loadingMore}
          columns={columns}
          empty={
            filtered ? (
              <EmptyState
                title={t('libraryPage.noComponentFits')}
                action={{
                  label: t('libraryPage.showAllComponents'),
                  to: libraryPath,
                }}
              >
                {t('libraryPage.searchHelp')}
              </EmptyState>
            ) : (
              <EmptyState title={t('libraryPage.noComponentsYet')}>
                {t('libraryPage.emptyHelp')}
              </EmptyState>
            )
          }
        />
      )}
    </PageShell>
  );
}
