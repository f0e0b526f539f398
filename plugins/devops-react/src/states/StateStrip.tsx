import { makeStyles } from '@material-ui/core/styles';
import { color } from '../tokens/tokens';
import { SafeLink } from '../links/SafeLink';
import { stateLook } from './states';

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-flex',
      gap: 2,
      alignItems: 'flex-end',
      height: 20,
    },
    bar: {
      display: 'block',
      width: 7,
      borderRadius: 2,
      '&:hover, &:focus-visible': {
        outline: '2px solid var(--dop-border-strong)',
      },
    },
  },
  { name: 'DopStateStrip' },
);

export interface StateStripItem {
  id: string;
  state: string;
  /** Said on hover, `#12 failed after 1 m 12 s`. */
  label: string;
  href?: string;
}

/** The last outcomes side by side, oldest first; good ones low, bad ones high. */
export function StateStrip({ items }: { items: StateStripItem[] }) {
  const classes = useStyles();
  return (
    <span className={classes.root}>
      {items.map(item => {
        const look = stateLook(item.state);
        const bar = (
          <span
            className={classes.bar}
            style={{
              height: look.shape === 'check' ? 14 : 20,
              background: color(look.color),
              opacity: look.final ? 1 : 0.55,
            }}
          />
        );
        return item.href ? (
          <SafeLink
            key={item.id}
            to={item.href}
            title={item.label}
            aria-label={item.label}
          >
            {bar}
          </SafeLink>
        ) : (
          <span
            key={item.id}
            title={item.label}
            role="img"
            aria-label={item.label}
          >
            {bar}
          </span>
        );
      })}
    </span>
  );
}
