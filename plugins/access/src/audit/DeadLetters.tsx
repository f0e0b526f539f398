import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  DataTable,
  EmptyState,
  ErrorState,
  JsonView,
  KeyValue,
  RelativeTime,
  Section,
  usePages,
  type DataColumn,
} from '@dop/plugin-devops-react';
import { deadLettersApiRef, type DeadLetter } from '../api/DeadLettersApi';
import { Loaded } from '../people/Loaded';

const keyOf = ({ plugin, sequence }: DeadLetter) => `${plugin} ${sequence}`;

/** Events that a part of the portal sent and another did not take. */
export function DeadLetters() {
  const api = useApi(deadLettersApiRef);
  const pages = usePages('dead letters', cursor => api.list({ cursor }));
  const [open, setOpen] = useState<DeadLetter>();
  const [busy, setBusy] = useState<string>();
  const [problem, setProblem] = useState<unknown>();
  const retry = async (letter: DeadLetter) => {
    setBusy(keyOf(letter));
    setProblem(undefined);
    try {
      await api.retry(letter);
      setOpen(undefined);
      pages.reload();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(undefined);
    }
  };
  const columns: DataColumn<DeadLetter>[] = [
    {
      id: 'time',
      label: 'When',
      width: '120px',
      render: ({ event }) => <RelativeTime time={event.time} />,
    },
    {
      id: 'way',
      label: 'From, to',
      width: 'minmax(0, 1fr)',
      render: ({ plugin, target }) => `${plugin} → ${target}`,
    },
    {
      id: 'type',
      label: 'Event',
      width: 'minmax(0, 1.2fr)',
      phone: 'primary',
      render: ({ event }) => event.type,
    },
    {
      id: 'error',
      label: 'Why it was not taken',
      width: 'minmax(0, 2fr)',
      render: ({ error = 'Unknown' }) => <span title={error}>{error}</span>,
    },
    {
      id: 'retry',
      label: 'Try again',
      width: '96px',
      align: 'right',
      phone: 'action',
      render: letter => (
        <Button
          size="small"
          disabled={busy !== undefined}
          onClick={() => retry(letter)}
        >
          Retry
        </Button>
      ),
    },
  ];
  return (
    <>
      {problem !== undefined && (
        <Section>
          <ErrorState error={problem} title="It could not be tried again" />
        </Section>
      )}
      {open && (
        <Section title={`${open.event.type} · ${open.event.subject}`} panel>
          <KeyValue
            items={[
              ['When', <RelativeTime time={open.event.time} />],
              ['From', open.plugin],
              ['To', open.target],
              ['Tried', `${open.attempts} times`],
              ['Error', open.error],
              ['Id', open.event.id],
              ['Data', <JsonView value={open.event.data} />],
            ]}
          />
        </Section>
      )}
      <Loaded
        what="dead letters"
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label="Dead letters"
            rows={pages.rows}
            rowKey={keyOf}
            onOpen={setOpen}
            selected={open && keyOf(open)}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={columns}
            empty={
              <EmptyState title="Nothing was lost">
                Every event that a part of the portal sent was taken by the part
                that it was for, or is still on its way.
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </>
  );
}
