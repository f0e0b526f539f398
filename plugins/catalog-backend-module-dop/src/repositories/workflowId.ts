import { createHash } from 'node:crypto';

/** The id that pipelines gives to a workflow; see docs/contracts.md. */
export function workflowId(repositoryId: string, path: string): string {
  const hash = createHash('sha256').update(`${repositoryId}\0${path}`);
  return hash.digest('hex').slice(0, 32);
}
