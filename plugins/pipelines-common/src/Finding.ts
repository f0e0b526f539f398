/** How bad a finding is: a file with an `error` does not run. */
export type FindingSeverity = 'error' | 'warning';

/** Replaces the text between two places, both counted as in {@link Finding}. */
export interface FindingFix {
  /** What the change does, `Change "comit" to "commit"`. */
  title: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  newText: string;
}

/** Something that is wrong with a workflow file, and where. */
export interface Finding {
  /** Path in the repository, `.dop/delivery.yaml`. */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units. */
  column: number;
  endLine?: number;
  /** Behind the last character. */
  endColumn?: number;
  /** `unknown-name`; all rules are in docs/workflow-rules.md. */
  rule: string;
  /** One or two sentences: what is wrong, and what to do. */
  message: string;
  severity: FindingSeverity;
  /** Only where the right change is certain. */
  fix?: FindingFix;
}
