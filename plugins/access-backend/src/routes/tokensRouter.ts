import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { z } from 'zod/v3';
import type { TokenStore } from '../database/TokenStore';
import type { LocalAccessService } from '../service/LocalAccessService';
import { audited } from './audited';
import { caller, signedInCaller } from './caller';
import { decodeCursor, toPage } from './cursor';
import { scopeSchema } from './internalRouter';
import { paging, parse, title } from './parse';

const longestMs = 366 * 24 * 3600_000;
const mostLiving = 100;
const createSchema = z
  .object({
    name: title.refine(
      name => name.length <= 100,
      'has at most 100 characters',
    ),
    scopes: z
      .array(scopeSchema)
      .min(1, 'names at least one scope')
      .transform(scopes => [...new Set(scopes)]),
    expiresAt: z.string().datetime({
      offset: true,
      message: 'is required, a time such as 2030-01-31T00:00:00Z',
    }),
  })
  .strict();

/** The caller's own personal tokens. */
export function createTokensRouter(options: {
  access: LocalAccessService;
  tokens: TokenStore;
  auditor: AuditorService;
}): Router {
  const { access, tokens, auditor } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '16kb' }));

  router.get('/', async (request, response) => {
    const { principal, name } = await caller(access, request);
    await access.authorize(principal, 'dop.token.manage');
    const { cursor, limit } = parse(paging, request.query);
    const position = decodeCursor(cursor, 2);
    const rows = await tokens.list(name, {
      before: position && { createdAt: Number(position[0]), id: position[1] },
      limit: limit + 1,
    });
    response.json(
      toPage(rows, limit, row => [String(Date.parse(row.createdAt)), row.id]),
    );
  });

  router.post('/', async (request, response) => {
    const { principal, name } = await signedInCaller(access, request);
    await access.authorize(principal, 'dop.token.manage');
    const body = parse(createSchema, request.body);
    const expiresAt = new Date(body.expiresAt);
    const lifetime = expiresAt.getTime() - Date.now();
    if (lifetime <= 0 || lifetime > longestMs) {
      throw new InputError(
        'expiresAt: lies in the future, and at most 366 days from now',
      );
    }
    const made = await audited(
      auditor,
      {
        eventId: 'token-create',
        severityLevel: 'high',
        request,
        meta: { name: body.name, scopes: body.scopes },
      },
      async () => {
        if ((await tokens.count(name)) >= mostLiving) {
          throw new InputError(
            `You have ${mostLiving} living tokens; revoke one first`,
          );
        }
        return tokens.insert(name, { ...body, expiresAt });
      },
    );
    response.status(201).set('cache-control', 'no-store').json(made);
  });

  router.delete('/:id', async (request, response) => {
    const { principal, name } = await caller(access, request);
    await access.authorize(principal, 'dop.token.manage');
    const { id } = request.params;
    await audited(
      auditor,
      {
        eventId: 'token-revoke',
        severityLevel: 'medium',
        request,
        meta: { token: id },
      },
      async () => {
        if (!(await tokens.revoke(name, id))) {
          throw new NotFoundError('You have no such token that still works');
        }
      },
    );
    response.status(204).end();
  });

  return router;
}
