import type { Range, SourceFile } from '../source/SourceFile';

/**
 * Reports a field that is read and checked, but not executed yet: the file does
 * not run.
 */
export function reportNotInThisVersion(
  source: SourceFile,
  at: Range,
  what: string,
): void {
  source.report(
    at,
    'not-in-this-version',
    `${what} does not work in this version of the portal, so this file does not run. Remove it.`,
  );
}
