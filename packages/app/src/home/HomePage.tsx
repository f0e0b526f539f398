import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Button from '@material-ui/core/Button';
import { Link } from 'react-router-dom';
import {
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
import { portalTranslationRef } from '../translation';

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

function useColumns(): DataColumn<ServiceSummary>[] {
  const { t } = useTranslationRef(portalTranslationRef);
  return [
    {
      id: 'service',
      label: t('homePage.service'),
      width: 'minmax(0, 1.4fr)',
      phone: 'primary',
      sortValue: service => service.title,
      render: service => <SafeLink to={service.href}>{service.title}</SafeLink>,
    },
    {
      id: 'run',
      label: t('homePage.lastRun'),
      width: 'minmax(0, 1.4fr)',
      render: ({ lastRun }) =>
        lastRun ? (
          <SafeLink to={runPath(lastRun.id)}>
            <StateLabel state={lastRun.state} />
          </SafeLink>
        ) : (
          t('homePage.neverRan')
        ),
    },
    {
      id: 'tests',
      label: t('homePage.tests'),
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
      label: t('homePage.image'),
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
      label: t('homePage.when'),
      width: '84px',
      align: 'right',
      render: ({ lastRun }) => (
        <RelativeTime time={lastRun?.finishedAt ?? lastRun?.createdAt} />
      ),
    },
  ];
}

/** The mark of the page: what needs attention first. */
function stateOf(active: number, failed: number): string {
  if (failed > 0) {
    return 'failed';
  }
  return active > 0 ? 'running' : 'succeeded';
}

/** What is going on, what went wrong since the last look, and one's services. */
export function HomePage() {
  const { t } = useTranslationRef(portalTranslationRef);
  const columns = useColumns();
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
      <PageShell title={t('homePage.home')} titleHidden>
        <Loading what={t('homePage.loading')} />
      </PageShell>
    );
  }
  if (nothingAtAll) {
    return (
      <PageShell title={t('homePage.home')} titleHidden>
        <EmptyState
          title={t('homePage.empty')}
          action={{ label: t('homePage.createAService'), to: '/create' }}
        >
          {t('homePage.emptyHelp')}
        </EmptyState>
      </PageShell>
    );
  }
  const { active, failed } = runs;
  const title =
    services.value?.isOwn === false && services.value.items.length > 0
      ? t('homePage.portalServices')
      : t('homePage.ownServices');
  return (
    <PageShell
      title={t('homePage.home')}
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
          {t('homePage.createAService')}
        </Button>
      }
      sentence={
        <Sentence state={stateOf(active.length, failed.length)}>
          {active.length > 0
            ? t('homePage.underWay', { count: active.length })
            : t('homePage.nothingIsRunning')}
          {failed.length > 0
            ? t('homePage.failedSince', {
                number: String(failed.length),
              })
            : t('homePage.nothingFailedSince')}
          .
        </Sentence>
      }
    >
      {runs.error !== undefined && (
        <ErrorState
          error={runs.error}
          title={t('homePage.runsFailed')}
          onRetry={runs.reload}
        />
      )}
      <YourApprovals />
      <div className={classes.columns}>
        <Section title={t('homePage.runningNow')} panel="flush">
          <RunLines
            runs={active}
            running
            nothing={t('homePage.nothingUnderWay')}
          />
        </Section>
        <Section title={t('homePage.failedRuns')} panel="flush">
          <RunLines runs={failed} nothing={t('homePage.nothingFailed')} />
        </Section>
      </div>
      <Section title={title}>
        {services.value?.isOwn === false && services.value.items.length > 0 && (
          <Sentence>{t('homePage.portalServicesHelp')}</Sentence>
        )}
        {services.error !== undefined && (
          <ErrorState
            error={services.error}
            title={t('homePage.servicesFailed')}
            onRetry={services.reload}
          />
        )}
        {!services.value && services.error === undefined && (
          <Loading what={t('homePage.yourServices')} />
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
                title={t('homePage.noServices')}
                action={{ label: t('homePage.createAService'), to: '/create' }}
              >
                {t('homePage.noServicesHelp')}
              </EmptyState>
            }
          />
        )}
      </Section>
    </PageShell>
  );
}
