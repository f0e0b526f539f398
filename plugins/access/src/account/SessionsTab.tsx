import { useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
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

/** Browsers in which the reader is signed in. */
export function SessionsTab() {
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
        title="Your sessions could not be loaded"
        onRetry={sessions.reload}
      />
    );
  }
  if (!sessions.value) {
    return <Loading what="your sessions" />;
  }
  return (
    <>
      {failure !== undefined && (
        <ErrorState error={failure} title="The session was not ended" />
      )}
      <DataTable
        label="Sessions"
        rows={sessions.value}
        rowKey={row => row.id}
        columns={[
          {
            id: 'browser',
            label: 'Browser',
            width: 'minmax(0, 2fr)',
            phone: 'primary',
            render: row => (
              <span title={row.userAgent}>
                {describeBrowser(row.userAgent)}{' '}
                {row.current && <Tag color="green">this one</Tag>}
              </span>
            ),
          },
          {
            id: 'seen',
            label: 'Last used',
            render: row => <RelativeTime time={row.lastSeenAt} />,
          },
          {
            id: 'created',
            label: 'Signed in',
            render: row => <RelativeTime time={row.createdAt} />,
          },
          {
            id: 'expires',
            label: 'Ends',
            render: row => <RelativeTime time={row.expiresAt} />,
          },
          {
            id: 'end',
            label: '',
            width: '96px',
            align: 'right',
            render: row =>
              row.current ? null : (
                <Button size="small" onClick={() => end(row.id)}>
                  End
                </Button>
              ),
          },
        ]}
      />
    </>
  );
}
