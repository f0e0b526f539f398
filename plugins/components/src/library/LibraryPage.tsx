import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ComponentSummary } from '@dop/plugin-components-common';
import {
  countOf,
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

const useStyles = makeStyles(
  {
    name: { fontWeight: 500, color: 'var(--dop-text)' },
    soft: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopComponentLibrary' },
);

/** All DevOps components that one may use in a workflow. */
export function LibraryPage() {
  const api = useApi(componentsApiRef);
  const classes = useStyles();
  const filters = useFilters('search', 'tag');
  const pages = usePages(JSON.stringify(filters), cursor =>
    api.list({ ...filters, cursor }),
  );
  const columns: DataColumn<ComponentSummary>[] = [
    {
      id: 'component',
      label: 'Component',
      width: 'minmax(160px, 1fr)',
      phone: 'primary',
      render: ({ namespace, name }) => (
        <span className={classes.name}>{`${namespace}/${name}`}</span>
      ),
    },
    {
      id: 'description',
      label: 'What it does',
      width: 'minmax(0, 3fr)',
      render: ({ title, description }) => (
        <span className={classes.soft} title={description}>
          {description ?? title ?? '–'}
        </span>
      ),
    },
    {
      id: 'version',
      label: 'Version',
      width: '90px',
      render: ({ latestVersion }) => latestVersion,
    },
    {
      id: 'runs',
      label: 'Runs as',
      width: '150px',
      phone: 'hidden',
      render: ({ runsIn }) => (
        <span className={classes.soft}>{runsIn.join(', ')}</span>
      ),
    },
    {
      id: 'state',
      label: 'State',
      width: '110px',
      render: ({ lifecycle }) => <Lifecycle of={lifecycle} />,
    },
  ];
  const filtered = Boolean(filters.search || filters.tag);
  return (
    <PageShell
      title="DevOps components"
      titleHidden
      sentence={
        pages.rows.length > 0 && (
          <Sentence>
            {countOf(pages.rows.length, 'component')}
            {pages.hasMore ? ' or more' : ''}{' '}
            {filtered ? 'found.' : 'to build workflows from.'}
          </Sentence>
        )
      }
    >
      <FilterChips
        views="components"
        search={{ placeholder: 'Search components' }}
      />
      {pages.error !== undefined && (
        <ErrorState
          error={pages.error}
          title="The components could not be loaded"
          onRetry={pages.reload}
        />
      )}
      {pages.loading && <Loading what="components" />}
      {!pages.loading && pages.error === undefined && (
        <DataTable
          label="DevOps components"
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
                title="No component fits"
                action={{ label: 'Show all components', to: libraryPath }}
              >
                Names, titles, descriptions and tags are searched.
              </EmptyState>
            ) : (
              <EmptyState title="No components yet">
                A DevOps component is one task of a workflow: it fetches, tests,
                packs, asks. Those that ship with the portal appear here when
                the setting dop.components.shipped names their folder; your own
                appear when you publish them.
              </EmptyState>
            )
          }
        />
      )}
    </PageShell>
  );
}
