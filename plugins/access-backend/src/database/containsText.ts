import type { Knex } from 'knex';

/** Narrows a query to rows where one of the columns holds the text, whatever the case. */
export function containsText(
  query: Knex.QueryBuilder,
  columns: string[],
  text: string,
): void {
  const position = String(query.client.config.client).includes('sqlite')
    ? 'instr'
    : 'strpos';
  query.where(inner => {
    for (const column of columns) {
      inner.orWhereRaw(`${position}(lower(??), ?) > 0`, [
        column,
        text.toLowerCase(),
      ]);
    }
  });
}
