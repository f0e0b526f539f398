import { lazy, Suspense } from 'react';
import { Loading } from '../feedback/Loading';
import type { GraphProps } from './types';

const GraphCanvas = lazy(() => import('./GraphCanvas'));

/**
 * Steps and links as a drawing that can be read and chosen from, not edited.
 * Every page that has one offers a list beside it.
 */
export function Graph(props: GraphProps) {
  return (
    <Suspense fallback={<Loading what="the graph" />}>
      <GraphCanvas {...props} />
    </Suspense>
  );
}
