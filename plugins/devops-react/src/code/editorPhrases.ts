import { EditorState, type Extension } from '@codemirror/state';
import type { Translate } from '../translation';

/** The words of CodeMirror in the words of the portal. */
export function editorPhrases(t: Translate): Extension {
  return EditorState.phrases.of({
    Completions: t('editor.completions'),
    Diagnostics: t('editor.problems'),
    'No diagnostics': t('editor.noProblems'),
    close: t('editor.close'),
    'Fold line': t('editor.fold'),
    'Unfold line': t('editor.unfold'),
    'Folded lines': t('editor.folded'),
    'Unfolded lines': t('editor.unfolded'),
    'folded code': t('editor.foldedWords'),
    unfold: t('editor.unfold'),
    Find: t('editor.find'),
    Replace: t('editor.replace'),
    next: t('editor.next'),
    previous: t('editor.previous'),
    all: t('editor.all'),
    'match case': t('editor.matchCase'),
    'by word': t('editor.byWord'),
    regexp: t('editor.regexp'),
    replace: t('editor.replaceOne'),
    'replace all': t('editor.replaceAll'),
    'current match': t('editor.currentMatch'),
    'on line': t('editor.onLine'),
    'replaced match on line $': t('editor.replacedOnLine'),
    'replaced $ matches': t('editor.replacedCount'),
    'Go to line': t('editor.goToLine'),
    go: t('editor.go'),
  });
}
