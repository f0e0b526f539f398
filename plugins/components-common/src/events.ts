import type { ComponentLifecycle } from './types';

/**
 * Data of the event `dop.component.changed`: a version was published, or its
 * lifecycle changed. Drafts are not told.
 */
export interface ComponentChanged {
  namespace: string;
  name: string;
  version: string;
  lifecycle: Exclude<ComponentLifecycle, 'draft'>;
  /** Why, if somebody said so. */
  reason?: string;
  /** `sha256:…` of the frozen source tree. */
  sourceDigest: string;
  /** `sha256:…`, if it is known already. */
  imageDigest?: string;
  /** Where it was published from; absent for what ships with the portal. */
  repositoryId?: string;
  /** `shop/tools`, as it was named then. */
  repository?: string;
  commit?: string;
  /** Whether the commit was the head of a protected ref when it was published. */
  fromProtectedRef?: boolean;
  /** User entity ref; absent for what ships with the portal. */
  actor?: string;
  /** ISO 8601, UTC. */
  time: string;
}
