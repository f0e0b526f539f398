import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  color,
  DataTable,
  formatDuration,
  RelativeTime,
  SafeLink,
  StateLabel,
  StateStrip,
  useStateWords,
  type DataColumn,
  type DataTableProps,
  type StateWords,
} from '@dop/plugin-devops-react';
import type { RunSummary, Workflow } from '@dop/plugin-pipelines-common';
import { triggersText } from '../components/words';
import { repositoryPath, runPath, workflowPath } from '../links/links';
import { pipelinesTranslationRef, type Translate } from '../translation';

const useStyles = makeStyles(
  {
    name: { fontWeight: 600 },
    soft: { color: 'var(--dop-text-soft)' },
    broken: {
      marginLeft: 8,
      padding: '0 7px',
      borderRadius: 8,
      fontSize: '0.75rem',
      color: color('red'),
      background: color('red', 'soft'),
    },
  },
  { name: 'DopWorkflowsTable' },
);

/** Said of a bar of the strip. */
export function outcomeWords(
  t: Translate,
  words: StateWords,
  run: RunSummary,
): string {
  const time =
    run.startedAt && run.finishedAt
      ? t('workflowsTable.after', {
          time: formatDuration(
            Date.parse(run.finishedAt) - Date.parse(run.startedAt),
          ),
        })
      : '';
  return `#${run.number} ${words.inText(run.state)}${time}`;
}

/** The newest runs of a workflow, oldest first, as many as a strip shows. */
export function stripOf(
  workflow: Workflow,
  runs: readonly RunSummary[],
): RunSummary[] {
  const own = runs.filter(({ workflowId }) => workflowId === workflow.id);
  const { lastRun } = workflow;
  if (lastRun && !own.some(({ id }) => id === lastRun.id)) {
    own.push(lastRun);
  }
  return own.sort((a, b) => a.number - b.number).slice(-10);
}

export interface WorkflowsTableProps
  extends Omit<
    DataTableProps<Workflow>,
    'label' | 'columns' | 'rowKey' | 'rowHref'
  > {
  /** Newest runs of any workflow, for the strips. */
  runs: readonly RunSummary[];
}

/** Workflows with their last run and the outcomes before it. */
export function WorkflowsTable({ runs, ...table }: WorkflowsTableProps) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const classes = useStyles();
  const lastOf = (workflow: Workflow) => stripOf(workflow, runs).at(-1);
  const columns: DataColumn<Workflow>[] = [
    {
      id: 'workflow',
      label: t('workflowsTable.workflow'),
      width: 'minmax(0, 2fr)',
      phone: 'primary',
      sortValue: workflow => workflow.title ?? workflow.name,
      render: workflow => (
        <>
          <SafeLink to={workflowPath(workflow.id)} className={classes.name}>
            {workflow.title ?? workflow.name}
          </SafeLink>
          {workflow.state === 'broken' && (
            <span className={classes.broken}>
              {t('workflowsTable.fileHasErrors')}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'repository',
      label: t('workflowsTable.repository'),
      width: 'minmax(0, 1.4fr)',
      sortValue: workflow => workflow.repository,
      render: workflow => (
        <SafeLink to={repositoryPath(workflow.repository)}>
          {workflow.repository}
        </SafeLink>
      ),
    },
    {
      id: 'state',
      label: t('workflowsTable.lastRun'),
      width: '130px',
      render: workflow => {
        const run = lastOf(workflow);
        return run ? (
          <SafeLink to={runPath(run.id)}>
            <StateLabel state={run.state} />
          </SafeLink>
        ) : (
          <span className={classes.soft}>{t('workflowsTable.neverRan')}</span>
        );
      },
    },
    {
      id: 'strip',
      label: t('workflowsTable.lastTen'),
      width: '104px',
      phone: 'hidden',
      render: workflow => (
        <StateStrip
          items={stripOf(workflow, runs).map(run => ({
            id: run.id,
            state: run.state,
            label: outcomeWords(t, words, run),
            href: runPath(run.id),
          }))}
        />
      ),
    },
    {
      id: 'trigger',
      label: t('workflowsTable.startsOn'),
      width: 'minmax(0, 1.2fr)',
      render: workflow => (
        <span className={classes.soft}>{triggersText(t, workflow)}</span>
      ),
    },
    {
      id: 'when',
      label: t('workflowsTable.when'),
      width: '84px',
      align: 'right',
      sortValue: workflow => lastOf(workflow)?.createdAt,
      render: workflow => <RelativeTime time={lastOf(workflow)?.createdAt} />,
    },
  ];
  return (
    <DataTable
      {...table}
      label={t('workflowsTable.workflows')}
      columns={columns}
      rowKey={workflow => workflow.id}
      rowHref={workflow => workflowPath(workflow.id)}
    />
  );
}
