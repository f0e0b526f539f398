import { createHash } from 'node:crypto';

/** The id of a workflow: stable for a repository record and a path. */
export function workflowIdOf(repositoryId: string, path: string): string {
  return createHash('sha256')
    .update(`${repositoryId}\0${path}`)
    .digest('hex')
    .slice(0, 32);
}
