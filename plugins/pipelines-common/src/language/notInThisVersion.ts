import type { Range, SourceFile } from '../source/SourceFile';

/**
 * Fields of the workflow file that are read and checked but not executed yet, in
 * one place. Each is the finding `not-in-this-version`, and the file does not
 * run.
 */
export const notInThisVersion = {
  'triggers.event': 'Runs for CDEvents',
  'step.external': 'Driving an external system as a step',
};

/** Reports a field that is not executed yet. */
export function checkExecuted(
  source: SourceFile,
  at: Range,
  field: keyof typeof notInThisVersion,
): void {
  source.report(
    at,
    'not-in-this-version',
    `${notInThisVersion[field]} does not work in this version of the portal, so this file does not run. Remove it.`,
  );
}
