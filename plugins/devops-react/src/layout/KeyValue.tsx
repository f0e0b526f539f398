import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      gridTemplateColumns: 'minmax(96px, max-content) minmax(0, 1fr)',
      gap: '6px 16px',
      margin: 0,
      '& dt': { color: 'var(--dop-text-soft)' },
      '& dd': { margin: 0, overflowWrap: 'anywhere' },
      [theme.breakpoints.down('xs')]: { gap: '4px 12px' },
    },
  }),
  { name: 'DopKeyValue' },
);

/** Names and values in two columns. Undefined values are left out. */
export function KeyValue({ items }: { items: [string, ReactNode][] }) {
  const classes = useStyles();
  return (
    <dl className={classes.root}>
      {items
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [
          <dt key={`${name}-name`}>{name}</dt>,
          <dd key={name}>{value}</dd>,
        ])}
    </dl>
  );
}
