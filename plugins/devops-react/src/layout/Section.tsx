import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(
  {
    root: { marginBottom: 24, minWidth: 0 },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: 8,
      marginBottom: 8,
      minHeight: 30,
    },
    title: { flex: 1, margin: 0, fontSize: '0.95rem', fontWeight: 600 },
    panel: {
      border: '1px solid var(--dop-border)',
      borderRadius: 8,
      background: 'var(--dop-surface)',
      overflow: 'hidden',
    },
    padded: { padding: 16 },
  },
  { name: 'DopSection' },
);

export interface SectionProps {
  title?: ReactNode;
  actions?: ReactNode;
  /** A bordered panel: with padding, or without (`flush`) for tables and logs. */
  panel?: boolean | 'flush';
  children: ReactNode;
}

/** A part of a page with its heading. */
export function Section({ title, actions, panel, children }: SectionProps) {
  const classes = useStyles();
  const inside =
    panel === true ? `${classes.panel} ${classes.padded}` : classes.panel;
  return (
    <section className={classes.root}>
      {(title || actions) && (
        <div className={classes.head}>
          <h2 className={classes.title}>{title}</h2>
          {actions}
        </div>
      )}
      {panel ? <div className={inside}>{children}</div> : children}
    </section>
  );
}
