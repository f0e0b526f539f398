import { pipeline } from 'node:stream/promises';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { NotFoundError } from '@backstage/errors';
import type { Principal } from '@dop/plugin-access-common';
import type { RouterContext } from './context';
import { toSummary } from '../database/rows';
import { pageQuery, parse, resolveBody } from './schemas';

/** For other plugins only. */
export function createInternalRouter(context: RouterContext): Router {
  const { access, blobs, resolver, store } = context;
  const router = PromiseRouter();
  const onlyServices = { allow: ['service' as const] };

  router.post(
    '/internal/resolve',
    express.json({ limit: '1mb' }),
    async (request, response) => {
      await access.principal(request, onlyServices);
      const body = parse(resolveBody, request.body, 'request');
      response.json(
        await resolver.resolve(body.uses, {
          // The pipelines plugin passes on what the access plugin told it.
          principal: body.principal as Principal | undefined,
          pinned: body.pinned,
        }),
      );
    },
  );

  router.get('/internal/sources/:digest', async (request, response) => {
    await access.principal(request, onlyServices);
    const { digest } = request.params;
    const blob = (await store.hasSource(digest))
      ? await blobs.stat(digest)
      : undefined;
    if (!blob) {
      throw new NotFoundError(`There is no source ${digest.slice(0, 100)}`);
    }
    response.set({
      'content-type': 'application/x-tar',
      'content-length': String(blob.size),
      'cache-control': 'no-transform',
    });
    await pipeline(await blobs.open(digest), response);
  });

  // Those from repositories come to the catalog with their repositories.
  router.get('/internal/shipped', async (request, response) => {
    await access.principal(request, onlyServices);
    const { cursor, limit } = parse(pageQuery, request.query, 'query');
    const page = await store.list({
      visible: { all: false, repositoryIds: [] },
      after: cursor,
      limit,
    });
    response.json({
      items: page.items.map(toSummary),
      nextCursor: page.nextCursor,
    });
  });

  return router;
}
