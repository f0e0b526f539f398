/** Bounds on one report. What is over one is left out, and the report says so. */
export interface ReportLimits {
  /** Bytes of a file; a larger one is not taken. */
  fileBytes: number;
  tests: number;
  suites: number;
  /** Elements inside each other. */
  depth: number;
  /** Characters of one attribute. */
  attribute: number;
  /** Characters of one tag. */
  tag: number;
  /** Characters of one text: a trace, an output. */
  text: number;
  /** Characters of a name that is shown; identity looks at the whole name. */
  name: number;
  /** Failures and properties of one test, each. */
  perTest: number;
  /** Different causes of failure that are told apart. */
  causes: number;
  /** Warnings that are kept; more are counted. */
  warnings: number;
  /** Characters of traces and outputs in one report. */
  details: number;
}

export const defaultLimits: ReportLimits = {
  fileBytes: 512 * 1024 * 1024,
  tests: 2_000_000,
  suites: 50_000,
  depth: 100,
  attribute: 32 * 1024,
  tag: 256 * 1024,
  text: 64 * 1024,
  name: 1_000,
  perTest: 50,
  causes: 2_000,
  warnings: 50,
  details: 256 * 1024 * 1024,
};
