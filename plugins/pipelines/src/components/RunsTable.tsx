import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  DataTable,
  Duration,
  RelativeTime,
  ShortHash,
  StateLabel,
  type DataColumn,
  type DataTableProps,
} from '@dop/plugin-devops-react';
import type { RunSummary } from '@dop/plugin-pipelines-common';
import { SafeLink } from '@dop/plugin-devops-react';
import { runPath } from '../links/links';
import { StepCounts } from './StepCounts';
import { actorName, refName, runName } from './words';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    soft: { color: 'var(--dop-text-soft)' },
    name: { fontWeight: 600 },
    message: {
      display: 'inline-block',
      maxWidth: '100%',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      verticalAlign: 'bottom',
    },
  },
  { name: 'DopRunsTable' },
);

export interface RunsTableProps
  extends Omit<
    DataTableProps<RunSummary>,
    'label' | 'columns' | 'rowKey' | 'rowHref'
  > {
  /** All rows are of one workflow: its name is left out. */
  ofOneWorkflow?: boolean;
}

/** Runs, the newest first. */
export function RunsTable({ ofOneWorkflow, ...table }: RunsTableProps) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const columns: DataColumn<RunSummary>[] = [
    {
      id: 'state',
      label: t('runsTable.state'),
      width: '128px',
      render: run => <StateLabel state={run.state} />,
    },
    {
      id: 'run',
      label: t('runsTable.run'),
      width: 'minmax(0, 3fr)',
      phone: 'primary',
      render: run => (
        <span className={classes.message}>
          <SafeLink to={runPath(run.id)} className={classes.name}>
            {ofOneWorkflow ? `#${run.number}` : runName(run)}
          </SafeLink>{' '}
          {run.message ?? ''}
        </span>
      ),
    },
    {
      id: 'commit',
      label: t('runsTable.commit'),
      width: 'minmax(0, 1.2fr)',
      render: run => (
        <>
          <ShortHash hash={run.commit} plain />{' '}
          <span className={classes.soft}>{refName(run.ref)}</span>
        </>
      ),
    },
    {
      id: 'who',
      label: t('runsTable.who'),
      width: 'minmax(0, 0.8fr)',
      phone: 'hidden',
      render: run => actorName(t, run.actor),
    },
    {
      id: 'steps',
      label: t('runsTable.steps'),
      width: '110px',
      phone: 'hidden',
      render: run => <StepCounts counts={run.counts} />,
    },
    {
      id: 'duration',
      label: t('runsTable.duration'),
      width: '84px',
      align: 'right',
      render: run => <Duration from={run.startedAt} to={run.finishedAt} />,
    },
    {
      id: 'when',
      label: t('runsTable.started'),
      width: '84px',
      align: 'right',
      render: run => <RelativeTime time={run.startedAt ?? run.createdAt} />,
    },
  ];
  return (
    <DataTable
      {...table}
      label={t('runsTable.runs')}
      columns={columns}
      rowKey={run => run.id}
      rowHref={run => runPath(run.id)}
    />
  );
}
