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
  stateLook,
  useLoad,
} from '@dop/plugin-devops-react';
import type { Run, RunEvent } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { stepPath } from '../links/links';
import { mergeEvents } from './useRun';

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

function eventWords(event: RunEvent): string {
  if (event.message) {
    return event.message;
  }
  const about = event.instanceKey ? '' : 'The run';
  const what = event.attempt ? `attempt ${event.attempt}` : about;
  return event.state
    ? `${what} ${stateLook(event.state).word.toLowerCase()}`.trim()
    : event.type;
}

/** The history of a run, the newest first. */
export function RunEvents(props: { run: Run; live: readonly RunEvent[] }) {
  const { run, live } = props;
  const classes = useStyles();
  const api = useApi(pipelinesApiRef);
  const [all, setAll] = useState(false);
  const loaded = useLoad(`events ${run.id}`, () =>
    api.events(run.id, { limit: 1000 }),
  );
  const events = mergeEvents(loaded.value?.items ?? [], live);
  const shown = [...events].reverse().slice(0, all ? undefined : first);
  return (
    <Section title="Events" panel="flush">
      {loaded.error !== undefined && (
        <ErrorState
          error={loaded.error}
          title="The events could not be loaded"
          onRetry={loaded.reload}
        />
      )}
      {!loaded.value && loaded.error === undefined && <Loading what="events" />}
      <ol className={classes.root} aria-label="Events">
        {shown.map(event => (
          <li key={event.sequence} className={classes.event}>
            {event.state ? (
              <StateIcon state={event.state} size={14} decorative />
            ) : (
              <span />
            )}
            <span className={classes.text}>
              {event.instanceKey && (
                <SafeLink to={stepPath(run.id, event.instanceKey)} replace>
                  {event.instanceKey}
                </SafeLink>
              )}{' '}
              {eventWords(event)}
            </span>
            <span className={classes.soft}>
              <RelativeTime time={event.time} />
            </span>
          </li>
        ))}
      </ol>
      {!all && events.length > first && (
        <Button size="small" onClick={() => setAll(true)}>
          Show all {events.length}
        </Button>
      )}
    </Section>
  );
}
