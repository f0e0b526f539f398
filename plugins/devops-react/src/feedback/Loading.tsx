import { useEffect, useState } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../states/StateIcon';

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
            Loading {what}…{slow && ' It takes longer than usual.'}
          </span>
        </>
      )}
    </div>
  );
}
