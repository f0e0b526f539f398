import type { JsonObject } from '@backstage/types';
import type { AttemptProgram } from './AttemptSpec';

/** What a step gets that is a function of the portal's process. */
export interface FunctionCall {
  program: AttemptProgram;
  /** Checked against the component's schema, with its defaults. */
  inputs: JsonObject;
  /** The workflow's variables, the step's secrets, `CO_RUN_ID`, `CO_STEP` and `CO_ATTEMPT`. */
  env: Record<string, string>;
  /** The same in each attempt of a step of a run. */
  idempotencyKey: string;
  /** Aborts when the attempt has to end. A function that goes on is no longer listened to. */
  signal: AbortSignal;
  /** Adds to the attempt's log; secrets are masked. */
  log(text: string): void;
}
