import type { EventHandler } from '@dop/plugin-devops-node';
import type { RefUpdated, RepositoryChanged } from '@dop/plugin-code-common';
import { z } from 'zod/v3';
import type { RepositoryNames } from '../database/RepositoryNames';
import type { WorkflowStore } from '../definitions/WorkflowStore';
import type { DeliveryProcessor } from '../deliveries/DeliveryProcessor';
import type { DeliveryStore } from '../deliveries/DeliveryStore';

const sha = z.string().regex(/^[0-9a-f]{40}$/);

const refUpdatedSchema = z.object({
  repositoryId: z.string().min(1).max(64),
  namespace: z.string().max(255),
  name: z.string().max(300),
  ref: z.string().min(1).max(4_096),
  before: sha,
  after: sha,
  sequence: z.number().int(),
  protectedRef: z.boolean(),
  defaultBranch: z.boolean(),
  pusher: z.string().max(500).optional(),
  runId: z.string().max(64).optional(),
  skipCi: z.boolean(),
  time: z.string(),
});

/** What the plugin `code` tells. */
export function createEventHandlers(options: {
  deliveries: DeliveryStore;
  processor: DeliveryProcessor;
  workflows: WorkflowStore;
  names: RepositoryNames;
}): Record<string, EventHandler> {
  const { deliveries, processor, workflows, names } = options;
  return {
    'dop.ref.updated': {
      apply: async (trx, event) => {
        const push: RefUpdated = refUpdatedSchema.parse(event.data);
        await deliveries.receive(trx, push);
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
