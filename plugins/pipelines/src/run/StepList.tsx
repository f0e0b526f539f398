import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  Duration,
  RowScroller,
  StateIcon,
  usePhone,
  useStateWords,
  type StateWords,
} from '@dop/plugin-devops-react';
import { FoldButton } from './FoldButton';
import { componentLabel, countWords, takenOverWords, timesOf } from './runView';
import { rowLabel, type StepRow } from './stepRows';
import { pipelinesTranslationRef, type Translate } from '../translation';

const useStyles = makeStyles(
  {
    line: {
      display: 'flex',
      boxSizing: 'border-box',
      height: 52,
      borderBottom: '1px solid var(--dop-border)',
    },
    row: {
      all: 'unset',
      boxSizing: 'border-box',
      cursor: 'pointer',
      display: 'flex',
      flex: 1,
      minWidth: 0,
      alignItems: 'center',
      gap: 10,
      padding: '4px 16px',
      '&:hover': { background: 'var(--dop-hover)' },
      '&:focus-visible': {
        outline: '2px solid var(--dop-link)',
        outlineOffset: -2,
      },
      '&[aria-current=true]': {
        background: 'var(--dop-selected)',
        boxShadow: 'inset 3px 0 0 var(--dop-link)',
      },
    },
    instance: { paddingLeft: 40 },
    text: { flex: 1, minWidth: 0 },
    name: {
      fontWeight: 600,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
    soft: {
      color: 'var(--dop-text-soft)',
      fontSize: '0.8rem',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
  },
  { name: 'DopStepList' },
);

function secondLine(t: Translate, words: StateWords, row: StepRow): string {
  if (row.kind === 'matrix') {
    return countWords(words, row.instances);
  }
  const [instance] = row.instances;
  const word = words.word(row.state, row.waitsFor);
  if (instance.takenFrom) {
    return `${word} · ${takenOverWords(t, instance.takenFrom)}`;
  }
  const said = row.waitsFor === 'approval' ? undefined : instance.reason;
  return (
    said ??
    (row.definition ? `${word} · ${componentLabel(t, row.definition)}` : word)
  );
}

export interface StepListProps {
  rows: readonly StepRow[];
  /** Index of the row that the page shows, or -1. */
  current: number;
  onSelect: (row: StepRow) => void;
  onToggle: (row: StepRow) => void;
}

/** The steps of a run in order; the same as the graph, to be read. */
export function StepList(props: StepListProps) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const words = useStateWords();
  const { rows, current, onSelect, onToggle } = props;
  const classes = useStyles();
  const phone = usePhone();
  return (
    <RowScroller
      label={t('stepList.steps')}
      count={rows.length}
      rowHeight={52}
      current={current}
      keyOf={index => `${rows[index].kind} ${rows[index].id}`}
      render={index => {
        const row = rows[index];
        const word = words.word(row.state, row.waitsFor);
        const { from, to } = timesOf(row.instances);
        const second = secondLine(t, words, row);
        return (
          <div className={classes.line}>
            <button
              type="button"
              className={`${classes.row} ${
                row.kind === 'instance' ? classes.instance : ''
              }`}
              aria-current={index === current}
              aria-label={`${rowLabel(t, row)}, ${word}`}
              onClick={() => onSelect(row)}
            >
              <StateIcon
                state={row.state}
                reason={row.waitsFor}
                size={18}
                decorative
              />
              <span className={classes.text}>
                <div className={classes.name} title={row.title}>
                  {phone ? row.short : row.title}
                </div>
                <div className={classes.soft} title={second}>
                  {second}
                </div>
              </span>
              {from && <Duration from={from} to={to} />}
            </button>
            {row.kind === 'matrix' && (
              <FoldButton row={row} onToggle={onToggle} />
            )}
          </div>
        );
      }}
    />
  );
}
