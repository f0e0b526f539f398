import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { devopsReactTranslationRef } from '../translation';
import { describeError, type DescribedError } from './describeError';

/** An error in the language of the reader: what happened, where, what to do. */
export function useDescribedError(error: unknown): DescribedError {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return describeError(error, t);
}
