import { StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import { fromOutside } from './historyBinding';
import { scrollWithin } from './scrollWithin';

const show = StateEffect.define<{ from: number; to: number }>();
const line = Decoration.line({ class: 'cm-revealed' });

/** The lines that were revealed last; they move with the text. */
export const revealed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    const { effects, state } = transaction;
    const range = effects.find(effect => effect.is(show))?.value;
    if (!range) {
      return lines.map(transaction.changes);
    }
    const marks = [];
    const last = state.doc.lineAt(range.to).number;
    for (
      let number = state.doc.lineAt(range.from).number;
      number <= last;
      number += 1
    ) {
      marks.push(line.range(state.doc.line(number).from));
    }
    return Decoration.set(marks);
  },
  provide: field => EditorView.decorations.from(field),
});

/** Marks the lines of a range and scrolls there; the cursor stays with who types. */
export function revealRange(
  view: EditorView,
  range: { from: number; to: number },
) {
  view.dispatch({
    selection: view.hasFocus ? undefined : { anchor: range.from },
    effects: show.of(range),
    annotations: fromOutside.of(true),
  });
  scrollWithin(view, range);
}
