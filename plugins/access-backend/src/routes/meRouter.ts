import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { z } from 'zod/v3';
import type { AccountStore } from '../database/AccountStore';
import type { SessionStore } from '../database/SessionStore';
import {
  checkNewPassword,
  hashPassword,
  verifyPassword,
} from '../security/passwords';
import type { SignInLimiter } from '../security/SignInLimiter';
import type { Directory } from '../service/Directory';
import type { LocalAccessService } from '../service/LocalAccessService';
import { audited } from './audited';
import { caller, signedInCaller } from './caller';
import { email, parse, title } from './parse';

/** The caller's own account and sessions. */
export function createMeRouter(options: {
  access: LocalAccessService;
  accounts: AccountStore;
  sessions: SessionStore;
  directory: Directory;
  limiter: SignInLimiter;
  auditor: AuditorService;
}): Router {
  const { access, accounts, sessions, directory, limiter, auditor } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '16kb' }));

  /** For the root router: answers while account, session and token live. */
  router.get('/alive', async (request, response) => {
    const { principal } = await caller(access, request);
    response.json(principal);
  });

  router.get('/me', async (request, response) => {
    const { principal, name } = await caller(access, request);
    response.json({ account: await accounts.get(name), principal });
  });

  router.patch('/me', async (request, response) => {
    const { name } = await signedInCaller(access, request);
    const change = parse(
      z
        .object({ displayName: title.optional(), email: email.optional() })
        .strict(),
      request.body,
    );
    const account = await audited(
      auditor,
      { eventId: 'account-change', request, meta: { account: name } },
      () => directory.change(trx => accounts.update(trx, name, change)),
    );
    response.json({ account });
  });

  router.post('/me/password', async (request, response) => {
    const { name, sessionId } = await signedInCaller(access, request);
    const { currentPassword, newPassword } = parse(
      z.object({
        currentPassword: z.string().max(1_000),
        newPassword: z.string().max(1_000),
      }),
      request.body,
    );
    await audited(
      auditor,
      { eventId: 'password-change', severityLevel: 'high', request },
      async () => {
        checkNewPassword(newPassword, name);
        const address = request.ip ?? 'unknown';
        await limiter.attempt(name, address);
        const hash = await accounts.passwordHash(name);
        if (!(await verifyPassword(currentPassword, hash))) {
          throw new NotAllowedError('The current password is not right');
        }
        await limiter.succeeded(name, address);
        const newHash = await hashPassword(newPassword);
        await directory.change(async trx => {
          await accounts.setPasswordHash(trx, name, newHash);
          await sessions.end(name, { except: sessionId }, trx);
        });
      },
    );
    response.status(204).end();
  });

  router.get('/sessions', async (request, response) => {
    const { name, sessionId } = await caller(access, request);
    const items = await sessions.list(name);
    response.json({
      items: items.map(session => ({
        ...session,
        current: session.id === sessionId,
      })),
    });
  });

  router.delete('/sessions/:id', async (request, response) => {
    const { name } = await signedInCaller(access, request);
    const { id } = request.params;
    await audited(
      auditor,
      { eventId: 'session-end', request, meta: { session: id } },
      async () => {
        if ((await sessions.end(name, { id })) === 0) {
          throw new NotFoundError('You have no such session');
        }
      },
    );
    response.status(204).end();
  });

  return router;
}
