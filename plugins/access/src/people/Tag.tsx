import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import { color, type ColorName } from '@dop/plugin-devops-react';

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-block',
      padding: '0 8px',
      marginRight: 4,
      borderRadius: 10,
      fontSize: '0.75rem',
      lineHeight: '20px',
      whiteSpace: 'nowrap',
    },
  },
  { name: 'DopAccessTag' },
);

/** A word with a background. */
export function Tag(props: { color: ColorName; children: ReactNode }) {
  const classes = useStyles();
  return (
    <span
      className={classes.root}
      style={{
        color: color(props.color),
        background: color(props.color, 'soft'),
      }}
    >
      {props.children}
    </span>
  );
}
