import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import { matchesEvent } from '@dop/plugin-pipelines-common';
import type { Engine } from '@dop/plugin-pipelines-engine';
import type { Knex } from 'knex';
import type { CdEventStore } from '../cdevents/CdEventStore';
import type { CloudEvent, DopData } from '../cdevents/CloudEvent';
import { RecentRecords } from '../clients/RecentRecords';
import type { RepositoryNames } from '../database/RepositoryNames';
import type {
  DeliveredEvent,
  DeliveryStore,
} from '../deliveries/DeliveryStore';
import type { EventTriggers, HearingWorkflow } from './EventTriggers';

/** The feed is looked at so often. */
const pollMs = 1_000;
/** Events of one round. */
const mostEvents = 200;

export interface EventListenerOptions {
  knex: Knex;
  logger: LoggerService;
  access: AccessService;
  engine: { queries: Pick<Engine['queries'], 'run'> };
  cdEvents: Pick<CdEventStore, 'list'>;
  names: Pick<RepositoryNames, 'of'>;
  triggers: EventTriggers;
  deliveries: Pick<DeliveryStore, 'receiveEvent'>;
  /** Says that a repository has a delivery. */
  wake(repositoryId: string): void;
}

/**
 * Reads the feed of events for the workflows that hear some, and stores a
 * delivery for each (workflow, event). Every replica looks; what a part of the
 * feed starts is stored by whoever moves the cursor over it, in the same
 * transaction.
 */
export class EventListener {
  readonly #options: EventListenerOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #stopped = false;

  private constructor(options: EventListenerOptions) {
    this.#options = options;
  }

  static create(options: EventListenerOptions): EventListener {
    return new EventListener(options);
  }

  start(): void {
    this.#plan(0);
  }

  /** Ends after what is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#round;
  }

  #plan(waitMs: number): void {
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.#round = this.listen()
          .catch(error => {
            this.#options.logger.warn(
              `Events that start workflows: ${stringifyError(error)}`,
            );
            return false;
          })
          .then(more => this.#plan(more ? 0 : pollMs));
      }, waitMs);
      this.#timer.unref();
    }
  }

  /**
   * One round.
   *
   * @returns whether there may be more
   */
  async listen(): Promise<boolean> {
    const { knex, cdEvents, triggers, deliveries, wake } = this.#options;
    const from = await triggers.cursor();
    const rows =
      from === undefined
        ? []
        : await cdEvents.list({ after: from, limit: mostEvents });
    if (from === undefined || rows.length === 0) {
      return false;
    }
    const hearing = await triggers.all();
    const heard: DeliveredEvent[] = [];
    for (const { event } of rows) {
      for (const workflow of hearing) {
        const delivered = await this.#hear(workflow, event);
        if (delivered) {
          heard.push(delivered);
        }
      }
    }
    const to = rows[rows.length - 1].sequence;
    const first = await knex.transaction(async trx => {
      const moved = await triggers.move(trx, from, to);
      for (const delivered of moved ? heard : []) {
        await deliveries.receiveEvent(trx, delivered);
      }
      return moved;
    });
    if (first) {
      heard.forEach(({ repositoryId }) => wake(repositoryId));
    }
    return rows.length === mostEvents;
  }

  async #hear(
    workflow: HearingWorkflow,
    event: CloudEvent,
  ): Promise<DeliveredEvent | undefined> {
    const { access, names } = this.#options;
    const { dop } = event.data.customData;
    if (
      Date.parse(event.time) < workflow.since ||
      !matchesEvent({ types: workflow.types }, event)
    ) {
      return undefined;
    }
    const { repositoryId, workflowId } = workflow;
    const record = await RecentRecords.of(access).recent(repositoryId);
    if (!record || dop.namespace !== record.namespace) {
      return undefined;
    }
    if (workflow.repositories) {
      const name =
        dop.repository ??
        (dop.repositoryId && (await names.of(dop.repositoryId)));
      const repository = name?.split('/')[1];
      if (!matchesEvent(workflow, { type: event.type, repository })) {
        return undefined;
      }
    }
    if (!(await this.#mayTell(dop.repositoryId, record))) {
      return undefined;
    }
    if (dop.runId && !(await this.#counts(dop.runId, workflowId))) {
      return undefined;
    }
    return {
      repositoryId,
      namespace: record.namespace,
      name: record.name,
      workflowId,
      ref: `refs/heads/${record.defaultBranch}`,
      actor: actorOf(dop),
      ...(dop.runId && { runId: dop.runId }),
      event: {
        id: event.id,
        type: event.type,
        source: event.source,
        subject: event.subject,
        data: {
          content: event.data.subject.content,
          customData: event.data.customData,
        },
      },
    };
  }

  /**
   * Whether those who see runs of the listener may know what happened in the other
   * repository: what is private to a group stays in what is private to it.
   */
  async #mayTell(
    repositoryId: string | undefined,
    listener: RepositoryRecord,
  ): Promise<boolean> {
    if (!repositoryId || repositoryId === listener.id) {
      return true;
    }
    const { access } = this.#options;
    const teller = await RecentRecords.of(access).recent(repositoryId);
    return (
      teller !== undefined &&
      (teller.visibility !== 'private' || listener.visibility === 'private')
    );
  }

  /**
   * Whether what a run did is heard: not from a ref that is not protected, which
   * has fewer rights than what it would start, and not by its own workflow.
   */
  async #counts(runId: string, workflowId: string): Promise<boolean> {
    const { queries } = this.#options.engine;
    let run = await queries.run(runId);
    if (!run?.protectedRef) {
      return false;
    }
    while (run && run.workflowId !== workflowId) {
      run = run.parentRunId ? await queries.run(run.parentRunId) : undefined;
    }
    return run === undefined;
  }
}

function actorOf({ runId, actor }: DopData): string {
  return runId ? `run:${runId}` : actor ?? 'portal';
}
