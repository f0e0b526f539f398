import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi, fetchApiRef, errorApiRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  downloadFile,
  Duration,
  LogViewer,
  RelativeTime,
  SafeLink,
  StateLabel,
  useLoad,
  useStateWords,
  ErrorState,
  Loading,
  TabBar,
} from '@dop/plugin-devops-react';
import {
  isTerminal,
  type Approval,
  type GraphStep,
  type Run,
  type StepInstance,
} from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { ApprovalForm } from '../approvals/ApprovalForm';
import { Decision } from '../approvals/Decision';
import { waitWords } from '../approvals/waitWords';
import { componentPath, runPath, stepPath } from '../links/links';
import { AttemptsView } from './AttemptsView';
import { EnvView } from './EnvView';
import { SecretsView } from './SecretsView';
import { InstancePicker } from './InstancePicker';
import {
  componentLabel,
  instancesOf,
  takenOverWords,
  waitsFor,
} from './runView';
import { matrixWords } from './stepRows';
import { panelTabs, useRunAddress } from './useRunAddress';
import { useStepLog } from './useStepLog';
import { ArtifactLink, ValueView } from './ValueView';
import { pipelinesTranslationRef, type Translate } from '../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexDirection: 'column',
      minWidth: 0,
      minHeight: 0,
    },
    head: {
      padding: '12px 16px 8px',
      [theme.breakpoints.down('xs')]: { padding: '12px 12px 8px' },
    },
    line: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '4px 12px',
    },
    title: { margin: 0, fontSize: '1rem', fontWeight: 600 },
    soft: { color: 'var(--dop-text-soft)', fontSize: '0.82rem' },
    why: {
      margin: '6px 0 0',
      overflowWrap: 'anywhere',
      '&::first-letter': { textTransform: 'uppercase' },
    },
    approval: { margin: '12px 0 4px' },
    body: { padding: 16, minWidth: 0, overflow: 'auto' },
    flush: { padding: 0, overflow: 'hidden' },
    log: { '& > div': { border: 'none', borderRadius: 0 } },
    tabs: { padding: '0 8px' },
    select: {
      font: 'inherit',
      fontSize: '0.8rem',
      color: 'inherit',
      background: 'var(--dop-surface)',
      border: '1px solid var(--dop-border)',
      borderRadius: 4,
      padding: '2px 4px',
    },
    empty: { margin: 0, color: 'var(--dop-text-soft)' },
    artifact: {
      padding: '8px 0',
      borderBottom: '1px solid var(--dop-border)',
      '&:last-child': { borderBottom: 'none' },
    },
  }),
  { name: 'DopStepPanel' },
);

/** One step of a run: why it is as it is, its log, and its data. */
export function StepPanel(props: {
  run: Run;
  step: StepInstance;
  /** The decision that this step waits for. */
  approval?: Approval;
  onDecided: (run: Run | undefined) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const { run, step, approval, onDecided } = props;
  const classes = useStyles();
  const address = useRunAddress();
  const definition = run.graph.steps.find(({ id }) => id === step.stepId);
  const used = definition?.component ?? definition?.uses;
  const child = run.children?.find(
    ({ instanceKey }) => instanceKey === step.key,
  );
  const siblings = instancesOf(run, step.stepId);
  const chosen =
    step.attempts.find(({ number }) => number === address.attempt) ??
    step.attempts[step.attempts.length - 1];
  const { panel } = address;
  return (
    <section
      className={classes.root}
      aria-label={t('stepPanel.step', { key: step.key })}
    >
      <div className={classes.head}>
        <div className={classes.line}>
          <h2 className={classes.title}>
            {definition?.title ?? step.stepId}
            {Object.keys(step.matrix).length > 0 && ` (${matrixWords(step)})`}
          </h2>
          <StateLabel state={step.state} reason={waitsFor(step)} />
          {step.startedAt && (
            <Duration from={step.startedAt} to={step.finishedAt} />
          )}
          {step.attempts.length > 1 && (
            <select
              className={classes.select}
              aria-label={t('stepPanel.attempt')}
              value={chosen?.number}
              onChange={event =>
                address.go({ step: step.key, attempt: event.target.value })
              }
            >
              {step.attempts.map(attempt => (
                <option key={attempt.number} value={attempt.number}>
                  {t('stepPanel.attemptWithState', {
                    number: String(attempt.number),
                    value: words.inText(attempt.state),
                  })}
                </option>
              ))}
            </select>
          )}
        </div>
        <p className={classes.why}>
          {step.wait
            ? waitWords(t, step.wait)
            : step.reason ?? words.meaning(step.state, waitsFor(step))}
        </p>
        {step.wait && step.wait.kind !== 'approval' && step.reason && (
          <p className={`${classes.why} ${classes.soft}`}>{step.reason}</p>
        )}
        <div className={`${classes.line} ${classes.soft}`}>
          {definition && used && (
            <SafeLink to={componentPath(used)}>
              {componentLabel(t, definition)}
            </SafeLink>
          )}
          {definition && !used && <span>{componentLabel(t, definition)}</span>}
          {child && (
            <SafeLink to={runPath(child.id)}>
              {t('stepPanel.run', { number: String(child.number) })}
            </SafeLink>
          )}
          {chosen?.runner && (
            <span>{t('stepPanel.runner', { runner: chosen.runner })}</span>
          )}
          {step.startedAt && (
            <span>
              {t('stepPanel.started', {
                time: <RelativeTime time={step.startedAt} />,
              })}
            </span>
          )}
          {chosen && chosen.notEnforced.length > 0 && (
            <span title={t('stepPanel.notEnforcedHelp')}>
              {t('stepPanel.notEnforced', {
                value: chosen.notEnforced.join(', '),
              })}
            </span>
          )}
          {step.takenFrom && (
            <SafeLink to={stepPath(step.takenFrom.runId, step.key)}>
              {takenOverWords(t, step.takenFrom)}
            </SafeLink>
          )}
        </div>
        <SecretsView attempt={chosen} unsetOnly />
        <Decision step={step} />
        {approval && (
          <div className={classes.approval}>
            <ApprovalForm
              key={step.key}
              approval={approval}
              onDecided={onDecided}
            />
          </div>
        )}
        {siblings.length > 1 && (
          <InstancePicker
            instances={siblings}
            selected={step.key}
            onSelect={key => address.go({ step: key, attempt: undefined })}
          />
        )}
      </div>
      <div className={classes.tabs}>
        <TabBar
          label={t('stepPanel.aboutThisStep')}
          param="panel"
          tabs={panelTabs.map(id => ({
            id,
            label: t(`stepPanel.tabs.${id}`),
            count:
              id === 'attempts' && step.attempts.length > 1
                ? step.attempts.length
                : undefined,
          }))}
        />
      </div>
      {panel === 'log' && (
        <div className={`${classes.body} ${classes.flush} ${classes.log}`}>
          {chosen ? (
            <StepLog
              key={`${step.key} ${chosen.number}`}
              runId={step.takenFrom?.runId ?? run.id}
              instanceKey={step.key}
              attempt={chosen.number}
              bytes={chosen.logBytes}
              live={!isTerminal(chosen.state)}
            />
          ) : (
            <p className={classes.empty} style={{ padding: 16 }}>
              {noLogWords(t, definition, step)}
            </p>
          )}
        </div>
      )}
      {panel === 'input' && (
        <div className={classes.body}>
          {step.inputs ? (
            <ValueView value={step.inputs} />
          ) : (
            <p className={classes.empty}>{t('stepPanel.noInputsYet')}</p>
          )}
        </div>
      )}
      {panel === 'output' && (
        <div className={classes.body}>
          {step.outputs ?? chosen?.outputs ? (
            <ValueView value={step.outputs ?? chosen?.outputs} />
          ) : (
            <p className={classes.empty}>
              {isTerminal(step.state)
                ? t('stepPanel.noOutputs')
                : t('stepPanel.noOutputsYet')}
            </p>
          )}
        </div>
      )}
      {panel === 'artifacts' && (
        <div className={classes.body}>
          <StepArtifacts run={run} step={step} />
        </div>
      )}
      {panel === 'variables' && (
        <div className={classes.body}>
          <SecretsView attempt={chosen} />
          <EnvView attempt={chosen} />
        </div>
      )}
      {panel === 'attempts' && (
        <div className={classes.body}>
          <AttemptsView
            step={step}
            logHref={attempt =>
              address.hrefOf({
                step: step.key,
                attempt: String(attempt),
                panel: undefined,
              })
            }
          />
        </div>
      )}
    </section>
  );
}

/** Why there is no log. */
function noLogWords(
  t: Translate,
  definition: GraphStep | undefined,
  step: StepInstance,
): string {
  const type = definition?.action.type ?? 'uses';
  if (type !== 'uses') {
    return t('stepPanel.noProgram');
  }
  return isTerminal(step.state)
    ? t('stepPanel.neverStarted')
    : t('stepPanel.noLogYet');
}

function StepLog(props: {
  runId: string;
  instanceKey: string;
  attempt: number;
  bytes: number;
  live: boolean;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { runId, instanceKey, attempt, bytes, live } = props;
  const api = useApi(pipelinesApiRef);
  const fetchApi = useApi(fetchApiRef);
  const errorApi = useApi(errorApiRef);
  const source = useStepLog(runId, instanceKey, attempt);
  const download = async () => {
    try {
      await downloadFile(
        fetchApi,
        await api.logUrl(runId, instanceKey, attempt),
        `${instanceKey.replace(/[^\w.-]+/g, '_')}-${attempt}.log`,
      );
    } catch (error) {
      errorApi.post(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <LogViewer
      source={source}
      live={live}
      bytes={bytes || undefined}
      onDownload={download}
      height="min(62vh, 640px)"
      empty={t('stepPanel.emptyLog')}
    />
  );
}

function StepArtifacts({ run, step }: { run: Run; step: StepInstance }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const api = useApi(pipelinesApiRef);
  const artifacts = useLoad(`${run.id} ${step.key} ${step.state}`, () =>
    api.artifacts(run.id),
  );
  if (artifacts.error !== undefined) {
    return (
      <ErrorState
        error={artifacts.error}
        title={t('stepPanel.artifactsFailed')}
        onRetry={artifacts.reload}
      />
    );
  }
  if (!artifacts.value) {
    return <Loading what={t('stepPanel.artifacts')} />;
  }
  const own = artifacts.value.items.filter(
    ({ instanceKey }) => instanceKey === step.key,
  );
  if (own.length === 0) {
    return <p className={classes.empty}>{t('stepPanel.noArtifacts')}</p>;
  }
  return (
    <div>
      {own.map(artifact => (
        <div
          key={`${artifact.attempt} ${artifact.output}`}
          className={classes.artifact}
        >
          <strong>{artifact.output}</strong>{' '}
          <span className={classes.soft}>
            {t('stepPanel.markAndAttempt', {
              value: artifact.mark === 'artifact' ? '' : `${artifact.mark}, `,
              attempt: String(artifact.attempt),
            })}
          </span>
          <div>
            <ArtifactLink artifact={artifact} />
          </div>
        </div>
      ))}
    </div>
  );
}
