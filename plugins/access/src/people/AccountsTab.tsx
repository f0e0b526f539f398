import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  DataTable,
  EmptyState,
  ErrorState,
  FilterChips,
  RelativeTime,
  useFilters,
  usePages,
} from '@dop/plugin-devops-react';
import type { Account } from '@dop/plugin-access-common';
import { accessApiRef, type Invitation } from '../api/AccessApi';
import { AccountMenu, type AccountAction } from './AccountMenu';
import { FormDialog } from './FormDialog';
import { InvitationDialog } from './InvitationDialog';
import { NewAccountDialog } from './NewAccountDialog';
import { Tag } from './Tag';
import { Loaded } from './Loaded';

const questions: Record<
  Exclude<AccountAction, 'invite' | 'enable'>,
  { title: string; text: (name: string) => string; label: string }
> = {
  makeAdministrator: {
    title: 'Make administrator',
    text: name =>
      `${name} will be able to do everything, in every repository, and to make other administrators.`,
    label: 'Make administrator',
  },
  takeAdministrator: {
    title: 'Take the administrator role',
    text: name => `${name} keeps what the groups of ${name} give.`,
    label: 'Take the role',
  },
  disable: {
    title: 'Disable the account',
    text: name =>
      `${name} is signed out everywhere, and the tokens of ${name} stop working at once. You can enable the account again.`,
    label: 'Disable',
  },
};

export interface AccountsTabProps {
  administrator: boolean;
  creating: boolean;
  onCreatingEnd: () => void;
}

/** Everybody who has an account. */
export function AccountsTab(props: AccountsTabProps) {
  const { administrator, creating, onCreatingEnd } = props;
  const api = useApi(accessApiRef);
  const { search } = useFilters('search');
  const pages = usePages(`accounts ${search}`, cursor =>
    api.accounts({ search, cursor }),
  );
  const [asking, setAsking] = useState<{
    account: Account;
    action: keyof typeof questions;
  }>();
  const [invited, setInvited] = useState<{
    name: string;
    invitation: Invitation;
  }>();
  const [failure, setFailure] = useState<unknown>();

  const replace = (account: Account) =>
    pages.update(rows =>
      rows.map(row => (row.name === account.name ? account : row)),
    );
  const perform = async (account: Account, action: AccountAction) => {
    switch (action) {
      case 'invite':
        setInvited({
          name: account.name,
          invitation: await api.invite(account.name),
        });
        break;
      case 'makeAdministrator':
      case 'takeAdministrator':
        replace(
          await api.changeAccount(account.name, {
            administrator: action === 'makeAdministrator',
          }),
        );
        break;
      default:
        replace(
          await api.changeAccount(account.name, {
            active: action === 'enable',
          }),
        );
    }
  };
  const onAction = (account: Account, action: AccountAction) => {
    setFailure(undefined);
    if (action === 'invite' || action === 'enable') {
      perform(account, action).catch(setFailure);
    } else {
      setAsking({ account, action });
    }
  };

  return (
    <>
      <FilterChips
        views="accounts"
        search={{ placeholder: 'Search accounts' }}
      />
      {failure !== undefined && (
        <ErrorState error={failure} title="The account was not changed" />
      )}
      <Loaded
        what="accounts"
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label="Accounts"
            rows={pages.rows}
            rowKey={row => row.name}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={[
              {
                id: 'name',
                label: 'Name',
                width: 'minmax(0, 2fr)',
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
                id: 'state',
                label: 'Role',
                width: 'minmax(0, 1fr)',
                render: row => (
                  <>
                    {row.administrator && (
                      <Tag color="violet">administrator</Tag>
                    )}
                    {!row.active && <Tag color="red">disabled</Tag>}
                  </>
                ),
              },
              {
                id: 'email',
                label: 'E-mail',
                width: 'minmax(0, 1.5fr)',
                phone: 'hidden',
                render: row => row.email ?? '–',
              },
              {
                id: 'seen',
                label: 'Last seen',
                width: '128px',
                phone: 'labelled',
                render: row =>
                  row.lastSeenAt ? (
                    <RelativeTime time={row.lastSeenAt} />
                  ) : (
                    'never'
                  ),
              },
              ...(administrator
                ? [
                    {
                      id: 'actions',
                      label: '',
                      width: '48px',
                      align: 'right' as const,
                      phone: 'action' as const,
                      render: (row: Account) => (
                        <AccountMenu
                          account={row}
                          onAction={action => onAction(row, action)}
                        />
                      ),
                    },
                  ]
                : []),
            ]}
            empty={
              <EmptyState title="Nobody found">
                No account's name holds “{search}”.
              </EmptyState>
            }
          />
        )}
      </Loaded>
      {asking && (
        <FormDialog
          title={questions[asking.action].title}
          label={questions[asking.action].label}
          dangerous={asking.action === 'disable'}
          onClose={() => setAsking(undefined)}
          onSubmit={async () => {
            await perform(asking.account, asking.action);
            setAsking(undefined);
          }}
        >
          {questions[asking.action].text(asking.account.displayName)}
        </FormDialog>
      )}
      {creating && (
        <NewAccountDialog
          onClose={onCreatingEnd}
          onCreated={(name, invitation) => {
            onCreatingEnd();
            pages.reload();
            if (invitation) {
              setInvited({ name, invitation });
            }
          }}
        />
      )}
      {invited && (
        <InvitationDialog {...invited} onClose={() => setInvited(undefined)} />
      )}
    </>
  );
}
