import type { LoggerService } from '@backstage/backend-plugin-api';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { JsonObject } from '@backstage/types';
import type { Plan, PlannedStep } from '@dop/plugin-pipelines-common';
import type { Runner, SecretStore } from '@dop/plugin-pipelines-node';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import type { Collector } from '../collect/Collector';
import type { SchemaChecker } from '../collect/SchemaChecker';
import type { LogStore } from '../logs/LogStore';
import type { Replicas } from '../replicas/Replicas';
import type { Dispatcher } from '../store/Dispatcher';
import type { RunQueries } from '../store/RunQueries';
import type { RunStore } from '../store/RunStore';
import type { RunRecord } from '../store/records';
import type { Evaluator } from './Evaluator';

/** Moments of an attempt at which tests make a process die. */
export type ProbePoint =
  | 'beforeHandleSaved'
  | 'handleSaved'
  | 'spawned'
  | 'exited'
  | 'collecting'
  | 'committed'
  | 'childEnded'
  | 'parentTold';

/** Something that pages may want to look at again. */
export type ChangeHint =
  | { type: 'run'; runId: string; sequence: number }
  | {
      type: 'log';
      runId: string;
      instanceKey: string;
      attempt: number;
      /** Length of the log. */
      bytes: number;
    };

/** Which kind of runner takes a step. */
export type Placement = { kind: string } | { reason: string };

/**
 * Decides where a step may run, by the trust in its repository and component.
 * Asked again every few seconds while the answer is a reason.
 */
export type PlaceStep = (step: {
  run: RunRecord;
  step: PlannedStep;
  component: ResolvedComponent;
  runners: ReadonlyMap<string, Runner>;
}) => Promise<Placement>;

/** Limits and times of an engine. */
export interface EngineSettings {
  /** Time for which an owner keeps an attempt without a sign of life. */
  leaseMs: number;
  /** Poll for work that nobody announced. */
  pollMs: number;
  /** An attempt on another host is lost when that host was silent for so long. */
  hostSilenceMs: number;
  /** The engine is not healthy when its loop has not come round for so long. */
  loopSilenceMs: number;
  /** Between asking a program to end and killing it. */
  graceSeconds: number;
  /** Bytes of log that are kept of one attempt. */
  maxLogBytes: number;
  /** Programs at once, by kind of runner. */
  slots: Record<string, number>;
  /** For kinds that are not in `slots`. */
  defaultSlots: number;
  /**
   * Days for which steps, logs and artifacts of a run are kept after its end.
   * Absent: for ever.
   */
  keepRunsDays?: number;
}

/** Programs that a kind of runner may have at once. */
export function slotsOf(settings: EngineSettings, kind: string): number {
  return settings.slots[kind] ?? settings.defaultSlots;
}

/** What the parts of one engine share. */
export interface EngineContext {
  readonly store: RunStore;
  readonly queries: RunQueries;
  readonly dispatcher: Dispatcher;
  readonly runners: ReadonlyMap<string, Runner>;
  readonly blobs: BlobStore;
  readonly logs: LogStore;
  readonly evaluator: Evaluator;
  readonly schemas: SchemaChecker;
  readonly collector: Collector;
  readonly logger: LoggerService;
  readonly settings: EngineSettings;
  readonly place: PlaceStep;
  readonly secrets?: SecretStore;
  /** Name of this process among the owners of attempts. */
  readonly owner: string;
  /** Only this process uses the database. */
  readonly exclusive: boolean;
  /** Others that use the database; absent where there are none. */
  readonly replicas?: Replicas;
  /** What all handles of this portal begin with. */
  readonly handlePrefix: string;
  /** What the run of a step is shown with. */
  childMeta(parent: RunRecord, plan: Plan): JsonObject;
  /** Holds a folder for each live attempt. */
  readonly workDirectory: string;
  /** Address of the portal, for steps whose network allows it. */
  readonly portalUrl?: string;
  hint(change: ChangeHint): void;
  probe(point: ProbePoint): Promise<void>;
}
