import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../states/StateIcon';
import { devopsReactTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      alignItems: 'center',
      gap: 8,
      padding: '16px 0',
      minHeight: 56,
      color: 'var(--dop-text-soft)',
    },
  },
  { name: 'DopLoading' },
);

/** Says what the page waits for; nothing at all in the first 150 ms. */
export function Loading({ what }: { what: string }) {
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const [shown, setShown] = useState(false);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const first = setTimeout(() => setShown(true), 150);
    const second = setTimeout(() => setSlow(true), 8000);
    return () => {
      clearTimeout(first);
      clearTimeout(second);
    };
  }, []);
  return (
    <div
      className={classes.root}
      role="status"
      aria-live="polite"
      aria-busy="true"
    >
      {shown && (
        <>
          <StateIcon state="running" decorative />
          <span>
            {slow ? t('loading.slow', { what }) : t('loading.what', { what })}
          </span>
        </>
      )}
    </div>
  );
}
