import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type { UserPrincipal } from '@dop/plugin-access-common';
import type { Approval, StepAction } from '@dop/plugin-pipelines-common';
import type { ApprovalRecord, RunRecord } from '@dop/plugin-pipelines-engine';
import {
  audited,
  decodeCursor,
  narrowed,
  pageOf,
  parse,
  visibleRun,
  type RouterContext,
} from '../routers/context';
import { approvalBody, approvalsQuery } from '../routers/schemas';
import { checkApprover, refsOf, whyNotApprover } from './checkApprover';

type ApproveAction = Extract<StepAction, { type: 'approve' }>;

/** What waits for people, and what they say. */
export function createApprovalsRouter(context: RouterContext): Router {
  const { access, engine, presenter } = context;
  const { queries } = engine;
  const router = PromiseRouter();

  router.get('/approvals', async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    const person = personOf(principal);
    const query = parse(approvalsQuery, request.query, 'query');
    const visible = await access.visibleRepositories(principal);
    const records = await queries.openApprovals(
      {
        approvers: query.mine ? refsOf(person) : undefined,
        repositoryIds: narrowed(visible, query.repositoryId),
        runId: query.runId,
      },
      {
        before: decodeCursor(query.cursor, /^[0-9a-f-]{36}\/\d{1,9}$/),
        limit: query.limit + 1,
      },
    );
    const items: Approval[] = [];
    for (const record of records.slice(0, query.limit)) {
      const approval = await present(context, record, person);
      if (approval) {
        items.push(approval);
      }
    }
    response.json(pageOf(records, query.limit, ({ cursor }) => cursor, items));
  });

  router.post(
    '/runs/:id/steps/:instanceKey/approval',
    express.json({ limit: '300kb' }),
    async (request, response) => {
      const run = await visibleRun(context, request, 'dop.run.read', ['user']);
      const { record } = run;
      const { id, repositoryId } = record;
      const { instanceKey } = request.params;
      const body = parse(approvalBody, request.body ?? {}, 'body');
      await audited(
        context,
        request,
        'run-approval',
        {
          runId: id,
          repositoryId,
          step: instanceKey.slice(0, 300),
          decision: body.decision,
        },
        async () => {
          await access.authorize(run.principal, 'dop.run.approve', {
            repositoryId,
          });
          const person = personOf(run.principal);
          const action = await approvalOf(context, record, instanceKey);
          checkApprover({
            person,
            approvers: action.by,
            authors: await queries.authors(id),
            allowOwn: context.approvals.allowOwn,
          });
          const inTime = await engine.approve(id, instanceKey, {
            ...body,
            by: person.userEntityRef,
          });
          if (!inTime) {
            throw new ConflictError(
              await whyLate(context, record, instanceKey),
            );
          }
        },
      );
      const now = await queries.run(id);
      response.json(await presenter.run(now ?? record));
    },
  );

  return router;
}

/** Who was quicker, or what else is true by now. */
async function whyLate(
  { engine }: RouterContext,
  { id }: RunRecord,
  instanceKey: string,
): Promise<string> {
  const decision = await engine.queries.decision(id, instanceKey);
  if (decision) {
    const { by, time, reason } = decision;
    const did = decision.decision === 'approve' ? 'approved' : 'rejected';
    const when = new Date(time).toISOString();
    return `${by} ${did} ${instanceKey} at ${when}${
      reason ? `: ${reason}` : ''
    }`;
  }
  const run = await engine.queries.run(id);
  const step = (await engine.queries.steps(id)).find(
    ({ key }) => key === instanceKey,
  );
  return `${instanceKey} does not wait for a decision: it is ${
    step?.state
  }, and the run is ${run?.state}${
    run?.cancelledBy ? `, cancelled by ${run.cancelledBy}` : ''
  }`;
}

async function approvalOf(
  { engine }: RouterContext,
  { id, planHash }: RunRecord,
  instanceKey: string,
): Promise<ApproveAction> {
  const steps = await engine.queries.steps(id);
  const step = steps.find(({ key }) => key === instanceKey);
  const plan = await engine.queries.plan(planHash);
  const action = plan?.steps.find(one => one.id === step?.stepId)?.action;
  if (!step || !action) {
    throw new NotFoundError(`The run has no step "${instanceKey}"`);
  }
  if (action.type !== 'approve') {
    throw new InputError(`${instanceKey} is no approval`);
  }
  return action;
}

async function present(
  context: RouterContext,
  approval: ApprovalRecord,
  person: UserPrincipal,
): Promise<Approval | undefined> {
  const { engine, presenter, approvals } = context;
  const { runId, stepId, instanceKey, approvers } = approval;
  const record = await engine.queries.run(runId);
  if (!record) {
    return undefined;
  }
  const [run] = await presenter.summaries([record]);
  const plan = await engine.queries.plan(record.planHash);
  const step = plan?.steps.find(({ id }) => id === stepId);
  const whyNot = whyNotApprover({
    person,
    approvers,
    authors: await engine.queries.authors(runId),
    allowOwn: approvals.allowOwn,
  });
  return {
    run,
    stepId,
    instanceKey,
    title: step?.title,
    wait: {
      kind: 'approval',
      since: new Date(approval.since).toISOString(),
      until:
        approval.until === undefined
          ? undefined
          : new Date(approval.until).toISOString(),
      approvers,
      form: step?.action.type === 'approve' ? step.action.form : undefined,
    },
    mayDecide: whyNot === undefined,
    whyNot,
  };
}

function personOf(principal: { type: string }): UserPrincipal {
  if (principal.type !== 'user') {
    throw new NotAllowedError('Only people decide');
  }
  return principal as UserPrincipal;
}
