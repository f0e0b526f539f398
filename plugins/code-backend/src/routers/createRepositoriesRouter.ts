import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type {
  PermissionName,
  Principal,
  RepositoryRecord,
} from '@dop/plugin-access-common';
import type { Repository } from '@dop/plugin-code-common';
import { z } from 'zod/v3';
import { unlessRefused } from '../push/unlessRefused';
import type { RepositoryCopy } from '../records/RepositoryCopies';
import { audited, repositoryRequest, type RouterContext } from './context';
import { limitSchema, parse } from './parse';

const listSchema = z.object({
  search: z.string().max(200).optional(),
  cursor: z.string().max(2_000).optional(),
  limit: limitSchema,
});

const newSchema = z
  .object({
    namespace: z.string().min(1).max(300),
    name: z.string().min(1).max(300),
    description: z.string().max(1_000).optional(),
    visibility: z.enum(['internal', 'private']).optional(),
    trust: z.enum(['none', 'protectedRefs', 'members']).optional(),
  })
  .strict();

const changeSchema = z
  .object({
    name: z.string().min(1).max(300).optional(),
    description: z.string().max(1_000).optional(),
    visibility: z.enum(['internal', 'private']).optional(),
    trust: z.enum(['none', 'protectedRefs', 'members']).optional(),
    defaultBranch: z.string().min(1).max(200).optional(),
    protectedRefs: z
      .array(
        z
          .string()
          .max(255)
          .regex(
            /^refs\/(heads|tags)\/./,
            'a protected ref is a full name such as refs/heads/main or refs/tags/*',
          ),
      )
      .max(100)
      .optional(),
  })
  .strict();

/** Repositories: list, make, look, change, remove. */
export function createRepositoriesRouter(context: RouterContext): Router {
  const { access, repositories } = context;
  const router = PromiseRouter();
  const body = express.json({ limit: '1mb' });

  router.get('/repositories', async (request, response) => {
    const principal = await access.principal(request);
    const query = parse(listSchema, request.query, 'query');
    const page = await repositories.list({
      ...query,
      visible: await access.visibleRepositories(principal),
    });
    response.json({
      items: page.items.map(copy => present(context, copy)),
      nextCursor: page.nextCursor,
    });
  });

  router.post('/repositories', body, async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    const repository = parse(newSchema, request.body, 'repository');
    const record = await audited(
      context,
      request,
      'repository-create',
      { namespace: repository.namespace, name: repository.name },
      async () => {
        await access.authorize(principal, 'dop.repository.create', {
          group: repository.namespace,
        });
        return repositories.create(principal, repository);
      },
    );
    response.status(201).json(present(context, { record }));
  });

  router.get('/repositories/:namespace/:name', async (request, response) => {
    const { principal, record } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    const copy = await repositories.copy(record.id);
    response.json({
      ...present(context, { record, pushedAt: copy?.pushedAt }),
      may: {
        push: await may(context, principal, 'dop.repository.push', record),
        administer: await may(
          context,
          principal,
          'dop.repository.administer',
          record,
        ),
        trust: await may(context, principal, 'dop.repository.trust', record),
      },
    });
  });

  router.patch(
    '/repositories/:namespace/:name',
    body,
    async (request, response) => {
      const { principal, record } = await repositoryRequest(
        context,
        request,
        'dop.repository.administer',
      );
      const change = parse(changeSchema, request.body, 'change');
      const changed = await audited(
        context,
        request,
        'repository-change',
        { repositoryId: record.id, fields: Object.keys(change).join(', ') },
        async () => {
          if (change.trust !== undefined && change.trust !== record.trust) {
            await access.authorize(principal, 'dop.repository.trust', {
              repositoryId: record.id,
            });
          }
          return repositories.change(principal, record, change);
        },
      );
      response.json(present(context, { record: changed }));
    },
  );

  router.delete('/repositories/:namespace/:name', async (request, response) => {
    const { principal, record } = await repositoryRequest(
      context,
      request,
      'dop.repository.administer',
    );
    await audited(
      context,
      request,
      'repository-delete',
      {
        repositoryId: record.id,
        repository: `${record.namespace}/${record.name}`,
      },
      () => repositories.remove(principal, record),
    );
    response.status(204).end();
  });

  router.get(
    '/repositories/:namespace/:name/findings',
    async (request, response) => {
      const { record } = await repositoryRequest(
        context,
        request,
        'dop.repository.read',
      );
      response.json({ items: await context.findings.list(record.id) });
    },
  );

  return router;
}

function present(
  context: RouterContext,
  { record, pushedAt }: RepositoryCopy,
): Repository {
  return {
    ...record,
    cloneUrl: `${context.gitUrl}/${record.namespace}/${record.name}.git`,
    empty: pushedAt === undefined,
    pushedAt,
  };
}

async function may(
  { access }: RouterContext,
  principal: Principal,
  permission: PermissionName,
  record: RepositoryRecord,
): Promise<boolean> {
  const asked = access.authorize(principal, permission, {
    repositoryId: record.id,
  });
  return (await unlessRefused(asked.then(() => true))) === true;
}
