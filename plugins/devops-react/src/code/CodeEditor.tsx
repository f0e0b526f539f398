import { lazy, Suspense } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Loading } from '../feedback/Loading';
import { devopsReactTranslationRef } from '../translation';
import type { CodeEditorProps } from './editorTypes';

const CodeMirrorEditor = lazy(() => import('./CodeMirrorEditor'));

/**
 * A text that can be edited, with colours, findings and completion. It fills its
 * frame, or grows with the text where the frame has no height.
 */
export function CodeEditor(props: CodeEditorProps) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  return (
    <Suspense fallback={<Loading what={t('loading.editor')} />}>
      <CodeMirrorEditor {...props} />
    </Suspense>
  );
}
