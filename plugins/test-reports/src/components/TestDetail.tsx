import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  ErrorState,
  KeyValue,
  Loading,
  StateStrip,
  monospaceFamily,
  useLoad,
} from '@dop/plugin-devops-react';
import type {
  TestHistoryEntry,
  TestResultDetail,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { testPath } from '../utils/links';
import { testState } from '../utils/reportState';
import { Failure } from './Failure';
import { testReportsTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: { display: 'grid', gap: 16, minWidth: 0 },
    heading: {
      margin: '0 0 4px',
      fontSize: '0.8rem',
      fontWeight: 600,
      color: 'var(--dop-text-soft)',
    },
    output: {
      margin: '8px 0 0',
      padding: '8px 12px',
      maxHeight: 400,
      overflow: 'auto',
      border: '1px solid var(--dop-border)',
      borderRadius: 6,
      background: 'var(--dop-surface)',
      fontFamily: monospaceFamily,
      fontSize: '0.8rem',
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
    },
    summary: { cursor: 'pointer', color: 'var(--dop-text-soft)' },
  },
  { name: 'DopTestDetail' },
);

/** Message, difference, trace, output and history of one result. */
export function TestDetail(props: { reportId: string; index: number }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { reportId, index } = props;
  const api = useApi(testReportsApiRef);
  const { value, error, reload } = useLoad(`${reportId}/${index}`, () =>
    api.test(reportId, index),
  );
  if (error) {
    return (
      <ErrorState
        error={error}
        title={t('testDetail.loadFailed')}
        onRetry={reload}
      />
    );
  }
  return value ? (
    <LoadedTest test={value} />
  ) : (
    <Loading what={t('testDetail.theTest')} />
  );
}

/** The same, of a result that is there. */
export function LoadedTest({ test }: { test: TestResultDetail }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const classes = useStyles();
  return (
    <div className={classes.root}>
      {test.failures.map((failure, index) => (
        <Failure key={index} failure={failure} />
      ))}
      {test.skippedReason && (
        <p>{t('testDetail.skipped', { skippedReason: test.skippedReason })}</p>
      )}
      <div>
        <h4 className={classes.heading}>{historyHeading(t, test.history)}</h4>
        <StateStrip
          items={test.history.map(entry => ({
            id: `${entry.reportId}-${entry.index}`,
            state: entry.flaky ? 'warned' : testState(entry.status),
            label: historyLabel(t, entry),
            href: testPath(entry.reportId, entry.index),
          }))}
        />
      </div>
      <Output title={t('testDetail.output')} text={test.output} />
      <Output title={t('testDetail.errorOutput')} text={test.errorOutput} />
      {test.properties.length > 0 && (
        <div>
          <h4 className={classes.heading}>{t('testDetail.properties')}</h4>
          <KeyValue
            items={test.properties.map(({ name, value }) => [name, value])}
          />
        </div>
      )}
    </div>
  );
}

function Output({ title, text }: { title: string; text?: string }) {
  const classes = useStyles();
  return text ? (
    <details>
      <summary className={classes.summary}>{title}</summary>
      <pre className={classes.output}>{text}</pre>
    </details>
  ) : null;
}

function historyHeading(
  t: TranslationFunction<typeof testReportsTranslationRef.T>,
  history: TestHistoryEntry[],
): string {
  const failures = history.filter(
    ({ status }) => status === 'failed' || status === 'errored',
  ).length;
  if (history.length < 2) {
    return t('testDetail.noHistory');
  }
  return t('testDetail.failureRate', {
    failures: String(failures),
    number: String(history.length),
  });
}

function historyLabel(
  t: TranslationFunction<typeof testReportsTranslationRef.T>,
  entry: TestHistoryEntry,
): string {
  const { status, flaky, commit, runNumber, time } = entry;
  return [
    flaky ? t('testDetail.flaky') : t(`status.${status}`),
    t('testDetail.at', { commit: commit.slice(0, 7) }),
    runNumber === undefined
      ? ''
      : t('testDetail.inRun', { runNumber: String(runNumber) }),
    new Date(time).toLocaleString(),
  ]
    .filter(Boolean)
    .join(', ');
}
