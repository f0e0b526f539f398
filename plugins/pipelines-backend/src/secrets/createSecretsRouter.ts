import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { InputError } from '@backstage/errors';
import type { Principal } from '@dop/plugin-access-common';
import { isSecretName, type Secret } from '@dop/plugin-pipelines-common';
import {
  actorOf,
  audited,
  decodeCursor,
  pageOf,
  parse,
  type RouterContext,
} from '../routers/context';
import { secretBody, secretsQuery } from '../routers/schemas';
import type { SecretInfo } from './DatabaseSecretStore';

/** Secrets for their owners: names, readers and use. No route tells a value. */
export function createSecretsRouter(context: RouterContext): Router {
  const { access, secrets } = context;
  const router = PromiseRouter();

  router.get('/secrets', async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    const query = parse(secretsQuery, request.query, 'query');
    const { namespace: group } = query;
    if (group) {
      await access.authorize(principal, 'dop.secret.administer', { group });
    }
    const records = await secrets.list({
      namespaces: group ? [group] : await administered(context, principal),
      after: decodeCursor(query.cursor, /^[a-z0-9-]+\/[a-z0-9-]+$/),
      limit: query.limit + 1,
    });
    const items = await present(context, records.slice(0, query.limit));
    const fullName = (one: SecretInfo) => `${one.namespace}/${one.name}`;
    response.json(pageOf(records, query.limit, fullName, items));
  });

  router.put(
    '/secrets/:namespace/:name',
    express.json({ limit: '256kb' }),
    async (request, response) => {
      const principal = await access.principal(request, { allow: ['user'] });
      const { namespace, name } = named(request.params);
      const { value, repositories, refs } = parse(
        secretBody,
        request.body ?? {},
        'body',
      );
      const isNew = await audited(
        context,
        request,
        'secret-put',
        {
          secret: `${namespace}/${name}`,
          newValue: value !== undefined,
          ...(repositories && { repositories }),
          ...(refs && { refs }),
        },
        async () => {
          await access.authorize(principal, 'dop.secret.administer', {
            group: namespace,
          });
          return secrets.put(namespace, name, {
            value,
            refs,
            repositoryIds:
              typeof repositories === 'object'
                ? await idsOf(context, principal, repositories)
                : repositories,
            by: actorOf(principal),
          });
        },
      );
      const [info] = await secrets.list({
        namespaces: [namespace],
        name,
        limit: 1,
      });
      const [shown] = await present(context, [info]);
      response.status(isNew ? 201 : 200).json(shown);
    },
  );

  router.delete('/secrets/:namespace/:name', async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    const { namespace, name } = named(request.params);
    await audited(
      context,
      request,
      'secret-delete',
      { secret: `${namespace}/${name}` },
      async () => {
        await access.authorize(principal, 'dop.secret.administer', {
          group: namespace,
        });
        await secrets.delete(namespace, name);
      },
    );
    response.status(204).end();
  });

  return router;
}

/** @throws InputError */
function named(parameters: Record<string, string>): {
  namespace: string;
  name: string;
} {
  const { namespace, name } = parameters;
  if (!isSecretName(`${namespace}/${name}`)) {
    throw new InputError(
      'A secret is named namespace/name: small letters, digits and dashes between them, at most 63 each',
    );
  }
  return { namespace, name };
}

/** The groups of whose secrets a list may tell; undefined for all. */
async function administered(
  { access }: RouterContext,
  principal: Principal,
): Promise<string[] | undefined> {
  if (principal.type !== 'user') {
    return [];
  }
  if (principal.administrator) {
    await access.authorize(principal, 'dop.operations.read');
    return undefined;
  }
  const groups = principal.groups.map(ref => ref.replace(/^.*\//, ''));
  const owned = await Promise.all(
    groups.map(group =>
      access
        .authorize(principal, 'dop.secret.administer', { group })
        .then(() => [group])
        .catch(error => {
          if (['NotAllowedError', 'NotFoundError'].includes(error.name)) {
            return [];
          }
          throw error;
        }),
    ),
  );
  return owned.flat();
}

/** @throws NotFoundError for a repository that the caller may not see */
async function idsOf(
  { access }: RouterContext,
  principal: Principal,
  names: string[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const full of names) {
    const [namespace, name] = full.split('/');
    const record = await access.repository({ namespace, name });
    await access.authorize(principal, 'dop.repository.read', {
      repositoryId: record?.id ?? full,
    });
    ids.push(record?.id ?? full);
  }
  return [...new Set(ids)];
}

async function present(
  { names }: RouterContext,
  records: SecretInfo[],
): Promise<Secret[]> {
  const of = await names.ofAll(
    records.flatMap(({ repositoryIds }) => repositoryIds ?? []),
  );
  return records.map(record => ({
    name: `${record.namespace}/${record.name}`,
    repositories: record.repositoryIds?.map(id => of.get(id) ?? id) ?? 'all',
    refs: record.refs ?? 'protected',
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    updatedBy: record.updatedBy,
    usedAt:
      record.usedAt === undefined
        ? undefined
        : new Date(record.usedAt).toISOString(),
    usedByRun: record.usedByRun,
    problem: record.problem,
  }));
}
