import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Button from '@material-ui/core/Button';
import {
  ErrorState,
  Loading,
  RelativeTime,
  SafeLink,
  Section,
  StateIcon,
  useLoad,
} from '@dop/plugin-devops-react';
import type { Run, RunEvent } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { stepPath } from '../links/links';
import { useAction } from '../components/useAction';
import { eventWords } from './eventWords';
import { mergeEvents } from './useRun';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: { margin: 0, padding: 0, listStyle: 'none' },
    event: {
      display: 'grid',
      gridTemplateColumns: '20px minmax(0, 1fr) 84px',
      gap: 10,
      alignItems: 'center',
      minHeight: 32,
      padding: '4px 16px',
      borderBottom: '1px solid var(--dop-border)',
      '&:last-child': { borderBottom: 'none' },
    },
    text: { overflowWrap: 'anywhere' },
    soft: { color: 'var(--dop-text-soft)', textAlign: 'right' },
  },
  { name: 'DopRunEvents' },
);

/** How many are shown before somebody asks for all. */
const first = 12;

/** How many are fetched at once. */
const pageSize = 500;

/** The history of a run, the newest first. */
export function RunEvents(props: { run: Run; live: readonly RunEvent[] }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, live } = props;
  const classes = useStyles();
  const api = useApi(pipelinesApiRef);
  const [shown, setShown] = useState(first);
  const [opened] = useState(run.sequence);
  const [earlier, setEarlier] = useState<readonly RunEvent[]>([]);
  const newest = Math.max(0, opened - pageSize);
  const loaded = useLoad(`events ${run.id}`, () =>
    api.events(run.id, { after: newest, limit: pageSize }),
  );
  const events = [
    ...earlier,
    ...mergeEvents(loaded.value?.items ?? [], loaded.value ? live : []),
  ];
  const oldest = (events[0]?.sequence ?? 1) - 1;
  const more = useAction(t('runEvents.earlierFailed'), async () => {
    const wanted = shown === first ? 100 : shown + pageSize;
    if (wanted > events.length && oldest > 0) {
      const after = Math.max(0, oldest - pageSize);
      const page = await api.events(run.id, { after, limit: oldest - after });
      setEarlier(before => [...page.items, ...before]);
    }
    setShown(wanted);
  });
  const left = oldest + Math.max(0, events.length - shown);
  return (
    <Section title={t('runEvents.events')} panel="flush">
      {loaded.error !== undefined && (
        <ErrorState
          error={loaded.error}
          title={t('runEvents.loadFailed')}
          onRetry={loaded.reload}
        />
      )}
      {!loaded.value && loaded.error === undefined && (
        <Loading what={t('runEvents.eventsInText')} />
      )}
      <ol className={classes.root} aria-label={t('runEvents.events')}>
        {[...events]
          .reverse()
          .slice(0, shown)
          .map(event => (
            <li key={event.sequence} className={classes.event}>
              {event.state ? (
                <StateIcon state={event.state} size={14} decorative still />
              ) : (
                <span />
              )}
              <span className={classes.text}>
                {event.instanceKey && (
                  <SafeLink to={stepPath(run.id, event.instanceKey)} replace>
                    {event.instanceKey}
                  </SafeLink>
                )}{' '}
                {eventWords(t, run, event)}
              </span>
              <span className={classes.soft}>
                <RelativeTime time={event.time} />
              </span>
            </li>
          ))}
      </ol>
      {more.problem}
      {loaded.value && left > 0 && (
        <Button size="small" disabled={more.busy} onClick={() => more.run()}>
          {more.busy
            ? t('runEvents.loading')
            : t('runEvents.showEarlier', { left: String(left) })}
        </Button>
      )}
    </Section>
  );
}
