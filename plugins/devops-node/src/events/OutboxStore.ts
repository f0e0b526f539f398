import type { Knex } from 'knex';
import { databaseNow } from '../database/databaseNow';
import { isSqlite } from '../database/isSqlite';
import type { PortalEvent } from './PortalEvent';

/** An event for one target. */
export interface OutboxRow {
  sequence: number | string;
  event_id: string;
  target: string;
  subject: string;
  body: string;
  attempts: number;
  created_at: number | string;
  last_error: string | null;
}

/** A row that is about to be sent. */
export interface ClaimedRow extends OutboxRow {
  /** How long it has waited, by the database's clock. */
  age_ms: number | string;
}

/** An event that no receiver took. */
export interface DeadLetter {
  sequence: string;
  target: string;
  attempts: number;
  error?: string;
  event: PortalEvent;
}

/** How much an outbox holds. */
export interface OutboxStatistics {
  pending: number;
  dead: number;
  /** Age of the oldest pending event; 0 if there is none. */
  oldestMs: number;
}

/** The table of an {@link Outbox}. */
export class OutboxStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): OutboxStore {
    return new OutboxStore(knex);
  }

  async insert(
    trx: Knex.Transaction,
    targets: string[],
    event: PortalEvent,
  ): Promise<void> {
    if (targets.length === 0) {
      return;
    }
    const now = databaseNow(trx);
    const body = JSON.stringify(event);
    await trx('outbox').insert(
      targets.map(target => ({
        event_id: event.id,
        target,
        subject: event.subject,
        body,
        state: 'pending',
        created_at: now,
        due_at: now,
      })),
    );
  }

  /**
   * What was being sent when the process died is due again at once. Only where
   * there is one process: elsewhere another replica may be sending it now.
   */
  async takeBack(): Promise<void> {
    if (!isSqlite(this.#knex)) {
      return;
    }
    const now = databaseNow(this.#knex);
    await this.#knex('outbox')
      .where('state', 'pending')
      .andWhere('due_at', '>', now)
      .update({ due_at: now });
  }

  /**
   * The first pending row of each target and subject that is due, put off for
   * `claimMs`.
   *
   * @param options.without - targets that get nothing just now
   */
  async claim(
    limit: number,
    claimMs: number,
    { without }: { without: string[] },
  ): Promise<ClaimedRow[]> {
    return this.#knex.transaction(async trx => {
      const heads = trx('outbox')
        .where('state', 'pending')
        .whereNotIn('target', without)
        .groupBy('target', 'subject')
        .min('sequence');
      const due = trx('outbox')
        .select('*')
        .select(trx.raw('? - created_at AS age_ms', [databaseNow(trx)]))
        .whereIn('sequence', heads)
        .andWhere('due_at', '<=', databaseNow(trx))
        .orderBy('sequence')
        .limit(limit);
      const rows: ClaimedRow[] = await (isSqlite(trx)
        ? due
        : due.forUpdate().skipLocked());
      if (rows.length > 0) {
        await trx('outbox')
          .whereIn(
            'sequence',
            rows.map(row => row.sequence),
          )
          .update({ due_at: databaseNow(trx, claimMs) });
      }
      return rows;
    });
  }

  /** Keeps a claimed row for `claimMs` from now. */
  async hold(row: OutboxRow, claimMs: number): Promise<void> {
    await this.#knex('outbox')
      .where({ sequence: row.sequence, state: 'pending' })
      .update({ due_at: databaseNow(this.#knex, claimMs) });
  }

  async delivered(row: OutboxRow): Promise<void> {
    await this.#knex('outbox').where('sequence', row.sequence).delete();
  }

  /** Gives a claimed row back as it was. */
  async release(row: OutboxRow): Promise<void> {
    await this.#knex('outbox')
      .where('sequence', row.sequence)
      .update({ due_at: databaseNow(this.#knex) });
  }

  async failed(
    row: OutboxRow,
    failure: { attempts: number; dead: boolean; waitMs: number; error: string },
  ): Promise<void> {
    await this.#knex('outbox')
      .where('sequence', row.sequence)
      .update({
        attempts: failure.attempts,
        state: failure.dead ? 'dead' : 'pending',
        due_at: databaseNow(this.#knex, failure.waitMs),
        last_error: failure.error.slice(0, 4_000),
      });
  }

  async statistics(): Promise<OutboxStatistics> {
    const rows: {
      state: string;
      count: number | string;
      age: number | string;
    }[] = await this.#knex('outbox')
      .select('state')
      .count({ count: '*' })
      .select(
        this.#knex.raw('? - min(created_at) AS age', [databaseNow(this.#knex)]),
      )
      .groupBy('state');
    const of = (state: string) => rows.find(row => row.state === state);
    return {
      pending: Number(of('pending')?.count ?? 0),
      dead: Number(of('dead')?.count ?? 0),
      oldestMs: Math.max(0, Number(of('pending')?.age ?? 0)),
    };
  }

  /** Dead letters, the oldest first, after the given sequence. */
  async deadLetters(after: string, limit: number): Promise<DeadLetter[]> {
    const rows: OutboxRow[] = await this.#knex('outbox')
      .where('state', 'dead')
      .andWhere('sequence', '>', after)
      .orderBy('sequence')
      .limit(limit);
    return rows.map(row => ({
      sequence: String(row.sequence),
      target: row.target,
      attempts: row.attempts,
      error: row.last_error ?? undefined,
      event: JSON.parse(row.body),
    }));
  }

  /** Makes a dead letter pending. False if there is none of that sequence. */
  async revive(sequence: string): Promise<boolean> {
    const count = await this.#knex('outbox')
      .where({ sequence, state: 'dead' })
      .update({
        state: 'pending',
        attempts: 0,
        due_at: databaseNow(this.#knex),
      });
    return count > 0;
  }
}
