import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { accountNameProblem } from '@dop/plugin-access-common';
import { z } from 'zod/v3';
import type { AccountStore } from '../database/AccountStore';
import type { LinkStore } from '../database/LinkStore';
import type { SessionStore } from '../database/SessionStore';
import { checkNewPassword, hashPassword } from '../security/passwords';
import type { Directory } from '../service/Directory';
import type { LocalAccessService } from '../service/LocalAccessService';
import { audited } from './audited';
import { caller, signedInCaller } from './caller';
import { decodeCursor, toPage } from './cursor';
import { email, named, paging, parse, search, title } from './parse';

const password = z.string().max(1_000);
const createSchema = z
  .object({
    name: named(accountNameProblem),
    displayName: title,
    email: email.optional(),
    administrator: z.boolean().optional(),
    password: password.optional(),
  })
  .strict();
const changeSchema = z
  .object({
    displayName: title.optional(),
    email: email.optional(),
    administrator: z.boolean().optional(),
    active: z.boolean().optional(),
  })
  .strict();

/** Accounts: everybody signed in may read them, administrators write them. */
export function createAccountsRouter(options: {
  access: LocalAccessService;
  accounts: AccountStore;
  sessions: SessionStore;
  links: LinkStore;
  directory: Directory;
  auditor: AuditorService;
  appBaseUrl: string;
}): Router {
  const { access, accounts, sessions, links, directory, auditor } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '16kb' }));

  const administrator = async (request: Request) => {
    const { principal } = await signedInCaller(access, request);
    await access.authorize(principal, 'dop.account.administer');
  };
  const existing = async (name: string) => {
    const account = await accounts.get(name);
    if (!account) {
      throw new NotFoundError(`There is no account "${name}"`);
    }
    return account;
  };
  const invitationFor = async (name: string) => {
    const { key, expiresAt } = await links.invite(name);
    const base = options.appBaseUrl.replace(/\/+$/, '');
    return { url: `${base}/join#${key}`, expiresAt: expiresAt.toISOString() };
  };

  router.get('/', async (request, response) => {
    const { principal } = await caller(access, request);
    await access.authorize(principal, 'dop.account.read');
    const query = parse(paging.extend({ search }), request.query);
    const rows = await accounts.list({
      search: query.search,
      after: decodeCursor(query.cursor, 1)?.[0],
      limit: query.limit + 1,
    });
    response.json(toPage(rows, query.limit, row => [row.name]));
  });

  router.get('/:name', async (request, response) => {
    const { principal } = await caller(access, request);
    await access.authorize(principal, 'dop.account.read');
    response.json({ account: await existing(request.params.name) });
  });

  router.post('/', async (request, response) => {
    await administrator(request);
    const body = parse(createSchema, request.body);
    const account = await audited(
      auditor,
      {
        eventId: 'account-create',
        severityLevel: body.administrator ? 'critical' : 'high',
        request,
        meta: {
          account: body.name,
          administrator: body.administrator ?? false,
        },
      },
      async () => {
        let hash: string | undefined;
        if (body.password !== undefined) {
          checkNewPassword(body.password, body.name);
          hash = await hashPassword(body.password);
        }
        return directory.change(async trx => {
          const made = await accounts.insert(trx, {
            ...body,
            email: body.email || undefined,
          });
          if (hash) {
            await accounts.setPasswordHash(trx, body.name, hash);
          }
          return made;
        });
      },
    );
    response.status(201).json({
      account,
      ...(body.password === undefined && {
        invitation: await invitationFor(account.name),
      }),
    });
  });

  router.patch('/:name', async (request, response) => {
    await administrator(request);
    const change = parse(changeSchema, request.body);
    const { name } = await existing(request.params.name);
    const account = await audited(
      auditor,
      {
        eventId: 'account-change',
        severityLevel: change.administrator === undefined ? 'high' : 'critical',
        request,
        meta: { account: name, change: JSON.parse(JSON.stringify(change)) },
      },
      () =>
        directory.change(async trx => {
          const changed = await accounts.update(trx, name, change);
          if (change.active === false) {
            await sessions.end(name, {}, trx);
          }
          return changed;
        }),
    );
    response.json({ account });
  });

  router.post('/:name/password', async (request, response) => {
    await administrator(request);
    const body = parse(z.object({ password }).strict(), request.body);
    const { name } = await existing(request.params.name);
    await audited(
      auditor,
      {
        eventId: 'password-set',
        severityLevel: 'critical',
        request,
        meta: { account: name },
      },
      async () => {
        checkNewPassword(body.password, name);
        const hash = await hashPassword(body.password);
        await directory.change(async trx => {
          await accounts.setPasswordHash(trx, name, hash);
          await sessions.end(name, {}, trx);
        });
      },
    );
    response.status(204).end();
  });

  router.post('/:name/invitation', async (request, response) => {
    await administrator(request);
    const { name } = await existing(request.params.name);
    const invitation = await audited(
      auditor,
      {
        eventId: 'invitation-create',
        severityLevel: 'high',
        request,
        meta: { account: name },
      },
      () => invitationFor(name),
    );
    response.status(201).json({ invitation });
  });

  return router;
}
