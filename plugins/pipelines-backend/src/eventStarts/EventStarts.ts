import { InputError } from '@backstage/errors';
import type { AccessService } from '@dop/plugin-access-node';
import { limits } from '@dop/plugin-pipelines-common';
import type { NewRun } from '@dop/plugin-pipelines-engine';
import type { Repositories } from '../clients/Repositories';
import type { WorkflowStore } from '../definitions/WorkflowStore';
import type { EventDelivery } from '../deliveries/DeliveryStore';
import { eventEnvelope } from '../runs/envelopes';
import type { RunStarter } from '../runs/RunStarter';

export interface EventStartsOptions {
  access: Pick<AccessService, 'repository'>;
  repositories: Pick<Repositories, 'workflowFiles'>;
  workflows: Pick<WorkflowStore, 'get'>;
  starter: Pick<RunStarter, 'prepare' | 'gitUrl' | 'depthAfter'>;
}

/** What becomes of an event that was heard: a run, or why there is none. */
export type EventStart =
  | { run: NewRun; place: { ref: string; commit: string } }
  | { state: 'processed' | 'skipped'; reason: string };

/** Makes runs of events, with the last good definition of the default branch at its head. */
export class EventStarts {
  readonly #options: EventStartsOptions;

  private constructor(options: EventStartsOptions) {
    this.#options = options;
  }

  static create(options: EventStartsOptions): EventStarts {
    return new EventStarts(options);
  }

  async prepare({ id, data }: EventDelivery): Promise<EventStart> {
    const { access, repositories, workflows, starter } = this.#options;
    const { workflowId, repositoryId, runId } = data;
    const workflow = await workflows.get(workflowId);
    const record = workflow && (await access.repository({ id: repositoryId }));
    if (!workflow?.definition?.triggers.event || !record) {
      return {
        state: 'skipped',
        reason: 'The workflow hears no events any more',
      };
    }
    const ref = `refs/heads/${record.defaultBranch}`;
    const depth = runId ? await starter.depthAfter(runId) : 0;
    if (depth > limits.chainDepth) {
      return {
        state: 'skipped',
        reason: `${workflow.path}: run ${runId} did it, and it ends a chain: after the first, at most ${limits.chainDepth} runs start each other (chainDepth)`,
      };
    }
    const files = await repositories.workflowFiles(repositoryId, { ref });
    if (!files) {
      const reason = `${workflow.path}: there is no ${ref}`;
      return { state: 'processed', reason };
    }
    try {
      const run = await starter.prepare({
        workflowId,
        plan: workflow.definition.plan,
        record,
        envelope: eventEnvelope(
          starter.gitUrl(record),
          record,
          { ...data, ref },
          files,
        ),
        inputs: {},
        deliveryId: id,
        depth,
      });
      return { run, place: { ref, commit: files.commit.sha } };
    } catch (error) {
      if (error instanceof InputError) {
        const reason = `${workflow.path}: ${error.message}`;
        return { state: 'processed', reason };
      }
      throw error;
    }
  }
}
