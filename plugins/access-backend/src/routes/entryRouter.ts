import express, { type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { AuthenticationError, ConflictError } from '@backstage/errors';
import { accountNameProblem } from '@dop/plugin-access-common';
import { z } from 'zod/v3';
import type { AccountStore } from '../database/AccountStore';
import type { LinkStore } from '../database/LinkStore';
import type { SessionStore } from '../database/SessionStore';
import {
  checkNewPassword,
  hashPassword,
  verifyPassword,
} from '../security/passwords';
import {
  TooManyAttemptsError,
  type SignInLimiter,
} from '../security/SignInLimiter';
import type { Directory } from '../service/Directory';
import type { FirstLink } from '../service/FirstLink';
import { audited } from './audited';
import { named, parse, title } from './parse';
import { setSessionCookie } from './sessionCookie';

const keySchema = z.object({ key: z.string().max(200) });
const firstSchema = keySchema.extend({
  name: named(accountNameProblem),
  displayName: title,
  password: z.string().max(1_000),
});
const acceptSchema = keySchema.extend({ password: z.string().max(1_000) });
const signInSchema = z.object({
  name: z.string().max(200),
  password: z.string().max(1_000),
});
const deadFirstLink =
  'This link no longer works: it was used, is older than an hour, or there is an administrator already. On the computer of the portal, `npm start -- --renew-first-link` makes a new one.';
const deadInvitation =
  'This invitation no longer works: it was used, replaced, or is older than three days. Ask an administrator for a new one.';

/**
 * The ways in, open to everybody: the first link, invitations, and the
 * password. Each answers with a session.
 */
export function createEntryRouter(options: {
  accounts: AccountStore;
  sessions: SessionStore;
  links: LinkStore;
  directory: Directory;
  firstLink: FirstLink;
  limiter: SignInLimiter;
  auditor: AuditorService;
  /** External URL of the auth plugin, where the cookie goes. */
  authUrl: string;
}): Router {
  const { accounts, sessions, links, directory, firstLink, limiter, auditor } =
    options;
  const router = PromiseRouter();
  const body = express.json({ limit: '16kb' });

  router.post('/first/check', body, async (request, response) => {
    const { key } = parse(keySchema, request.body);
    response.json({ alive: await links.firstAlive(key) });
  });

  router.post('/first', body, async (request, response) => {
    const { key, name, displayName, password } = parse(
      firstSchema,
      request.body,
    );
    await audited(
      auditor,
      {
        eventId: 'first-link',
        severityLevel: 'critical',
        request,
        meta: { account: name },
      },
      async () => {
        checkNewPassword(password, name);
        if (!(await links.firstAlive(key))) {
          throw new AuthenticationError(deadFirstLink);
        }
        const hash = await hashPassword(password);
        const made = await directory
          .change(async trx => {
            if (!(await links.consumeFirst(trx, key, { name, displayName }))) {
              throw new AuthenticationError(deadFirstLink);
            }
            await accounts.setPasswordHash(trx, name, hash);
          })
          .then(() => true)
          .catch(async error => {
            if (await links.firstAlive(key)) {
              throw (await accounts.get(name))
                ? new ConflictError(`There is already an account "${name}"`)
                : error;
            }
            return false;
          });
        if (!made) {
          throw new AuthenticationError(deadFirstLink);
        }
        await firstLink.close();
      },
    );
    await enter(request, response.status(201), name);
  });

  router.post('/invitations/check', body, async (request, response) => {
    const { key } = parse(keySchema, request.body);
    const name = await links.invited(key);
    const account = name ? await accounts.get(name) : undefined;
    response.json(
      account?.active
        ? { alive: true, name, displayName: account.displayName }
        : { alive: false },
    );
  });

  router.post('/invitations/accept', body, async (request, response) => {
    const { key, password } = parse(acceptSchema, request.body);
    const name = await audited(
      auditor,
      { eventId: 'invitation-accept', severityLevel: 'high', request },
      async () => {
        const invited = await links.invited(key);
        const account = invited ? await accounts.get(invited) : undefined;
        if (!account?.active) {
          throw new AuthenticationError(deadInvitation);
        }
        checkNewPassword(password, account.name);
        const hash = await hashPassword(password);
        await directory.change(async trx => {
          if (!(await links.consumeInvitation(trx, key))) {
            throw new AuthenticationError(deadInvitation);
          }
          await accounts.setPasswordHash(trx, account.name, hash);
          await sessions.end(account.name, {}, trx);
        });
        return account.name;
      },
    );
    await enter(request, response, name);
  });

  router.post('/sessions', body, async (request, response) => {
    const { name: given, password } = parse(signInSchema, request.body);
    const name = given.trim().toLowerCase();
    const address = request.ip ?? 'unknown';
    await audited(
      auditor,
      {
        eventId: 'sign-in',
        severityLevel: 'medium',
        request,
        meta: { account: name.slice(0, 63) },
      },
      async () => {
        await limiter.attempt(name, address).catch(error => {
          if (error instanceof TooManyAttemptsError) {
            response.set('retry-after', String(error.retryAfterSeconds));
          }
          throw error;
        });
        const account = await accounts.get(name);
        const right = await verifyPassword(
          password,
          await accounts.passwordHash(name),
        );
        if (!right || !account?.active) {
          throw new AuthenticationError(
            'Name and password do not fit, or the account is disabled',
          );
        }
        await limiter.succeeded(name, address);
      },
    );
    await enter(request, response, name);
  });

  return router;

  async function enter(request: Request, response: Response, name: string) {
    const session = await sessions.start(name, request.get('user-agent'));
    setSessionCookie(response, session, options.authUrl);
    response.json({ account: await accounts.get(name) });
  }
}
