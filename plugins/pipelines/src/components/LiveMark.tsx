import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { useLiveStatus } from '@dop/plugin-devops-react';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: 6,
      fontSize: '0.78rem',
      color: 'var(--dop-text-soft)',
      '&::before': {
        content: '""',
        width: 8,
        height: 8,
        borderRadius: 4,
        background: 'var(--dop-border-strong)',
      },
      '&[data-live]::before': { background: 'var(--dop-green)' },
    },
  },
  { name: 'DopLiveMark' },
);

/** Whether the page changes by itself. */
export function LiveMark() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const status = useLiveStatus();
  const live = status === 'connected';
  return (
    <span
      className={classes.root}
      data-live={live || undefined}
      title={live ? t('liveMark.liveHelp') : t('liveMark.connectingHelp')}
    >
      {live ? t('liveMark.live') : t('liveMark.connecting')}
    </span>
  );
}
