import { randomUUID } from 'node:crypto';
import type { PullRequestChanged, RefUpdated } from '@dop/plugin-code-common';
import { databaseNow, whereListed } from '@dop/plugin-devops-node';
import {
  pullRequestActions,
  type Delivery,
  type HeardEvent,
  type PullRequestAction,
} from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { sourceIdOf, type ToldChange } from './sourceIdOf';

/** A change to a pull request that may start runs. */
export type DeliveredPullRequest = PullRequestChanged & {
  action: PullRequestAction;
};

/** An event that a workflow hears. */
export interface DeliveredEvent {
  repositoryId: string;
  namespace: string;
  name: string;
  workflowId: string;
  /** Of the default branch. */
  ref: string;
  /** Its head when the run was started. */
  commit?: string;
  actor: string;
  /** The run that did it. */
  runId?: string;
  event: HeardEvent;
}

/** A delivery as it is stored, with what arrived. */
export type DeliveryRecord = Omit<Delivery, 'repository' | 'type'> & {
  sequence: string;
  attempts: number;
} & (
    | { type: 'push'; data: RefUpdated }
    | { type: 'pullRequest'; data: DeliveredPullRequest }
    | { type: 'event'; data: DeliveredEvent }
  );

/** What may start runs by the files of a commit. */
export type CodeDelivery = Exclude<DeliveryRecord, { type: 'event' }>;

export type EventDelivery = Extract<DeliveryRecord, { type: 'event' }>;

interface DeliveryRow {
  sequence: number | string;
  id: string;
  source: string;
  type: DeliveryRecord['type'];
  repository_id: string;
  data: string;
  state: Delivery['state'];
  reason: string | null;
  run_ids: string;
  errors: number;
  attempts: number;
  received_at: number | string;
  processed_at: number | string | null;
}

const backoffMs = (attempts: number) =>
  Math.min(60_000, 250 * 2 ** Math.min(attempts, 10));

/**
 * Events that arrived and may trigger runs: each is stored once, by source and
 * the source's own id, and taken in the order of its repository.
 */
export class DeliveryStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): DeliveryStore {
    return new DeliveryStore(knex);
  }

  /** Stores a push; nothing happens if it is known. */
  async receive(trx: Knex.Transaction, push: RefUpdated): Promise<void> {
    await this.#receive(trx, 'push', push);
  }

  /** Stores a change to a pull request, unless it is one that starts nothing. */
  async receivePullRequest(
    trx: Knex.Transaction,
    change: PullRequestChanged,
  ): Promise<void> {
    if ((pullRequestActions as readonly string[]).includes(change.action)) {
      await this.#receive(trx, 'pullRequest', change);
    }
  }

  /** Stores an event for a workflow that hears it; nothing happens if it is known. */
  async receiveEvent(
    trx: Knex.Transaction,
    heard: DeliveredEvent,
  ): Promise<void> {
    await this.#insert(trx, 'event', heard, {
      source: 'events',
      source_id: `${heard.workflowId}/${heard.event.id}`,
    });
  }

  async #receive(
    trx: Knex.Transaction,
    type: CodeDelivery['type'],
    change: ToldChange,
  ): Promise<void> {
    await this.#insert(trx, type, change, {
      source: 'code',
      source_id: sourceIdOf(change),
    });
  }

  async #insert(
    trx: Knex.Transaction,
    type: DeliveryRecord['type'],
    data: ToldChange | DeliveredEvent,
    key: { source: string; source_id: string },
  ): Promise<void> {
    const now = databaseNow(trx);
    await trx('deliveries')
      .insert({
        ...key,
        id: randomUUID(),
        type,
        repository_id: data.repositoryId,
        data: JSON.stringify(data),
        state: 'received',
        run_ids: '[]',
        received_at: now,
        due_at: now,
      })
      .onConflict(['source', 'source_id'])
      .ignore();
  }

  /** Repositories with deliveries that are due. */
  async due(): Promise<string[]> {
    const rows: { repository_id: string }[] = await this.#knex('deliveries')
      .distinct('repository_id')
      .whereIn('state', ['received', 'failed'])
      .andWhere('due_at', '<=', databaseNow(this.#knex))
      .limit(500);
    return rows.map(row => row.repository_id);
  }

  /** The oldest open delivery of a repository, if it is due. */
  async next(repositoryId: string): Promise<DeliveryRecord | undefined> {
    const row: (DeliveryRow & { due: boolean | number }) | undefined =
      await this.#knex('deliveries')
        .select(
          '*',
          this.#knex.raw('due_at <= ? AS due', [databaseNow(this.#knex)]),
        )
        .where('repository_id', repositoryId)
        .whereIn('state', ['received', 'failed'])
        .orderBy('sequence')
        .first();
    return row?.due ? toRecord(row) : undefined;
  }

  /**
   * Ends a delivery, in the transaction of what it starts.
   *
   * @returns false if another replica was first; then nothing may be started
   */
  async finish(
    trx: Knex.Transaction,
    sequence: string,
    result: {
      state: 'processed' | 'skipped';
      reason?: string;
      runIds?: string[];
      errors?: number;
      /** What arrived, where more is known of it now. */
      data?: DeliveredEvent;
    },
  ): Promise<boolean> {
    const count = await trx('deliveries')
      .where('sequence', sequence)
      .whereIn('state', ['received', 'failed'])
      .update({
        state: result.state,
        reason: result.reason ?? null,
        run_ids: JSON.stringify(result.runIds ?? []),
        errors: result.errors ?? 0,
        ...(result.data && { data: JSON.stringify(result.data) }),
        processed_at: databaseNow(trx),
      });
    return count > 0;
  }

  /** Puts a delivery off that could not be processed. */
  async putOff(
    { sequence, attempts }: DeliveryRecord,
    reason: string,
  ): Promise<number> {
    const wait = backoffMs(attempts + 1);
    await this.#knex('deliveries')
      .where('sequence', sequence)
      .whereIn('state', ['received', 'failed'])
      .update({
        state: 'failed',
        reason: reason.slice(0, 2_000),
        attempts: attempts + 1,
        due_at: databaseNow(this.#knex, wait),
      });
    return wait;
  }

  /** The newest first. */
  async list(filter: {
    repositoryIds?: string[];
    type?: DeliveryRecord['type'];
    before?: string;
    limit: number;
  }): Promise<DeliveryRecord[]> {
    const query = this.#knex<DeliveryRow>('deliveries')
      .orderBy('sequence', 'desc')
      .limit(filter.limit);
    if (filter.repositoryIds) {
      whereListed(query, 'repository_id', filter.repositoryIds);
    }
    if (filter.type) {
      query.where('type', filter.type);
    }
    if (filter.before) {
      query.where('sequence', '<', filter.before);
    }
    return ((await query) as DeliveryRow[]).map(toRecord);
  }
}

function toRecord(row: DeliveryRow): DeliveryRecord {
  return {
    sequence: String(row.sequence),
    id: row.id,
    source: row.source,
    repositoryId: row.repository_id,
    ...arrived(row.type, row.data),
    state: row.state,
    reason: row.reason ?? undefined,
    runIds: JSON.parse(row.run_ids),
    errors: row.errors,
    attempts: row.attempts,
    receivedAt: new Date(Number(row.received_at)).toISOString(),
    processedAt:
      row.processed_at === null
        ? undefined
        : new Date(Number(row.processed_at)).toISOString(),
  };
}

/** What every delivery says of itself, by what arrived. */
function arrived(type: DeliveryRecord['type'], text: string) {
  if (type === 'push') {
    const data: RefUpdated = JSON.parse(text);
    return {
      type,
      data,
      ref: data.ref,
      before: data.before,
      commit: data.after,
      actor: data.pusher ?? `run:${data.runId ?? 'unknown'}`,
    };
  }
  if (type === 'event') {
    const data: DeliveredEvent = JSON.parse(text);
    const { workflowId, event } = data;
    return {
      type,
      data,
      event: { workflowId, type: event.type, subject: event.subject },
      ref: data.ref,
      before: '',
      commit: data.commit ?? '',
      actor: data.actor,
    };
  }
  const data: DeliveredPullRequest = JSON.parse(text);
  const { number, title, source, target, action } = data;
  return {
    type,
    data,
    pullRequest: { number, title, source, target, action },
    ref: `refs/heads/${source}`,
    before: data.before ?? '',
    commit: data.head,
    actor: data.actor ?? `run:${data.runId ?? 'unknown'}`,
  };
}
