/**
 * All rules of the linter. Each has a section of its name in
 * docs/workflow-rules.md, with a bad and a good example.
 */
export const rules = [
  'yaml-syntax',
  'duplicate-key',
  'too-large',
  'too-deep',
  'unknown-field',
  'missing-field',
  'wrong-type',
  'bad-name',
  'bad-schema',
  'bad-schedule',
  'conflict',
  'expression-syntax',
  'unknown-name',
  'no-type',
  'may-be-absent',
  'always-the-same',
  'too-costly',
  'missing-input',
  'unknown-input',
  'unknown-component',
  'deprecated-component',
  'unknown-workflow',
  'broken-workflow',
  'cycle',
  'foreign-entity',
  'reserved-variable',
  'never-starts',
  'not-in-this-version',
] as const;

/** A rule of the linter. */
export type Rule = (typeof rules)[number];
