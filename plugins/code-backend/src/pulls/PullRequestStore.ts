import { InputError } from '@backstage/errors';
import type { Page, RepositoryRecord } from '@dop/plugin-access-common';
import type {
  PullRequestChanged,
  PullRequestState,
  PullRequestSummary,
} from '@dop/plugin-code-common';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { JournaledUpdate } from '../journal/RefJournal';
import type { Pusher } from '../journal/RefUpdate';

/** Plugins that hear of every change to a pull request. */
const listeners = ['pipelines'];

interface Row {
  repository_id: string;
  number: number;
  title: string;
  description: string;
  source: string;
  target: string;
  head: string;
  base: string | null;
  author: string;
  state: PullRequestState;
  created_at: number | string;
  updated_at: number | string;
  closed_at: number | string | null;
  closed_by: string | null;
  merge_commit: string | null;
  sequence: number;
}

/** All but the description, which may be long. */
const summaryColumns = [
  'number',
  'title',
  'source',
  'target',
  'head',
  'author',
  'state',
  'created_at',
  'updated_at',
  'closed_at',
  'closed_by',
  'merge_commit',
] as const;
type SummaryRow = Pick<Row, (typeof summaryColumns)[number]>;

/** A pull request as it is stored. */
export interface StoredPullRequest extends PullRequestSummary {
  description: string;
  base?: string;
}

/** One change to a pull request, which becomes an event. */
export interface PullRequestStep {
  number: number;
  action: PullRequestChanged['action'];
  /** What is new in its row. */
  set: Partial<
    Pick<
      Row,
      'title' | 'description' | 'head' | 'base' | 'state' | 'merge_commit'
    >
  >;
  /** The head before, where it moved. */
  before?: string;
  /** What is told of a new head. */
  told?: Pick<JournaledUpdate, 'skipCi' | 'workflowFiles'>;
  /** Who pushed the head, if it is not who does this. */
  headBy?: Pusher;
}

/**
 * Pull requests, with the event of each change in the same transaction.
 *
 * @remarks Every call that writes needs the repository's lock.
 */
export class PullRequestStore {
  readonly #knex: Knex;
  readonly #outbox: Outbox;

  private constructor(knex: Knex, outbox: Outbox) {
    this.#knex = knex;
    this.#outbox = outbox;
  }

  static create(options: { knex: Knex; outbox: Outbox }): PullRequestStore {
    return new PullRequestStore(options.knex, options.outbox);
  }

  async get(
    repositoryId: string,
    number: number,
  ): Promise<StoredPullRequest | undefined> {
    const row = await this.#knex<Row>('pull_requests')
      .where({ repository_id: repositoryId, number })
      .first();
    return (
      row && {
        ...toSummary(row),
        description: row.description,
        base: row.base ?? undefined,
      }
    );
  }

  /** The newest first. */
  async list(options: {
    repositoryId: string;
    state?: PullRequestState;
    cursor?: string;
    limit: number;
  }): Promise<Page<PullRequestSummary>> {
    const { repositoryId, state, cursor, limit } = options;
    if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) {
      throw new InputError('This cursor is not from a list of pull requests');
    }
    const rows: SummaryRow[] = await this.#knex<Row>('pull_requests')
      .where('repository_id', repositoryId)
      .modify(query => {
        if (state) {
          query.where('state', state);
        }
        if (cursor) {
          query.where('number', '<', Number(cursor));
        }
      })
      .orderBy('number', 'desc')
      .limit(limit + 1)
      .select(...summaryColumns);
    return {
      items: rows.slice(0, limit).map(toSummary),
      nextCursor:
        rows.length > limit ? String(rows[limit - 1].number) : undefined,
    };
  }

  /** Open ones from or into one of these branches. */
  async open(
    repositoryId: string,
    branches: string[],
  ): Promise<PullRequestSummary[]> {
    const rows: SummaryRow[] = await this.#knex<Row>('pull_requests')
      .where({ repository_id: repositoryId, state: 'open' })
      .modify(query => {
        // The others are few; bound parameters have limits.
        if (branches.length <= 100) {
          query.where(either =>
            either.whereIn('source', branches).orWhereIn('target', branches),
          );
        }
      })
      .orderBy('number')
      .select(...summaryColumns);
    return rows.map(toSummary);
  }

  /** @returns the number of the new one */
  async insert(
    record: RepositoryRecord,
    opened: Pick<
      StoredPullRequest,
      'title' | 'description' | 'source' | 'target' | 'head' | 'author'
    >,
    { told, headBy }: Pick<PullRequestStep, 'told' | 'headBy'>,
  ): Promise<number> {
    const now = Date.now();
    const number = await this.#knex.transaction(async trx => {
      const [{ last_pull_request: next }] = await trx('repositories')
        .where('id', record.id)
        .increment('last_pull_request', 1)
        .returning('last_pull_request');
      const [row] = await trx<Row>('pull_requests')
        .insert({
          repository_id: record.id,
          number: next,
          ...opened,
          state: 'open',
          created_at: now,
          updated_at: now,
          sequence: 1,
        })
        .returning('*');
      await this.#tell(
        trx,
        record,
        row,
        { number: next, action: 'opened', set: {}, told, headBy },
        { userEntityRef: opened.author },
      );
      return next;
    });
    this.#outbox.wake();
    return number;
  }

  /** Takes steps that a person asked for. */
  async change(
    record: RepositoryRecord,
    steps: PullRequestStep[],
    pusher: Pusher,
  ): Promise<void> {
    await this.#knex.transaction(trx => this.take(trx, record, steps, pusher));
    this.#outbox.wake();
  }

  /** Takes steps in a transaction of the caller, who wakes the outbox. */
  async take(
    trx: Knex.Transaction,
    record: RepositoryRecord,
    steps: PullRequestStep[],
    pusher: Pusher,
  ): Promise<void> {
    for (const step of steps) {
      const now = Date.now();
      const { state } = step.set;
      const ended = state === 'merged' || state === 'closed';
      const [row] = await trx<Row>('pull_requests')
        .where({ repository_id: record.id, number: step.number })
        .increment('sequence', 1)
        .update({
          ...step.set,
          ...(state && {
            closed_at: ended ? now : null,
            closed_by: ended ? pusher.userEntityRef ?? null : null,
          }),
          updated_at: now,
        })
        .returning('*');
      await this.#tell(trx, record, row, step, pusher);
    }
  }

  /** Removes those of a repository that is gone. */
  async forget(trx: Knex.Transaction, repositoryId: string): Promise<void> {
    await trx('pull_requests').where('repository_id', repositoryId).delete();
  }

  async #tell(
    trx: Knex.Transaction,
    record: RepositoryRecord,
    row: Row,
    step: PullRequestStep,
    pusher: Pusher,
  ): Promise<void> {
    const { action, before, told, headBy = pusher } = step;
    const data: PullRequestChanged = {
      repositoryId: record.id,
      namespace: record.namespace,
      name: record.name,
      number: row.number,
      action,
      title: row.title,
      source: row.source,
      target: row.target,
      head: row.head,
      before,
      author: row.author,
      actor: pusher.userEntityRef,
      runId: pusher.runId,
      pusher: told && nameOf(headBy),
      skipCi: told?.skipCi ?? false,
      sequence: row.sequence,
      mergeCommit: row.merge_commit ?? undefined,
      workflowFiles: told?.workflowFiles,
      time: new Date(Number(row.updated_at)).toISOString(),
    };
    await this.#outbox.enqueue(trx, listeners, {
      type: 'dop.pull-request.changed',
      subject: record.id,
      data: { ...data },
    });
  }
}

function toSummary(row: SummaryRow): PullRequestSummary {
  return {
    number: row.number,
    title: row.title,
    source: row.source,
    target: row.target,
    head: row.head,
    author: row.author,
    state: row.state,
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
    closedAt: row.closed_at === null ? undefined : toTime(row.closed_at),
    closedBy: row.closed_by ?? undefined,
    mergeCommit: row.merge_commit ?? undefined,
  };
}

function nameOf({ userEntityRef, runId }: Pusher): string | undefined {
  return userEntityRef ?? (runId && `run:${runId}`);
}

function toTime(milliseconds: number | string): string {
  return new Date(Number(milliseconds)).toISOString();
}
