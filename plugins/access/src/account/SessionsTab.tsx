import { useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import {
  DataTable,
  ErrorState,
  Loading,
  RelativeTime,
  useLoad,
} from '@dop/plugin-devops-react';
import { accessApiRef } from '../api/AccessApi';
import { Tag } from '../people/Tag';
import { describeBrowser } from './describeBrowser';
import { accessTranslationRef } from '../translation';

/** Browsers in which the reader is signed in. */
export function SessionsTab() {
  const { t } = useTranslationRef(accessTranslationRef);
  const api = useApi(accessApiRef);
  const sessions = useLoad('sessions', () => api.sessions());
  const [failure, setFailure] = useState<unknown>();
  const end = async (id: string) => {
    setFailure(undefined);
    try {
      await api.endSession(id);
      sessions.reload();
    } catch (caught) {
      setFailure(caught);
    }
  };
  if (sessions.error) {
    return (
      <ErrorState
        error={sessions.error}
        title={t('sessionsTab.loadFailed')}
        onRetry={sessions.reload}
      />
    );
  }
  if (!sessions.value) {
    return <Loading what={t('sessionsTab.yourSessions')} />;
  }
  return (
    <>
      {failure !== undefined && (
        <ErrorState error={failure} title={t('sessionsTab.endFailed')} />
      )}
      <DataTable
        label={t('sessionsTab.sessions')}
        rows={sessions.value}
        rowKey={row => row.id}
        columns={[
          {
            id: 'browser',
            label: t('sessionsTab.browser'),
            width: 'minmax(0, 2fr)',
            phone: 'primary',
            render: row => (
              <span title={row.userAgent}>
                {describeBrowser(row.userAgent)}{' '}
                {row.current && (
                  <Tag color="green">{t('sessionsTab.thisOne')}</Tag>
                )}
              </span>
            ),
          },
          {
            id: 'seen',
            label: t('sessionsTab.lastUsed'),
            phone: 'labelled',
            render: row => <RelativeTime time={row.lastSeenAt} />,
          },
          {
            id: 'created',
            label: t('sessionsTab.signedIn'),
            phone: 'labelled',
            render: row => <RelativeTime time={row.createdAt} />,
          },
          {
            id: 'expires',
            label: t('sessionsTab.ends'),
            phone: 'labelled',
            render: row => <RelativeTime time={row.expiresAt} />,
          },
          {
            id: 'end',
            label: '',
            phone: 'action',
            width: '96px',
            align: 'right',
            render: row =>
              row.current ? null : (
                <Button size="small" onClick={() => end(row.id)}>
                  {t('sessionsTab.end')}
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
