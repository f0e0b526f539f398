import type { Knex } from 'knex';
import type { VisibleRepositories } from '@dop/plugin-access-common';
import { whereListed } from '@dop/plugin-devops-node';

/**
 * Narrows a query over `image_repositories` to what somebody may see: images of
 * visible records, and the administrators' own, which everybody may pull.
 */
export function visibleTo<T extends Knex.QueryBuilder>(
  query: T,
  visible: VisibleRepositories,
): T {
  if (!visible.all) {
    query.whereNull('image_repositories.orphaned_at').where(inner => {
      inner
        .whereNull('image_repositories.repository_id')
        .orWhere(listed =>
          whereListed(
            listed,
            'image_repositories.repository_id',
            visible.repositoryIds,
          ),
        );
    });
  }
  return query;
}
