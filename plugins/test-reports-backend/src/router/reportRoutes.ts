import type { AuditorService } from '@backstage/backend-plugin-api';
import type { AccessService } from '@dop/plugin-access-node';
import {
  addTotals,
  type RunTestSummary,
} from '@dop/plugin-test-reports-common';
import type { Router } from 'express';
import { z } from 'zod/v3';
import type { IngestionLoop } from '../ingestion/IngestionLoop';
import type { ReportStore } from '../reports/ReportStore';
import {
  decodeCursor,
  encodeCursor,
  parseQuery,
  reportsQuery,
} from './queries';
import type { ReportReader } from './ReportReader';
import { findRepository } from './findRepository';

const reportsOfARun = 500;

/** Lists of reports, one report, the summary of a run, removal. */
export function addReportRoutes(
  router: Router,
  options: {
    access: AccessService;
    auditor: AuditorService;
    reports: ReportStore;
    reader: ReportReader;
    loop: IngestionLoop;
  },
): void {
  const { access, auditor, reports, reader, loop } = options;

  router.get('/reports', async (request, response) => {
    const principal = await access.principal(request);
    const { repository, branch, cursor, run, limit, ...filter } = parseQuery(
      reportsQuery,
      request.query,
    );
    const repositoryId = repository
      ? (await findRepository(access, repository))?.id ?? repository
      : undefined;
    const rows = await reports.list(
      {
        ...filter,
        runId: run,
        repositoryId,
        ref: branch && `refs/heads/${branch}`,
        before: cursor
          ? decodeCursor(z.number().int().positive(), cursor)
          : undefined,
        limit: limit + 1,
      },
      await access.visibleRepositories(principal),
    );
    const shown = rows.slice(0, limit);
    response.json({
      items: await reader.present(shown),
      nextCursor:
        rows.length > limit
          ? encodeCursor(shown[shown.length - 1].id)
          : undefined,
    });
  });

  router.get('/reports/:id', async (request, response) => {
    const principal = await access.principal(request);
    const row = await reader.row(principal, request.params.id);
    response.json((await reader.present([row]))[0]);
  });

  router.delete('/reports/:id', async (request, response) => {
    const principal = await access.principal(request);
    const event = await auditor.createEvent({
      eventId: 'report-remove',
      severityLevel: 'medium',
      request,
      meta: { reportId: request.params.id },
    });
    try {
      const row = await reader.row(
        principal,
        request.params.id,
        'dop.repository.administer',
      );
      await reports.markRemoved({ id: row.id });
      await event.success({ meta: { repositoryId: row.repository_id } });
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
    loop.wake();
    response.status(204).end();
  });

  router.get('/runs/:runId', async (request, response) => {
    const principal = await access.principal(request);
    const { runId } = request.params;
    const rows = await reports.list(
      { runId, limit: reportsOfARun },
      await access.visibleRepositories(principal),
    );
    const presented = await reader.present(rows);
    const counted = presented.filter(({ superseded }) => !superseded);
    const sum = (value: (index: number) => number) =>
      counted.reduce((total, _, index) => total + value(index), 0);
    const summary: RunTestSummary = {
      runId,
      totals: addTotals(counted.map(({ totals }) => totals)),
      durationMs: sum(index => counted[index].durationMs),
      newFailures: sum(index => counted[index].comparison?.newFailures ?? 0),
      fixed: sum(index => counted[index].comparison?.fixed ?? 0),
      reports: presented,
      pending: presented.some(({ state }) =>
        ['waiting', 'reading'].includes(state),
      ),
    };
    response.json(summary);
  });
}
