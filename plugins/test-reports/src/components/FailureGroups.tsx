import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import {
  ErrorState,
  Loading,
  SafeLink,
  Section,
  StateIcon,
  useLoad,
  usePages,
} from '@dop/plugin-devops-react';
import type {
  FailureCause,
  TestReport,
  TestResult,
} from '@dop/plugin-test-reports-common';
import { testReportsApiRef } from '../api/testReportsApiRef';
import { testPath } from '../utils/links';
import { testState } from '../utils/reportState';
import { TestDetail } from './TestDetail';
import { testReportsTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    group: {
      borderBottom: '1px solid var(--dop-border)',
      '&:last-child': { borderBottom: 0 },
    },
    head: {
      display: 'flex',
      gap: 8,
      alignItems: 'baseline',
      padding: '10px 16px',
      cursor: 'pointer',
      overflowWrap: 'anywhere',
    },
    title: { flex: 1, fontWeight: 600 },
    soft: { color: 'var(--dop-text-soft)', whiteSpace: 'nowrap' },
    tests: { margin: 0, padding: '0 16px 12px', listStyle: 'none' },
    test: { padding: '4px 0', overflowWrap: 'anywhere' },
    line: { display: 'flex', gap: 8, alignItems: 'baseline', minWidth: 0 },
    words: { minWidth: 0 },
    name: {
      display: 'inline',
      overflowWrap: 'anywhere',
      padding: 0,
      border: 0,
      font: 'inherit',
      color: 'inherit',
      background: 'none',
      textAlign: 'left',
      cursor: 'pointer',
      '&:hover': { textDecoration: 'underline' },
    },
    fresh: { color: 'var(--dop-red)' },
    detail: {
      margin: '8px 0 16px',
      paddingLeft: 16,
      borderLeft: '2px solid var(--dop-border)',
    },
  },
  { name: 'DopFailureGroups' },
);

/** Failures by what they say, the first of them open. */
export function FailureGroups({ report }: { report: TestReport }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const classes = useStyles();
  const api = useApi(testReportsApiRef);
  const { value, error, reload } = useLoad(`${report.id} causes`, () =>
    api.causes(report.id),
  );
  if (error) {
    return (
      <ErrorState
        error={error}
        title={t('failureGroups.loadFailed')}
        onRetry={reload}
      />
    );
  }
  return (
    <Section title={t('failureGroups.failures')} panel="flush">
      {value ? (
        value.items.map((cause, index) => (
          <Cause
            key={cause.cause}
            cause={cause}
            reportId={report.id}
            first={index === 0}
            className={classes.group}
          />
        ))
      ) : (
        <Loading what={t('failureGroups.failuresInText')} />
      )}
    </Section>
  );
}

function Cause(props: {
  cause: FailureCause;
  reportId: string;
  first: boolean;
  className: string;
}) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { cause, reportId, first, className } = props;
  const classes = useStyles();
  const [open, setOpen] = useState(first);
  return (
    <details
      className={className}
      open={open}
      onToggle={event => setOpen(event.currentTarget.open)}
    >
      <summary className={classes.head}>
        <span className={classes.title}>{cause.title}</span>
        <span className={classes.soft}>
          {t('failureGroups.tests', { count: cause.tests })}
          {cause.newFailures > 0 && (
            <span className={classes.fresh}>
              {' '}
              {cause.newFailures === cause.tests
                ? t('failureGroups.new')
                : t('failureGroups.someNew', {
                    amount: String(cause.newFailures),
                  })}
            </span>
          )}
        </span>
      </summary>
      {open && (
        <CauseTests reportId={reportId} cause={cause.cause} first={first} />
      )}
    </details>
  );
}

function CauseTests(props: {
  reportId: string;
  cause: number;
  first: boolean;
}) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { reportId, cause, first } = props;
  const classes = useStyles();
  const api = useApi(testReportsApiRef);
  const pages = usePages(`${reportId} ${cause}`, cursor =>
    api.tests(reportId, { cause, cursor, limit: 20 }),
  );
  const [chosen, setChosen] = useState<number>();
  const open = chosen ?? (first ? pages.rows[0]?.index : undefined);
  if (pages.error) {
    return (
      <ErrorState error={pages.error} title={t('failureGroups.testsFailed')} />
    );
  }
  if (pages.loading) {
    return <Loading what={t('failureGroups.loadingTests')} />;
  }
  return (
    <ul className={classes.tests}>
      {pages.rows.map(test => (
        <li key={test.index} className={classes.test}>
          <div className={classes.line}>
            <StateIcon state={testState(test.status)} decorative />
            <span className={classes.words}>
              <button
                type="button"
                className={classes.name}
                aria-expanded={open === test.index}
                onClick={() => setChosen(open === test.index ? -1 : test.index)}
              >
                {fullName(test)}
              </button>
              {test.change === 'newFailure' && (
                <span className={classes.fresh}> {t('failureGroups.new')}</span>
              )}{' '}
              <SafeLink to={testPath(reportId, test.index)}>
                {t('failureGroups.open')}
              </SafeLink>
            </span>
          </div>
          {open === test.index && (
            <div className={classes.detail}>
              <TestDetail reportId={reportId} index={test.index} />
            </div>
          )}
        </li>
      ))}
      {pages.hasMore && (
        <li>
          <Button
            size="small"
            onClick={pages.loadMore}
            disabled={pages.loadingMore}
          >
            {t('failureGroups.showMore')}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** `sums › inner › adds` */
export function fullName({ suites, name }: TestResult): string {
  return [...suites, name].join(' › ');
}
