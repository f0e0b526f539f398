import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
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

/** The reader's personal tokens. */
export function TokensTab({ accountName }: { accountName?: string }) {
  const api = useApi(accessApiRef);
  const pages = usePages('tokens', cursor => api.tokens({ cursor }));
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ token: PersonalToken; secret: string }>();
  const [revoking, setRevoking] = useState<PersonalToken>();

  if (pages.error) {
    return (
      <ErrorState
        error={pages.error}
        title="Your tokens could not be loaded"
        onRetry={pages.reload}
      />
    );
  }
  if (pages.loading) {
    return <Loading what="your tokens" />;
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
        title="Personal tokens"
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
              Make a token
            </Button>
          )
        }
      >
        <DataTable
          label="Personal tokens"
          rows={pages.rows}
          rowKey={row => row.id}
          hasMore={pages.hasMore}
          onMore={pages.loadMore}
          loadingMore={pages.loadingMore}
          columns={[
            {
              id: 'name',
              label: 'Name',
              phone: 'primary',
              width: 'minmax(0, 1.5fr)',
              render: row => row.name,
            },
            {
              id: 'scopes',
              label: 'May',
              width: 'minmax(0, 1.5fr)',
              render: row => (
                <span title={row.scopes.join(', ')}>
                  {row.scopes.join(', ')}
                </span>
              ),
            },
            {
              id: 'created',
              label: 'Made',
              phone: 'hidden',
              width: '120px',
              render: row => <RelativeTime time={row.createdAt} />,
            },
            {
              id: 'used',
              label: 'Last used',
              width: '120px',
              phone: 'labelled',
              render: row =>
                row.lastUsedAt ? (
                  <RelativeTime time={row.lastUsedAt} />
                ) : (
                  'never'
                ),
            },
            {
              id: 'state',
              label: 'Ends',
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
                    Revoke
                  </Button>
                ),
            },
          ]}
          empty={
            creating ? undefined : (
              <EmptyState
                title="No tokens yet"
                action={{
                  label: 'Make a token',
                  onClick: () => setCreating(true),
                }}
              >
                A token is a password for programs: Git, Docker, scripts. It
                acts as you, may do only what its scopes say, and ends by
                itself.
              </EmptyState>
            )
          }
        />
      </Section>
      {revoking && (
        <FormDialog
          title={`Revoke “${revoking.name}”`}
          label="Revoke"
          dangerous
          onClose={() => setRevoking(undefined)}
          onSubmit={async () => {
            await api.revokeToken(revoking.id);
            setRevoking(undefined);
            setMade(undefined);
            pages.reload();
          }}
        >
          Whatever uses this token is refused at once. A revoked token stays
          revoked.
        </FormDialog>
      )}
    </>
  );
}

function isAlive(token: PersonalToken): boolean {
  return !token.revokedAt && Date.parse(token.expiresAt) > Date.now();
}

function TokenState({ token }: { token: PersonalToken }) {
  if (token.revokedAt) {
    return <Tag color="grey">revoked</Tag>;
  }
  return isAlive(token) ? (
    <RelativeTime time={token.expiresAt} />
  ) : (
    <Tag color="grey">expired</Tag>
  );
}
