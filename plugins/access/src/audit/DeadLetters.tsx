import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { accessTranslationRef } from '../translation';

const keyOf = ({ plugin, sequence }: DeadLetter) => `${plugin} ${sequence}`;

/** Events that a part of the portal sent and another did not take. */
export function DeadLetters() {
  const { t } = useTranslationRef(accessTranslationRef);
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
      label: t('deadLetters.when'),
      width: '120px',
      render: ({ event }) => <RelativeTime time={event.time} />,
    },
    {
      id: 'way',
      label: t('deadLetters.fromTo'),
      width: 'minmax(0, 1fr)',
      render: ({ plugin, target }) => `${plugin} → ${target}`,
    },
    {
      id: 'type',
      label: t('deadLetters.event'),
      width: 'minmax(0, 1.2fr)',
      phone: 'primary',
      render: ({ event }) => event.type,
    },
    {
      id: 'error',
      label: t('deadLetters.reason'),
      width: 'minmax(0, 2fr)',
      render: ({ error = t('deadLetters.unknown') }) => (
        <span title={error}>{error}</span>
      ),
    },
    {
      id: 'retry',
      label: t('deadLetters.tryAgain'),
      width: '96px',
      align: 'right',
      phone: 'action',
      render: letter => (
        <Button
          size="small"
          disabled={busy !== undefined}
          onClick={() => retry(letter)}
        >
          {t('deadLetters.retry')}
        </Button>
      ),
    },
  ];
  return (
    <>
      {problem !== undefined && (
        <Section>
          <ErrorState error={problem} title={t('deadLetters.retryFailed')} />
        </Section>
      )}
      {open && (
        <Section title={`${open.event.type} · ${open.event.subject}`} panel>
          <KeyValue
            items={[
              [t('deadLetters.when'), <RelativeTime time={open.event.time} />],
              [t('deadLetters.from'), open.plugin],
              [t('deadLetters.to'), open.target],
              [
                t('deadLetters.tried'),
                t('deadLetters.times', { attempts: String(open.attempts) }),
              ],
              [t('deadLetters.error'), open.error],
              [t('deadLetters.id'), open.event.id],
              [t('deadLetters.data'), <JsonView value={open.event.data} />],
            ]}
          />
        </Section>
      )}
      <Loaded
        what={t('deadLetters.deadLetters')}
        error={pages.error}
        loading={pages.loading}
        onRetry={pages.reload}
      >
        {() => (
          <DataTable
            label={t('deadLetters.title')}
            rows={pages.rows}
            rowKey={keyOf}
            onOpen={setOpen}
            selected={open && keyOf(open)}
            hasMore={pages.hasMore}
            onMore={pages.loadMore}
            loadingMore={pages.loadingMore}
            columns={columns}
            empty={
              <EmptyState title={t('deadLetters.nothingWasLost')}>
                {t('deadLetters.emptyHelp')}
              </EmptyState>
            }
          />
        )}
      </Loaded>
    </>
  );
}
