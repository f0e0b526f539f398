import type { ReactNode } from 'react';

export interface DataColumn<Row> {
  id: string;
  /** Shown above the column; also its name for those who don't see it. */
  label: string;
  render: (row: Row) => ReactNode;
  /** A track of a CSS grid: `120px`, `minmax(0, 2fr)` (the default is `minmax(0, 1fr)`). */
  width?: string;
  /** Numbers stand right. */
  align?: 'right';
  /** Makes the column sortable in the browser; leave out for cursor-paged lists. */
  sortValue?: (row: Row) => string | number | undefined;
  /**
   * On a phone: the line at the top, the lines below it (default) or those with
   * the label before the value, a button at the end, or not at all.
   */
  phone?: 'primary' | 'secondary' | 'labelled' | 'action' | 'hidden';
}

export interface Sorting {
  column: string;
  direction: 'ascending' | 'descending';
}

/** The rows in the chosen order; unknown values come last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly DataColumn<Row>[],
  sorting: Sorting | undefined,
): readonly Row[] {
  const value = columns.find(({ id }) => id === sorting?.column)?.sortValue;
  if (!value || !sorting) {
    return rows;
  }
  const sign = sorting.direction === 'ascending' ? 1 : -1;
  return [...rows].sort((left, right) => {
    const a = value(left);
    const b = value(right);
    if (a === undefined || b === undefined) {
      return Number(a === undefined) - Number(b === undefined);
    }
    return typeof a === 'string' && typeof b === 'string'
      ? sign * a.localeCompare(b)
      : sign * (Number(a) - Number(b));
  });
}
