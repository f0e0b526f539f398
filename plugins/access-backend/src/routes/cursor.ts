import { InputError } from '@backstage/errors';
import type { Page } from '@dop/plugin-access-common';

/** Where a list goes on, as text that callers do not read. */
export function encodeCursor(position: string[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws InputError for anything but a cursor of that many parts */
export function decodeCursor(
  cursor: string | undefined,
  parts: number,
): string[] | undefined {
  if (cursor === undefined || cursor === '') {
    return undefined;
  }
  try {
    const position = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(position) &&
      position.length === parts &&
      position.every(part => typeof part === 'string')
    ) {
      return position;
    }
  } catch {
    // Said below.
  }
  throw new InputError(
    'This cursor is not valid; take nextCursor of the page before, or none',
  );
}

/** A page of at most `limit` of rows that were read with `limit + 1`. */
export function toPage<T>(
  rows: T[],
  limit: number,
  position: (row: T) => string[],
): Page<T> {
  const items = rows.slice(0, limit);
  return {
    items,
    ...(rows.length > limit && {
      nextCursor: encodeCursor(position(items[items.length - 1])),
    }),
  };
}
