import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { asAnswer, type ClientOf } from './ActionClients';
import { runOf, runShape } from './schemas';

/** Actions that change something: start, cancel, run again, decide. */
export function registerActActions(
  registry: ActionsRegistryService,
  clientOf: ClientOf,
): void {
  registry.register({
    name: 'start-run',
    title: 'Start a run',
    description:
      'Starts a workflow by hand at the head of a branch or tag, the default branch unless one is named. The workflow says which inputs it takes.',
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          workflowId: z.string(),
          ref: z.string().optional().describe('Branch or tag'),
          inputs: z.record(z.any()).optional(),
        }),
      output: z => z.object({ run: runShape(z) }),
    },
    action: async ({ input: { workflowId, ...request }, credentials }) => ({
      output: {
        run: runOf(
          await asAnswer(clientOf(credentials).start(workflowId, request)),
        ),
      },
    }),
  });

  registry.register({
    name: 'cancel-run',
    title: 'Cancel a run',
    description:
      'Asks a run to end: its attempts are stopped, then the steps that always run do so. A second time stops those, too.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z => z.object({ runId: z.string() }),
      output: z => z.object({ run: runShape(z) }),
    },
    action: async ({ input: { runId }, credentials }) => ({
      output: {
        run: runOf(await asAnswer(clientOf(credentials).cancel(runId))),
      },
    }),
  });

  registry.register({
    name: 'rerun-run',
    title: 'Run again',
    description:
      'Runs the same definition again, as a new run that is linked to the old one: all of it, what failed, from certain steps on, or one step with edited inputs. The rest is taken over as it came out.',
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          runId: z.string(),
          from: z
            .union([
              z.enum(['all', 'failed']),
              z.object({ steps: z.array(z.string()).min(1) }),
              z.object({
                only: z.string(),
                inputs: z.record(z.any()).optional(),
              }),
            ])
            .optional(),
          inputs: z
            .record(z.any())
            .optional()
            .describe('Instead of those of the old run; only with all of it'),
        }),
      output: z => z.object({ run: runShape(z) }),
    },
    action: async ({ input: { runId, ...request }, credentials }) => ({
      output: {
        run: runOf(await asAnswer(clientOf(credentials).rerun(runId, request))),
      },
    }),
  });

  registry.register({
    name: 'decide-approval',
    title: 'Approve or reject',
    description:
      'Decides an approval that waits in a run, as the caller: only members of those that the workflow names may, and nobody about their own change. The first decision counts.',
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        z.object({
          runId: z.string(),
          step: z.string().describe('Key of the step'),
          decision: z.enum(['approve', 'reject']),
          reason: z.string().optional(),
          form: z.record(z.any()).optional(),
        }),
      output: z => z.object({ run: runShape(z) }),
    },
    action: async ({ input: { runId, step, ...request }, credentials }) => ({
      output: {
        run: runOf(
          await asAnswer(clientOf(credentials).decide(runId, step, request)),
        ),
      },
    }),
  });
}
