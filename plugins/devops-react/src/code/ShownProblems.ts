import {
  forEachDiagnostic,
  setDiagnostics,
  type Diagnostic,
} from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { CodeProblem } from './editorTypes';
import type { HistoryBinding } from './historyBinding';

/** The findings that an editor shows; they move with the text until others come. */
export class ShownProblems {
  #problems: readonly CodeProblem[] = [];

  /**
   * @param text - that they were found in; without it the one that is shown when
   *   they come, and the same ones again change nothing
   */
  show(
    view: EditorView,
    binding: HistoryBinding,
    problems: readonly CodeProblem[],
    text?: string,
  ) {
    const same = text === undefined && sayTheSame(problems, this.#problems);
    // Fixes are those of the last ones, also where nothing else is new.
    this.#problems = problems;
    if (same) {
      return;
    }
    const toShown = binding.shownFrom(text ?? binding.text);
    const diagnostics = problems.map(
      ({ from, to, severity, message, fixes }, at): Diagnostic => ({
        from: toShown(from),
        to: toShown(Math.max(from, to)),
        severity,
        message,
        actions: fixes?.map(({ title }, fix) => ({
          name: title,
          apply: () => this.#problems[at]?.fixes?.[fix]?.apply(),
        })),
      }),
    );
    const shown: CodeProblem[] = [];
    forEachDiagnostic(view.state, (diagnostic, from, to) =>
      shown.push({ ...asProblem(diagnostic), from, to }),
    );
    // Telling the same again would close what is open about them.
    if (!sayTheSame(diagnostics.map(asProblem), shown)) {
      view.dispatch(setDiagnostics(view.state, diagnostics));
    }
  }
}

function asProblem(diagnostic: Diagnostic): CodeProblem {
  return {
    from: diagnostic.from,
    to: diagnostic.to,
    severity: diagnostic.severity === 'error' ? 'error' : 'warning',
    message: diagnostic.message,
    fixes: diagnostic.actions?.map(({ name }) => ({
      title: name,
      apply: () => {},
    })),
  };
}

/** Whether they stand at the same places and say the same. */
function sayTheSame(
  some: readonly CodeProblem[],
  others: readonly CodeProblem[],
): boolean {
  const words = (problems: readonly CodeProblem[]) =>
    JSON.stringify(
      problems
        .map(({ from, to, severity, message, fixes = [] }) => [
          from,
          to,
          severity,
          message,
          ...fixes.map(({ title }) => title),
        ])
        .sort(([a], [b]) => Number(a) - Number(b)),
    );
  return words(some) === words(others);
}
