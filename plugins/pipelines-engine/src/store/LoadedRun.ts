import type { CompiledPlan, PlannedInstance, RunModel } from '../core';
import type { RunRecord } from './records';

/** A run in memory, as of one version of its row. */
export interface LoadedRun {
  id: string;
  version: number;
  sequence: number;
  plan: CompiledPlan;
  instances: PlannedInstance[];
  model: RunModel;
  /** The same as others see it. */
  record: RunRecord;
  groupKey?: string;
  /** Runs of the group at once. */
  groupLimit?: number;
}
