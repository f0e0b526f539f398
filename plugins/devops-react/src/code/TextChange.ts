/** Replaces a part of a text. */
export interface TextChange {
  /** Offset of the first character, in UTF-16 code units. */
  from: number;
  /** Behind the last one; `from` for an insertion. */
  to: number;
  insert: string;
}

/**
 * The text with the changes.
 *
 * @param changes - offsets of the text as it is, in order, none inside another
 * @throws RangeError where they are out of order or outside of the text
 */
export function changeText(
  text: string,
  changes: readonly TextChange[],
): string {
  let result = '';
  let done = 0;
  for (const { from, to, insert } of changes) {
    if (from < done || to < from || to > text.length) {
      throw new RangeError(
        `A change of ${from} to ${to} does not fit a text of ${text.length} behind ${done}`,
      );
    }
    result += text.slice(done, from) + insert;
    done = to;
  }
  return result + text.slice(done);
}

/** The changes that lead back from the changed text. */
export function invertChanges(
  text: string,
  changes: readonly TextChange[],
): TextChange[] {
  let moved = 0;
  return changes.map(({ from, to, insert }) => {
    const inverse = {
      from: from + moved,
      to: from + moved + insert.length,
      insert: text.slice(from, to),
    };
    moved += insert.length - (to - from);
    return inverse;
  });
}

/** The one change between two texts: what is the same at both ends stays. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let same = 0;
  while (same < shorter && before[same] === after[same]) {
    same += 1;
  }
  let tail = 0;
  while (
    tail < shorter - same &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  return {
    from: same,
    to: before.length - tail,
    insert: after.slice(same, after.length - tail),
  };
}
