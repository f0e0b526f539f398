import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod/v3';
import type { AuditStore } from '../database/AuditStore';
import type { LocalAccessService } from '../service/LocalAccessService';
import { caller } from './caller';
import { decodeCursor, toPage } from './cursor';
import { paging, parse, search } from './parse';

const time = z.string().datetime({
  offset: true,
  message: 'is a time such as 2030-01-31T00:00:00Z',
});
const filterSchema = paging.extend({
  plugin: z.string().max(64).optional(),
  event: z.string().max(100).optional(),
  actor: z.string().max(255).optional(),
  status: z.enum(['initiated', 'succeeded', 'failed']).optional(),
  from: time.optional(),
  to: time.optional(),
  search,
});

/** The audit, for administrators, the newest first. */
export function createAuditRouter(options: {
  access: LocalAccessService;
  audit: AuditStore;
}): Router {
  const { access, audit } = options;
  const router = PromiseRouter();

  router.get('/', async (request, response) => {
    const { principal } = await caller(access, request);
    await access.authorize(principal, 'dop.audit.read');
    const { cursor, limit, ...filter } = parse(filterSchema, request.query);
    const before = decodeCursor(cursor, 1)?.[0];
    const rows = await audit.list(filter, {
      before: before && /^\d{1,18}$/.test(before) ? before : undefined,
      limit: limit + 1,
    });
    const page = toPage(rows, limit, row => [row.sequence]);
    response.json({ ...page, items: page.items.map(row => row.entry) });
  });

  return router;
}
