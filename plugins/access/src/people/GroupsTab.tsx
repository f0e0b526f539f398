import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import {
  countOf,
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

export interface GroupsTabProps {
  administrator: boolean;
  creating: boolean;
  onCreate: () => void;
  onCreatingEnd: () => void;
}

/** The groups; each owns the repositories of its namespace. */
export function GroupsTab(props: GroupsTabProps) {
  const { administrator, creating, onCreate, onCreatingEnd } = props;
  const api = useApi(accessApiRef);
  const navigate = useNavigate();
  const base = useRouteRef(peopleRouteRef)?.() ?? '/people';
  const { search } = useFilters('search');
  const pages = usePages(`groups ${search}`, cursor =>
    api.groups({ search, cursor }),
  );
  return (
    <>
      <FilterChips views="groups" search={{ placeholder: 'Search groups' }} />
      <Loaded
        what="groups"
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label="Groups"
            rows={pages.rows}
            rowKey={row => row.name}
            rowHref={row => `${base}/groups/${row.name}`}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={[
              {
                id: 'name',
                label: 'Group',
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
                label: 'Owners',
                width: 'minmax(0, 1fr)',
                phone: 'labelled',
                render: row =>
                  row.members
                    .filter(({ role }) => role === 'owner')
                    .map(({ account }) => account)
                    .join(', ') || 'nobody',
              },
              {
                id: 'members',
                label: 'Members',
                width: '112px',
                render: row => countOf(row.members.length, 'person', 'people'),
              },
              {
                id: 'description',
                label: 'About',
                width: 'minmax(0, 2fr)',
                phone: 'hidden',
                render: row => row.description ?? '–',
              },
            ]}
            empty={
              <EmptyState
                title={search ? 'No group found' : 'No groups yet'}
                action={
                  administrator && !search
                    ? { label: 'Make a group', onClick: onCreate }
                    : undefined
                }
              >
                {search
                  ? `No group's name holds “${search}”.`
                  : 'A group owns repositories: its name is the first part of their addresses. Its owners administer them, its members push and start runs.'}
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

function NewGroupDialog(props: {
  onClose: () => void;
  onCreated: (name: string) => void;
}) {
  const api = useApi(accessApiRef);
  const [name, setName] = useState('');
  const [displayName, setDisplayName] = useState('');
  const [description, setDescription] = useState('');
  return (
    <FormDialog
      title="Make a group"
      label="Make the group"
      onClose={props.onClose}
      onSubmit={async () => {
        const { account } = await api.me();
        const group = await api.createGroup({
          name: name.trim(),
          displayName: displayName.trim() || undefined,
          description: description.trim() || undefined,
          members: [{ account: account.name, role: 'owner' }],
        });
        props.onCreated(group.name);
      }}
    >
      <TextLine
        label="Name"
        value={name}
        onChange={value => setName(value.toLowerCase())}
        autoComplete="off"
        first
        helperText="First part of repository and image addresses, such as shop. It stays."
      />
      <TextLine
        label="Title"
        value={displayName}
        onChange={setDisplayName}
        autoComplete="off"
      />
      <TextLine
        label="About (optional)"
        value={description}
        onChange={setDescription}
        autoComplete="off"
        multiline
      />
    </FormDialog>
  );
}
