import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { NotFoundError } from '@backstage/errors';
import { z } from 'zod/v3';
import { readFiles } from '../content/readFiles';
import { folderOf, readFolderFiles } from '../content/readFolderFiles';
import { resolveRef } from '../content/resolveRef';
import { GitObjects } from '../git/GitObjects';
import type { RouterContext } from './context';
import { limitSchema, parse } from './parse';

const filesSchema = z.object({
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'a commit has 40 hex digits')
    .optional(),
  ref: z.string().max(300).optional(),
  glob: z
    .union([z.string().max(500), z.array(z.string().max(500)).max(20)])
    .default('**'),
  encoding: z.enum(['utf8', 'base64']).default('utf8'),
});

const findingsSchema = z
  .object({
    findings: z
      .array(
        z.object({
          path: z.string().max(4_096),
          line: z.number().int().min(1),
          column: z.number().int().min(1),
          rule: z.string().max(64),
          message: z.string().max(4_000),
        }),
      )
      .max(500),
  })
  .strict();

/** For other plugins only. */
export function createInternalRouter(context: RouterContext): Router {
  const { access, repositories, folders, git } = context;
  const router = PromiseRouter();
  const onlyServices = { allow: ['service' as const] };

  router.get('/internal/repositories', async (request, response) => {
    await access.principal(request, onlyServices);
    const query = parse(
      z.object({
        cursor: z.string().max(2_000).optional(),
        limit: limitSchema,
      }),
      request.query,
      'query',
    );
    const page = await repositories.list({ ...query, visible: { all: true } });
    const records = page.items.map(({ record }) => record);
    const heads = await repositories.heads(records);
    response.json({
      items: records.map(record => ({
        ...record,
        head: heads.get(record.id) ?? '',
      })),
      nextCursor: page.nextCursor,
    });
  });

  router.get('/internal/repositories/:id', async (request, response) => {
    await access.principal(request, onlyServices);
    response.json(await repositories.getById(request.params.id));
  });

  router.get('/internal/repositories/:id/files', async (request, response) => {
    await access.principal(request, onlyServices);
    const query = parse(filesSchema, request.query, 'query');
    const globs = [query.glob].flat();
    const within = query.encoding === 'utf8' ? folderOf(globs) : undefined;
    const asked = query.commit &&
      within && { commit: query.commit, folder: within, globs };
    const record = await repositories.getById(request.params.id);
    const folder = folders.path(record.id);
    if (asked) {
      const few = await GitObjects.use(git, folder, objects =>
        readFolderFiles(objects, asked),
      );
      if (few) {
        response.json(few);
        return;
      }
    }
    const { commit } = await resolveRef(
      git,
      folder,
      query.commit ?? query.ref ?? record.defaultBranch,
    );
    response.json(
      await readFiles(git, folder, {
        commit,
        globs,
        encoding: query.encoding,
      }),
    );
  });

  router.put(
    '/internal/repositories/:id/findings',
    express.json({ limit: '4mb' }),
    async (request, response) => {
      await access.principal(request, onlyServices);
      const { findings } = parse(findingsSchema, request.body, 'findings');
      const copy = await repositories.copy(request.params.id);
      if (!copy) {
        throw new NotFoundError(
          `There is no repository with the id ${request.params.id}`,
        );
      }
      await context.findings.replace(copy.record.id, findings);
      response.status(204).end();
    },
  );

  return router;
}
