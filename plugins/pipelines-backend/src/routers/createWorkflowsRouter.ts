import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { InputError, NotFoundError } from '@backstage/errors';
import type { Principal, RepositoryRecord } from '@dop/plugin-access-common';
import {
  graphOf,
  type LintResponse,
  type LintSurroundings,
  type Workflow,
  type WorkflowFinding,
} from '@dop/plugin-pipelines-common';
import { TooCostlyError } from '../language/LanguageWorker';
import type { WorkflowRecord } from '../definitions/WorkflowStore';
import {
  actorOf,
  audited,
  decodeCursor,
  narrowed,
  pageOf,
  parse,
  type RouterContext,
} from './context';
import {
  drainBody,
  lintBody,
  lintSurroundingsBody,
  deliveriesQuery,
  listQuery,
  startBody,
  workflowsQuery,
} from './schemas';

/** Workflows, their findings, deliveries, and starts by hand. */
export function createWorkflowsRouter(context: RouterContext): Router {
  const { access, engine, names, presenter, starts, workflows } = context;
  const router = PromiseRouter();

  router.get('/workflows', async (request, response) => {
    const principal = await access.principal(request);
    const query = parse(workflowsQuery, request.query, 'query');
    const visible = await access.visibleRepositories(principal);
    const records = await workflows.list({
      ...query,
      repositoryIds: narrowed(visible, query.repositoryId),
      after: decodeCursor(query.cursor, /^[0-9a-f]{32}$/),
      limit: query.limit + 1,
    });
    const items = await present(context, records.slice(0, query.limit));
    response.json(pageOf(records, query.limit, ({ id }) => id, items));
  });

  router.get('/workflows/:id', async (request, response) => {
    const principal = await access.principal(request);
    const record = await found(context, request.params.id);
    await access.authorize(principal, 'dop.workflow.read', {
      repositoryId: record.repositoryId,
    });
    const [workflow] = await present(context, [record]);
    response.json(workflow);
  });

  router.post(
    '/workflows/:id/runs',
    express.json({ limit: '1mb' }),
    async (request, response) => {
      const principal = await access.principal(request, { allow: ['user'] });
      const workflow = await found(context, request.params.id);
      const { repositoryId } = workflow;
      const body = parse(startBody, request.body ?? {}, 'body');
      const { id } = await audited(
        context,
        request,
        'run-start',
        { workflowId: workflow.id, repositoryId },
        async () => {
          await access.authorize(principal, 'dop.run.start', { repositoryId });
          const record = await access.repository({ id: repositoryId });
          if (!record) {
            throw new NotFoundError('The repository is gone');
          }
          return starts.start(record, workflow, {
            ...body,
            actor: actorOf(principal),
          });
        },
      );
      const run = await engine.queries.run(id);
      response.status(201).json(run && (await presenter.run(run)));
    },
  );

  router.post(
    '/workflows/:id/drain',
    express.json({ limit: '10kb' }),
    async (request, response) => {
      const principal = await access.principal(request, { allow: ['user'] });
      const workflow = await found(context, request.params.id);
      const { id, repositoryId } = workflow;
      const { on } = parse(drainBody, request.body ?? {}, 'body');
      await audited(
        context,
        request,
        'workflow-drain',
        { workflowId: id, repositoryId, on },
        async () => {
          await access.authorize(principal, 'dop.workflow.drain', {
            repositoryId,
          });
          await engine.drainWorkflow(id, on && { by: actorOf(principal) });
        },
      );
      const [shown] = await present(context, [workflow]);
      response.json(shown);
    },
  );

  router.get('/findings', async (request, response) => {
    const principal = await access.principal(request);
    const query = parse(listQuery, request.query, 'query');
    const visible = await access.visibleRepositories(principal);
    const records = await workflows.findings({
      repositoryIds: narrowed(visible, query.repositoryId),
      workflowId: query.workflowId,
      after: decodeCursor(query.cursor, /^\d{1,18}$/),
      limit: query.limit + 1,
    });
    const of = await names.ofAll(records.map(one => one.repositoryId));
    const items = records.map(
      ({ id: _id, ...finding }): WorkflowFinding => ({
        ...finding,
        repository: of.get(finding.repositoryId) ?? finding.repositoryId,
      }),
    );
    response.json(pageOf(records, query.limit, ({ id }) => id, items));
  });

  router.get('/deliveries', async (request, response) => {
    const principal = await access.principal(request);
    const query = parse(deliveriesQuery, request.query, 'query');
    const visible = await access.visibleRepositories(principal);
    const records = await context.deliveries.list({
      repositoryIds: narrowed(visible, query.repositoryId),
      type: query.type,
      before: decodeCursor(query.cursor, /^\d{1,18}$/),
      limit: query.limit + 1,
    });
    const of = await names.ofAll(records.map(one => one.repositoryId));
    const items = records.map(
      ({ data: _data, sequence: _sequence, attempts: _attempts, ...one }) => ({
        ...one,
        repository: of.get(one.repositoryId) ?? one.repositoryId,
      }),
    );
    response.json(pageOf(records, query.limit, one => one.sequence, items));
  });

  router.post(
    '/lint',
    express.json({ limit: '2mb' }),
    async (request, response) => {
      const principal = await access.principal(request);
      const body = parse(lintBody, request.body ?? {}, 'body');
      const repository = await mayLint(context, principal, body.repository);
      const { text, file } = body;
      const { components, language } = context;
      const answer = await lint(async () => {
        const uses = await language.ask({ kind: 'uses', text, file });
        return language.ask({
          kind: 'lint',
          text,
          file,
          repository: repository && {
            namespace: repository.namespace,
            name: repository.name,
          },
          resolution: await components.resolve(uses, principal),
        });
      });
      response.json(answer);
    },
  );

  router.post(
    '/lint/surroundings',
    express.json({ limit: '200kb' }),
    async (request, response) => {
      const principal = await access.principal(request);
      const body = parse(lintSurroundingsBody, request.body ?? {}, 'body');
      await mayLint(context, principal, body.repository);
      const { components, portalEnv } = context;
      const answer: LintSurroundings = {
        ...(await components.resolve([...new Set(body.uses)], principal)),
        portalEnv,
      };
      response.json(answer);
    },
  );

  return router;
}

/** @returns the repository whose file is checked, where one is named */
async function mayLint(
  { access }: RouterContext,
  principal: Principal,
  repository: string | undefined,
): Promise<RepositoryRecord | undefined> {
  await access.authorize(principal, 'dop.component.read');
  if (!repository) {
    return undefined;
  }
  const [namespace, name] = repository.split('/');
  const record = await access.repository({ namespace, name });
  await access.authorize(principal, 'dop.repository.read', {
    repositoryId: record?.id ?? 'none',
  });
  return record;
}

async function lint(work: () => Promise<LintResponse>): Promise<LintResponse> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooCostlyError) {
      throw new InputError(`The file cannot be checked. ${error.message}`);
    }
    throw error;
  }
}

async function found(
  { workflows }: RouterContext,
  id: string,
): Promise<WorkflowRecord> {
  const record = await workflows.get(id);
  if (!record) {
    throw new NotFoundError('There is no such workflow that you may see');
  }
  return record;
}

async function present(
  { engine, names, presenter, schedules }: RouterContext,
  records: WorkflowRecord[],
): Promise<Workflow[]> {
  const of = await names.ofAll(records.map(one => one.repositoryId));
  const last = await engine.queries.lastRuns(records.map(({ id }) => id));
  const summaries = new Map(
    (await presenter.summaries([...last.values()])).map(run => [
      run.workflowId,
      run,
    ]),
  );
  const drains = await engine.queries.drains(records.map(({ id }) => id));
  const times = await schedules.ofWorkflows(records.map(({ id }) => id));
  return records.map(record => {
    const { definition } = record;
    return {
      id: record.id,
      repositoryId: record.repositoryId,
      repository: of.get(record.repositoryId) ?? record.repositoryId,
      path: record.path,
      name: record.name,
      title: record.title,
      description: record.description,
      delivers: definition?.plan.delivers ?? [],
      triggers: definition?.triggers ?? {},
      inputs: definition?.plan.inputs ?? { type: 'object' },
      state: record.state,
      commit: record.commit,
      graph: definition && graphOf(definition.plan),
      errors: record.errors,
      warnings: record.warnings,
      lastRun: summaries.get(record.id),
      schedules: times.get(record.id),
      draining: drains.has(record.id) || undefined,
      updatedAt: new Date(record.updatedAt).toISOString(),
    };
  });
}
