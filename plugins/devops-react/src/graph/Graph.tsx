import { lazy, Suspense } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Loading } from '../feedback/Loading';
import { devopsReactTranslationRef } from '../translation';
import type { GraphProps } from './types';

const GraphCanvas = lazy(() => import('./GraphCanvas'));
const EditingCanvas = lazy(() => import('./editing/EditingCanvas'));

/**
 * Steps and links as a drawing to read and to choose from; with `editing` also
 * to change. Every page that has one offers a list or the text beside it.
 */
export function Graph(props: GraphProps) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return (
    <Suspense fallback={<Loading what={t('loading.graph')} />}>
      {props.editing ? (
        <EditingCanvas {...props} editing={props.editing} />
      ) : (
        <GraphCanvas {...props} />
      )}
    </Suspense>
  );
}
