import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ReportTotals } from '@dop/plugin-test-reports-common';
import { color } from '@dop/plugin-devops-react';
import { testReportsTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    bar: {
      display: 'flex',
      gap: 2,
      height: 10,
      borderRadius: 5,
      overflow: 'hidden',
      background: 'var(--dop-border)',
    },
    part: { minWidth: 4 },
    legend: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '4px 20px',
      margin: '8px 0 0',
      padding: 0,
      listStyle: 'none',
      fontVariantNumeric: 'tabular-nums',
    },
    dot: {
      display: 'inline-block',
      width: 8,
      height: 8,
      borderRadius: 4,
      marginRight: 8,
    },
    soft: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopTotalsBar' },
);

const parts = [
  { key: 'failed', look: color('red') },
  { key: 'errored', look: color('red') },
  { key: 'skipped', look: color('grey') },
  { key: 'passed', look: color('green') },
] as const;

/** All tests as one bar; `compact` leaves the words out. */
export function TotalsBar(props: { totals: ReportTotals; compact?: boolean }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const { totals, compact } = props;
  const classes = useStyles();
  const shown = parts.filter(({ key }) => totals[key] > 0);
  const wordsOf = (key: (typeof parts)[number]['key']) =>
    t(`totalsBar.parts.${key}`, { amount: totals[key].toLocaleString() });
  const words = shown.map(({ key }) => wordsOf(key)).join(', ');
  return (
    <div>
      <div
        className={classes.bar}
        role="img"
        aria-label={words || t('totalsBar.noTests')}
      >
        {shown.map(({ key, look }) => (
          <span
            key={key}
            className={classes.part}
            style={{ flexGrow: totals[key], flexBasis: 0, background: look }}
          />
        ))}
      </div>
      {!compact && (
        <ul className={classes.legend}>
          {shown.map(({ key, look }) => (
            <li key={key}>
              <span className={classes.dot} style={{ background: look }} />
              {wordsOf(key)}
              {key === 'passed' && totals.flaky > 0 && (
                <span className={classes.soft}>
                  {t('totalsBar.flaky', {
                    flaky: totals.flaky.toLocaleString(),
                  })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
