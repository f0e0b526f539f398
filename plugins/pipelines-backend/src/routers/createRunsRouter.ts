import { pipeline } from 'node:stream/promises';
import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import type { RunArtifact } from '@dop/plugin-pipelines-common';
import { eventOf } from '../runs/RunPresenter';
import { logOf, readLogText } from '../runs/logs';
import { checkedInputs } from '../runs/RunStarter';
import {
  actorOf,
  audited,
  decodeCursor,
  narrowed,
  pageOf,
  parse,
  runIdPattern,
  visibleRun,
  type RouterContext,
} from './context';
import {
  eventsQuery,
  logQuery,
  pageQuery,
  rerunBody,
  runsQuery,
} from './schemas';

/** Runs: lists, one run, its history, logs and artifacts; cancel and run again. */
export function createRunsRouter(context: RouterContext): Router {
  const { access, blobs, engine, presenter } = context;
  const { queries } = engine;
  const router = PromiseRouter();
  const body = express.json({ limit: '1mb' });

  router.get('/runs', async (request, response) => {
    const principal = await access.principal(request);
    const query = parse(runsQuery, request.query, 'query');
    const visible = await access.visibleRepositories(principal);
    const records = await queries.runs(
      {
        workflowId: query.workflowId,
        repositoryIds: narrowed(visible, query.repositoryId),
        entityRef: query.entityRef?.toLowerCase(),
        state: query.state,
        ref: query.branch && `refs/heads/${query.branch}`,
      },
      {
        before: decodeCursor(query.cursor, runIdPattern),
        limit: query.limit + 1,
      },
    );
    const items = await presenter.summaries(records.slice(0, query.limit));
    response.json(pageOf(records, query.limit, ({ id }) => id, items));
  });

  router.get('/runs/:id', async (request, response) => {
    const { record } = await visibleRun(context, request, 'dop.run.read');
    response.json(await presenter.run(record));
  });

  router.get('/runs/:id/events', async (request, response) => {
    const { record } = await visibleRun(context, request, 'dop.run.read');
    const query = parse(eventsQuery, request.query, 'query');
    const events = await queries.events(record.id, query);
    response.json({ items: events.map(eventOf) });
  });

  router.post('/runs/:id/cancel', async (request, response) => {
    const run = await visibleRun(context, request, 'dop.run.read', ['user']);
    const { id, repositoryId } = run.record;
    await audited(
      context,
      request,
      'run-cancel',
      { runId: id, repositoryId },
      async () => {
        await access.authorize(run.principal, 'dop.run.cancel', {
          repositoryId,
        });
        await engine.cancelRun(id, { by: actorOf(run.principal) });
      },
    );
    response.json(await presenter.run((await queries.run(id)) ?? run.record));
  });

  for (const act of ['pause', 'resume'] as const) {
    router.post(`/runs/:id/${act}`, async (request, response) => {
      const run = await visibleRun(context, request, 'dop.run.read', ['user']);
      const { id, repositoryId } = run.record;
      await audited(
        context,
        request,
        `run-${act}`,
        { runId: id, repositoryId },
        async () => {
          await access.authorize(run.principal, 'dop.run.pause', {
            repositoryId,
          });
          const by = actorOf(run.principal);
          const inTime = await (act === 'pause'
            ? engine.pauseRun(id, { by })
            : engine.resumeRun(id, { by }));
          if (!inTime) {
            const now = await queries.run(id);
            throw new ConflictError(
              `The run cannot be ${act}d: it is ${now?.state ?? 'gone'}`,
            );
          }
        },
      );
      response.json(await presenter.run((await queries.run(id)) ?? run.record));
    });
  }

  router.post('/runs/:id/rerun', body, async (request, response) => {
    const run = await visibleRun(context, request, 'dop.run.read', ['user']);
    const { id, repositoryId, planHash } = run.record;
    const { from, inputs } = parse(rerunBody, request.body ?? {}, 'body');
    const next = await audited(
      context,
      request,
      'run-rerun',
      { runId: id, repositoryId, from },
      async () => {
        await access.authorize(run.principal, 'dop.run.start', {
          repositoryId,
        });
        const plan = await queries.plan(planHash);
        const repository = await access.repository({ id: repositoryId });
        const checked = plan && inputs && checkedInputs(plan, inputs);
        return engine.rerun(id, {
          actor: actorOf(run.principal),
          from,
          inputs: checked,
          now:
            plan &&
            repository &&
            (await context.starter.rightsAgain(
              run.record,
              plan,
              repository,
              checked ?? run.record.inputs,
            )),
        });
      },
    );
    const record = await queries.run(next.id);
    response.status(201).json(record && (await presenter.run(record)));
  });

  router.get(
    '/runs/:id/steps/:instanceKey/attempts/:attempt/log',
    async (request, response) => {
      const { record } = await visibleRun(context, request, 'dop.run.read');
      const query = parse(logQuery, request.query, 'query');
      const of = await logOf(
        engine,
        record.id,
        request.params.instanceKey,
        attemptOf(request),
      );
      response.json(await readLogText(engine, of, query));
    },
  );

  router.get(
    '/runs/:id/steps/:instanceKey/attempts/:attempt/log.txt',
    async (request, response) => {
      const { record } = await visibleRun(context, request, 'dop.run.read');
      const { instanceKey } = request.params;
      const of = await logOf(
        engine,
        record.id,
        instanceKey,
        attemptOf(request),
      );
      const name = `run-${record.number}-${instanceKey}-${of.attempt}.log`;
      response.set(harmless('text/plain; charset=utf-8', name));
      let offset = 0;
      for (;;) {
        const part = await engine.readLog(of, { offset, limit: 1024 * 1024 });
        if (!part || part.data.length === 0 || response.destroyed) {
          break;
        }
        if (!response.write(part.data)) {
          await new Promise<void>(resolve => {
            response.once('drain', resolve);
            response.once('close', resolve);
          });
        }
        offset = part.nextOffset;
      }
      response.end();
    },
  );

  router.get('/runs/:id/artifacts', async (request, response) => {
    const { record } = await visibleRun(context, request, 'dop.run.read');
    const query = parse(pageQuery, request.query, 'query');
    const artifacts = await queries.artifacts(
      { runId: record.id },
      {
        after: decodeCursor(query.cursor, /^[0-9a-f-]{36}\/\d{1,9}\/\d{1,9}\//),
        limit: query.limit + 1,
      },
    );
    const items: RunArtifact[] = artifacts.map(artifact => ({
      instanceKey: artifact.instanceKey,
      attempt: artifact.attempt,
      output: artifact.output,
      mark: artifact.mark,
      digest: artifact.digest,
      size: artifact.size,
      mediaType: artifact.mediaType,
      path: artifact.path,
    }));
    response.json(
      pageOf(artifacts, query.limit, ({ cursor }) => cursor, items),
    );
  });

  router.get('/artifacts/:digest', async (request, response) => {
    const principal = await access.principal(request, {
      allow: ['user', 'service', 'run'],
    });
    const { digest } = request.params;
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new InputError(
        'A digest is sha256: and 64 hexadecimal digits in small letters',
      );
    }
    const owners = await queries.repositoriesOfArtifact(digest);
    const visible = await access.visibleRepositories(principal);
    const allowed = owners.some(
      id => visible.all || visible.repositoryIds.includes(id),
    );
    const blob = allowed ? await blobs.stat(digest) : undefined;
    if (!blob) {
      throw new NotFoundError('There is no such artifact that you may see');
    }
    const [artifact] = await queries.artifacts({ digest });
    const name = artifact.path.split('/').pop() || 'artifact';
    response.set({
      ...harmless(
        artifact.mediaType,
        artifact.mediaType === 'application/x-tar' ? `${name}.tar` : name,
      ),
      'content-length': String(blob.size),
    });
    await pipeline(await blobs.open(digest), response);
  });

  return router;
}

function attemptOf(request: Request): number {
  const attempt = Number(request.params.attempt);
  if (!Number.isInteger(attempt) || attempt < 1 || attempt > 1_000_000) {
    throw new InputError('Attempts are counted from 1');
  }
  return attempt;
}

/** Bytes of users are downloads, never pages of the portal. */
function harmless(mediaType: string, name: string): Record<string, string> {
  return {
    'content-type': /^[\w.+-]+\/[\w.+-]+(; charset=utf-8)?$/.test(mediaType)
      ? mediaType
      : 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(
      name,
    )}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-transform',
  };
}
