import type { JsonObject } from '@backstage/types';
import type { ActionType } from '../language/syntax';
import type { Range } from '../source/SourceFile';

/** What is drawn of a file, also of one with errors. */
export interface Drawing {
  steps: DrawnStep[];
  links: DrawnLink[];
}

/** A step as it stands in the file. */
export interface DrawnStep {
  id: string;
  title?: string;
  /** What it does; undefined where the file does not say. */
  action?: ActionType;
  /** `dop/shell@1`, `.dop/child.yaml`. */
  target?: string;
  /** From its name to the end of its last line. */
  at: Range;
  /** Those that are written and those of links; also steps that there are not. */
  needs: string[];
  /** Its fields as plain values. */
  fields: JsonObject;
}

/** An expression of a step that reads another one. */
export interface DrawnLink {
  from: string;
  to: string;
  /** The first name after `outputs`; undefined for `state`. */
  output?: string;
  /** `with.source`, `env.NAME`, `if`, `matrix.shard`. */
  place: string;
  /** Whether the value is this expression and nothing else: it can be cut. */
  lone: boolean;
}
