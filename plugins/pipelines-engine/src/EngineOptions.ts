import type { LoggerService } from '@backstage/backend-plugin-api';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { JsonObject } from '@backstage/types';
import type { Plan } from '@dop/plugin-pipelines-common';
import type { Runner, SecretStore } from '@dop/plugin-pipelines-node';
import type { Knex } from 'knex';
import type { CoreLimits } from './core';
import type { FactHook } from './facts';
import type {
  EngineSettings,
  PlaceStep,
  ProbePoint,
} from './scheduler/EngineContext';
import type { Evaluator } from './scheduler/Evaluator';
import type { RunRecord } from './store/records';

/** What an engine is made of. */
export interface EngineOptions {
  /** The engine brings its own tables up to date in it. */
  knex: Knex;
  runners: Runner[];
  /** Artifacts and logs. */
  blobs: BlobStore;
  /** A folder for each live attempt is made in it; users of programs must be able to pass through it. */
  workDirectory: string;
  logger: LoggerService;
  /** By default evaluates right here. */
  evaluator?: Evaluator;
  /** Without one, no step gets a secret. */
  secrets?: SecretStore;
  /** By default the first runner that takes it. */
  place?: PlaceStep;
  /** Address of the portal for steps whose network allows it. */
  portalUrl?: string;
  /**
   * Called in the transaction of what it tells of, to enqueue events. Only
   * queries on `trx`.
   */
  onFacts?: FactHook;
  /**
   * `NewRun.meta` of the run that a step of a run makes; by default that of its
   * parent.
   */
  childMeta?: (parent: RunRecord, plan: Plan) => JsonObject;
  /** After a commit that had facts. */
  onCommitted?: () => void;
  settings?: Partial<EngineSettings>;
  limits?: Partial<CoreLimits>;
  /** Where tests make the process die. */
  probe?: (point: ProbePoint) => void | Promise<void>;
}

/** Whose run token it is. */
export interface TokenHolder {
  run: RunRecord;
  stepId: string;
  instanceKey: string;
  attempt: number;
  epoch: number;
  isolated: boolean;
}

/** How the engine is, for readiness and metrics. */
export interface EngineHealth {
  /** False when the loop has not come round for long. */
  alive: boolean;
  lastProgressMs: number;
  /** Steps that wait for a place, counted to 1000, and for how long the oldest does. */
  ready: number;
  oldestReadyMs: number;
  /** Attempts that this process drives. */
  driving: number;
}
