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
 */
export function applyChanges(
  text: string,
  changes: readonly TextChange[],
): string {
  let result = '';
  let done = 0;
  for (const { from, to, insert } of changes) {
    result += text.slice(done, from) + insert;
    done = to;
  }
  return result + text.slice(done);
}
