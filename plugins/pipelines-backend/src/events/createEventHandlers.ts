import type { EventHandler } from '@dop/plugin-devops-node';
import type {
  PullRequestChanged,
  RefUpdated,
  RepositoryChanged,
} from '@dop/plugin-code-common';
import { z } from 'zod/v3';
import type { RepositoryNames } from '../database/RepositoryNames';
import type { WorkflowStore } from '../definitions/WorkflowStore';
import type { DeliveryProcessor } from '../deliveries/DeliveryProcessor';
import type { DeliveryStore } from '../deliveries/DeliveryStore';
import type { PushedFiles } from '../deliveries/PushedFiles';

const sha = z.string().regex(/^[0-9a-f]{40}$/);

const branch = z.string().min(1).max(255);

/** What is told of every change that may start runs. */
const changeSchema = z.object({
  repositoryId: z.string().min(1).max(64),
  namespace: z.string().max(255),
  name: z.string().max(300),
  sequence: z.number().int(),
  runId: z.string().max(64).optional(),
  skipCi: z.boolean(),
  workflowFiles: z
    .object({
      commit: z.object({
        sha,
        message: z.string(),
        authorName: z.string(),
        authorEmail: z.string(),
        time: z.string(),
      }),
      files: z.array(
        z.object({
          path: z.string().max(4_096),
          sha,
          size: z.number().int(),
          content: z.string().optional(),
        }),
      ),
      truncated: z.boolean(),
    })
    .optional(),
  time: z.string(),
});

const refUpdatedSchema = changeSchema.extend({
  ref: z.string().min(1).max(4_096),
  before: sha,
  after: sha,
  protectedRef: z.boolean(),
  defaultBranch: z.boolean(),
  pusher: z.string().max(500).optional(),
});

const pullRequestChangedSchema = changeSchema.extend({
  number: z.number().int().min(1),
  action: z.enum([
    'opened',
    'updated',
    'edited',
    'reopened',
    'merged',
    'closed',
  ]),
  title: z.string().max(1_000),
  source: branch,
  target: branch,
  head: sha,
  before: sha.optional(),
  author: z.string().max(500),
  actor: z.string().max(500).optional(),
  pusher: z.string().max(500).optional(),
  mergeCommit: sha.optional(),
});

/** What the plugin `code` tells. */
export function createEventHandlers(options: {
  deliveries: DeliveryStore;
  processor: DeliveryProcessor;
  pushed: PushedFiles;
  workflows: WorkflowStore;
  names: RepositoryNames;
}): Record<string, EventHandler> {
  const { deliveries, processor, pushed, workflows, names } = options;
  return {
    'dop.ref.updated': {
      apply: async (trx, event) => {
        const push: RefUpdated = refUpdatedSchema.parse(event.data);
        await deliveries.receive(trx, { ...push, workflowFiles: undefined });
        pushed.keep(push);
      },
      after: event => processor.wake(String(event.data.repositoryId)),
    },
    'dop.pull-request.changed': {
      apply: async (trx, event) => {
        const change: PullRequestChanged = pullRequestChangedSchema.parse(
          event.data,
        );
        const { workflowFiles: _, ...stored } = change;
        await deliveries.receivePullRequest(trx, stored);
        pushed.keep(change);
      },
      after: event => processor.wake(String(event.data.repositoryId)),
    },
    'dop.repository.changed': {
      apply: async (trx, event) => {
        const data = event.data as unknown as RepositoryChanged;
        if (data.change === 'deleted') {
          await workflows.removeRepository(trx, data.repositoryId);
        } else {
          await names.put(trx, data.record);
        }
      },
      after: event => names.forget(String(event.data.repositoryId)),
    },
  };
}
