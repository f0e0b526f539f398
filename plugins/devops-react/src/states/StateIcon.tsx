import { makeStyles } from '@material-ui/core/styles';
import { color } from '../tokens/tokens';
import { stateLook, type StateShape } from './states';
import { useStateWords } from './useStateWords';

const useStyles = makeStyles(
  {
    root: { display: 'inline-block', flex: 'none', verticalAlign: '-0.15em' },
    turning: {
      transformOrigin: '50% 50%',
      animation: '$turn 1.1s linear infinite',
    },
    '@keyframes turn': { to: { transform: 'rotate(360deg)' } },
  },
  { name: 'DopStateIcon' },
);

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;
const cut = { ...line, stroke: 'var(--dop-surface)' };

function Shape({ shape, turning }: { shape: StateShape; turning: string }) {
  switch (shape) {
    case 'hollow':
      return <circle cx="8" cy="8" r="6" {...line} />;
    case 'filled':
      return <circle cx="8" cy="8" r="6" fill="currentColor" />;
    case 'moving':
      return (
        <>
          <circle cx="8" cy="8" r="6" {...line} opacity="0.25" />
          <path d="M8 2a6 6 0 0 1 6 6" {...line} className={turning} />
          <circle cx="8" cy="8" r="2.25" fill="currentColor" />
        </>
      );
    case 'person':
      return (
        <>
          <circle cx="8" cy="5" r="3" fill="currentColor" />
          <path d="M2.5 14.5a5.5 5.5 0 0 1 11 0z" fill="currentColor" />
        </>
      );
    case 'bars':
      return (
        <>
          <circle cx="8" cy="8" r="6.5" {...line} strokeWidth={1.5} />
          <path d="M6.2 5.5v5M9.8 5.5v5" {...line} />
        </>
      );
    case 'check':
      return (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="M4.8 8.3 7 10.5l4.2-4.7" {...cut} />
        </>
      );
    case 'warn':
      return (
        <>
          <path d="M8 2 14.5 13.5h-13z" {...line} strokeWidth={1.6} />
          <path d="M8 6.5v3" {...line} strokeWidth={1.6} />
          <circle cx="8" cy="11.6" r="0.9" fill="currentColor" />
        </>
      );
    case 'cross':
      return (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="m5.5 5.5 5 5m0-5-5 5" {...cut} />
        </>
      );
    case 'clock':
      return (
        <>
          <circle cx="8" cy="8" r="6.3" {...line} />
          <path d="M8 4.5V8l2.3 1.6" {...line} strokeWidth={1.7} />
        </>
      );
    case 'struck':
      return (
        <>
          <circle cx="8" cy="8" r="6" {...line} />
          <path d="m4 12 8-8" {...line} />
        </>
      );
    case 'lost':
      return (
        <>
          <circle cx="8" cy="8" r="6" {...line} strokeDasharray="2.6 3.6" />
          <path d="m6 6 4 4m0-4-4 4" {...line} strokeWidth={1.6} />
        </>
      );
    default:
      return <circle cx="8" cy="8" r="6" {...line} strokeDasharray="2.6 3.6" />;
  }
}

export interface StateIconProps {
  /** As the API names it. */
  state: string;
  /** What a waiting step waits for. */
  reason?: string;
  /** Side in pixels; 16 unless told. */
  size?: number;
  /** Leaves the word to the text beside it. */
  decorative?: boolean;
  /** Without motion: a state that was, in a history. */
  still?: boolean;
}

/** The mark of a state: shape and colour, and a word for those who don't see it. */
export function StateIcon({ decorative, ...mark }: StateIconProps) {
  return decorative ? <Mark {...mark} /> : <NamedMark {...mark} />;
}

type MarkProps = Omit<StateIconProps, 'decorative'>;

function NamedMark(props: MarkProps) {
  const words = useStateWords();
  const { state, reason } = props;
  const word = words.word(state, reason);
  return (
    <Mark
      {...props}
      word={word}
      title={`${word}. ${words.meaning(state, reason)}`}
    />
  );
}

function Mark(props: MarkProps & { word?: string; title?: string }) {
  const { state, reason, size = 16, still, word, title } = props;
  const classes = useStyles();
  const look = stateLook(state, reason);
  return (
    <svg
      className={classes.root}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      style={{ color: color(look.color) }}
      data-state={state}
      {...(word
        ? { role: 'img', 'aria-label': word }
        : { 'aria-hidden': true })}
    >
      {title && <title>{title}</title>}
      <Shape shape={look.shape} turning={still ? '' : classes.turning} />
    </svg>
  );
}
