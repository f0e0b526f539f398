import { randomUUID } from 'node:crypto';
import type { EventHandler } from '@dop/plugin-devops-node';
import type { ImageRun } from '@dop/plugin-images-common';
import { z } from 'zod/v3';
import type { RepositoryStore } from './store/RepositoryStore';

const producedSchema = z.object({
  provenance: z.object({
    runId: z.string(),
    runNumber: z.number(),
    workflowId: z.string(),
    workflowName: z.string().optional(),
    stepId: z.string(),
    instanceKey: z.string(),
    attempt: z.number(),
    outcome: z.string().optional(),
    repositoryId: z.string(),
    commit: z.string(),
    ref: z.string(),
    protectedRef: z.boolean(),
    isolated: z.boolean(),
    services: z.array(z.string()).default([]),
  }),
  image: z.object({
    repository: z.string(),
    digest: z.string(),
    tag: z.string().optional(),
  }),
});

const changedSchema = z.object({
  repositoryId: z.string(),
  change: z.enum(['created', 'updated', 'deleted']),
});

/**
 * What other plugins tell.
 *
 * - A run produced an image: its push gets the names that the run token does not
 *   carry. An image that this attempt did not push itself is only claimed.
 * - A repository was deleted: its images stay, for administrators only.
 */
export function createEventHandlers(
  repositories: RepositoryStore,
): Record<string, EventHandler> {
  return {
    'dop.image.produced': {
      apply: async (trx, event) => {
        const { provenance, image } = producedSchema.parse(event.data);
        const { repository, digest, tag } = image;
        const owned = await trx('image_repositories')
          .where({ name: repository, repository_id: provenance.repositoryId })
          .first('name');
        const stored = await trx('manifests')
          .where({ repository, digest })
          .first('digest');
        if (!owned || !stored) {
          // An image of another registry or of another repository: not ours to say.
          return;
        }
        const run: ImageRun = provenance;
        const { runId: run_id, instanceKey: instance_key, attempt } = run;
        const updated = await trx('pushes')
          .where({ repository, digest, run_id, instance_key, attempt })
          .update({ run: JSON.stringify(run) });
        if (updated === 0) {
          await trx('pushes').insert({
            id: randomUUID(),
            repository,
            digest,
            tag: tag ?? null,
            proved: false,
            run_id,
            instance_key,
            attempt,
            run: JSON.stringify(run),
            pushed_at: Date.now(),
          });
        }
      },
    },
    'dop.repository.changed': {
      apply: async (trx, event) => {
        const { repositoryId, change } = changedSchema.parse(event.data);
        if (change === 'deleted') {
          await repositories.orphan(trx, repositoryId);
        }
      },
      after: () => repositories.forget(),
    },
  };
}
