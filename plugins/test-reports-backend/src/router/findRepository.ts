import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';

/** The record of `namespace/name` or of an id. No check of who asks. */
export async function findRepository(
  access: AccessService,
  repository: string,
): Promise<RepositoryRecord | undefined> {
  const [namespace, name, more] = repository.split('/');
  if (more !== undefined) {
    return undefined;
  }
  return name === undefined
    ? access.repository({ id: repository })
    : access.repository({ namespace, name });
}
