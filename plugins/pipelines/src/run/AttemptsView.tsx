import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  Bytes,
  Duration,
  RelativeTime,
  SafeLink,
  StateLabel,
} from '@dop/plugin-devops-react';
import type { Attempt, StepInstance } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef, type Translate } from '../translation';

const useStyles = makeStyles(
  {
    root: { margin: 0, padding: 0, listStyle: 'none' },
    attempt: {
      padding: '12px 0',
      borderBottom: '1px solid var(--dop-border)',
      '&:last-child': { borderBottom: 'none' },
    },
    line: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '4px 14px',
      alignItems: 'center',
    },
    soft: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopAttempts' },
);

function exitWords(t: Translate, attempt: Attempt): string | undefined {
  if (attempt.signal) {
    return t('attemptsView.endedBy', { signal: attempt.signal });
  }
  return attempt.exitCode === undefined
    ? undefined
    : t('attemptsView.exitCode', { exitCode: String(attempt.exitCode) });
}

/** Every try of a step instance, the newest first. */
export function AttemptsView(props: {
  step: StepInstance;
  /** Where the log of an attempt is. */
  logHref: (attempt: number) => string;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { step, logHref } = props;
  const classes = useStyles();
  if (step.attempts.length === 0) {
    return <p className={classes.soft}>{t('attemptsView.empty')}</p>;
  }
  return (
    <ol className={classes.root}>
      {[...step.attempts].reverse().map(attempt => (
        <li key={attempt.number} className={classes.attempt}>
          <div className={classes.line}>
            <strong>
              {t('attemptsView.attempt', { number: String(attempt.number) })}
            </strong>
            <StateLabel state={attempt.state} />
            <Duration
              from={attempt.startedAt ?? attempt.claimedAt}
              to={attempt.finishedAt}
            />
            <span className={classes.soft}>
              <RelativeTime time={attempt.startedAt ?? attempt.claimedAt} />
            </span>
            <SafeLink to={logHref(attempt.number)} replace>
              {t('attemptsView.log')}
            </SafeLink>
          </div>
          <div className={`${classes.line} ${classes.soft}`}>
            {attempt.runner && (
              <span>
                {t('attemptsView.runner', { runner: attempt.runner })}
              </span>
            )}
            {exitWords(t, attempt) && <span>{exitWords(t, attempt)}</span>}
            <span>
              {t('attemptsView.logOf', {
                size: <Bytes value={attempt.logBytes} />,
              })}
            </span>
            {!attempt.isolated && (
              <span title={t('attemptsView.notIsolatedHelp')}>
                {t('attemptsView.notIsolated')}
              </span>
            )}
            {attempt.notEnforced.length > 0 && (
              <span>
                {t('attemptsView.notEnforced', {
                  value: attempt.notEnforced.join(', '),
                })}
              </span>
            )}
          </div>
          {attempt.reason && <div>{attempt.reason}</div>}
        </li>
      ))}
    </ol>
  );
}
