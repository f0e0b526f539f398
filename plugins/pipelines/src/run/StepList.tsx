import { makeStyles } from '@material-ui/core/styles';
import { Duration, StateIcon, stateLook } from '@dop/plugin-devops-react';
import type { Run } from '@dop/plugin-pipelines-common';
import { componentLabel, waitsFor } from './runView';

const useStyles = makeStyles(
  {
    root: { margin: 0, padding: 0, listStyle: 'none' },
    row: {
      all: 'unset',
      boxSizing: 'border-box',
      cursor: 'pointer',
      display: 'flex',
      alignItems: 'center',
      gap: 10,
      width: '100%',
      minHeight: 44,
      padding: '6px 16px',
      borderBottom: '1px solid var(--dop-border)',
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
    text: { flex: 1, minWidth: 0 },
    name: { fontWeight: 600 },
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

export interface StepListProps {
  run: Run;
  selected: string | undefined;
  onSelect: (instanceKey: string) => void;
}

/** The steps of a run in order; the same as the graph, to be read. */
export function StepList({ run, selected, onSelect }: StepListProps) {
  const classes = useStyles();
  const order = new Map(run.graph.steps.map(({ id }, index) => [id, index]));
  const steps = [...run.steps].sort(
    (a, b) => (order.get(a.stepId) ?? 0) - (order.get(b.stepId) ?? 0),
  );
  return (
    <ol className={classes.root} aria-label="Steps">
      {steps.map(step => {
        const definition = run.graph.steps.find(({ id }) => id === step.stepId);
        const look = stateLook(step.state, waitsFor(step));
        const name =
          step.key === step.stepId ? definition?.title ?? step.key : step.key;
        return (
          <li key={step.key}>
            <button
              type="button"
              className={classes.row}
              aria-current={selected === step.key}
              aria-label={`${name}, ${look.word}`}
              onClick={() => onSelect(step.key)}
            >
              <StateIcon
                state={step.state}
                reason={waitsFor(step)}
                size={18}
                decorative
              />
              <span className={classes.text}>
                <span className={classes.name}>{name}</span>
                <div className={classes.soft}>
                  {step.reason ??
                    `${look.word} · ${
                      definition ? componentLabel(definition) : step.stepId
                    }`}
                </div>
              </span>
              {step.startedAt && (
                <Duration from={step.startedAt} to={step.finishedAt} />
              )}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
