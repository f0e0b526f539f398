import { makeStyles } from '@material-ui/core/styles';
import Button from '@material-ui/core/Button';
import { Link } from 'react-router-dom';
import {
  countOf,
  DataTable,
  Duration,
  EmptyState,
  ErrorState,
  Loading,
  PageShell,
  RelativeTime,
  SafeLink,
  Section,
  Sentence,
  StateIcon,
  StateLabel,
  useLive,
  type DataColumn,
} from '@dop/plugin-devops-react';
import { imagePath } from '@dop/plugin-images-common';
import { runPath, YourApprovals } from '@dop/plugin-pipelines';
import type { RunSummary, StreamMessage } from '@dop/plugin-pipelines-common';
import { totalsSentence } from '@dop/plugin-test-reports-common';
import { useHomeRuns } from './useHomeRuns';
import { useLastLooked } from './useLastLooked';
import { useServices, type ServiceSummary } from './useServices';

const useStyles = makeStyles(
  theme => ({
    columns: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
      gap: 24,
      [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
    },
    list: { margin: 0, padding: 0, listStyle: 'none' },
    run: {
      display: 'flex',
      alignItems: 'center',
      gap: 10,
      minHeight: 40,
      padding: '4px 16px',
      borderBottom: '1px solid var(--dop-border)',
      '&:last-child': { borderBottom: 'none' },
    },
    text: {
      flex: 1,
      minWidth: 0,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    soft: { color: 'var(--dop-text-soft)' },
    nothing: { margin: 0, padding: '10px 16px', color: 'var(--dop-text-soft)' },
  }),
  { name: 'DopHome' },
);

function RunLine({ run, running }: { run: RunSummary; running?: boolean }) {
  const classes = useStyles();
  return (
    <li className={classes.run}>
      <StateIcon state={run.state} />
      <span className={classes.text}>
        <SafeLink to={runPath(run.id)}>
          {run.workflowTitle ?? run.workflowName} #{run.number}
        </SafeLink>{' '}
        <span className={classes.soft}>{run.message ?? run.repository}</span>
      </span>
      <span className={classes.soft}>
        {running ? (
          <Duration from={run.startedAt ?? run.createdAt} />
        ) : (
          <RelativeTime time={run.finishedAt ?? run.createdAt} />
        )}
      </span>
    </li>
  );
}

function RunLines(props: {
  runs: readonly RunSummary[];
  nothing: string;
  running?: boolean;
}) {
  const classes = useStyles();
  return props.runs.length === 0 ? (
    <p className={classes.nothing}>{props.nothing}</p>
  ) : (
    <ul className={classes.list}>
      {props.runs.map(run => (
        <RunLine key={run.id} run={run} running={props.running} />
      ))}
    </ul>
  );
}

/** Tags are often commits. */
function shortTag(tag: string): string {
  return /^[0-9a-f]{40}$/.test(tag) ? tag.slice(0, 8) : tag;
}

const columns: DataColumn<ServiceSummary>[] = [
  {
    id: 'service',
    label: 'Service',
    width: 'minmax(0, 1.4fr)',
    phone: 'primary',
    sortValue: service => service.title,
    render: service => <SafeLink to={service.href}>{service.title}</SafeLink>,
  },
  {
    id: 'run',
    label: 'Last run',
    width: 'minmax(0, 1.4fr)',
    render: ({ lastRun }) =>
      lastRun ? (
        <SafeLink to={runPath(lastRun.id)}>
          <StateLabel state={lastRun.state} />
        </SafeLink>
      ) : (
        'Never ran'
      ),
  },
  {
    id: 'tests',
    label: 'Tests',
    width: 'minmax(0, 2fr)',
    render: ({ tests }) =>
      tests ? (
        <SafeLink to={`/tests/${encodeURIComponent(tests.id)}`}>
          {totalsSentence(tests.totals)}
        </SafeLink>
      ) : (
        '–'
      ),
  },
  {
    id: 'image',
    label: 'Image',
    width: 'minmax(0, 1fr)',
    render: ({ image }) =>
      image ? (
        <SafeLink to={imagePath(image.repository, image.digest)}>
          {shortTag(image.tag)}
        </SafeLink>
      ) : (
        '–'
      ),
  },
  {
    id: 'when',
    label: 'When',
    width: '84px',
    align: 'right',
    render: ({ lastRun }) => (
      <RelativeTime time={lastRun?.finishedAt ?? lastRun?.createdAt} />
    ),
  },
];

/** The mark of the page: what needs attention first. */
function stateOf(active: number, failed: number): string {
  if (failed > 0) {
    return 'failed';
  }
  return active > 0 ? 'running' : 'succeeded';
}

/** What is going on, what went wrong since the last look, and one's services. */
export function HomePage() {
  const classes = useStyles();
  const since = useLastLooked();
  const runs = useHomeRuns(since);
  const services = useServices(runs.finished);
  useLive<StreamMessage>(
    { key: 'runs:' },
    { onMessage: runs.onMessage, onConnected: runs.reload },
  );
  const nothingAtAll =
    services.value?.items.length === 0 && runs.total === 0 && !runs.loading;
  if (runs.loading && runs.total === 0) {
    return (
      <PageShell title="Home" titleHidden>
        <Loading what="what is going on" />
      </PageShell>
    );
  }
  if (nothingAtAll) {
    return (
      <PageShell title="Home" titleHidden>
        <EmptyState
          title="Nothing here yet"
          action={{ label: 'Create a service', to: '/create' }}
        >
          A service brings its repository, tests, workflow and image. Create the
          first one from a template: a minute later it has been tested and
          packed, and this page shows how it is doing.
        </EmptyState>
      </PageShell>
    );
  }
  const { active, failed } = runs;
  const title =
    services.value?.isOwn === false && services.value.items.length > 0
      ? 'Services of the portal'
      : 'Your services';
  return (
    <PageShell
      title="Home"
      titleHidden
      actions={
        <Button
          variant="contained"
          color="primary"
          size="small"
          disableElevation
          component={Link}
          to="/create"
        >
          Create a service
        </Button>
      }
      sentence={
        <Sentence state={stateOf(active.length, failed.length)}>
          {active.length > 0
            ? `${countOf(active.length, 'run')} under way`
            : 'Nothing is running'}
          {failed.length > 0
            ? `, ${failed.length} failed since you last looked`
            : ', nothing failed since you last looked'}
          .
        </Sentence>
      }
    >
      {runs.error !== undefined && (
        <ErrorState
          error={runs.error}
          title="The runs could not be loaded"
          onRetry={runs.reload}
        />
      )}
      <YourApprovals />
      <div className={classes.columns}>
        <Section title="Running now" panel="flush">
          <RunLines runs={active} running nothing="No run is under way." />
        </Section>
        <Section title="Failed since you last looked" panel="flush">
          <RunLines
            runs={failed}
            nothing="Nothing failed. Time for something new."
          />
        </Section>
      </div>
      <Section title={title}>
        {services.value?.isOwn === false && services.value.items.length > 0 && (
          <Sentence>
            None of your groups owns a service, so these are all that you may
            see.
          </Sentence>
        )}
        {services.error !== undefined && (
          <ErrorState
            error={services.error}
            title="Your services could not be loaded"
            onRetry={services.reload}
          />
        )}
        {!services.value && services.error === undefined && (
          <Loading what="your services" />
        )}
        {services.value && (
          <DataTable
            label={title}
            columns={columns}
            rows={services.value.items}
            rowKey={service => service.entityRef}
            rowHref={service => service.href}
            empty={
              <EmptyState
                title="You own no service yet"
                action={{ label: 'Create a service', to: '/create' }}
              >
                Services of your groups appear here with their last run and
                their tests.
              </EmptyState>
            }
          />
        )}
      </Section>
    </PageShell>
  );
}
