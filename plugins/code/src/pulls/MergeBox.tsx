import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { PullRequest } from '@dop/plugin-code-common';
import {
  CodeBlock,
  ErrorState,
  monospaceFamily,
  SafeLink,
  Section,
  Sentence,
  shortHash,
  StateLabel,
} from '@dop/plugin-devops-react';
import type { RunSummary } from '@dop/plugin-pipelines-common';
import { codeApiRef } from '../api/codeApiRef';
import { useRepository } from '../components/RepositoryFrame';
import { runPath } from '../links';
import { codeTranslationRef } from '../translation';
import { Branch } from './Branches';
import { mergeByHand, solveConflicts } from './solveByHand';
import { useWork } from './useWork';

const useStyles = makeStyles(
  {
    buttons: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '8px 12px',
      margin: '12px 0 0',
    },
    soft: { color: 'var(--dop-text-soft)' },
    ways: {
      display: 'grid',
      gridTemplateColumns: 'max-content minmax(0, 1fr)',
      alignItems: 'center',
      gap: '8px 16px',
      margin: '12px 0 0',
    },
    files: {
      margin: '8px 0 12px',
      padding: '0 0 0 18px',
      fontFamily: monospaceFamily,
      fontSize: '0.8rem',
      overflowWrap: 'anywhere',
    },
    error: { marginTop: 12 },
  },
  { name: 'DopMergeBox' },
);

/** Whether an open pull request can be merged, and the buttons that do it. */
export function MergeBox(props: {
  pull: PullRequest;
  /** The run that says how its head does. */
  run: RunSummary | undefined;
  /** Where its source is by now, if that is another commit than is shown. */
  movedTo: string | undefined;
  /** Shows it as it is now. */
  onReadAgain: () => void;
  onMerged: (pull: PullRequest) => void;
  /** It could not be merged: look whether something has changed. */
  onRefused: () => void;
}) {
  const { pull, run, movedTo, onReadAgain, onMerged, onRefused } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository } = useRepository();
  const classes = useStyles();
  const api = useApi(codeApiRef);
  const work = useWork();
  const { mergeable, fastForward = false } = pull.merge ?? {};
  const target = <Branch name={pull.target} />;

  async function merge(method: 'merge' | 'fastForward') {
    const { namespace, name } = repository;
    const done = await work.run(async () => {
      onMerged(
        await api.mergePullRequest(namespace, name, pull.number, {
          expectedHead: pull.head,
          method,
        }),
      );
    });
    if (!done) {
      onRefused();
    }
  }

  return (
    <Section title={t('mergeBox.title')} panel>
      {movedTo ? (
        <>
          <Sentence state="warned">
            {t('mergeBox.moved', {
              source: <Branch name={pull.source} />,
              commit: shortHash(movedTo),
            })}
          </Sentence>
          <div className={classes.buttons}>
            <Button
              variant="contained"
              color="primary"
              size="small"
              disableElevation
              onClick={onReadAgain}
            >
              {t('mergeBox.readAgain')}
            </Button>
          </div>
        </>
      ) : (
        <Verdict pull={pull} />
      )}
      {run && (
        <p style={{ margin: '12px 0 0' }}>
          <SafeLink to={runPath(run.id)} quiet>
            <StateLabel state={run.state} />
          </SafeLink>{' '}
          <SafeLink to={runPath(run.id)}>
            {run.workflowTitle ?? run.workflowName} #{run.number}
          </SafeLink>{' '}
          <span className={classes.soft}>
            {t('mergeBox.runOf', { commit: shortHash(pull.head) })}
          </span>
        </p>
      )}
      {!movedTo && mergeable === 'yes' && pull.may.merge && (
        <div className={classes.ways}>
          <Button
            variant="contained"
            color="primary"
            size="small"
            disableElevation
            disabled={work.busy}
            onClick={() => merge('merge')}
          >
            {t('mergeBox.merge')}
          </Button>
          <span className={classes.soft}>
            {t('mergeBox.mergeHelp', { target })}
          </span>
          <Button
            variant="outlined"
            size="small"
            disabled={work.busy || !fastForward}
            onClick={() => merge('fastForward')}
          >
            {t('mergeBox.fastForward')}
          </Button>
          <span className={classes.soft}>
            {fastForward
              ? t('mergeBox.fastForwardHelp', {
                  target,
                  commit: shortHash(pull.head),
                })
              : t('mergeBox.noFastForward', {
                  target,
                  source: <Branch name={pull.source} />,
                })}
          </span>
        </div>
      )}
      {mergeable === 'yes' && !pull.may.merge && (
        <p className={classes.soft} style={{ margin: '12px 0 0' }}>
          {t('mergeBox.mayNot', { target })}
        </p>
      )}
      {work.error !== undefined && (
        <div className={classes.error}>
          <ErrorState error={work.error} title={t('mergeBox.failed')} />
        </div>
      )}
    </Section>
  );
}

/** Whether it can be merged, and what to do if not. */
function Verdict({ pull }: { pull: PullRequest }) {
  const { t } = useTranslationRef(codeTranslationRef);
  const classes = useStyles();
  const source = <Branch name={pull.source} />;
  const target = <Branch name={pull.target} />;
  const { mergeable = 'unknown', conflicts = [], reason } = pull.merge ?? {};
  switch (mergeable) {
    case 'yes':
      return (
        <Sentence state="succeeded">
          {t('mergeBox.can', { source, target })}
        </Sentence>
      );
    case 'upToDate':
      return (
        <Sentence state="skipped">
          {t('mergeBox.upToDate', { source, target })}
        </Sentence>
      );
    case 'conflicts':
      return (
        <>
          <Sentence state="failed">
            {t('mergeBox.conflicts', {
              source,
              target,
              count: conflicts.length,
            })}
          </Sentence>
          <ul className={classes.files} aria-label={t('mergeBox.files')}>
            {conflicts.map(path => (
              <li key={path}>{path}</li>
            ))}
          </ul>
          <p>{t('mergeBox.solve', { source })}</p>
          <CodeBlock
            language="bash"
            lineNumbers={false}
            wrap
            code={solveConflicts(pull)}
          />
        </>
      );
    default:
      return (
        <>
          <Sentence state="warned">{reason ?? t('mergeBox.unknown')}</Sentence>
          {pull.may.merge && (
            <>
              <p>{t('mergeBox.byHand')}</p>
              <CodeBlock
                language="bash"
                lineNumbers={false}
                wrap
                code={mergeByHand(pull)}
              />
            </>
          )}
        </>
      );
  }
}
