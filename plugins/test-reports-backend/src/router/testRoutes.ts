import { pipeline } from 'node:stream/promises';
import { NotFoundError } from '@backstage/errors';
import type { AccessService } from '@dop/plugin-access-node';
import type { TestResultDetail } from '@dop/plugin-test-reports-common';
import type { Router } from 'express';
import { z } from 'zod/v3';
import type { ReportIntake } from '../reports/ReportIntake';
import type { ResultStore } from '../results/ResultStore';
import {
  decodeCursor,
  encodeCursor,
  pageQuery,
  parseQuery,
  testsQuery,
} from './queries';
import type { ReportReader } from './ReportReader';

const index = z.number().int().min(0);
const testsCursor = z.object({ failures: z.boolean(), index });

/** What is inside one report. */
export function addTestRoutes(
  router: Router,
  options: {
    access: AccessService;
    reader: ReportReader;
    results: ResultStore;
    intake: ReportIntake;
  },
): void {
  const { access, reader, results, intake } = options;

  router.get('/reports/:id/tests', async (request, response) => {
    const principal = await access.principal(request);
    const { cursor, limit, ...filter } = parseQuery(testsQuery, request.query);
    const row = await reader.row(principal, request.params.id);
    const page = await results.tests(row.id, filter, {
      after: cursor ? decodeCursor(testsCursor, cursor) : undefined,
      limit,
    });
    response.json({
      items: page.items,
      nextCursor: page.next && encodeCursor(page.next),
    });
  });

  router.get('/reports/:id/tests/:index', async (request, response) => {
    const principal = await access.principal(request);
    const row = await reader.row(principal, request.params.id);
    const test = /^\d{1,9}$/.test(request.params.index)
      ? await results.test(row.id, Number(request.params.index))
      : undefined;
    if (!test) {
      throw new NotFoundError(
        `Report ${row.id} has no test ${request.params.index}`,
      );
    }
    const answer: TestResultDetail = {
      ...test,
      history: await reader.history(row, test.testId),
    };
    response.json(answer);
  });

  router.get('/reports/:id/causes', async (request, response) => {
    const principal = await access.principal(request);
    const row = await reader.row(principal, request.params.id);
    response.json({ items: await results.causes(row.id) });
  });

  router.get('/reports/:id/suites', async (request, response) => {
    const principal = await access.principal(request);
    const { cursor, limit } = parseQuery(pageQuery, request.query);
    const row = await reader.row(principal, request.params.id);
    const page = await results.suites(row.id, {
      after: cursor ? decodeCursor(index, cursor) : undefined,
      limit,
    });
    response.json({
      items: page.items,
      nextCursor: page.next === undefined ? undefined : encodeCursor(page.next),
    });
  });

  router.get('/reports/:id/file', async (request, response) => {
    const principal = await access.principal(request);
    const row = await reader.row(principal, request.params.id);
    if (!row.digest) {
      throw new NotFoundError(`The file of report ${row.id} was not taken`);
    }
    const content = await intake.open(row.digest);
    // Whatever the bytes are, no browser may take them for a page.
    response.set({
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="report-${row.id}.xml"`,
      'Content-Length': String(row.size),
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-transform',
    });
    await pipeline(content, response).catch(() => {
      // The client left, or the headers are out: nothing to answer any more.
      response.destroy();
    });
  });
}
