import { isSqlite } from '@dop/plugin-devops-node';
import type { EventTrigger } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { databaseTime } from '../schedules/databaseTime';

/** A workflow that hears events. */
export interface HearingWorkflow extends EventTrigger {
  workflowId: string;
  repositoryId: string;
  /** What happened before, in ms since 1970, it does not hear. */
  since: number;
}

interface TriggerRow {
  workflow_id: string;
  repository_id: string;
  event: string;
  since: number | string;
}

/** Which workflows hear events, and up to where the feed was read for them. */
export class EventTriggers {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): EventTriggers {
    return new EventTriggers(knex);
  }

  /** Takes over what the good definition of a workflow says. */
  async replace(
    trx: Knex.Transaction,
    of: { workflowId: string; repositoryId: string },
    trigger: EventTrigger | undefined,
  ): Promise<void> {
    const key = { workflow_id: of.workflowId };
    if (!trigger) {
      await trx('event_triggers').where(key).delete();
      return;
    }
    const event = JSON.stringify(trigger);
    const known: TriggerRow | undefined = await trx('event_triggers')
      .where(key)
      .first();
    if (known?.event === event) {
      return;
    }
    await this.#skipWhatNobodyHears(trx);
    const since = await databaseTime(trx);
    await trx('event_triggers')
      .insert({ ...key, repository_id: of.repositoryId, event, since })
      .onConflict('workflow_id')
      .merge({ event, since });
  }

  /** Of workflows that are gone. */
  async remove(
    trx: Knex.Transaction,
    workflows: Knex.QueryBuilder,
  ): Promise<void> {
    await trx('event_triggers').whereIn('workflow_id', workflows).delete();
  }

  async all(): Promise<HearingWorkflow[]> {
    const rows: TriggerRow[] = await this.#knex('event_triggers').orderBy(
      'workflow_id',
    );
    return rows.map(row => ({
      ...(JSON.parse(row.event) as EventTrigger),
      workflowId: row.workflow_id,
      repositoryId: row.repository_id,
      since: Number(row.since),
    }));
  }

  /** Of the feed, up to where it was read; undefined while nobody hears. */
  async cursor(): Promise<string | undefined> {
    const row: { sequence: number | string } | undefined = await this.#knex(
      'event_cursor',
    )
      .whereExists(this.#knex('event_triggers').select('workflow_id'))
      .first();
    return row && String(row.sequence);
  }

  /** @returns false if another replica was quicker; then nothing may follow */
  async move(
    trx: Knex.Transaction,
    from: string,
    to: string,
  ): Promise<boolean> {
    const count = await trx('event_cursor')
      .where('sequence', from)
      .update({ sequence: to });
    return count > 0;
  }

  /** Before the first workflow hears: so that no feed is read through for it. */
  async #skipWhatNobodyHears(trx: Knex.Transaction): Promise<void> {
    const cursor = trx('event_cursor').select('id');
    await (isSqlite(trx) ? cursor : cursor.forUpdate());
    await trx('event_cursor')
      .whereNotExists(trx('event_triggers').select('workflow_id'))
      .update({
        sequence: trx('cdevents').select(trx.raw('coalesce(max(sequence), 0)')),
      });
  }
}
