import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import {
  CatalogFilterLayout,
  EntityListProvider,
  EntityRefLink,
  EntityRefLinks,
  EntityTextFilter,
  FavoriteEntity,
  getEntityRelations,
  useEntityList,
} from '@backstage/plugin-catalog-react';
import {
  DataTable,
  EmptyState,
  ErrorState,
  FilterChips,
  Loading,
  PageShell,
  Sentence,
  useFilters,
  type DataColumn,
} from '@dop/plugin-devops-react';
import { countSentence } from './countSentence';
import { portalTranslationRef } from '../translation';

type Entity = ReturnType<typeof useEntityList>['entities'][number];

const pageSize = 50;

const useStyles = makeStyles(
  {
    pages: { display: 'flex', gap: 8, justifyContent: 'end', marginTop: 12 },
  },
  { name: 'DopCatalogPage' },
);

function specOf(entity: Entity, field: string): string {
  const value = entity.spec?.[field];
  return typeof value === 'string' ? value : '–';
}

/** The address of its page, which is unique as well. */
function hrefOf({ kind, metadata }: Entity): string {
  return `/catalog/${[metadata.namespace ?? 'default', kind, metadata.name]
    .map(part => encodeURIComponent(part.toLocaleLowerCase('en-US')))
    .join('/')}`;
}

function useColumns(): DataColumn<Entity>[] {
  const { t } = useTranslationRef(portalTranslationRef);
  return [
    {
      id: 'name',
      label: t('catalogPage.name'),
      phone: 'primary',
      width: 'minmax(0, 1.8fr)',
      render: entity => <EntityRefLink entityRef={entity} hideIcon />,
    },
    {
      id: 'description',
      label: t('catalogPage.description'),
      width: 'minmax(0, 2.4fr)',
      render: entity => (
        <span title={entity.metadata.description}>
          {entity.metadata.description ?? '–'}
        </span>
      ),
    },
    {
      id: 'owner',
      label: t('catalogPage.owner'),
      width: 'minmax(0, 0.9fr)',
      render: entity => {
        const owners = getEntityRelations(entity, 'ownedBy');
        return owners.length > 0 ? (
          <EntityRefLinks entityRefs={owners} defaultKind="Group" hideIcons />
        ) : (
          '–'
        );
      },
    },
    {
      id: 'type',
      label: t('catalogPage.type'),
      width: '110px',
      render: entity => specOf(entity, 'type'),
    },
    {
      id: 'lifecycle',
      label: t('catalogPage.lifecycle'),
      width: '120px',
      phone: 'hidden',
      render: entity => specOf(entity, 'lifecycle'),
    },
    {
      id: 'star',
      label: '',
      width: '40px',
      phone: 'hidden',
      render: entity => (
        <FavoriteEntity entity={entity} style={{ padding: 4 }} />
      ),
    },
  ];
}

/** `/catalog`: services and all else that teams own. */
export function CatalogPage({ filters }: { filters: ReactNode }) {
  return (
    <EntityListProvider pagination={{ mode: 'cursor', limit: pageSize }}>
      <CatalogList filters={filters} />
    </EntityListProvider>
  );
}

function CatalogList({ filters: pickers }: { filters: ReactNode }) {
  const { t } = useTranslationRef(portalTranslationRef);
  const { search } = useFilters('search');
  const list = useEntityList();
  const { updateFilters, filters, totalItems } = list;
  useEffect(() => {
    updateFilters({ text: search ? new EntityTextFilter(search) : undefined });
  }, [search, updateFilters]);
  return (
    <PageShell
      title={t('catalogPage.catalog')}
      titleHidden
      sentence={
        <Sentence>
          {countSentence(t, {
            count: totalItems,
            kind: filters.kind?.label ?? 'Component',
            mine: filters.user?.value,
          })}
        </Sentence>
      }
      actions={
        <Button
          variant="contained"
          color="primary"
          size="small"
          disableElevation
          component={Link}
          to="/create"
        >
          {t('catalogPage.createAService')}
        </Button>
      }
    >
      <CatalogFilterLayout>
        <CatalogFilterLayout.Filters>{pickers}</CatalogFilterLayout.Filters>
        <CatalogFilterLayout.Content>
          <FilterChips
            views="catalog"
            search={{ placeholder: t('catalogPage.searchTheCatalog') }}
          />
          <Rows filtered={Boolean(search)} />
        </CatalogFilterLayout.Content>
      </CatalogFilterLayout>
    </PageShell>
  );
}

function Rows({ filtered }: { filtered: boolean }) {
  const { t } = useTranslationRef(portalTranslationRef);
  const columns = useColumns();
  const classes = useStyles();
  const { entities, error, loading, pageInfo, refresh } = useEntityList();
  if (error) {
    return (
      <ErrorState
        error={error}
        title={t('catalogPage.loadFailed')}
        onRetry={() => refresh?.()}
      />
    );
  }
  if (loading && entities.length === 0) {
    return <Loading what={t('catalogPage.catalogInText')} />;
  }
  return (
    <>
      <DataTable
        label={t('catalogPage.catalog')}
        rows={entities}
        columns={columns}
        rowKey={hrefOf}
        rowHref={hrefOf}
        empty={
          filtered ? (
            <EmptyState
              title={t('catalogPage.nothingFits')}
              action={{
                label: t('catalogPage.showAll'),
                to: '/catalog?filters[kind]=component&filters[user]=all',
              }}
            >
              {t('catalogPage.searchHelp')}
            </EmptyState>
          ) : (
            <EmptyState
              title={t('catalogPage.empty')}
              action={{ label: t('catalogPage.createAService'), to: '/create' }}
            >
              {t('catalogPage.emptyHelp')}
            </EmptyState>
          )
        }
      />
      {(pageInfo?.prev || pageInfo?.next) && (
        <nav className={classes.pages} aria-label={t('catalogPage.pages')}>
          <Button
            size="small"
            disabled={!pageInfo.prev}
            onClick={pageInfo.prev}
          >
            {t('catalogPage.previous', { pageSize: String(pageSize) })}
          </Button>
          <Button
            size="small"
            disabled={!pageInfo.next}
            onClick={pageInfo.next}
          >
            {t('catalogPage.next', { pageSize: String(pageSize) })}
          </Button>
        </nav>
      )}
    </>
  );
}
