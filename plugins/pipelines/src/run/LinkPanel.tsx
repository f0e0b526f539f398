import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { StepLink } from './runView';
import { ValueView } from './ValueView';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: { padding: 16, overflow: 'auto' },
    title: { margin: '0 0 4px', fontSize: '0.95rem', fontWeight: 600 },
    soft: { color: 'var(--dop-text-soft)' },
    value: {
      marginTop: 12,
      paddingTop: 12,
      borderTop: '1px solid var(--dop-border)',
      '& > h4': { margin: '0 0 6px', fontSize: '0.82rem', fontWeight: 600 },
    },
  },
  { name: 'DopLinkPanel' },
);

/** What travels between two steps: the data on a link. */
export function LinkPanel({ link }: { link: StepLink }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <h3 className={classes.title}>
        {link.from} → {link.to}
      </h3>
      <span className={classes.soft}>
        {link.values.length === 0
          ? t('linkPanel.onlyOrder')
          : t('linkPanel.onThisLink', {
              count: link.values.length,
            })}
      </span>
      {link.values.map(value => (
        <div
          key={`${value.output} ${value.input} ${value.fromKey ?? ''}`}
          className={classes.value}
        >
          <h4>
            {value.fromKey ?? value.from}.{value.output} → {value.input}
          </h4>
          {value.value !== undefined && <ValueView value={value.value} />}
          {value.truncated && (
            <span className={classes.soft}>{t('linkPanel.tooLong')}</span>
          )}
          {value.value === undefined && !value.truncated && (
            <span className={classes.soft}>{t('linkPanel.nothingYet')}</span>
          )}
        </div>
      ))}
    </div>
  );
}
