import type { ReportSuite, TestResult } from '@dop/plugin-test-reports-common';
import type { Row } from '../worker/messages';
import { changeNames, statusNames } from './codes';

/** What `toResult` reads. */
export const resultColumns =
  'r.n, r.status, r.flaky, r.change, r.duration_ms, r.cause, t.key, t.name, t.class_name, t.file, s.path, d.message';

/** `CROSS JOIN` keeps SQLite from starting with all tests there are. */
export const resultTables =
  'results r LEFT JOIN details d ON d.report_id = r.report_id AND d.n = r.n CROSS JOIN tests t CROSS JOIN suites s';

export function toResult(row: Row): TestResult {
  return {
    index: Number(row.n),
    testId: Buffer.from(row.key as Uint8Array).toString('hex'),
    suites: JSON.parse(String(row.path)),
    className: optional(row.class_name, String),
    name: String(row.name),
    file: optional(row.file, String),
    status: statusNames[Number(row.status)],
    flaky: Number(row.flaky) === 1,
    change: changeNames[Number(row.change)],
    durationMs: optional(row.duration_ms, Number),
    message: optional(row.message, String),
    cause: optional(row.cause, Number),
  };
}

export function toSuite(row: Row): ReportSuite {
  return {
    index: Number(row.n),
    path: JSON.parse(String(row.path)),
    totals: {
      tests: Number(row.tests),
      passed: Number(row.passed),
      failed: Number(row.failed),
      errored: Number(row.errored),
      skipped: Number(row.skipped),
      flaky: Number(row.flaky),
    },
    durationMs: Number(row.duration_ms),
    output: optional(row.output, String),
  };
}

function optional<T>(value: unknown, as: (value: unknown) => T): T | undefined {
  return value === null || value === undefined ? undefined : as(value);
}
