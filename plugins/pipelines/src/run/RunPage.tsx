import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useParams } from 'react-router-dom';
import { makeStyles } from '@material-ui/core/styles';
import {
  copyText,
  EmptyState,
  ErrorState,
  Graph,
  Loading,
  PageShell,
  Section,
  useKeys,
  usePhone,
} from '@dop/plugin-devops-react';
import type { Approval, Run, StepInstance } from '@dop/plugin-pipelines-common';
import { ApprovalBar } from '../approvals/ApprovalBar';
import { useRunApprovals } from '../approvals/useApprovals';
import { LiveMark } from '../components/LiveMark';
import { runName } from '../components/words';
import { LinkPanel } from './LinkPanel';
import { RunActions, useRunActions } from './RunActions';
import { RunEvents } from './RunEvents';
import { RunFacts, RunTitle } from './RunFacts';
import { RunSentence } from './RunSentence';
import {
  graphEdges,
  graphNodes,
  interestingStep,
  instancesOf,
} from './runView';
import { StepList } from './StepList';
import { StepPanel } from './StepPanel';
import type { StepRow } from './stepRows';
import { Timeline } from './Timeline';
import { useRun } from './useRun';
import { useRunAddress, type RunView } from './useRunAddress';
import { useRunTests } from './useRunTests';
import { useStepRows } from './useStepRows';
import { ViewSwitch } from './ViewSwitch';
import { LinkPreview } from './LinkPreview';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    columns: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1.15fr) minmax(380px, 1fr)',
      border: '1px solid var(--dop-border)',
      borderRadius: 8,
      background: 'var(--dop-surface)',
      overflow: 'hidden',
      marginBottom: 24,
      [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
    },
    tooLarge: { margin: 0, padding: 16, color: 'var(--dop-text-soft)' },
    left: { minWidth: 0, display: 'flex', flexDirection: 'column' },
    bar: {
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'space-between',
      gap: 8,
      padding: '8px 16px',
      borderBottom: '1px solid var(--dop-border)',
    },
    right: {
      minWidth: 0,
      borderLeft: '1px solid var(--dop-border)',
      [theme.breakpoints.down('sm')]: {
        borderLeft: 'none',
        borderTop: '1px solid var(--dop-border)',
      },
    },
  }),
  { name: 'DopRunPage' },
);

/** A drawing of more steps than these takes seconds and shows nothing. */
const mostDrawn = 300;

/** One run: where it stands, why, and everything that belongs to it. */
export function RunPage() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { id = '' } = useParams();
  const { run, events, error, reload, setValue } = useRun(id);
  const tests = useRunTests(run);
  const actions = useRunActions(run, setValue);
  const approvals = useRunApprovals(run);
  const address = useRunAddress();
  const phone = usePhone();
  const shown = run && shownStep(run, address.step);
  const yours = approvals.find(({ mayDecide }) => mayDecide);
  /** Who was too late is shown what the other has decided. */
  const onDecided = (next: Run | undefined) =>
    next ? setValue(next) : reload();
  useKeys({
    c: {
      label: t('runPage.copyLink'),
      run: () => void copyText(window.location.href),
    },
  });
  if (error !== undefined && !run) {
    return (
      <PageShell title={t('runPage.run')}>
        <ErrorState
          error={error}
          title={t('runPage.loadFailed')}
          onRetry={reload}
        />
      </PageShell>
    );
  }
  if (!run) {
    return (
      <PageShell title={t('runPage.run')}>
        <Loading what={t('runPage.theRun')} />
      </PageShell>
    );
  }
  return (
    <PageShell
      title={<RunTitle run={run} />}
      documentTitle={runName(run)}
      facts={<RunFacts run={run} />}
      actions={<RunActions run={run} actions={actions} step={shown} />}
      sentence={<RunSentence run={run} tests={tests} />}
    >
      {actions.problem && (
        <div style={{ marginBottom: 16 }}>{actions.problem}</div>
      )}
      {run.archivedAt ? (
        <EmptyState title={t('runPage.archived')}>
          {t('runPage.archivedHelp')}
        </EmptyState>
      ) : (
        <RunBody
          run={run}
          step={shown}
          approvals={approvals}
          onDecided={onDecided}
        />
      )}
      {phone && yours && (
        <ApprovalBar
          key={yours.instanceKey}
          approval={yours}
          onDecided={onDecided}
        />
      )}
      {!run.archivedAt && <RunEvents run={run} live={events} />}
      {Object.keys(run.inputs).length > 0 && (
        <Section title={t('runPage.inputs')} panel>
          <LinkPreview value={run.inputs} />
        </Section>
      )}
    </PageShell>
  );
}

/** The step that the address names, or the one that people want to see. */
function shownStep(run: Run, asked: string | undefined) {
  return (
    run.steps.find(({ key }) => key === asked) ??
    // Of a whole matrix, the instance that needs attention is shown.
    (asked
      ? interestingStep({ ...run, steps: instancesOf(run, asked) })
      : undefined) ??
    interestingStep(run)
  );
}

function RunBody(props: {
  run: Run;
  step: StepInstance | undefined;
  approvals: readonly Approval[];
  onDecided: (run: Run | undefined) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { run, step, approvals, onDecided } = props;
  const classes = useStyles();
  const phone = usePhone();
  const address = useRunAddress();
  const tooLarge = run.graph.steps.length > mostDrawn;
  const view: RunView = address.view ?? (phone || tooLarge ? 'list' : 'graph');
  const link = graphEdges(run.graph, run).find(({ id }) => id === address.link);
  const choose = (key: string) =>
    address.go({ step: key, attempt: undefined, link: undefined });
  const chooseRow = (row: StepRow) => choose(row.id);
  const { rows, current, toggle } = useStepRows(
    run,
    {
      asked: address.step,
      shown: link ? undefined : step?.key,
    },
    chooseRow,
  );
  return (
    <div className={classes.columns}>
      <div className={classes.left}>
        <div className={classes.bar}>
          <ViewSwitch view={view} />
          <LiveMark />
        </div>
        {view === 'graph' && tooLarge && (
          <p className={classes.tooLarge}>
            {t('runPage.tooManyToDraw', {
              count: run.graph.steps.length,
            })}
          </p>
        )}
        {view === 'graph' && !tooLarge && (
          <Graph
            label={t('runPage.stepsOf', { runName: runName(run) })}
            nodes={graphNodes(t, run.graph, run)}
            edges={graphEdges(run.graph, run).map(edge => ({
              ...edge,
              preview: <LinkPreview value={previewOf(edge.values)} />,
            }))}
            selected={link ? link.id : step?.stepId}
            onSelectNode={choose}
            onSelectEdge={edge => address.go({ link: edge })}
          />
        )}
        {view === 'timeline' && (
          <Timeline
            run={run}
            rows={rows}
            current={current}
            onSelect={chooseRow}
            onToggle={toggle}
          />
        )}
        {view === 'list' && (
          <StepList
            rows={rows}
            current={current}
            onSelect={chooseRow}
            onToggle={toggle}
          />
        )}
      </div>
      <div className={classes.right}>
        {link && <LinkPanel link={link} />}
        {!link && step && (
          <StepPanel
            run={run}
            step={step}
            approval={approvals.find(
              ({ instanceKey }) => instanceKey === step.key,
            )}
            onDecided={onDecided}
          />
        )}
      </div>
    </div>
  );
}

/** Names and values of what travels on a link. */
function previewOf(
  values: { output: string; fromKey?: string; value?: unknown }[],
): Record<string, unknown> {
  return Object.fromEntries(
    values.map(({ output, fromKey, value }) => [
      fromKey ? `${fromKey}.${output}` : output,
      value,
    ]),
  );
}
