import { makeStyles } from '@material-ui/core/styles';
import { color } from '../tokens/tokens';
import { StateIcon, type StateIconProps } from './StateIcon';
import { stateLook } from './states';
import { useStateWords } from './useStateWords';

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      // Also where a table makes it inline, so that it can end in dots.
      '& > *': { marginRight: 6 },
      whiteSpace: 'nowrap',
      fontWeight: 500,
      verticalAlign: 'middle',
    },
    pill: {
      padding: '3px 12px 3px 8px',
      borderRadius: 999,
      fontSize: '0.95rem',
      letterSpacing: 0,
    },
  },
  { name: 'DopStateLabel' },
);

export interface StateLabelProps extends Omit<StateIconProps, 'decorative'> {
  /** On its own background, for headers. */
  pill?: boolean;
  /** Instead of the state's own word, for what is neither run nor step. */
  word?: string;
}

/** Mark and word of a state. */
export function StateLabel({ pill, word, ...icon }: StateLabelProps) {
  const classes = useStyles();
  const look = stateLook(icon.state, icon.reason);
  const words = useStateWords();
  return (
    <span
      className={pill ? `${classes.root} ${classes.pill}` : classes.root}
      title={word ? undefined : words.meaning(icon.state, icon.reason)}
      style={{
        color: color(look.color),
        background: pill ? color(look.color, 'soft') : undefined,
      }}
    >
      <StateIcon {...icon} decorative />
      {word ?? words.word(icon.state, icon.reason)}
    </span>
  );
}
