import { EditorView } from '@codemirror/view';
import fc from 'fast-check';
import { makeTextMeasurable } from '../__testUtils__/measurable';
import { HistoryBinding } from './historyBinding';
import { ShownOffsets, shownText } from './shownText';
import { TextHistory } from './TextHistory';

beforeAll(makeTextMeasurable);

function bound(text: string) {
  const history = TextHistory.create(text);
  const binding = new HistoryBinding(history);
  const view = new EditorView({
    doc: binding.shown,
    extensions: binding.extension,
  });
  const stop = binding.follow(view);
  const close = () => {
    stop();
    view.destroy();
  };
  return { history, binding, view, close };
}

const piecesOf = (...letters: string[]) =>
  fc
    .array(fc.constantFrom(...letters), { maxLength: 8 })
    .map(pieces => pieces.join(''));

describe('HistoryBinding', () => {
  it('keeps text and editor the same, whoever edits a text of whatever line breaks', () => {
    const anything = piecesOf('a', 'b', '\n', '\r\n', '\r', '😀', '\uFEFF');
    const part = { place: fc.double({ min: 0, max: 1, noNaN: true }) };
    const act = fc.oneof(
      fc.record({
        who: fc.constantFrom('editor' as const, 'other' as const),
        ...part,
        length: fc.nat(3),
        insert: anything,
      }),
      fc.record({ who: fc.constantFrom('undo' as const, 'redo' as const) }),
    );
    fc.assert(
      fc.property(anything, fc.array(act, { maxLength: 12 }), (text, acts) => {
        const { history, binding, view, close } = bound(text);
        for (const next of acts) {
          if ('place' in next) {
            const byEditor = next.who === 'editor';
            const { length } = byEditor ? view.state.doc : history.text;
            const from = Math.floor(next.place * length);
            const to = Math.min(length, from + next.length);
            const change = { from, to, insert: next.insert };
            if (byEditor) {
              view.dispatch({ changes: change });
            } else {
              history.apply([change]);
            }
          } else {
            history[next.who]();
          }
          expect(binding.text).toBe(history.text);
          expect(view.state.doc.toString()).toBe(shownText(history.text));
        }
        while (history.canUndo) {
          history.undo();
        }
        expect(history.text).toBe(text);
        expect(view.state.doc.toString()).toBe(shownText(text));
        close();
      }),
      { numRuns: 300 },
    );
  });

  it('keeps CRLF and the byte order mark, and gives new lines the breaks of the file', () => {
    const { history, view, close } = bound('\uFEFFa: 1\r\nb: 2\r\nc: 3\r\n');
    expect(view.state.doc.toString()).toBe('a: 1\nb: 2\nc: 3\n');
    view.dispatch({ changes: { from: 9, insert: '\nnew: 😀' } });
    expect(history.text).toBe('\uFEFFa: 1\r\nb: 2\r\nnew: 😀\r\nc: 3\r\n');
    // Over the end of a line: nothing is left of its break.
    view.dispatch({ changes: { from: 9, to: 10 } });
    expect(history.text).toBe('\uFEFFa: 1\r\nb: 2new: 😀\r\nc: 3\r\n');
    history.undo();
    history.undo();
    expect(history.text).toBe('\uFEFFa: 1\r\nb: 2\r\nc: 3\r\n');
    close();
  });

  it('leaves the other breaks of a mixed file as they are', () => {
    const { history, view, close } = bound('a\nb\r\nc\n');
    view.dispatch({ changes: { from: 3, insert: '\n!' } });
    expect(history.text).toBe('a\nb\n!\r\nc\n');
    close();
  });

  it('translates offsets both ways', () => {
    fc.assert(
      fc.property(piecesOf('a', '\n', '\r\n', '\r', '😀'), text => {
        const offsets = ShownOffsets.of(text);
        const shown = shownText(text);
        for (let at = 0; at <= shown.length; at += 1) {
          expect(shownText(text.slice(0, offsets.toText(at)))).toBe(
            shown.slice(0, at),
          );
          expect(offsets.toShown(offsets.toText(at))).toBe(at);
        }
      }),
    );
    const marked = ShownOffsets.of('\uFEFFa\r\nb');
    expect([0, 1, 2, 3, 4, 5].map(at => marked.toShown(at))).toEqual([
      0, 0, 1, 1, 2, 3,
    ]);
  });

  it('puts the cursor where undo went, and leaves it alone when others edit', () => {
    const { history, view, close } = bound('a: 1\nb: 2\n');
    view.dispatch({ selection: { anchor: 7 } });
    history.apply([{ from: 0, to: 0, insert: '# first\n' }]);
    expect(view.state.selection.main.head).toBe(15);
    history.undo();
    expect(view.state.selection.main.head).toBe(0);
    history.redo();
    expect(view.state.selection.main.head).toBe(8);
    close();
  });
});
