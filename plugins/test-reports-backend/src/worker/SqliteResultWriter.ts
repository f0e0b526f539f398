import type Database from 'better-sqlite3';
import type { ParsedSummary, ParsedTest, SuiteName } from '../junit/parsed';
import { changeCodes, foldedNames, statusCodes } from '../results/codes';
import type { ReadJob } from './messages';
import { readReport } from './readReport';

/** Stores what is read, batch by batch, each in its own short transaction. */
export class SqliteResultWriter {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  async read(job: ReadJob): Promise<ParsedSummary> {
    const insert = this.#prepare(job);
    const summary = await readReport(job, insert.tests);
    insert.summary(summary);
    return summary;
  }

  #prepare({ reportId, repositoryId }: ReadJob) {
    const database = this.#database;
    const findSuite = database
      .prepare<[Uint8Array], number>('SELECT id FROM suites WHERE key = ?')
      .pluck();
    const addSuite = database.prepare(
      'INSERT INTO suites (repository_id, key, path) VALUES (?, ?, ?)',
    );
    const findTest = database
      .prepare<[Uint8Array], number>('SELECT id FROM tests WHERE key = ?')
      .pluck();
    const addTest = database.prepare(
      'INSERT INTO tests (key, suite_id, name, class_name, file, folded) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const addResult = database.prepare(
      'INSERT INTO results (report_id, n, test_id, status, flaky, change, duration_ms, cause) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    const addDetail = database.prepare(
      'INSERT INTO details (report_id, n, message, body) VALUES (?, ?, ?, ?)',
    );
    const suiteIds: number[] = [];
    const suiteId = (suite: SuiteName) => {
      suiteIds[suite.index] ??=
        findSuite.get(suite.key) ??
        Number(
          addSuite.run(repositoryId, suite.key, JSON.stringify(suite.path))
            .lastInsertRowid,
        );
      return suiteIds[suite.index];
    };
    const addOne = (test: ParsedTest) => {
      const testId =
        findTest.get(test.key) ??
        Number(
          addTest.run(
            test.key,
            suiteId(test.suite),
            test.name,
            test.className ?? null,
            test.file ?? null,
            foldedNames(test),
          ).lastInsertRowid,
        );
      addResult.run(
        reportId,
        test.index,
        testId,
        statusCodes[test.status],
        test.flaky ? 1 : 0,
        changeCodes.none,
        test.durationMs ?? null,
        test.cause ?? null,
      );
      if (test.detail !== undefined || test.message !== undefined) {
        addDetail.run(
          reportId,
          test.index,
          test.message ?? null,
          test.detail ?? '{}',
        );
      }
    };
    return {
      tests: database.transaction((tests: ParsedTest[]) =>
        tests.forEach(addOne),
      ),
      summary: database.transaction((summary: ParsedSummary) => {
        const addReportSuite = database.prepare(
          'INSERT INTO report_suites (report_id, n, suite_id, first_n, last_n, tests, passed, failed, errored, skipped, flaky, duration_ms, output) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        );
        for (const suite of summary.suites) {
          const { tests, passed, failed, errored, skipped, flaky } =
            suite.totals;
          addReportSuite.run(
            reportId,
            suite.suite.index,
            suiteId(suite.suite),
            suite.firstTest,
            suite.lastTest,
            tests,
            passed,
            failed,
            errored,
            skipped,
            flaky,
            suite.durationMs,
            suite.output ?? null,
          );
        }
        const addCause = database.prepare(
          'INSERT INTO causes (report_id, n, title, tests) VALUES (?, ?, ?, ?)',
        );
        for (const cause of summary.causes) {
          addCause.run(reportId, cause.cause, cause.title, cause.tests);
        }
      }),
    };
  }
}
