import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  repositoryNameProblem,
  type Principal,
} from '@dop/plugin-access-common';
import { z } from 'zod/v3';
import type { RepositoryStore } from '../database/RepositoryStore';
import type { Authorizer } from '../service/Authorizer';
import { audited } from './audited';
import { decodeCursor, toPage } from './cursor';
import { principalSchema } from './internalRouter';
import { description, named, paging, parse, search } from './parse';

const branchName = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^(?!-)(?!.*(?:\.\.|\/\/|@\{|\.lock(?:\/|$)|\/\.|[/.]$))[^\p{Cc}\s~^:?*[\\.\/][^\p{Cc}\s~^:?*[\\]*$/u,
    'is not a branch name that Git takes',
  );

const settings = {
  description: description.optional(),
  visibility: z.enum(['internal', 'private']).optional(),
  defaultBranch: branchName.optional(),
  protectedRefs: z
    .array(
      z
        .string()
        .max(250)
        .regex(
          /^refs\/(heads|tags)\/[^\p{Cc}\s~^:?[\\]+$/u,
          'begins with refs/heads/ or refs/tags/ and is a ref, where * stands for any characters',
        ),
    )
    .max(100, 'has at most 100 patterns')
    .optional(),
  trust: z.enum(['none', 'protectedRefs', 'members']).optional(),
};

const createSchema = z
  .object({
    principal: principalSchema,
    namespace: z.string().max(300),
    name: named(repositoryNameProblem),
    ...settings,
  })
  .strict();

const changeSchema = z
  .object({
    principal: principalSchema,
    name: named(repositoryNameProblem).optional(),
    ...settings,
  })
  .strict();

/**
 * Repository records, written on behalf of the principal that the calling
 * plugin names: `/internal/repositories`, behind the internal router's check.
 */
export function createRepositoriesRouter(options: {
  repositories: RepositoryStore;
  authorizer: Authorizer;
  auditor: AuditorService;
}): Router {
  const { repositories, authorizer, auditor } = options;
  const router = PromiseRouter();
  router.use(express.json({ limit: '1mb' }));

  router.post('/', async (request, response) => {
    const { principal, ...record } = parse(createSchema, request.body);
    const repository = await audited(
      auditor,
      {
        eventId: 'repository-create',
        severityLevel: 'medium',
        request,
        meta: {
          onBehalfOf: actor(principal),
          repository: `${record.namespace}/${record.name}`,
        },
      },
      async () => {
        await authorizer.authorize(principal, 'dop.repository.create', {
          group: record.namespace,
        });
        await checkTrust(principal, record.trust);
        return repositories.insert(record);
      },
    );
    response.status(201).json({ repository });
  });

  router.patch('/:id', async (request, response) => {
    const { principal, ...change } = parse(changeSchema, request.body);
    const { id } = request.params;
    const repository = await audited(
      auditor,
      {
        eventId: 'repository-change',
        severityLevel: 'medium',
        request,
        meta: {
          onBehalfOf: actor(principal),
          repositoryId: id,
          change: JSON.parse(JSON.stringify(change)),
        },
      },
      async () => {
        await authorizer.authorize(principal, 'dop.repository.administer', {
          repositoryId: id,
        });
        const record = await repositories.get({ id });
        if (change.trust !== undefined && change.trust !== record?.trust) {
          await authorizer.authorize(principal, 'dop.repository.trust', {
            repositoryId: id,
          });
        }
        return record && repositories.update(record, change);
      },
    );
    if (!repository) {
      throw new NotFoundError('There is no such repository');
    }
    response.json({ repository });
  });

  router.delete('/:id', async (request, response) => {
    const { principal } = parse(
      z.object({ principal: principalSchema }),
      request.body,
    );
    const { id } = request.params;
    await audited(
      auditor,
      {
        eventId: 'repository-delete',
        severityLevel: 'high',
        request,
        meta: { onBehalfOf: actor(principal), repositoryId: id },
      },
      async () => {
        await authorizer.authorize(principal, 'dop.repository.administer', {
          repositoryId: id,
        });
        if (!(await repositories.remove(id))) {
          throw new NotFoundError('There is no such repository');
        }
      },
    );
    response.status(204).end();
  });

  router.post('/list', async (request, response) => {
    const body = parse(
      paging.extend({ principal: principalSchema, search }),
      request.body,
    );
    const { principal, limit } = body;
    if (principal.type === 'run') {
      throw new NotAllowedError('A run token may not list repositories');
    }
    const position = decodeCursor(body.cursor, 2);
    const rows = await repositories.list({
      readable:
        principal.type === 'service'
          ? 'all'
          : await authorizer.readable(principal),
      search: body.search,
      after: position && { namespace: position[0], nameKey: position[1] },
      limit: limit + 1,
    });
    response.json(
      toPage(rows, limit, row => [row.namespace, row.name.toLowerCase()]),
    );
  });

  return router;

  async function checkTrust(principal: Principal, trust: string | undefined) {
    if (trust !== undefined && trust !== 'none') {
      if (principal.type === 'run') {
        throw new NotAllowedError('A run token may not give trust');
      }
      if (
        principal.type === 'user' &&
        (await authorizer.readable(principal)) !== 'all'
      ) {
        throw new NotAllowedError(
          'Only an administrator may give trust; leave it out, and ask one',
        );
      }
    }
  }
}

function actor(principal: Principal): string {
  switch (principal.type) {
    case 'user':
      return principal.userEntityRef;
    case 'run':
      return `run:${principal.runId}`;
    case 'service':
      return principal.subject;
    default:
      throw new InputError('Unknown kind of principal');
  }
}
