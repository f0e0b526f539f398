import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { isPermissionName, type Principal } from '@dop/plugin-access-common';
import { z } from 'zod/v3';
import type { AuditStore } from '../database/AuditStore';
import type { SessionStore } from '../database/SessionStore';
import type { Directory } from '../service/Directory';
import type { Identity } from '../service/Identity';
import type { LocalAccessService } from '../service/LocalAccessService';
import { parse } from './parse';

export const scopeSchema = z.enum([
  'api',
  'repository:read',
  'repository:write',
  'registry:read',
  'registry:write',
  'reports:write',
]);

/** A principal as another plugin got it from here. */
export const principalSchema = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('user'),
      userEntityRef: z.string().max(300),
      displayName: z.string().optional(),
      email: z.string().optional(),
      groups: z.array(z.string()).default([]),
      administrator: z.boolean().default(false),
      token: z
        .object({ id: z.string(), scopes: z.array(scopeSchema) })
        .optional(),
    })
    .passthrough(),
  z
    .object({
      type: z.literal('run'),
      runId: z.string(),
      repositoryId: z.string(),
    })
    .passthrough(),
  z.object({ type: z.literal('service'), subject: z.string() }).passthrough(),
]) as unknown as z.ZodType<Principal, z.ZodTypeDef, unknown>;

const byId = z.object({ id: z.string().max(64) });
const byName = z.object({
  namespace: z.string().max(300),
  name: z.string().max(300),
});

const auditSchema = z.object({
  entries: z
    .array(
      z.object({
        id: z.string().uuid(),
        time: z.string().datetime(),
        pluginId: z.string().max(64),
        eventId: z.string().max(100),
        severity: z.enum(['low', 'medium', 'high', 'critical']),
        status: z.enum(['initiated', 'succeeded', 'failed']),
        actor: z.string(),
        request: z.string().optional(),
        meta: z.record(z.unknown()).optional(),
        error: z.string().optional(),
      }),
    )
    .max(500),
});

const cookieSchema = z.object({ cookie: z.string().max(200) });

/** What other plugins ask: `/internal/*`, by service tokens only. */
export function createInternalRouter(options: {
  httpAuth: HttpAuthService;
  access: LocalAccessService;
  identity: Identity;
  sessions: SessionStore;
  directory: Directory;
  audit: AuditStore;
}): Router {
  const { httpAuth, access, identity, sessions, directory, audit } = options;
  const router = PromiseRouter();

  router.use(async (request, _response, next) => {
    await httpAuth.credentials(request, { allow: ['service'] });
    next();
  });
  router.use(express.json({ limit: '4mb' }));

  router.post('/verify', async (request, response) => {
    const { secret } = parse(
      z.object({ secret: z.string().max(1_000) }),
      request.body,
    );
    response.json(await access.principalFromSecret(secret));
  });

  router.post('/user', async (request, response) => {
    const body = parse(
      z.object({
        userEntityRef: z.string().max(300),
        sessionId: z.string().max(64).optional(),
        tokenId: z.string().max(64).optional(),
      }),
      request.body,
    );
    response.json(await identity.user(body.userEntityRef, body));
  });

  router.post('/authorize', async (request, response) => {
    const { principal, permission, on } = parse(
      z.object({
        principal: principalSchema,
        permission: z.string(),
        on: z
          .object({
            repositoryId: z.string().optional(),
            group: z.string().optional(),
            ref: z.string().optional(),
          })
          .optional(),
      }),
      request.body,
    );
    if (!isPermissionName(permission)) {
      throw new InputError(`There is no permission "${permission}"`);
    }
    try {
      await access.authorize(principal, permission, on);
      response.json({ allowed: true });
    } catch (error) {
      if (
        error instanceof Error &&
        ['NotFoundError', 'NotAllowedError'].includes(error.name)
      ) {
        response.json({
          allowed: false,
          error: error.name,
          message: error.message,
        });
        return;
      }
      throw error;
    }
  });

  router.post('/visible', async (request, response) => {
    const { principal } = parse(
      z.object({ principal: principalSchema }),
      request.body,
    );
    response.json(await access.visibleRepositories(principal));
  });

  router.post('/repository', async (request, response) => {
    const by = parse(z.union([byId, byName]), request.body);
    response.json({ repository: await access.repository(by) });
  });

  router.get('/entities', async (_request, response) => {
    response.json({ entities: await directory.entities() });
  });

  router.post('/sessions/open', async (request, response) => {
    const { cookie } = parse(cookieSchema, request.body);
    response.json(await identity.session(cookie));
  });

  router.post('/sessions/end', async (request, response) => {
    const { cookie } = parse(cookieSchema, request.body);
    const session = await sessions.open(cookie);
    if (session) {
      await sessions.end(session.account, { id: session.id });
    }
    response.status(204).end();
  });

  router.post('/audit', async (request, response) => {
    const { entries } = parse(auditSchema, request.body);
    await audit.append(entries);
    response.status(204).end();
  });

  return router;
}
