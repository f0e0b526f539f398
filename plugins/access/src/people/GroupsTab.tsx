import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  type CatalogApi,
} from '@backstage/plugin-catalog-react';
import {
  DataTable,
  EmptyState,
  FilterChips,
  useFilters,
  usePages,
} from '@dop/plugin-devops-react';
import { accessApiRef } from '../api/AccessApi';
import { TextLine } from '../entry/fields';
import { peopleRouteRef } from '../routes';
import { FormDialog } from './FormDialog';
import { Loaded } from './Loaded';
import { accessTranslationRef } from '../translation';

export interface GroupsTabProps {
  administrator: boolean;
  creating: boolean;
  onCreate: () => void;
  onCreatingEnd: () => void;
}

/** The groups; each owns the repositories of its namespace. */
export function GroupsTab(props: GroupsTabProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { administrator, creating, onCreate, onCreatingEnd } = props;
  const api = useApi(accessApiRef);
  const navigate = useNavigate();
  const base = useRouteRef(peopleRouteRef)?.() ?? '/people';
  const { search } = useFilters('search');
  const pages = usePages(`groups ${search}`, cursor =>
    api.groups({ search, cursor }),
  );
  const showAll = { label: t('groupsTab.showAll'), to: '?tab=groups' };
  const makeGroup = administrator
    ? { label: t('groupsTab.makeAGroup'), onClick: onCreate }
    : undefined;
  return (
    <>
      <FilterChips
        views="groups"
        search={{ placeholder: t('groupsTab.searchGroups') }}
      />
      <Loaded
        what={t('groupsTab.groups')}
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label={t('groupsTab.label')}
            rows={pages.rows}
            rowKey={row => row.name}
            rowHref={row => `${base}/groups/${row.name}`}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={[
              {
                id: 'name',
                label: t('groupsTab.group'),
                width: 'minmax(0, 1.5fr)',
                phone: 'primary',
                render: row => (
                  <>
                    <strong style={{ fontWeight: 550 }}>
                      {row.displayName}
                    </strong>{' '}
                    <span style={{ color: 'var(--dop-text-soft)' }}>
                      {row.name}
                    </span>
                  </>
                ),
              },
              {
                id: 'owners',
                label: t('groupsTab.owners'),
                width: 'minmax(0, 1fr)',
                phone: 'labelled',
                render: row =>
                  row.members
                    .filter(({ role }) => role === 'owner')
                    .map(({ account }) => account)
                    .join(', ') || t('groupsTab.nobody'),
              },
              {
                id: 'members',
                label: t('groupsTab.members'),
                width: '112px',
                render: row =>
                  t('groupsTab.people', { count: row.members.length }),
              },
              {
                id: 'description',
                label: t('groupsTab.about'),
                width: 'minmax(0, 2fr)',
                phone: 'hidden',
                render: row => row.description ?? '–',
              },
            ]}
            empty={
              <EmptyState
                title={
                  search
                    ? t('groupsTab.noGroupFound')
                    : t('groupsTab.noGroupsYet')
                }
                action={search ? showAll : makeGroup}
              >
                {search
                  ? t('groupsTab.nothingFound', { search })
                  : t('groupsTab.emptyHelp')}
              </EmptyState>
            }
          />
        )}
      </Loaded>
      {creating && (
        <NewGroupDialog
          onClose={onCreatingEnd}
          onCreated={name => {
            onCreatingEnd();
            navigate(`${base}/groups/${name}`);
          }}
        />
      )}
    </>
  );
}

/**
 * Waits until the catalog lists the group, so that the forms that the person
 * opens next offer it as an owner; not for ever, because it exists anyway.
 */
async function inCatalog(catalog: CatalogApi, name: string) {
  const filter = { kind: 'Group', 'metadata.name': name };
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const { items } = await catalog
      .getEntities({ filter, fields: ['metadata.name'] })
      .catch(() => ({ items: [] }));
    if (items.length > 0) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

function NewGroupDialog(props: {
  onClose: () => void;
  onCreated: (name: string) => void;
}) {
  const { t } = useTranslationRef(accessTranslationRef);
  const api = useApi(accessApiRef);
  const catalog = useApi(catalogApiRef);
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [description, setDescription] = useState('');
  return (
    <FormDialog
      title={t('groupsTab.makeAGroup')}
      label={t('groupsTab.makeTheGroup')}
      onClose={props.onClose}
      onSubmit={async () => {
        const { account } = await api.me();
        const group = await api.createGroup({
          name: name.trim(),
          displayName: displayName.trim() || undefined,
          description: description.trim() || undefined,
          members: [{ account: account.name, role: 'owner' }],
        });
        await inCatalog(catalog, group.name);
        props.onCreated(group.name);
      }}
    >
      <TextLine
        label={t('groupsTab.name')}
        value={name}
        onChange={value => setName(value.toLowerCase())}
        autoComplete="off"
        first
        helperText={t('groupsTab.nameHelp')}
      />
      <TextLine
        label={t('groupsTab.title')}
        value={displayName}
        onChange={setDisplayName}
        autoComplete="off"
      />
      <TextLine
        label={t('groupsTab.aboutOptional')}
        value={description}
        onChange={setDescription}
        autoComplete="off"
        multiline
      />
    </FormDialog>
  );
}
