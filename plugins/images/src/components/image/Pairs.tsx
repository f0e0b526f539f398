import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(
  {
    root: { margin: 0, padding: 0, listStyle: 'none' },
    pair: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '0 12px',
      overflowWrap: 'anywhere',
      '& + &': { marginTop: 4 },
      '& > *': { minWidth: 0 },
    },
    name: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopImagePairs' },
);

/** Labels and annotations: long names, long values, also on a phone. */
export function Pairs({ pairs }: { pairs: Record<string, string> }) {
  const classes = useStyles();
  return (
    <ul className={classes.root}>
      {Object.entries(pairs).map(([name, value]) => (
        <li key={name} className={classes.pair}>
          <span className={classes.name}>{name}</span>
          <span>{value}</span>
        </li>
      ))}
    </ul>
  );
}
