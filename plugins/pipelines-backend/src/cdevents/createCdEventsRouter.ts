import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { narrowed, parse, type RouterContext } from '../routers/context';
import { feedQuery } from '../routers/schemas';
import type { CdEventStore } from './CdEventStore';

/**
 * `GET /events?since=…`: what happened in repositories that the caller may see,
 * and to what belongs to the portal itself, which everybody may see, in the order
 * in which it was stored. Who remembers `next` misses nothing and sees nothing
 * twice.
 */
export function createCdEventsRouter({
  access,
  cdEvents,
}: Pick<RouterContext, 'access'> & { cdEvents: CdEventStore }): Router {
  const router = PromiseRouter();

  router.get('/events', async (request, response) => {
    const principal = await access.principal(request);
    const query = parse(feedQuery, request.query, 'query');
    const visible = await access.visibleRepositories(principal);
    const rows = await cdEvents.list({
      repositoryIds: narrowed(visible, query.repositoryId),
      portal: query.repositoryId === undefined,
      types: query.type === undefined ? undefined : [query.type].flat(),
      runId: query.runId,
      after: query.since,
      limit: query.limit,
    });
    response.json({
      items: rows.map(({ event }) => event),
      next: rows[rows.length - 1]?.sequence ?? query.since,
    });
  });

  return router;
}
