import type {
  FailureCause,
  ReportSuite,
  TestResult,
  TestResultDetail,
} from '@dop/plugin-test-reports-common';
import type { StoredDetail } from '../junit/OpenTest';
import type { ParsedSummary } from '../junit/parsed';
import type { ReadJob, SqlValue, Statement } from '../worker/messages';
import { changeCodes, foldCase, statusCodes, statusNames } from './codes';
import type { ResultDatabase } from './ResultDatabase';
import { resultColumns, resultTables, toResult, toSuite } from './resultRows';
import type {
  ChangeCounts,
  ResultCursor,
  ResultFilter,
  ResultStore,
  StoredHistory,
} from './ResultStore';

const removedAtOnce = 20_000;

/** Results in tables, with the same statements on SQLite and PostgreSQL. */
export class SqlResultStore implements ResultStore {
  readonly #database: ResultDatabase;

  constructor(database: ResultDatabase) {
    this.#database = database;
  }

  async read(job: ReadJob): Promise<ParsedSummary> {
    await this.remove(job.reportId);
    return this.#database.read(job);
  }

  async compare(reportId: number, previousId: number): Promise<ChangeCounts> {
    const failedBefore =
      'SELECT test_id FROM results WHERE report_id = ? AND status < 2';
    const [, stillFailing, newFailures, fixed] = await this.#database.change([
      {
        sql: 'UPDATE results SET change = 0 WHERE report_id = ? AND change > 0',
        values: [reportId],
      },
      {
        sql: `UPDATE results SET change = ? WHERE report_id = ? AND status < 2 AND test_id IN (${failedBefore})`,
        values: [changeCodes.stillFailing, reportId, previousId],
      },
      {
        sql: 'UPDATE results SET change = ? WHERE report_id = ? AND status < 2 AND change = 0',
        values: [changeCodes.newFailure, reportId],
      },
      {
        // By test and report, so that the few failures lead, not all results.
        sql: `UPDATE results SET change = ? WHERE report_id = ? AND status = ? AND test_id IN (${failedBefore}) AND test_id NOT IN (${failedBefore})`,
        values: [
          changeCodes.fixed,
          reportId,
          statusCodes.passed,
          previousId,
          reportId,
        ],
      },
    ]);
    return { newFailures, stillFailing, fixed };
  }

  async tests(
    reportId: number,
    filter: ResultFilter,
    page: { after?: ResultCursor; limit: number },
  ): Promise<{ items: TestResult[]; next?: ResultCursor }> {
    const conditions = await this.#conditions(reportId, filter);
    const { after, limit } = page;
    const items: TestResult[] = [];
    for (const failures of [true, false]) {
      if (items.length <= limit && !(after && !after.failures && failures)) {
        const from = after?.failures === failures ? after.index : -1;
        items.push(
          ...(await this.#list(reportId, conditions, {
            failures,
            from,
            limit: limit + 1 - items.length,
          })),
        );
      }
    }
    if (items.length <= limit) {
      return { items };
    }
    items.length = limit;
    const last = items[limit - 1];
    return {
      items,
      next: { failures: statusCodes[last.status] < 2, index: last.index },
    };
  }

  async suites(
    reportId: number,
    page: { after?: number; limit: number },
  ): Promise<{ items: ReportSuite[]; next?: number }> {
    const rows = await this.#database.query({
      sql: `SELECT r.n, r.tests, r.passed, r.failed, r.errored, r.skipped, r.flaky, r.duration_ms, r.output, s.path
        FROM report_suites r CROSS JOIN suites s
        WHERE r.report_id = ? AND r.n > ? AND s.id = r.suite_id
        ORDER BY r.n LIMIT ?`,
      values: [reportId, page.after ?? -1, page.limit + 1],
    });
    const items = rows.slice(0, page.limit).map(toSuite);
    return rows.length > page.limit
      ? { items, next: items[items.length - 1].index }
      : { items };
  }

  async causes(reportId: number): Promise<FailureCause[]> {
    const rows = await this.#database.query({
      sql: `SELECT c.n, c.title, c.tests, coalesce(f.fresh, 0) AS fresh
        FROM causes c LEFT JOIN (
          SELECT cause, count(*) AS fresh FROM results
          WHERE report_id = ? AND change > 0 AND change = ? GROUP BY cause
        ) f ON f.cause = c.n
        WHERE c.report_id = ? ORDER BY coalesce(f.fresh, 0) DESC, c.tests DESC, c.n LIMIT 200`,
      values: [reportId, changeCodes.newFailure, reportId],
    });
    return rows.map(row => ({
      cause: Number(row.n),
      title: String(row.title),
      tests: Number(row.tests),
      newFailures: Number(row.fresh),
    }));
  }

  async test(
    reportId: number,
    index: number,
  ): Promise<Omit<TestResultDetail, 'history'> | undefined> {
    const [row] = await this.#database.query({
      sql: `SELECT ${resultColumns}, d.body FROM ${resultTables}
        WHERE r.report_id = ? AND r.n = ? AND t.id = r.test_id AND s.id = t.suite_id`,
      values: [reportId, index],
    });
    if (!row) {
      return undefined;
    }
    const detail: StoredDetail = row.body ? JSON.parse(String(row.body)) : {};
    return { failures: [], properties: [], ...detail, ...toResult(row) };
  }

  async history(testId: string, reportIds: number[]): Promise<StoredHistory[]> {
    if (reportIds.length === 0) {
      return [];
    }
    const rows = await this.#database.query({
      sql: `SELECT report_id, n, status, flaky, duration_ms FROM results
        WHERE test_id = (SELECT id FROM tests WHERE key = ?)
        AND report_id IN (${reportIds.map(() => '?').join(', ')})
        ORDER BY report_id, n LIMIT 1000`,
      values: [Buffer.from(testId, 'hex'), ...reportIds],
    });
    return rows.map(row => ({
      reportId: Number(row.report_id),
      index: Number(row.n),
      status: statusNames[Number(row.status)],
      flaky: Number(row.flaky) === 1,
      durationMs:
        row.duration_ms === null ? undefined : Number(row.duration_ms),
    }));
  }

  async remove(reportId: number): Promise<void> {
    const last = await this.#lastIndex(reportId);
    for (let from = 0; from <= last; from += removedAtOnce) {
      await this.#database.change(
        ['results', 'details'].map(table => ({
          sql: `DELETE FROM ${table} WHERE report_id = ? AND n >= ? AND n < ?`,
          values: [reportId, from, from + removedAtOnce],
        })),
      );
    }
    await this.#database.change(
      ['report_suites', 'causes'].map(table => ({
        sql: `DELETE FROM ${table} WHERE report_id = ?`,
        values: [reportId],
      })),
    );
  }

  async forget(repositoryId: string): Promise<void> {
    let removed = removedAtOnce;
    while (removed >= removedAtOnce) {
      [removed] = await this.#database.change([
        {
          sql: `DELETE FROM tests WHERE id IN (SELECT t.id FROM suites s JOIN tests t ON t.suite_id = s.id
            WHERE s.repository_id = ? LIMIT ?)`,
          values: [repositoryId, removedAtOnce],
        },
      ]);
    }
    await this.#database.change([
      {
        sql: 'DELETE FROM suites WHERE repository_id = ?',
        values: [repositoryId],
      },
    ]);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }

  async #lastIndex(reportId: number): Promise<number> {
    const [row] = await this.#database.query({
      sql: 'SELECT max(n) AS last FROM results WHERE report_id = ?',
      values: [reportId],
    });
    return row.last === null ? -1 : Number(row.last);
  }

  async #list(
    reportId: number,
    conditions: Statement,
    page: { failures: boolean; from: number; limit: number },
  ): Promise<TestResult[]> {
    const rows = await this.#database.query({
      sql: `SELECT ${resultColumns} FROM ${resultTables}
        WHERE r.report_id = ? AND r.status ${
          page.failures ? '< 2' : '>= 2'
        } AND r.n > ?
        AND t.id = r.test_id AND s.id = t.suite_id${conditions.sql}
        ORDER BY r.n LIMIT ?`,
      values: [reportId, page.from, ...conditions.values, page.limit],
    });
    return rows.map(toResult);
  }

  async #conditions(
    reportId: number,
    { search, status, change, cause, suite }: ResultFilter,
  ): Promise<Statement> {
    let sql = '';
    const values: SqlValue[] = [];
    const add = (condition: string, ...more: SqlValue[]) => {
      sql += ` AND ${condition}`;
      values.push(...more);
    };
    if (status && status.length > 0) {
      add(
        `r.status IN (${status.map(() => '?').join(', ')})`,
        ...status.map(name => statusCodes[name]),
      );
    }
    if (change) {
      // The first condition is what the partial index wants to see.
      add('r.change > 0');
      add('r.change = ?', changeCodes[change]);
    }
    if (cause !== undefined) {
      add('r.cause = ?', cause);
    }
    if (suite !== undefined) {
      const [row] = await this.#database.query({
        sql: 'SELECT suite_id, first_n, last_n FROM report_suites WHERE report_id = ? AND n = ?',
        values: [reportId, suite],
      });
      add(
        'r.n >= ? AND r.n <= ? AND t.suite_id = ?',
        row?.first_n ?? 0,
        row?.last_n ?? -1,
        row?.suite_id ?? 0,
      );
    }
    const text = search && foldCase(search).trim();
    if (text) {
      add(`${this.#database.positionFunction}(t.folded, ?) > 0`, text);
    }
    return { sql, values };
  }
}
