import type { JsonObject } from '@backstage/types';
import type { NewArtifact } from './records';

/** Columns of an attempt that come with events; what is absent stays. */
export interface AttemptDetails {
  owner?: string;
  /** ms from now. */
  leaseMs?: number;
  runner?: string;
  place?: string;
  handle?: string;
  isolated?: boolean;
  notEnforced?: string[];
  exitCode?: number;
  signal?: string;
  /** JSON. */
  inputs?: string;
  env?: string;
  /** Names only. */
  secrets?: string;
  outputs?: string;
  tokenHash?: string;
  artifacts?: NewArtifact[];
  /** What a wait brought: outputs of a child run, or the form of an approval. */
  waitOutputs?: JsonObject;
}
