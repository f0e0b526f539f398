import type { JsonValue } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import type { WorkflowTriggers } from '../api/types';
import type { MatrixValue } from '../plan';
import type { Located, Range } from '../source/SourceFile';

/** A workflow file, read but not checked against anything outside of it. */
export interface WorkflowSyntax {
  name: Located<string>;
  title?: string;
  description?: string;
  delivers: Located<string>[];
  triggers: WorkflowTriggers;
  inputs: ObjectSchema;
  outputs: EntrySyntax[];
  timeoutMs?: number;
  concurrency?: ConcurrencySyntax;
  env: EntrySyntax[];
  steps: StepSyntax[];
}

export interface ConcurrencySyntax {
  group: TemplateSyntax;
  limit: number;
  whenBusy: 'queue' | 'cancelOlder' | 'reject';
  scope: 'workflow' | 'owner';
  holdWhileWaiting: boolean;
}

export interface StepSyntax {
  id: Located<string>;
  title?: string;
  action: ActionSyntax;
  needs: Located<string>[];
  if?: ExpressionSyntax;
  with: EntrySyntax[];
  /** Where an input that is missing belongs. */
  withAt: Range;
  env: EntrySyntax[];
  secrets: SecretSyntax[];
  retry: { attempts: number; backoffMs: number; on: ('failed' | 'timedOut')[] };
  timeoutMs?: number;
  allowFailure: boolean;
  always: boolean;
  onFailure: boolean;
  matrix?: MatrixSyntax;
}

/** What a step does. */
export type ActionSyntax =
  | { type: 'uses'; uses: Located<string> }
  | {
      type: 'approve';
      /** Full entity refs. */
      by: string[];
      form?: ObjectSchema;
      timeoutMs?: number;
    }
  | { type: 'workflow'; path: Located<string> }
  | { type: 'external'; connection: string; operation: string }
  | { type: 'delay'; ms: number };

export type ActionType = ActionSyntax['type'];

/** `NPM_TOKEN: shop/npm-token` */
export interface SecretSyntax {
  variable: Located<string>;
  secret: Located<string>;
}

export interface MatrixSyntax {
  at: Range;
  axes: AxisSyntax[];
  include: CombinationSyntax[];
  exclude: CombinationSyntax[];
}

export interface AxisSyntax {
  name: Located<string>;
  values: Located<MatrixValue>[] | ExpressionSyntax;
}

/** Values by axis. */
export interface CombinationSyntax {
  at: Range;
  values: { axis: Located<string>; value: Located<MatrixValue> }[];
}

export interface EntrySyntax {
  name: string;
  nameAt: Range;
  value: TemplateSyntax;
}

export interface ExpressionSyntax {
  kind: 'expression';
  source: string;
  at: Range;
  /** Offset in the file of a character of the source. */
  offsetOf(index: number): number;
}

/** A value with expressions in it, and where each part is. */
export type TemplateSyntax =
  | { kind: 'literal'; value: JsonValue; at: Range }
  | ExpressionSyntax
  | { kind: 'text'; parts: (string | ExpressionSyntax)[]; at: Range }
  | { kind: 'list'; items: TemplateSyntax[]; at: Range }
  | { kind: 'object'; entries: EntrySyntax[]; at: Range };
