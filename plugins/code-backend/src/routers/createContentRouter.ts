import { pipeline } from 'node:stream/promises';
import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { InputError, NotFoundError } from '@backstage/errors';
import { z } from 'zod/v3';
import { compare } from '../content/compare';
import { listCommits } from '../content/listCommits';
import { listNamedRefs } from '../content/listNamedRefs';
import { cleanPath, entryAt, readTree } from '../content/readTree';
import { readCommit } from '../content/readCommit';
import { resolveRef } from '../content/resolveRef';
import { pushRights } from '../push/pushRights';
import { authorOf } from './authorOf';
import { audited, repositoryRequest, type RouterContext } from './context';
import { limitSchema, parse } from './parse';
import { sendBytes } from './sendBytes';

const placeSchema = z.object({
  ref: z.string().max(300).optional(),
  path: z.string().max(4_096).default(''),
});

const commitId = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'a commit has 40 hex digits');

const commitsSchema = placeSchema.extend({
  since: commitId.optional(),
  cursor: z.string().max(100).optional(),
  limit: limitSchema,
});

const compareSchema = z.object({
  base: z.string().min(1).max(300),
  head: z.string().min(1).max(300),
  path: z.string().max(4_096).optional(),
});

const commitSchema = z
  .object({
    branch: z.string().min(1).max(200),
    message: z
      .string()
      .trim()
      .min(1)
      .max(64 * 1024),
    files: z
      .array(
        z.union([
          z
            .object({
              path: z.string().min(1).max(4_096),
              content: z
                .string()
                .regex(/^[A-Za-z0-9+/]*={0,2}$/, 'contents are in base64'),
              executable: z.boolean().optional(),
            })
            .strict(),
          z
            .object({
              path: z.string().min(1).max(4_096),
              deleted: z.literal(true),
            })
            .strict(),
        ]),
      )
      .min(1)
      .max(2_000),
    expectedHead: commitId.optional(),
  })
  .strict();

/** What is in a repository: refs, files, commits; and making a commit. */
export function createContentRouter(context: RouterContext): Router {
  const { git } = context;
  const router = PromiseRouter();
  const base = '/repositories/:namespace/:name';

  router.get(`${base}/refs`, async (request, response) => {
    const { record, folder } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    response.json(await listNamedRefs(git, folder, record));
  });

  router.get(`${base}/tree`, async (request, response) => {
    const { record, folder } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    const { ref, path } = parse(placeSchema, request.query, 'query');
    const at = await resolveRef(git, folder, ref ?? record.defaultBranch);
    response.json(await readTree(git, folder, at, path));
  });

  router.get(`${base}/blob`, async (request, response) => {
    const { record, folder } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    const query = parse(placeSchema, request.query, 'query');
    const path = cleanPath(query.path);
    const at = await resolveRef(git, folder, query.ref ?? record.defaultBranch);
    const entry = path && (await entryAt(git, folder, at.commit, path));
    if (!entry) {
      throw new NotFoundError(`There is no file ${path} at ${at.ref}`);
    }
    if (entry.type !== 'file' && entry.type !== 'link') {
      throw new InputError(`${path} is a ${entry.type}, not a file`);
    }
    sendBytes(response, entry.name, entry.size ?? 0, entry.sha);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await pipeline(
      git.stream(['cat-file', 'blob', entry.sha], { folder }),
      response,
    ).catch(() => response.destroy());
  });

  router.get(`${base}/commits`, async (request, response) => {
    const { record, folder } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    const query = parse(commitsSchema, request.query, 'query');
    const { commit } = await resolveRef(
      git,
      folder,
      query.ref ?? record.defaultBranch,
    );
    response.json(
      await listCommits(git, folder, {
        commit,
        path: cleanPath(query.path),
        since:
          query.since && (await resolveRef(git, folder, query.since)).commit,
        cursor: query.cursor,
        limit: query.limit,
      }),
    );
  });

  router.get(`${base}/commits/:sha`, async (request, response) => {
    const { folder } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    const { sha } = request.params;
    if (!/^[0-9a-f]{7,40}$/.test(sha)) {
      throw new InputError('A commit is named by 7 to 40 hex digits');
    }
    const { path } = parse(
      z.object({ path: z.string().max(4_096).optional() }),
      request.query,
      'query',
    );
    const { commit } = await resolveRef(git, folder, sha);
    response.json(await readCommit(git, folder, commit, path));
  });

  router.get(`${base}/compare`, async (request, response) => {
    const { folder } = await repositoryRequest(
      context,
      request,
      'dop.repository.read',
    );
    const query = parse(compareSchema, request.query, 'query');
    response.json(await compare(git, folder, query));
  });

  router.post(
    `${base}/commits`,
    express.json({ limit: '48mb' }),
    async (request, response) => {
      const { principal, record } = await repositoryRequest(
        context,
        request,
        'dop.repository.push',
      );
      const commit = parse(commitSchema, request.body, 'commit');
      const sha = await audited(
        context,
        request,
        'repository-commit',
        { repositoryId: record.id, branch: commit.branch },
        async () =>
          context.writer.write({
            record,
            commit,
            author: authorOf(principal),
            pusher: {
              userEntityRef:
                principal.type === 'user' ? principal.userEntityRef : undefined,
            },
            rights: await pushRights(context.access, principal, record.id),
          }),
      );
      response.status(201).json({ sha, branch: commit.branch });
    },
  );

  return router;
}
