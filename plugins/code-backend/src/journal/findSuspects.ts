import type { Knex } from 'knex';
import { readRefFiles } from '../git/readRefFiles';
import type { RepositoryFolders } from '../git/RepositoryFolders';

/**
 * Repositories whose refs on disk and journal may differ, or with a push that
 * was announced and not journaled. The others need no second look; of those
 * that are named here, git and the repository's lock have the last word.
 *
 * @param ids - a few hundred at most
 */
export async function findSuspects(
  knex: Knex,
  folders: RepositoryFolders,
  ids: string[],
): Promise<Set<string>> {
  const suspects = new Set<string>(
    await knex('pushes').whereIn('repository_id', ids).pluck('repository_id'),
  );
  const rows: { id: string; ref: string; sha: string }[] = await knex('refs')
    .whereIn('repository_id', ids)
    .select('repository_id as id', 'ref', 'sha');
  const journaled = new Map<string, Map<string, string>>();
  for (const { id, ref, sha } of rows) {
    const refs = journaled.get(id) ?? new Map();
    journaled.set(id, refs.set(ref, sha));
  }
  for (const id of ids) {
    if (!suspects.has(id)) {
      const onDisk = await readRefFiles(folders.path(id));
      const known = journaled.get(id) ?? new Map();
      const same =
        onDisk?.size === known.size &&
        [...known].every(([ref, sha]) => onDisk?.get(ref) === sha);
      if (!same) {
        suspects.add(id);
      }
    }
  }
  return suspects;
}
