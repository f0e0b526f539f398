import { NotFoundError } from '@backstage/errors';
import type { Principal } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import type {
  TestHistoryEntry,
  TestReport,
} from '@dop/plugin-test-reports-common';
import { branchOf, toReport, type ReportRow } from '../reports/reportRow';
import type { ReportStore } from '../reports/ReportStore';
import type { ResultStore } from '../results/ResultStore';

/** How many reports back a history looks, and how many results it shows. */
const historyReports = 200;
const historyEntries = 30;

/** Puts together what the routes answer. */
export class ReportReader {
  readonly #access: AccessService;
  readonly #reports: ReportStore;
  readonly #results: ResultStore;

  constructor(options: {
    access: AccessService;
    reports: ReportStore;
    results: ResultStore;
  }) {
    this.#access = options.access;
    this.#reports = options.reports;
    this.#results = options.results;
  }

  /**
   * The row of a report that the caller may read.
   *
   * @throws NotFoundError also where the caller may not know of it
   */
  async row(
    principal: Principal,
    id: string,
    permission:
      | 'dop.report.read'
      | 'dop.repository.administer' = 'dop.report.read',
  ): Promise<ReportRow> {
    const row = /^[1-9]\d{0,8}$/.test(id)
      ? await this.#reports.get(Number(id))
      : undefined;
    const missing = new NotFoundError(`There is no test report ${id}`);
    if (!row) {
      throw missing;
    }
    try {
      await this.#access.authorize(principal, 'dop.report.read', {
        repositoryId: row.repository_id,
      });
    } catch (error) {
      // The same words whether or not it exists.
      throw (error as Error).name === 'NotFoundError' ? missing : error;
    }
    if (permission !== 'dop.report.read') {
      await this.#access.authorize(principal, permission, {
        repositoryId: row.repository_id,
      });
    }
    return row;
  }

  async present(rows: ReportRow[]): Promise<TestReport[]> {
    const services = await this.#reports.services(rows.map(({ id }) => id));
    const previousIds = rows
      .map(row => row.previous_id)
      .filter(id => id !== null);
    const previous = new Map(
      (await this.#reports.many(previousIds)).map(row => [row.id, row]),
    );
    const repositories = new Map(
      await Promise.all(
        [...new Set(rows.map(row => row.repository_id))].map(
          async id => [id, await this.#access.repository({ id })] as const,
        ),
      ),
    );
    return rows.map(row =>
      toReport(row, {
        services: services.get(row.id) ?? [],
        repository: repositories.get(row.repository_id),
        previous:
          row.previous_id === null ? undefined : previous.get(row.previous_id),
      }),
    );
  }

  /** The same test in the history of a report, oldest first, the report itself last. */
  async history(row: ReportRow, testId: string): Promise<TestHistoryEntry[]> {
    const lane = await this.#reports.lane(row, historyReports);
    const rows = new Map(lane.map(report => [report.id, report]));
    rows.set(row.id, row);
    const results = await this.#results.history(testId, [...rows.keys()]);
    return results.slice(-historyEntries).map(({ reportId, ...result }) => {
      const report = rows.get(reportId)!;
      return {
        ...result,
        reportId: String(reportId),
        commit: report.commit_sha,
        branch: branchOf(report.ref),
        runNumber: report.run_number ?? undefined,
        attempt: report.attempt ?? undefined,
        time: new Date(Number(report.produced_at)).toISOString(),
      };
    });
  }
}
