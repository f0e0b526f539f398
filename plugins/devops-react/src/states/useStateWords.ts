import { useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef, type Translate } from '../translation';
import { stateName } from './states';

/** The words of states; `reason` as in `stateName`. */
export interface StateWords {
  /** `Timed out`. */
  word: (state: string, reason?: string) => string;
  /** `timed out`, for the middle of a sentence. */
  inText: (state: string, reason?: string) => string;
  /** What it means, for hover: `It took too long.` */
  meaning: (state: string, reason?: string) => string;
}

const waits = ['external', 'child', 'delay', 'retry'] as const;

function createStateWords(t: Translate): StateWords {
  const word = (state: string, reason?: string) => {
    const name = stateName(state, reason);
    return name ? t(`states.${name}.word`) : state || t('states.unknown.word');
  };
  return {
    word,
    inText: (state, reason) => word(state, reason).toLocaleLowerCase(),
    meaning: (state, reason) => {
      const waitsFor =
        state === 'waiting' ? waits.find(each => each === reason) : undefined;
      return waitsFor
        ? t(`waits.${waitsFor}`)
        : t(`states.${stateName(state, reason) ?? 'unknown'}.meaning`);
    },
  };
}

/** What states are called in the language of the reader. */
export function useStateWords(): StateWords {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return useMemo(() => createStateWords(t), [t]);
}
