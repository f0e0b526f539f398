import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useRef, type KeyboardEvent } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import {
  color,
  StateIcon,
  stateLook,
  useStateWords,
} from '@dop/plugin-devops-react';
import type { StepInstance } from '@dop/plugin-pipelines-common';
import { countWords, waitsFor } from './runView';
import { matrixWords } from './stepRows';
import { pipelinesTranslationRef } from '../translation';

/** More than these are drawn as small squares. */
const mostWords = 12;

const useStyles = makeStyles(
  {
    words: { display: 'flex', flexWrap: 'wrap', gap: 6, marginTop: 8 },
    word: {
      all: 'unset',
      cursor: 'pointer',
      display: 'inline-flex',
      gap: 5,
      alignItems: 'center',
      maxWidth: '100%',
      padding: '1px 8px 1px 5px',
      border: '1px solid var(--dop-border)',
      borderRadius: 12,
      fontSize: '0.8rem',
      '&[aria-checked=true]': {
        borderColor: 'var(--dop-link)',
        background: 'var(--dop-selected)',
      },
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
    },
    squares: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: 3,
      marginTop: 4,
      padding: 2,
      maxHeight: 108,
      overflow: 'auto',
    },
    square: {
      all: 'unset',
      cursor: 'pointer',
      width: 12,
      height: 12,
      borderRadius: 3,
      '&[aria-checked=true]': { outline: '2px solid var(--dop-text)' },
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
    },
    line: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '2px 12px',
      alignItems: 'center',
      marginTop: 8,
      fontSize: '0.8rem',
      color: 'var(--dop-text-soft)',
    },
    next: {
      all: 'unset',
      cursor: 'pointer',
      color: 'var(--dop-link)',
      '&:hover': { textDecoration: 'underline' },
      '&:focus-visible': { outline: '2px solid var(--dop-link)' },
    },
  },
  { name: 'DopInstancePicker' },
);

const bad = ['failed', 'timedOut', 'rejected', 'warned'];

/** The instances of a matrix; arrow keys walk through them. */
export function InstancePicker(props: {
  instances: readonly StepInstance[];
  selected: string;
  onSelect: (instanceKey: string) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const stateWords = useStateWords();
  const { instances, selected, onSelect } = props;
  const classes = useStyles();
  const group = useRef<HTMLDivElement>(null);
  const words = instances.length <= mostWords;
  const at = instances.findIndex(({ key }) => key === selected);
  const worst = instances.filter(({ state }) => bad.includes(state));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[
      event.key
    ];
    const next =
      by && instances[(at + by + instances.length) % instances.length];
    if (next) {
      event.preventDefault();
      onSelect(next.key);
      group.current
        ?.querySelector<HTMLElement>(`[data-key="${CSS.escape(next.key)}"]`)
        ?.focus();
    }
  };
  const nextBad = () => {
    const after = worst.find(each => instances.indexOf(each) > at);
    onSelect((after ?? worst[0]).key);
  };
  return (
    <>
      {!words && (
        <div className={classes.line}>
          <span>
            {t('instancePicker.position', {
              value: String(at + 1),
              number: String(instances.length),
              counts: countWords(stateWords, instances),
            })}
          </span>
          {worst.length > 0 &&
            !(worst.length === 1 && worst[0].key === selected) && (
              <button type="button" className={classes.next} onClick={nextBad}>
                {t('instancePicker.nextFailed')}
              </button>
            )}
        </div>
      )}
      <div
        ref={group}
        className={words ? classes.words : classes.squares}
        role="radiogroup"
        tabIndex={-1}
        aria-label={t('instancePicker.instances')}
        onKeyDown={onKeyDown}
      >
        {instances.map((instance, index) => {
          const { key, state } = instance;
          const reason = waitsFor(instance);
          const look = stateLook(state, reason);
          const name = matrixWords(instance) || key;
          const word = stateWords.word(state, reason);
          return (
            <button
              key={key}
              type="button"
              role="radio"
              data-key={key}
              data-state={state}
              className={words ? classes.word : classes.square}
              aria-checked={key === selected}
              aria-label={`${name}, ${word}`}
              title={`${name}: ${word}`}
              tabIndex={index === Math.max(at, 0) ? 0 : -1}
              style={
                words
                  ? undefined
                  : {
                      background: color(look.color),
                      opacity: look.final ? 1 : 0.5,
                    }
              }
              onClick={() => onSelect(key)}
            >
              {words && <StateIcon state={state} reason={reason} size={12} />}
              {words && name}
            </button>
          );
        })}
      </div>
    </>
  );
}
