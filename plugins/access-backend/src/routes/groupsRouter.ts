import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { groupNameProblem } from '@dop/plugin-access-common';
import { z } from 'zod/v3';
import type { GroupStore } from '../database/GroupStore';
import type { Directory } from '../service/Directory';
import type { LocalAccessService } from '../service/LocalAccessService';
import { audited } from './audited';
import { caller } from './caller';
import { decodeCursor, toPage } from './cursor';
import { description, named, paging, parse, search, title } from './parse';

const role = z.enum(['owner', 'member']);
const createSchema = z
  .object({
    name: named(groupNameProblem),
    displayName: title.optional(),
    description: description.optional(),
    members: z
      .array(z.object({ account: z.string().max(63), role }).strict())
      .max(200)
      .optional(),
  })
  .strict();
const changeSchema = z
  .object({
    displayName: title.optional(),
    description: description.optional(),
  })
  .strict();

/** Groups: administrators make them, their owners look after them. */
export function createGroupsRouter(options: {
  access: LocalAccessService;
  groups: GroupStore;
  directory: Directory;
  auditor: AuditorService;
}): Router {
  const { access, groups, directory, auditor } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '64kb' }));

  const existing = async (name: string) => {
    const group = await groups.get(name);
    if (!group) {
      throw new NotFoundError(`There is no group "${name}"`);
    }
    return group;
  };

  router.get('/', async (request, response) => {
    const { principal } = await caller(access, request);
    await access.authorize(principal, 'dop.account.read');
    const query = parse(paging.extend({ search }), request.query);
    const rows = await groups.list({
      search: query.search,
      after: decodeCursor(query.cursor, 1)?.[0],
      limit: query.limit + 1,
    });
    response.json(toPage(rows, query.limit, row => [row.name]));
  });

  router.get('/:name', async (request, response) => {
    const { principal } = await caller(access, request);
    await access.authorize(principal, 'dop.account.read');
    response.json({ group: await existing(request.params.name) });
  });

  router.post('/', async (request, response) => {
    const { principal } = await caller(access, request);
    await access.authorize(principal, 'dop.account.administer');
    const body = parse(createSchema, request.body);
    await audited(
      auditor,
      {
        eventId: 'group-create',
        severityLevel: 'high',
        request,
        meta: { group: body.name },
      },
      () =>
        directory.change(async trx => {
          await groups.insert(trx, {
            name: body.name,
            displayName: body.displayName ?? body.name,
            description: body.description,
          });
          for (const member of body.members ?? []) {
            await groups.setMember(trx, body.name, member);
          }
        }),
    );
    response.status(201).json({ group: await existing(body.name) });
  });

  router.patch('/:name', async (request, response) => {
    const { principal } = await caller(access, request);
    const { name } = request.params;
    await access.authorize(principal, 'dop.group.administer', { group: name });
    const change = parse(changeSchema, request.body);
    await audited(
      auditor,
      { eventId: 'group-change', request, meta: { group: name } },
      () => directory.change(trx => groups.update(trx, name, change)),
    );
    response.json({ group: await existing(name) });
  });

  router.put('/:name/members/:account', async (request, response) => {
    const { principal } = await caller(access, request);
    const { name, account } = request.params;
    await access.authorize(principal, 'dop.group.administer', { group: name });
    const body = parse(z.object({ role }).strict(), request.body);
    await audited(
      auditor,
      {
        eventId: 'group-member-set',
        severityLevel: 'high',
        request,
        meta: { group: name, account, role: body.role },
      },
      () =>
        directory.change(trx =>
          groups.setMember(trx, name, { account, role: body.role }),
        ),
    );
    response.json({ group: await existing(name) });
  });

  router.delete('/:name/members/:account', async (request, response) => {
    const { principal } = await caller(access, request);
    const { name, account } = request.params;
    await access.authorize(principal, 'dop.group.administer', { group: name });
    await audited(
      auditor,
      {
        eventId: 'group-member-remove',
        severityLevel: 'high',
        request,
        meta: { group: name, account },
      },
      async () => {
        if (
          !(await directory.change(trx =>
            groups.removeMember(trx, name, account),
          ))
        ) {
          throw new NotFoundError(`"${account}" is not in the group "${name}"`);
        }
      },
    );
    response.json({ group: await existing(name) });
  });

  return router;
}
