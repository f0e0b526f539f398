import type { ImageValue } from '../events/imagesIn';

/** A line of the engine's journal with what is known of its run. */
export interface JournalLine {
  sequence: number;
  /** Of the step instance. */
  position?: number;
  type: string;
  state?: string;
  message?: string;
  time: number;
  stepId?: string;
  instanceKey?: string;
  attempt?: number;
  /** Of a step that is an approval: what came of it so far. */
  approval?: {
    decision?: 'approve' | 'reject';
    /** Entity ref. */
    by?: string;
    reason?: string;
  };
  run: JournalRun;
}

export interface JournalRun {
  id: string;
  number: number;
  workflowId: string;
  workflowName: string;
  repositoryId: string;
  /** Group that owns the repository. */
  namespace?: string;
  /** `namespace/name` */
  repository?: string;
  ref: string;
  protectedRef: boolean;
  commit: string;
  actor: string;
  trigger: string;
  /** Entity refs of what the workflow delivers. */
  services: string[];
  /** Why it ended before its steps did; of a run that is over. */
  cause?: 'cancel' | 'superseded' | 'timeout' | 'concurrency';
  /** The run of whose steps one runs this one. */
  parentRunId?: string;
  /** That step, while the run that it belongs to is kept. */
  parent?: ParentStep;
  rerunOf?: string;
  /** The run that began the chain of child runs and repetitions. */
  chainId: string;
}

/** A step that runs a workflow, in the run that it belongs to. */
export interface ParentStep {
  runId: string;
  runNumber: number;
  workflowId: string;
  stepId: string;
  instanceKey: string;
}

/** A thing that an attempt left and that CDEvents has a word for. */
export type Produced =
  | (ImageValue & { kind: 'image'; sbom?: string })
  | { kind: 'test-report'; output: string; digest: string }
  | { kind: 'sbom'; output: string; digest: string; mediaType: string }
  /** Without an image, the commit is what was deployed. */
  | { kind: 'deployment'; environment: string; image?: ImageValue };
