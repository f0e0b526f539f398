import { createHash } from 'node:crypto';

/** Stable for repository and path, and the same on every replica. */
export function workflowId(repositoryId: string, path: string): string {
  return createHash('sha256')
    .update(`${repositoryId}\0${path}`)
    .digest('hex')
    .slice(0, 32);
}
