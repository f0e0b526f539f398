import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Runner } from './Runner';

/** What modules may add to pipelines. */
export interface PipelinesExtensionPoint {
  /**
   * @throws ConflictError if there is a runner of that kind
   */
  addRunner(runner: Runner): void;
}

/** @see PipelinesExtensionPoint */
export const pipelinesExtensionPoint =
  createExtensionPoint<PipelinesExtensionPoint>({ id: 'pipelines.dop' });
