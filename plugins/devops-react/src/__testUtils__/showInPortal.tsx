import type { ReactElement } from 'react';
import { render } from '@testing-library/react';
import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { devopsReactTranslationRef, type Translate } from '../translation';

const apis = [
  [translationApiRef, mockApis.translation()],
  [errorApiRef, mockApis.error()],
] as const;

/** Renders what takes its texts from a translation ref. */
export function showInPortal(element: ReactElement) {
  const inPortal = (child: ReactElement) => (
    <TestApiProvider apis={apis}>{child}</TestApiProvider>
  );
  const { rerender, ...result } = render(inPortal(element));
  return {
    ...result,
    rerender: (next: ReactElement) => rerender(inPortal(next)),
  };
}

/** The texts in the source language, without a component. */
export function englishTexts(): Translate {
  const snapshot = mockApis
    .translation()
    .getTranslation(devopsReactTranslationRef);
  if (!snapshot.ready) {
    throw new Error('The source language needs no loading');
  }
  return snapshot.t;
}
