import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type { Principal, UserPrincipal } from '@dop/plugin-access-common';
import type { PullRequest } from '@dop/plugin-code-common';
import { z } from 'zod/v3';
import { pushRights } from '../push/pushRights';
import type { PushRights } from '../push/evaluatePush';
import { unlessRefused } from '../push/unlessRefused';
import { authorOf } from './authorOf';
import {
  audited,
  repositoryRequest,
  type RepositoryRequest,
  type RouterContext,
} from './context';
import { limitSchema, parse } from './parse';

const listSchema = z.object({
  state: z.enum(['open', 'merged', 'closed']).optional(),
  cursor: z.string().max(100).optional(),
  limit: limitSchema,
});

const title = z
  .string()
  .trim()
  .min(1)
  .max(250)
  .regex(/^\P{Cc}*$/u, 'a title is one line of text');
const description = z
  .string()
  .max(64 * 1024)
  .regex(/^[^\0]*$/, 'a text has no NUL');
const branch = z.string().min(1).max(244);

const newSchema = z
  .object({
    title,
    description: description.optional(),
    source: branch,
    target: branch.optional(),
  })
  .strict();

const changeSchema = z
  .object({
    title: title.optional(),
    description: description.optional(),
    state: z.enum(['open', 'closed']).optional(),
  })
  .strict();

const mergeSchema = z
  .object({
    expectedHead: z
      .string()
      .regex(/^[0-9a-f]{40}$/, 'a commit has 40 hex digits'),
    method: z.enum(['merge', 'fastForward']),
  })
  .strict();

/** Pull requests: list, open, look, change, merge. */
export function createPullRequestsRouter(context: RouterContext): Router {
  const { pulls } = context;
  const router = PromiseRouter();
  const base = '/repositories/:namespace/:name/pull-requests';
  // JSON may write each of the 64 Ki characters in six.
  const body = express.json({ limit: '1mb' });

  router.get(base, async (request, response) => {
    const { record } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    const query = parse(listSchema, request.query, 'query');
    response.json(await pulls.list({ repositoryId: record.id, ...query }));
  });

  router.post(base, body, async (request, response) => {
    const asked = await personsRequest(context, request);
    const { record, person } = asked;
    const opened = parse(newSchema, request.body, 'pull request');
    const number = await audited(
      context,
      request,
      'pull-request-open',
      { repositoryId: record.id, source: opened.source },
      () => pulls.open(record, person.userEntityRef, opened),
    );
    response.status(201).json(await present(context, asked, number));
  });

  router.get(`${base}/:number`, async (request, response) => {
    const asked = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    response.json(await present(context, asked, numberOf(request)));
  });

  router.patch(`${base}/:number`, body, async (request, response) => {
    const asked = await personsRequest(context, request);
    const { record, person } = asked;
    const number = numberOf(request);
    const change = parse(changeSchema, request.body, 'change');
    await audited(
      context,
      request,
      'pull-request-change',
      {
        repositoryId: record.id,
        number: String(number),
        fields: Object.keys(change).join(', '),
      },
      () => pulls.change(record, person.userEntityRef, number, change),
    );
    response.json(await present(context, asked, number));
  });

  router.post(`${base}/:number/merge`, body, async (request, response) => {
    const asked = await personsRequest(context, request);
    const { record, person } = asked;
    const number = numberOf(request);
    const merge = parse(mergeSchema, request.body, 'merge');
    await audited(
      context,
      request,
      'pull-request-merge',
      {
        repositoryId: record.id,
        number: String(number),
        head: merge.expectedHead,
      },
      async () =>
        pulls.merge({
          ...merge,
          record,
          number,
          userEntityRef: person.userEntityRef,
          author: authorOf(person),
          rights: await pushRights(context.access, person, record.id),
        }),
    );
    response.json(await present(context, asked, number));
  });

  return router;
}

/** A person who may push. */
async function personsRequest(
  context: RouterContext,
  request: Request,
): Promise<RepositoryRequest & { person: UserPrincipal }> {
  const asked = await repositoryRequest(
    context,
    request,
    'dop.repository.push',
  );
  const { principal } = asked;
  if (principal.type !== 'user') {
    throw new NotAllowedError('Only people work on pull requests');
  }
  return { ...asked, person: principal };
}

function numberOf({ params }: Request): number {
  if (!/^[1-9]\d{0,8}$/.test(params.number)) {
    throw new NotFoundError('There is no such pull request');
  }
  return Number(params.number);
}

async function present(
  context: RouterContext,
  { record, principal }: RepositoryRequest,
  number: number,
): Promise<PullRequest> {
  const pull = await context.pulls.get(record, number);
  const rights = await rightsOf(context, principal, record.id);
  return {
    ...pull,
    may: {
      change: rights !== undefined,
      merge:
        rights !== undefined &&
        (await context.pulls.mayMerge(record, pull, rights)),
    },
  };
}

/** Undefined for whoever may not push. */
async function rightsOf(
  { access }: RouterContext,
  principal: Principal,
  repositoryId: string,
): Promise<PushRights | undefined> {
  return principal.type === 'user'
    ? unlessRefused(pushRights(access, principal, repositoryId))
    : undefined;
}
