/**
 * Bounds on what a repository may supply. They keep the time to read, check and
 * evaluate one file bounded; the tests of the worst cases hold them to that. The
 * portal reads files in a thread of its own all the same.
 */
export const limits = {
  /** Characters of a workflow file. */
  fileLength: 512 * 1024,
  /** Levels of lists and maps in a file. */
  yamlDepth: 40,
  /** Lists, maps and scalars of a file, aliases counted as what they stand for. */
  yamlNodes: 60_000,
  /** Findings that are kept of one file. */
  findings: 200,
  steps: 5_000,
  /** Times of one workflow's schedule. */
  schedules: 10,
  /** Instances of one matrix. */
  matrixInstances: 256,
  /** Characters of a value of a matrix. */
  matrixText: 100,
  /** Step instances of a run, those of computed matrices counted as they come. */
  stepInstances: 5_000,
  /** Workflows that run each other, the first one included. */
  workflowDepth: 5,
  /** Runs that start each other by what they do, after the first of the chain. */
  chainDepth: 5,
  /** Characters of one expression. */
  expressionLength: 2_000,
  /** Nodes of one expression. */
  expressionNodes: 400,
  expressionDepth: 40,
  /** Functions on lists, such as `map`, inside of each other. */
  expressionLoops: 3,
  /** Elements of a list or map that is written in an expression. */
  literalElements: 100,
  /** Cost of all expressions of one step instance; a node costs 1 or more. */
  evaluationCost: 100_000,
  /** Elements of a list that an expression makes. */
  listElements: 10_000,
  /** Characters of a string that an expression or a template makes. */
  stringLength: 256 * 1024,
} as const;
