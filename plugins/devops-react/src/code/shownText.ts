import { changeBetween, changeText, type TextChange } from './TextChange';

/**
 * What the editor shows of a text: it counts each line break as one character,
 * `\n`, and the byte order mark is not shown.
 */
export function shownText(text: string): string {
  return text.slice(markLength(text)).replace(/\r\n?/g, '\n');
}

function markLength(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

/** Offsets of a text and of what the editor shows of it. */
export class ShownOffsets {
  readonly #mark: number;
  /** For each `\r\n`, the shown offset of the line break. */
  readonly #pairs: readonly number[];

  static of(text: string): ShownOffsets {
    const mark = markLength(text);
    const pairs: number[] = [];
    for (
      let at = text.indexOf('\r\n');
      at >= 0;
      at = text.indexOf('\r\n', at + 2)
    ) {
      pairs.push(at - mark - pairs.length);
    }
    return new ShownOffsets(mark, pairs);
  }

  private constructor(mark: number, pairs: readonly number[]) {
    this.#mark = mark;
    this.#pairs = pairs;
  }

  /** The offset in the text. */
  toText(shown: number): number {
    return shown + this.#mark + this.#before(shown, 0);
  }

  /** The offset in what is shown; before the break for one inside of `\r\n`. */
  toShown(offset: number): number {
    const marked = Math.max(0, offset - this.#mark);
    // The n-th pair has moved by the n pairs before it.
    return marked - this.#before(marked, 1);
  }

  /** How many pairs lie before an offset, each `wider` than it is shown. */
  #before(offset: number, wider: number): number {
    let low = 0;
    let high = this.#pairs.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#pairs[middle] + middle * wider < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

/**
 * Changes of what is shown as changes of the text. New lines end as those of the
 * file do.
 *
 * @param changes - in offsets of what is shown of `text`
 */
export function toTextChanges(
  text: string,
  offsets: ShownOffsets,
  changes: readonly TextChange[],
): TextChange[] {
  const breaks = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  return changes.map(change => {
    const from = offsets.toText(change.from);
    const to = offsets.toText(change.to);
    const insert = change.insert.replace(/\n/g, breaks);
    // A lone `\r` is a line break by itself and must not become half of one.
    const merges =
      text[from - 1] === '\r' && (insert || text.slice(to)).startsWith('\n');
    return { from, to, insert: merges ? `\r${insert}` : insert };
  });
}

/**
 * Changes of the text as changes of what is shown.
 *
 * @param changes - in offsets of `text`
 */
export function toShownChanges(
  text: string,
  offsets: ShownOffsets,
  changes: readonly TextChange[],
): TextChange[] {
  const [first] = changes;
  const odd =
    (first?.from === 0 && hasMark(text, changes)) ||
    changes.some(change => breaksPair(text, change));
  if (odd) {
    const after = changeText(text, changes);
    return [changeBetween(shownText(text), shownText(after))];
  }
  return changes.map(({ from, to, insert }) => ({
    from: offsets.toShown(from),
    to: offsets.toShown(to),
    insert: insert.replace(/\r\n?/g, '\n'),
  }));
}

/** Whether a byte order mark may come to the beginning or go from there. */
function hasMark(text: string, changes: readonly TextChange[]): boolean {
  return [text, ...changes.map(change => change.insert)].some(part =>
    part.includes('\uFEFF'),
  );
}

/** Whether a change begins or ends inside of a `\r\n`, or makes one at its ends. */
function breaksPair(text: string, { from, to, insert }: TextChange): boolean {
  const startsInside = text[from - 1] === '\r';
  const endsInside =
    text[to] === '\n' && (text[to - 1] === '\r' || insert.endsWith('\r'));
  return startsInside || endsInside;
}
