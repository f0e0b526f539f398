import {
  forEachDiagnostic,
  lintGutter,
  lintKeymap,
  linter,
  nextDiagnostic,
  previousDiagnostic,
} from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { type Command, EditorView, keymap } from '@codemirror/view';

/** Findings in the text and the margin; F8 walks them. */
export const problemsExtension: Extension = [
  linter(null),
  lintGutter(),
  keymap.of([
    { key: 'F8', run: said(nextDiagnostic), shift: said(previousDiagnostic) },
    { key: 'Mod-.', run: applyFirstFix, preventDefault: true },
    ...lintKeymap,
  ]),
];

/** A walk to a finding that is also heard. */
function said(walk: Command): Command {
  return view => {
    if (!walk(view)) {
      return false;
    }
    const { from, to } = view.state.selection.main;
    const messages: string[] = [];
    forEachDiagnostic(view.state, (problem, start, end) => {
      if (start === from && end === to) {
        messages.push(problem.message);
      }
    });
    view.dispatch({
      effects: EditorView.announce.of(messages.join(' ')),
    });
    return true;
  };
}

/** The first fix of what is found where the cursor is. */
function applyFirstFix(view: EditorView): boolean {
  const { from, to } = view.state.selection.main;
  let found: (() => void) | undefined;
  forEachDiagnostic(view.state, (problem, start, end) => {
    const [fix] = problem.actions ?? [];
    if (!found && fix && start <= to && end >= from) {
      found = () => fix.apply(view, start, end);
    }
  });
  if (view.state.readOnly || !found) {
    return false;
  }
  found();
  return true;
}
