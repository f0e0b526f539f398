import fc from 'fast-check';
import { TextHistory, type HistoryChange } from './TextHistory';
import { changeBetween, changeText, type TextChange } from './TextChange';

/** Letters that are easily broken: line breaks, halves of characters, the mark. */
const piece = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      ' ',
      '\n',
      '\r\n',
      '\r',
      '😀',
      '\ud83d',
      '\uFEFF',
    ),
    { maxLength: 6 },
  )
  .map(letters => letters.join(''));

/** Where to change, as parts of the text's length, and what to put there. */
const edit = fc.array(
  fc.record({
    place: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(3),
    insert: piece,
  }),
  { minLength: 1, maxLength: 3 },
);

function changesIn(
  text: string,
  parts: { place: number; length: number; insert: string }[],
): TextChange[] {
  let done = 0;
  return [...parts]
    .sort((a, b) => a.place - b.place)
    .map(({ place, length, insert }) => {
      const from = Math.max(done, Math.floor(place * text.length));
      const to = Math.min(text.length, from + length);
      done = to;
      return { from, to, insert };
    });
}

describe('TextHistory', () => {
  it('gives the exact texts back in undo and redo, whatever was changed', () => {
    const act = fc.oneof(
      fc.record({
        act: fc.constant('apply' as const),
        parts: edit,
        typed: fc.boolean(),
        origin: fc.constantFrom('one', 'other'),
        pause: fc.nat(1000),
      }),
      fc.record({ act: fc.constantFrom('undo' as const, 'redo' as const) }),
    );
    fc.assert(
      fc.property(piece, fc.array(act, { maxLength: 30 }), (start, acts) => {
        let clock = 0;
        const history = TextHistory.create(start, { now: () => clock });
        // One who only hears of the changes has the same text.
        let heard = start;
        history.subscribe(({ changes }) => {
          heard = changeText(heard, changes);
        });
        const seen = new Set([start]);
        for (const next of acts) {
          if (next.act === 'apply') {
            clock += next.pause;
            const changes = changesIn(history.text, next.parts);
            seen.add(changeText(history.text, changes));
            history.apply(changes, next.origin, { typed: next.typed });
          } else {
            history[next.act]();
          }
          expect(seen).toContain(history.text);
          expect(heard).toBe(history.text);
        }
        const end = history.text;
        const back: string[] = [end];
        while (history.canUndo) {
          history.undo();
          back.push(history.text);
        }
        expect(history.text).toBe(start);
        expect(heard).toBe(start);
        for (const text of back.reverse().slice(1)) {
          history.redo();
          expect(history.text).toBe(text);
        }
        expect(history.text).toBe(end);
        expect(heard).toBe(end);
      }),
      { numRuns: 500 },
    );
  });

  function typing(text: string) {
    let clock = 0;
    const history = TextHistory.create(text, { now: () => clock });
    const type = (
      from: number,
      to: number,
      insert: string,
      origin: unknown = 'editor',
    ) => history.apply([{ from, to, insert }], origin, { typed: true });
    const wait = (milliseconds: number) => {
      clock += milliseconds;
    };
    const undone = () => {
      const texts = [];
      while (history.canUndo) {
        history.undo();
        texts.push(history.text);
      }
      return texts;
    };
    return { history, type, wait, undone };
  }

  it('takes typing that goes on as one step, with its corrections', () => {
    const { type, wait, history, undone } = typing('steps:\n');
    type(7, 7, 't');
    wait(300);
    type(8, 8, 'e');
    wait(300);
    type(8, 9, '');
    wait(300);
    type(7, 8, '');
    // Back over what was there before.
    type(6, 7, '');
    type(6, 6, ' {}');
    expect(history.text).toBe('steps: {}');
    expect(undone()).toEqual(['steps:\n']);
    history.redo();
    expect(history.text).toBe('steps: {}');
  });

  it('begins a new step after a pause, elsewhere, for others and after undo', () => {
    const { history, type, wait, undone } = typing('abc');
    type(0, 0, '1');
    wait(501);
    type(1, 1, '2');
    type(5, 5, '3');
    type(6, 6, '4', 'form');
    history.apply([{ from: 7, to: 7, insert: '5' }], 'form');
    expect(undone()).toEqual(['12abc34', '12abc3', '12abc', '1abc', 'abc']);
    history.redo();
    type(1, 1, '6');
    expect(history.canRedo).toBe(false);
    expect(undone()).toEqual(['1abc', 'abc']);
  });

  it('tells each listener of each change in order, also where one of them changes the text', () => {
    const history = TextHistory.create('a');
    const heard: HistoryChange[] = [];
    history.subscribe(({ origin }) => {
      if (origin === 'first') {
        history.apply([{ from: 0, to: 0, insert: '2' }], 'second');
      }
    });
    let follows = 'a';
    const stop = history.subscribe(change => {
      heard.push(change);
      follows = changeText(follows, change.changes);
    });
    history.apply([{ from: 1, to: 1, insert: '1' }], 'first');
    expect(heard.map(({ origin }) => origin)).toEqual(['first', 'second']);
    expect(follows).toBe('2a1');
    stop();
    history.undo();
    expect(heard).toHaveLength(2);
  });

  it('takes nothing for a step that changes nothing, and refuses what does not fit', () => {
    const history = TextHistory.create('abc');
    history.apply([{ from: 1, to: 2, insert: 'b' }]);
    expect(history.canUndo).toBe(false);
    for (const changes of [
      [{ from: 2, to: 4, insert: '' }],
      [{ from: 2, to: 1, insert: '' }],
      [
        { from: 1, to: 2, insert: '' },
        { from: 0, to: 1, insert: '' },
      ],
    ]) {
      expect(() => history.apply(changes)).toThrow(RangeError);
    }
    expect(history.text).toBe('abc');
  });

  it('forgets its steps with a file that was loaded anew, and tells only what is another', () => {
    const history = TextHistory.create('one\r\ntwo\r\n');
    const heard: HistoryChange[] = [];
    history.apply([{ from: 0, to: 0, insert: '#' }]);
    history.subscribe(change => heard.push(change));
    history.reset('#one\r\nthree\r\n');
    expect(heard).toEqual([
      { changes: [{ from: 7, to: 9, insert: 'hree' }], origin: 'reset' },
    ]);
    expect([history.canUndo, history.canRedo]).toEqual([false, false]);
    expect(changeBetween('aXa', 'aa')).toEqual({ from: 1, to: 2, insert: '' });
  });
});
