import type { LogGroup } from './LogDocument';

/** Which rows are in sight when some groups are folded. */
export interface Folding {
  /** Rows that are shown. */
  count: number;
  /** Row of the document at a place in the list. */
  rowAt: (place: number) => number;
  /** Place in the list of a row of the document; of its group's title if folded. */
  placeOf: (row: number) => number;
}

/** Groups do not nest, so that folded ones are plain gaps in order. */
export function foldRows(
  rowCount: number,
  groups: readonly LogGroup[],
  folded: ReadonlySet<number>,
): Folding {
  const gaps = groups
    .filter(group => folded.has(group.from) && group.to > group.from)
    .map(({ from, to }) => ({ after: from, size: to - from }));
  const hidden = gaps.reduce((sum, { size }) => sum + size, 0);
  return {
    count: rowCount - hidden,
    rowAt: place =>
      gaps.reduce(
        (row, { after, size }) => (row > after ? row + size : row),
        place,
      ),
    placeOf: row => {
      let place = row;
      for (const { after, size } of gaps) {
        if (row > after) {
          place -= Math.min(size, row - after);
        }
      }
      return place;
    },
  };
}
