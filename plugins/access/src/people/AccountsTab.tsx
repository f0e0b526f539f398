import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { accessTranslationRef } from '../translation';

/** What is done only after a second yes. */
type Question = Exclude<AccountAction, 'invite' | 'enable'>;

export interface AccountsTabProps {
  administrator: boolean;
  creating: boolean;
  onCreatingEnd: () => void;
}

/** Everybody who has an account. */
export function AccountsTab(props: AccountsTabProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { administrator, creating, onCreatingEnd } = props;
  const api = useApi(accessApiRef);
  const { search } = useFilters('search');
  const pages = usePages(`accounts ${search}`, cursor =>
    api.accounts({ search, cursor }),
  );
  const [asking, setAsking] = useState<{
    account: Account;
    action: Question;
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
        search={{ placeholder: t('accountsTab.searchAccounts') }}
      />
      {failure !== undefined && (
        <ErrorState error={failure} title={t('accountsTab.changeFailed')} />
      )}
      <Loaded
        what={t('accountsTab.accounts')}
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label={t('accountsTab.title')}
            rows={pages.rows}
            rowKey={row => row.name}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={[
              {
                id: 'name',
                label: t('accountsTab.name'),
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
                label: t('accountsTab.role'),
                width: 'minmax(0, 1fr)',
                render: row => (
                  <>
                    {row.administrator && (
                      <Tag color="violet">{t('accountsTab.administrator')}</Tag>
                    )}
                    {!row.active && (
                      <Tag color="red">{t('accountsTab.disabled')}</Tag>
                    )}
                  </>
                ),
              },
              {
                id: 'email',
                label: t('accountsTab.eMail'),
                width: 'minmax(0, 1.5fr)',
                phone: 'hidden',
                render: row => row.email ?? '–',
              },
              {
                id: 'seen',
                label: t('accountsTab.lastSeen'),
                width: '128px',
                phone: 'labelled',
                render: row =>
                  row.lastSeenAt ? (
                    <RelativeTime time={row.lastSeenAt} />
                  ) : (
                    t('accountsTab.never')
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
              <EmptyState
                title={t('accountsTab.nobodyFound')}
                action={{ label: t('accountsTab.showAll'), to: '/people' }}
              >
                {t('accountsTab.nothingFound', { search: search ?? '' })}
              </EmptyState>
            }
          />
        )}
      </Loaded>
      {asking && (
        <FormDialog
          title={t(`accountsTab.questions.${asking.action}.title`)}
          label={t(`accountsTab.questions.${asking.action}.label`)}
          dangerous={asking.action === 'disable'}
          onClose={() => setAsking(undefined)}
          onSubmit={async () => {
            await perform(asking.account, asking.action);
            setAsking(undefined);
          }}
        >
          {t(`accountsTab.questions.${asking.action}.text`, {
            name: asking.account.displayName,
          })}
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
