import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { Runner } from './Runner';
import type { SecretStore } from './SecretStore';

/** What modules may add to pipelines. */
export interface PipelinesExtensionPoint {
  /**
   * @throws ConflictError if there is a runner of that kind
   */
  addRunner(runner: Runner): void;

  /**
   * Stores are asked in the order in which they were added, the portal's own
   * last; the first that knows the name answers.
   */
  addSecretStore(store: SecretStore): void;

  /**
   * Logs and artifacts of runs are kept there and nowhere else, instead of in the
   * data folder. The store is for pipelines alone: what no run names is removed.
   *
   * @throws ConflictError if there is one already
   */
  setBlobStore(store: BlobStore): void;
}

/** @see PipelinesExtensionPoint */
export const pipelinesExtensionPoint =
  createExtensionPoint<PipelinesExtensionPoint>({ id: 'pipelines.dop' });
