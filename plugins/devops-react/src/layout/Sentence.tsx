import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../states/StateIcon';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      gap: 10,
      alignItems: 'baseline',
      margin: 0,
      fontSize: '1.05rem',
      lineHeight: 1.45,
      color: 'var(--dop-text)',
      maxWidth: '100ch',
      overflowWrap: 'anywhere',
    },
  },
  { name: 'DopSentence' },
);

export interface SentenceProps {
  children: ReactNode;
  /** A state whose mark leads the sentence. */
  state?: string;
  reason?: string;
}

/** The page's first line: where things stand, in words. */
export function Sentence({ children, state, reason }: SentenceProps) {
  const classes = useStyles();
  return (
    <p className={classes.root} data-testid="sentence">
      {state && <StateIcon state={state} reason={reason} decorative />}
      <span>{children}</span>
    </p>
  );
}
