import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { color, stateLook, useStateWords } from '@dop/plugin-devops-react';
import type { RunSummary } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-flex',
      width: '100%',
      maxWidth: 120,
      minWidth: 56,
      height: 8,
      gap: 2,
      verticalAlign: 'middle',
      '& > span': { borderRadius: 2, minWidth: 3 },
    },
  },
  { name: 'DopStepCounts' },
);

const order = [
  'failed',
  'timedOut',
  'rejected',
  'warned',
  'succeeded',
  'running',
  'waiting',
  'ready',
  'blocked',
  'cancelled',
  'skipped',
] as const;

/** Steps of a run by state, as one small bar. */
export function StepCounts({ counts }: Pick<RunSummary, 'counts'>) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const classes = useStyles();
  const parts = order.flatMap(state => {
    const count = counts[state] ?? 0;
    return count > 0 ? [{ state, count }] : [];
  });
  const counted = parts.map(
    ({ state, count }) => `${count} ${words.inText(state)}`,
  );
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const label = `${t('counts.steps', { count: total })}: ${counted.join(', ')}`;
  return (
    <span className={classes.root} role="img" aria-label={label} title={label}>
      {parts.map(({ state, count }) => (
        <span
          key={state}
          style={{
            flex: count,
            background: color(stateLook(state).color),
            opacity: stateLook(state).final ? 1 : 0.45,
          }}
        />
      ))}
    </span>
  );
}
