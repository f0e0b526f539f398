import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { runViews, useRunAddress, type RunView } from './useRunAddress';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-flex',
      border: '1px solid var(--dop-border)',
      borderRadius: 6,
      overflow: 'hidden',
    },
    button: {
      all: 'unset',
      cursor: 'pointer',
      padding: '3px 12px',
      fontSize: '0.82rem',
      color: 'var(--dop-text-soft)',
      borderRight: '1px solid var(--dop-border)',
      '&:last-child': { borderRight: 'none' },
      '&:hover': { background: 'var(--dop-hover)' },
      '&:focus-visible': {
        outline: '2px solid var(--dop-link)',
        outlineOffset: -2,
      },
      '&[aria-pressed=true]': {
        background: 'var(--dop-selected)',
        color: 'var(--dop-text)',
        fontWeight: 600,
      },
    },
  },
  { name: 'DopViewSwitch' },
);

/** Graph, timeline or list: the same steps. */
export function ViewSwitch({ view }: { view: RunView }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const address = useRunAddress();
  return (
    <div
      className={classes.root}
      role="group"
      aria-label={t('viewSwitch.view')}
    >
      {runViews.map(each => (
        <button
          key={each}
          type="button"
          className={classes.button}
          aria-pressed={each === view}
          onClick={() => address.go({ view: each })}
        >
          {t(`viewSwitch.${each}`)}
        </button>
      ))}
    </div>
  );
}
