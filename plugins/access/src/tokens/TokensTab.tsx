import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import {
  DataTable,
  EmptyState,
  ErrorState,
  Loading,
  RelativeTime,
  Section,
  usePages,
} from '@dop/plugin-devops-react';
import type { PersonalToken } from '@dop/plugin-access-common';
import { accessApiRef } from '../api/AccessApi';
import { FormDialog } from '../people/FormDialog';
import { Tag } from '../people/Tag';
import { NewTokenForm } from './NewTokenForm';
import { TokenUsage } from './TokenUsage';
import { accessTranslationRef } from '../translation';

/** The reader's personal tokens. */
export function TokensTab({ accountName }: { accountName?: string }) {
  const { t } = useTranslationRef(accessTranslationRef);
  const api = useApi(accessApiRef);
  const pages = usePages('tokens', cursor => api.tokens({ cursor }));
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ token: PersonalToken; secret: string }>();
  const [revoking, setRevoking] = useState<PersonalToken>();

  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title={t('tokensTab.loadFailed')}
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what={t('tokensTab.yourTokens')} />;
  }
  return (
    <>
      {made && (
        <TokenUsage
          {...made}
          accountName={accountName ?? 'me'}
          onDone={() => setMade(undefined)}
        />
      )}
      {creating && (
        <NewTokenForm
          onClose={() => setCreating(false)}
          onCreated={created => {
            setCreating(false);
            setMade(created);
            pages.update(rows => [created.token, ...rows]);
          }}
        />
      )}
      <Section
        title={t('tokensTab.personalTokens')}
        actions={
          !creating &&
          pages.rows.length > 0 && (
            <Button
              variant="contained"
              color="primary"
              size="small"
              disableElevation
              onClick={() => {
                setMade(undefined);
                setCreating(true);
              }}
            >
              {t('tokensTab.makeAToken')}
            </Button>
          )
        }
      >
        <DataTable
          label={t('tokensTab.personalTokens')}
          rows={pages.rows}
          rowKey={row => row.id}
          hasMore={pages.hasMore}
          onMore={pages.loadMore}
          loadingMore={pages.loadingMore}
          columns={[
            {
              id: 'name',
              label: t('tokensTab.name'),
              phone: 'primary',
              width: 'minmax(0, 1.5fr)',
              render: row => row.name,
            },
            {
              id: 'scopes',
              label: t('tokensTab.may'),
              width: 'minmax(0, 1.5fr)',
              render: row => (
                <span title={row.scopes.join(', ')}>
                  {row.scopes.join(', ')}
                </span>
              ),
            },
            {
              id: 'created',
              label: t('tokensTab.made'),
              phone: 'hidden',
              width: '120px',
              render: row => <RelativeTime time={row.createdAt} />,
            },
            {
              id: 'used',
              label: t('tokensTab.lastUsed'),
              width: '120px',
              phone: 'labelled',
              render: row =>
                row.lastUsedAt ? (
                  <RelativeTime time={row.lastUsedAt} />
                ) : (
                  t('tokensTab.never')
                ),
            },
            {
              id: 'state',
              label: t('tokensTab.ends'),
              width: '128px',
              phone: 'labelled',
              render: row => <TokenState token={row} />,
            },
            {
              id: 'revoke',
              label: '',
              width: '96px',
              align: 'right',
              phone: 'action',
              render: row =>
                isAlive(row) && (
                  <Button size="small" onClick={() => setRevoking(row)}>
                    {t('tokensTab.revoke')}
                  </Button>
                ),
            },
          ]}
          empty={
            creating ? undefined : (
              <EmptyState
                title={t('tokensTab.noTokensYet')}
                action={{
                  label: t('tokensTab.makeAToken'),
                  onClick: () => setCreating(true),
                }}
              >
                {t('tokensTab.introduction')}
              </EmptyState>
            )
          }
        />
      </Section>
      {revoking && (
        <FormDialog
          title={t('tokensTab.revokeTitle', { name: revoking.name })}
          label={t('tokensTab.revoke')}
          dangerous
          onClose={() => setRevoking(undefined)}
          onSubmit={async () => {
            await api.revokeToken(revoking.id);
            setRevoking(undefined);
            setMade(undefined);
            pages.reload();
          }}
        >
          {t('tokensTab.revokeHelp')}
        </FormDialog>
      )}
    </>
  );
}

function isAlive(token: PersonalToken): boolean {
  return !token.revokedAt && Date.parse(token.expiresAt) > Date.now();
}

function TokenState({ token }: { token: PersonalToken }) {
  const { t } = useTranslationRef(accessTranslationRef);
  if (token.revokedAt) {
    return <Tag color="grey">{t('tokensTab.revoked')}</Tag>;
  }
  return isAlive(token) ? (
    <RelativeTime time={token.expiresAt} />
  ) : (
    <Tag color="grey">{t('tokensTab.expired')}</Tag>
  );
}
