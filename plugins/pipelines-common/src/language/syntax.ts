import type { ObjectSchema } from '@dop/plugin-components-common';
import type { JsonValue } from '@backstage/types';
import type { WorkflowTriggers } from '../api/types';
import type { Located, Range } from '../source/SourceFile';

/** A workflow file, read but not checked against anything outside of it. */
export interface WorkflowSyntax {
  name: Located<string>;
  title?: string;
  description?: string;
  delivers: Located<string>[];
  triggers: WorkflowTriggers;
  inputs: ObjectSchema;
  timeoutMs?: number;
  concurrency?: ConcurrencySyntax;
  env: EntrySyntax[];
  steps: StepSyntax[];
}

export interface ConcurrencySyntax {
  group: TemplateSyntax;
  limit: number;
  whenBusy: 'queue' | 'cancelOlder' | 'reject';
}

export interface StepSyntax {
  id: Located<string>;
  title?: string;
  uses: Located<string>;
  needs: Located<string>[];
  if?: ExpressionSyntax;
  with: EntrySyntax[];
  /** Where an input that is missing belongs. */
  withAt: Range;
  env: EntrySyntax[];
  retry: { attempts: number; backoffMs: number; on: ('failed' | 'timedOut')[] };
  timeoutMs?: number;
  allowFailure: boolean;
  always: boolean;
  onFailure: boolean;
  matrix?: {
    name: Located<string>;
    values: (string | number | boolean)[];
  }[];
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
