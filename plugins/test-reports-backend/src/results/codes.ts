import type { TestChange, TestStatus } from '@dop/plugin-test-reports-common';
import type { ParsedTest } from '../junit/parsed';

/** How the tables write a status. Below 2 is a failure. */
export const statusCodes: Record<TestStatus, number> = {
  failed: 0,
  errored: 1,
  skipped: 2,
  passed: 3,
};

export const statusNames: TestStatus[] = [
  'failed',
  'errored',
  'skipped',
  'passed',
];

export const changeCodes: Record<TestChange | 'none', number> = {
  none: 0,
  newFailure: 1,
  stillFailing: 2,
  fixed: 3,
};

export const changeNames: (TestChange | undefined)[] = [
  undefined,
  'newFailure',
  'stillFailing',
  'fixed',
];

/** All names of a test in one text, for a search that ignores case. */
export function foldedNames(
  test: Pick<ParsedTest, 'suite' | 'className' | 'name' | 'file'>,
): string {
  return foldCase(
    [...test.suite.path, test.className, test.name, test.file]
      .filter(Boolean)
      .join(' '),
  ).slice(0, 4_000);
}

export function foldCase(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
