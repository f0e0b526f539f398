import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { explainRun, runStates } from '@dop/plugin-pipelines-common';
import { asAnswer, type ClientOf } from './ActionClients';
import { lastLines } from './lastLines';
import { runOf, runShape, workflowOf, workflowShape } from './schemas';

const reads = { readOnly: true, destructive: false, idempotent: true };

/** Actions that look: workflows, runs, why a run is as it is, logs. */
export function registerFindActions(
  registry: ActionsRegistryService,
  clientOf: ClientOf,
): void {
  registry.register({
    name: 'find-workflows',
    title: 'Find workflows',
    description:
      'Lists workflows that you may see, with their last run. Narrow it by a word of the name, title or path, by repository id, or by the entity that a workflow delivers, such as component:shop/checkout.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          search: z.string().optional(),
          repositoryId: z.string().optional(),
          entityRef: z.string().optional(),
          cursor: z.string().optional().describe('nextCursor of the last page'),
        }),
      output: z =>
        z.object({
          workflows: z.array(workflowShape(z)),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const page = await asAnswer(
        clientOf(credentials).workflows({ ...input, limit: 20 }),
      );
      return {
        output: {
          workflows: page.items.map(workflowOf),
          nextCursor: page.nextCursor,
        },
      };
    },
  });

  registry.register({
    name: 'find-runs',
    title: 'Find runs',
    description:
      'Lists runs of workflows that you may see, the newest first. Narrow it by workflow, repository, delivered entity, state or branch.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          workflowId: z.string().optional(),
          repositoryId: z.string().optional(),
          entityRef: z.string().optional(),
          state: z.enum(['active', 'finished', ...runStates]).optional(),
          branch: z.string().optional().describe('Short name, such as main'),
          cursor: z.string().optional().describe('nextCursor of the last page'),
        }),
      output: z =>
        z.object({
          runs: z.array(runShape(z)),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const page = await asAnswer(
        clientOf(credentials).runs({ ...input, limit: 20 }),
      );
      return {
        output: { runs: page.items.map(runOf), nextCursor: page.nextCursor },
      };
    },
  });

  registry.register({
    name: 'find-approvals',
    title: 'Find approvals',
    description:
      'Lists approvals that nobody decided yet: those that wait for the caller, or all of a run.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          mine: z.boolean().optional(),
          runId: z.string().optional(),
          cursor: z.string().optional().describe('nextCursor of the last page'),
        }),
      output: z =>
        z.object({
          approvals: z.array(
            z.object({
              run: runShape(z),
              step: z.string(),
              title: z.string().optional(),
              approvers: z.array(z.string()),
              form: z.record(z.any()).optional(),
              since: z.string(),
              until: z.string().optional(),
              mayDecide: z.boolean(),
              whyNot: z.string().optional(),
            }),
          ),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const page = await asAnswer(
        clientOf(credentials).approvals({ ...input, limit: 20 }),
      );
      return {
        output: {
          approvals: page.items.map(({ wait, ...approval }) => ({
            run: runOf(approval.run),
            step: approval.instanceKey,
            title: approval.title,
            approvers: wait.approvers ?? [],
            form: wait.form && { ...wait.form },
            since: wait.since,
            until: wait.until,
            mayDecide: approval.mayDecide,
            whyNot: approval.whyNot,
          })),
          nextCursor: page.nextCursor,
        },
      };
    },
  });

  registry.register({
    name: 'explain-run',
    title: 'Explain a run',
    description:
      'Says in a sentence why a run is in its state, names the steps because of which it is, and gives the last lines of their logs.',
    attributes: reads,
    schema: {
      input: z => z.object({ runId: z.string() }),
      output: z =>
        z.object({
          run: runShape(z),
          sentence: z.string(),
          steps: z.array(
            z.object({
              key: z.string(),
              state: z.string(),
              sentence: z.string(),
              attempt: z.number().optional(),
              exitCode: z.number().optional(),
              lastLines: z.array(z.string()),
            }),
          ),
        }),
    },
    action: async ({ input: { runId }, credentials }) => {
      const client = clientOf(credentials);
      const run = await asAnswer(client.run(runId));
      const { sentence, steps } = explainRun(run);
      return {
        output: {
          run: runOf(run),
          sentence,
          steps: await Promise.all(
            steps.slice(0, 5).map(async step => ({
              ...step,
              lastLines: await lastLines(client, run, step.key),
            })),
          ),
        },
      };
    },
  });

  registry.register({
    name: 'read-log',
    title: 'Read a log',
    description:
      'Reads a part of the log of one attempt of a step. Without an attempt, of the newest one; without an offset, its last lines.',
    attributes: reads,
    schema: {
      input: z =>
        z.object({
          runId: z.string(),
          step: z.string().describe('Key of the step, such as test[shard=1]'),
          attempt: z.number().int().min(1).optional(),
          offset: z.number().int().min(0).optional().describe('In bytes'),
        }),
      output: z =>
        z.object({
          text: z.string(),
          nextOffset: z.number(),
          end: z.boolean(),
        }),
    },
    action: async ({ input, credentials }) => {
      const client = clientOf(credentials);
      const { runId, step: key } = input;
      const run = await asAnswer(client.run(runId));
      const attempts = run.steps.find(step => step.key === key)?.attempts ?? [];
      const last = attempts[attempts.length - 1];
      const number = input.attempt ?? last?.number ?? 1;
      const bytes =
        attempts.find(attempt => attempt.number === number)?.logBytes ?? 0;
      const { text, nextOffset, end } = await asAnswer(
        client.log(runId, key, number, {
          offset: input.offset ?? Math.max(0, bytes - 16 * 1024),
          limit: 64 * 1024,
        }),
      );
      return { output: { text, nextOffset, end } };
    },
  });
}
