import type { Knex } from 'knex';
import { isSqlite } from './isSqlite';

/**
 * Narrows a query to rows whose column is one of the given texts, however many
 * these are: they travel as one binding, where `whereIn` has one for each and
 * databases take only some ten thousand.
 */
export function whereListed(
  query: Knex.QueryBuilder,
  column: string,
  texts: readonly string[],
): void {
  const list = isSqlite(query)
    ? 'select value from json_each(?)'
    : 'select jsonb_array_elements_text(?::jsonb)';
  query.whereRaw(`?? in (${list})`, [column, JSON.stringify(texts)]);
}
