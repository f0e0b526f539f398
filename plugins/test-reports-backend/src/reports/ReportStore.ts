import { isSqlite, whereListed } from '@dop/plugin-devops-node';
import type { VisibleRepositories } from '@dop/plugin-access-common';
import type { Knex } from 'knex';
import type { ParsedSummary } from '../junit/parsed';
import type { ChangeCounts } from '../results/ResultStore';
import { reportKey, type NewReport } from './NewReport';
import { newReportRow } from './newReportRow';
import type { ReportRow } from './reportRow';

export interface ReportQuery {
  repositoryId?: string;
  entityRef?: string;
  runId?: string;
  commit?: string;
  ref?: string;
  name?: string;
  /** Only reports before this one. */
  before?: number;
  limit: number;
}

/** What is known of each report; one row each. */
export class ReportStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Stores a report that waits to be read, or finds the same one. */
  async add(
    report: NewReport,
    trx: Knex = this.#knex,
  ): Promise<{ id: number; added: boolean }> {
    const { run } = report;
    const key = reportKey(report);
    const [inserted] = await trx<ReportRow>('reports')
      .insert(newReportRow(report, key, Date.now()))
      .onConflict('key')
      .ignore()
      .returning('id');
    if (!inserted) {
      const known = await trx<ReportRow>('reports').where({ key }).first('id');
      return { id: known!.id, added: false };
    }
    const { id } = inserted;
    const services = [...new Set(report.services)].slice(0, 50);
    if (services.length > 0) {
      await trx('report_services').insert(
        services.map(ref => ({ report_id: id, entity_ref: ref })),
      );
    }
    if (run) {
      await this.#supersede(trx, run.id, run.instanceKey, report.name);
    }
    return { id, added: true };
  }

  async list(
    query: ReportQuery,
    visible: VisibleRepositories,
  ): Promise<ReportRow[]> {
    const rows = this.#knex<ReportRow>('reports')
      .whereNot('state', 'removing')
      .orderBy('id', 'desc')
      .limit(query.limit);
    if (!visible.all) {
      whereListed(rows, 'repository_id', visible.repositoryIds);
    }
    if (query.repositoryId) {
      rows.where('repository_id', query.repositoryId);
    }
    if (query.entityRef) {
      rows.whereIn(
        'id',
        this.#knex('report_services')
          .where('entity_ref', query.entityRef)
          .select('report_id'),
      );
    }
    if (query.runId) {
      rows.where('run_id', query.runId);
    }
    if (query.commit) {
      rows.where('commit_sha', query.commit);
    }
    if (query.ref) {
      rows.where('ref', query.ref);
    }
    if (query.name) {
      rows.where('name', query.name);
    }
    if (query.before !== undefined) {
      rows.where('id', '<', query.before);
    }
    return rows;
  }

  async get(id: number): Promise<ReportRow | undefined> {
    return this.#knex<ReportRow>('reports')
      .where({ id })
      .whereNot('state', 'removing')
      .first();
  }

  async many(ids: number[]): Promise<ReportRow[]> {
    return this.#knex<ReportRow>('reports').whereIn('id', ids);
  }

  async services(ids: number[]): Promise<Map<number, string[]>> {
    const rows: { report_id: number; entity_ref: string }[] = await this.#knex(
      'report_services',
    )
      .whereIn('report_id', ids)
      .orderBy('entity_ref');
    const services = new Map<number, string[]>();
    for (const row of rows) {
      services.set(row.report_id, [
        ...(services.get(row.report_id) ?? []),
        row.entity_ref,
      ]);
    }
    return services;
  }

  /** The last reports of the history that a report is in, up to that report. */
  async lane(row: ReportRow, limit: number): Promise<ReportRow[]> {
    return this.#knex<ReportRow>('reports')
      .where('lane', row.lane)
      .where('id', '<=', row.id)
      .whereIn('state', ['complete', 'incomplete'])
      .orderBy('id', 'desc')
      .limit(limit);
  }

  /** What a report is compared with: the last whole one before it of the same step. */
  async previous(row: ReportRow): Promise<ReportRow | undefined> {
    const query = this.#knex<ReportRow>('reports')
      .where({ lane: row.lane, state: 'complete', superseded: false })
      .where('id', '<', row.id)
      .orderBy('id', 'desc');
    if (row.run_id !== null) {
      query
        .where('instance_key', row.instance_key)
        .whereNot('run_id', row.run_id);
    }
    return query.first();
  }

  /** Takes the next report that is to be read or removed, for `leaseMs`. */
  async claim(leaseMs: number): Promise<ReportRow | undefined> {
    return this.#knex.transaction(async trx => {
      const now = Date.now();
      const next = trx<ReportRow>('reports')
        .whereIn('state', ['waiting', 'reading', 'removing'])
        .where('due_at', '<=', now)
        .orderBy('id')
        .limit(1);
      const [row] = await (isSqlite(trx)
        ? next
        : next.forUpdate().skipLocked());
      if (!row) {
        return undefined;
      }
      const state = row.state === 'removing' ? 'removing' : 'reading';
      await trx<ReportRow>('reports')
        .where({ id: row.id })
        .update({ state, due_at: now + leaseMs });
      return { ...row, state };
    });
  }

  /** How many reports wait to be read, and since when the oldest does. */
  async queue(): Promise<{ waiting: number; oldestMs: number }> {
    const [row]: { count: number | string; oldest: number | string | null }[] =
      await this.#knex('reports')
        .whereIn('state', ['waiting', 'reading'])
        .select(
          this.#knex.raw('count(*) as count'),
          this.#knex.raw('min(received_at) as oldest'),
        );
    return {
      waiting: Number(row.count),
      oldestMs:
        row.oldest === null ? 0 : Math.max(0, Date.now() - Number(row.oldest)),
    };
  }

  async renew(id: number, leaseMs: number): Promise<void> {
    await this.#knex<ReportRow>('reports')
      .where({ id })
      .whereIn('state', ['reading', 'removing'])
      .update({ due_at: Date.now() + leaseMs });
  }

  /** What a process that died had claimed is free again. For one process only. */
  async releaseAll(): Promise<void> {
    await this.#knex<ReportRow>('reports')
      .whereIn('state', ['reading', 'removing'])
      .update({ due_at: 0 });
  }

  async finish(
    id: number,
    summary: ParsedSummary,
    comparison?: ChangeCounts & { previousId: number },
  ): Promise<void> {
    await this.#knex<ReportRow>('reports')
      .where({ id, state: 'reading' })
      .update({
        ...summary.totals,
        state: summary.state,
        duration_ms: summary.durationMs,
        warnings: JSON.stringify(summary.warnings),
        warnings_left_out: summary.warningsLeftOut,
        previous_id: comparison?.previousId ?? null,
        new_failures: comparison?.newFailures ?? 0,
        still_failing: comparison?.stillFailing ?? 0,
        fixed: comparison?.fixed ?? 0,
      });
  }

  async putOff(
    id: number,
    tries: number,
    delayMs: number,
    problem?: string,
  ): Promise<void> {
    await this.#knex<ReportRow>('reports')
      .where({ id })
      .whereNot('state', 'removing')
      .update({
        tries,
        due_at: Date.now() + delayMs,
        ...(problem
          ? {
              state: 'unreadable',
              warnings: JSON.stringify([{ message: problem }]),
            }
          : { state: 'waiting' }),
      });
  }

  /** From now on nobody sees them; their results go bit by bit. */
  async markRemoved(
    which: { id: number } | { repository_id: string },
    trx: Knex = this.#knex,
  ): Promise<number> {
    // The key is freed: the same file may be sent again.
    return trx<ReportRow>('reports')
      .where(which)
      .whereNot('state', 'removing')
      .update({
        state: 'removing',
        due_at: Date.now(),
        key: trx.raw("'removed ' || id"),
      });
  }

  async delete(id: number): Promise<void> {
    await this.#knex('report_services').where({ report_id: id }).delete();
    await this.#knex('reports').where({ id }).delete();
  }

  async usesBlob(digest: string): Promise<boolean> {
    return Boolean(
      await this.#knex<ReportRow>('reports').where({ digest }).first('id'),
    );
  }

  async hasReports(repositoryId: string): Promise<boolean> {
    return Boolean(
      await this.#knex<ReportRow>('reports')
        .where({ repository_id: repositoryId })
        .first('id'),
    );
  }

  /** Of one step of one run only the last attempt counts. */
  async #supersede(
    trx: Knex,
    runId: string,
    instanceKey: string,
    name: string,
  ): Promise<void> {
    const same = { run_id: runId, instance_key: instanceKey, name };
    const last = await trx<ReportRow>('reports')
      .where(same)
      .max<{ attempt: number }[]>('attempt as attempt')
      .first();
    await trx<ReportRow>('reports')
      .where(same)
      .where('attempt', '<', last?.attempt ?? 0)
      .update({ superseded: true });
  }
}
