import { makeStyles } from '@material-ui/core/styles';
import {
  color,
  Duration,
  formatDuration,
  StateIcon,
  stateLook,
  useNow,
} from '@dop/plugin-devops-react';
import {
  isTerminal,
  type Run,
  type StepInstance,
} from '@dop/plugin-pipelines-common';

const useStyles = makeStyles(
  {
    root: { padding: '12px 16px', overflow: 'auto' },
    row: {
      all: 'unset',
      boxSizing: 'border-box',
      cursor: 'pointer',
      display: 'grid',
      gridTemplateColumns: 'minmax(96px, 180px) minmax(120px, 1fr) 76px',
      gap: 12,
      alignItems: 'center',
      width: '100%',
      height: 32,
      borderRadius: 4,
      '&:hover': { background: 'var(--dop-hover)' },
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
      '&[aria-current=true]': { background: 'var(--dop-selected)' },
    },
    name: {
      display: 'flex',
      gap: 6,
      alignItems: 'center',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    track: {
      position: 'relative',
      height: 14,
      background:
        'repeating-linear-gradient(to right, var(--dop-border) 0 1px, transparent 1px 25%)',
    },
    bar: {
      position: 'absolute',
      top: 0,
      bottom: 0,
      minWidth: 3,
      borderRadius: 3,
    },
    time: { textAlign: 'right', color: 'var(--dop-text-soft)' },
    scale: {
      display: 'grid',
      gridTemplateColumns: 'minmax(96px, 180px) minmax(120px, 1fr) 76px',
      gap: 12,
      fontSize: '0.75rem',
      color: 'var(--dop-text-soft)',
      marginBottom: 4,
      '& > span:nth-child(2)': {
        display: 'flex',
        justifyContent: 'space-between',
      },
    },
  },
  { name: 'DopTimeline' },
);

interface Bar {
  from: number;
  to: number;
  state: string;
  label: string;
}

/** What is drawn of a step: its attempts, one after another. */
function barsOf(step: StepInstance, now: number): Bar[] {
  const attempts = step.attempts.map(attempt => ({
    from: Date.parse(attempt.startedAt ?? attempt.claimedAt),
    to: attempt.finishedAt ? Date.parse(attempt.finishedAt) : now,
    state: attempt.state as string,
    label: `Attempt ${attempt.number}: ${stateLook(attempt.state).word}`,
  }));
  return attempts.length > 0 || !step.startedAt
    ? attempts
    : [
        {
          from: Date.parse(step.startedAt),
          to: step.finishedAt ? Date.parse(step.finishedAt) : now,
          state: step.state,
          label: stateLook(step.state).word,
        },
      ];
}

/** Where the time went: one line for each step instance, one bar for each attempt. */
export function Timeline(props: {
  run: Run;
  selected: string | undefined;
  onSelect: (instanceKey: string) => void;
}) {
  const { run, selected, onSelect } = props;
  const classes = useStyles();
  const live = !isTerminal(run.state);
  const now = useNow(live);
  const start = Date.parse(run.startedAt ?? run.createdAt);
  const end = run.finishedAt ? Date.parse(run.finishedAt) : now;
  const length = Math.max(end - start, 1);
  const place = (time: number) =>
    `${Math.min(100, Math.max(0, ((time - start) / length) * 100))}%`;
  return (
    <div className={classes.root}>
      <div className={classes.scale} aria-hidden>
        <span />
        <span>
          <span>0</span>
          <span>{formatDuration(length / 2)}</span>
          <span>{formatDuration(length)}</span>
        </span>
        <span />
      </div>
      {run.steps.map(step => (
        <button
          key={step.key}
          type="button"
          className={classes.row}
          aria-current={selected === step.key}
          aria-label={`${step.key}, ${stateLook(step.state).word}`}
          onClick={() => onSelect(step.key)}
        >
          <span className={classes.name}>
            <StateIcon state={step.state} size={14} decorative />
            {step.key}
          </span>
          <span className={classes.track}>
            {barsOf(step, now).map(bar => (
              <span
                key={bar.from}
                className={classes.bar}
                title={`${bar.label}, ${formatDuration(bar.to - bar.from)}`}
                style={{
                  left: place(bar.from),
                  width: `calc(${place(bar.to)} - ${place(bar.from)})`,
                  background: color(stateLook(bar.state).color),
                  opacity: stateLook(bar.state).final ? 1 : 0.6,
                }}
              />
            ))}
          </span>
          <span className={classes.time}>
            <Duration from={step.startedAt} to={step.finishedAt} />
          </span>
        </button>
      ))}
    </div>
  );
}
