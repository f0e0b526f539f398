import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  color,
  Duration,
  formatDuration,
  RowScroller,
  StateIcon,
  stateLook,
  useNow,
  usePhone,
  useStateWords,
  type StateWords,
} from '@dop/plugin-devops-react';
import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import { FoldButton } from './FoldButton';
import { countWords, timesOf } from './runView';
import type { StepListProps } from './StepList';
import { rowLabel, type StepRow } from './stepRows';
import { pipelinesTranslationRef, type Translate } from '../translation';

/** Name, bars, duration. */
const columns = 'minmax(80px, 34%) minmax(60px, 1fr) 64px';

const useStyles = makeStyles(
  {
    root: { padding: '12px 0 12px 16px', overflow: 'auto', minWidth: 0 },
    line: { display: 'flex', height: 32 },
    noFold: { width: 32, flex: 'none' },
    row: {
      all: 'unset',
      boxSizing: 'border-box',
      cursor: 'pointer',
      display: 'grid',
      gridTemplateColumns: columns,
      gap: 12,
      alignItems: 'center',
      flex: 1,
      minWidth: 0,
      borderRadius: 4,
      '&:hover': { background: 'var(--dop-hover)' },
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
      '&[aria-current=true]': { background: 'var(--dop-selected)' },
    },
    name: {
      display: 'flex',
      gap: 6,
      alignItems: 'center',
      minWidth: 0,
    },
    title: {
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    instance: { paddingLeft: 16 },
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
      gridTemplateColumns: columns,
      gap: 12,
      fontSize: '0.75rem',
      color: 'var(--dop-text-soft)',
      margin: '0 32px 4px 0',
      '& > span:nth-child(2)': {
        display: 'flex',
        justifyContent: 'space-between',
        whiteSpace: 'nowrap',
        overflow: 'hidden',
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
function barsOf(
  t: Translate,
  words: StateWords,
  row: StepRow,
  now: number,
): Bar[] {
  const whole = (): Bar[] => {
    const { from, to } = timesOf(row.instances);
    return from
      ? [
          {
            from: Date.parse(from),
            to: to ? Date.parse(to) : now,
            state: row.state,
            label:
              row.kind === 'matrix'
                ? countWords(words, row.instances)
                : words.word(row.state, row.waitsFor),
          },
        ]
      : [];
  };
  if (row.kind === 'matrix') {
    return whole();
  }
  if (row.instances[0].takenFrom) {
    // It took its time in another run.
    return [];
  }
  const attempts = row.instances[0].attempts.map(attempt => ({
    from: Date.parse(attempt.startedAt ?? attempt.claimedAt),
    to: attempt.finishedAt ? Date.parse(attempt.finishedAt) : now,
    state: attempt.state as string,
    label: t('timeline.attempt', {
      number: String(attempt.number),
      word: words.word(attempt.state),
    }),
  }));
  return attempts.length > 0 ? attempts : whole();
}

/** Where the time went: one line for each step instance, one bar for each attempt. */
export function Timeline(props: StepListProps & { run: Run }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const { run, rows, current, onSelect, onToggle } = props;
  const classes = useStyles();
  const phone = usePhone();
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
          {!phone && <span>{formatDuration(length / 2)}</span>}
          <span>{formatDuration(length)}</span>
        </span>
        <span />
      </div>
      <RowScroller
        label={t('timeline.timeline')}
        count={rows.length}
        rowHeight={32}
        current={current}
        keyOf={index => `${rows[index].kind} ${rows[index].id}`}
        render={index => {
          const row = rows[index];
          const { from, to } = timesOf(row.instances);
          return (
            <div className={classes.line}>
              <button
                type="button"
                className={classes.row}
                aria-current={index === current}
                aria-label={`${rowLabel(t, row)}, ${words.word(
                  row.state,
                  row.waitsFor,
                )}`}
                onClick={() => onSelect(row)}
              >
                <span
                  className={`${classes.name} ${
                    row.kind === 'instance' ? classes.instance : ''
                  }`}
                >
                  <StateIcon
                    state={row.state}
                    reason={row.waitsFor}
                    size={14}
                    decorative
                  />
                  <span className={classes.title} title={row.title}>
                    {row.short}
                  </span>
                </span>
                <span className={classes.track}>
                  {barsOf(t, words, row, now).map(bar => (
                    <span
                      key={bar.from}
                      className={classes.bar}
                      title={`${bar.label}, ${formatDuration(
                        bar.to - bar.from,
                      )}`}
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
                  {from && <Duration from={from} to={to} />}
                </span>
              </button>
              {row.kind === 'matrix' ? (
                <FoldButton row={row} onToggle={onToggle} />
              ) : (
                <span className={classes.noFold} />
              )}
            </div>
          );
        }}
      />
    </div>
  );
}
