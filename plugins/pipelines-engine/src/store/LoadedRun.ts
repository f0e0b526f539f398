import type { JsonObject } from '@backstage/types';
import type { CompiledPlan, PlannedInstance, RunModel } from '../core';
import type { RunRecord } from './records';

/** A step instance with what the core need not know of it. */
export interface StoredInstance extends PlannedInstance {
  /** Where its outcome comes from; never a step that took it over itself. */
  takenOver?: { runId: string; position: number };
  /** Inputs that somebody edited, over the evaluated ones. */
  edited?: JsonObject;
}

/** A run in memory, as of one version of its row. */
export interface LoadedRun {
  id: string;
  version: number;
  sequence: number;
  plan: CompiledPlan;
  instances: StoredInstance[];
  model: RunModel;
  /** The same as others see it. */
  record: RunRecord;
  groupKey?: string;
  /** Runs of the group at once. */
  groupLimit?: number;
  /** The step that runs it. */
  parent?: { runId: string; position: number };
}
