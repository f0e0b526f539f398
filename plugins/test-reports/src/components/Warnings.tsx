import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { color } from '@dop/plugin-devops-react';
import type { TestReport } from '@dop/plugin-test-reports-common';
import { testReportsTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      margin: '0 0 16px',
      padding: '8px 16px',
      border: `1px solid ${color('amber')}`,
      borderLeftWidth: 4,
      borderRadius: 6,
      background: 'var(--dop-surface)',
      '& summary': { cursor: 'pointer', fontWeight: 600 },
      '& ul': { margin: '8px 0 4px', paddingLeft: 20 },
      '& li': { overflowWrap: 'anywhere' },
    },
    place: { color: 'var(--dop-text-soft)', whiteSpace: 'nowrap' },
  },
  { name: 'DopReportWarnings' },
);

/** What was wrong with the file, with lines. */
export function Warnings({ report }: { report: TestReport }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const classes = useStyles();
  const { warnings, warningsLeftOut, state } = report;
  if (warnings.length === 0) {
    return null;
  }
  return (
    <details className={classes.root} open={state !== 'complete'}>
      <summary>
        {t('warnings.whileReading', {
          warnings: t('warnings.warnings', {
            count: warnings.length + warningsLeftOut,
          }),
        })}
      </summary>
      <ul>
        {warnings.map((warning, index) => (
          <li key={index}>
            {warning.message}{' '}
            {warning.line !== undefined && (
              <span className={classes.place}>
                {t('warnings.line', { line: String(warning.line) })}
              </span>
            )}
          </li>
        ))}
        {warningsLeftOut > 0 && (
          <li>
            {t('warnings.andMore', {
              warningsLeftOut: String(warningsLeftOut),
            })}
          </li>
        )}
      </ul>
    </details>
  );
}
