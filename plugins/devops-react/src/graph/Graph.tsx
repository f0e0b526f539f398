import { lazy, Suspense } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Loading } from '../feedback/Loading';
import { devopsReactTranslationRef } from '../translation';
import type { GraphProps } from './types';

const GraphCanvas = lazy(() => import('./GraphCanvas'));

/**
 * Steps and links as a drawing that can be read and chosen from, not edited.
 * Every page that has one offers a list beside it.
 */
export function Graph(props: GraphProps) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return (
    <Suspense fallback={<Loading what={t('loading.graph')} />}>
      <GraphCanvas {...props} />
    </Suspense>
  );
}
