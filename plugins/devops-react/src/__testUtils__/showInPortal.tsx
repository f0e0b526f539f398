import type { ReactElement } from 'react';
import { render, type RenderResult } from '@testing-library/react';
import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { devopsReactTranslationRef, type Translate } from '../translation';

const apis = [
  [translationApiRef, mockApis.translation()],
  [errorApiRef, mockApis.error()],
] as const;

/** Renders what takes its texts from a translation ref. */
export function showInPortal(
  element: ReactElement,
): Pick<RenderResult, 'container' | 'rerender' | 'unmount'> {
  const inPortal = (child: ReactElement) => (
    <TestApiProvider apis={apis}>{child}</TestApiProvider>
  );
  const { container, unmount, rerender } = render(inPortal(element));
  const again: RenderResult['rerender'] = next =>
    rerender(inPortal(<>{next}</>));
  return { container, unmount, rerender: again };
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
