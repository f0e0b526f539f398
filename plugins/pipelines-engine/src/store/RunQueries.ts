import type { JsonObject } from '@backstage/types';
import { whereListed } from '@dop/plugin-devops-node';
import type { Plan, RunState } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import type { RunCache } from './RunCache';
import type {
  ArtifactRecord,
  EventRecord,
  RunRecord,
  StepRecord,
} from './records';
import { artifactsBy } from './artifactsBy';
import { eventsOf } from './eventsOf';
import { outputsOf } from './outputsOf';
import { drainsOf, type Drain } from './drains';
import {
  authorsOf,
  decisionOf,
  openApprovals,
  waitsOf,
  type ApprovalRecord,
  type DecisionRecord,
} from './waitQueries';
import { liveHandles } from './work';
import {
  toAttempt,
  toRun,
  toStep,
  type AttemptRow,
  type RunRow,
  type StepRow,
} from './rows';

/** Which runs a list shows. */
export interface RunListFilter {
  workflowId?: string;
  /** Only runs of these repositories; an empty list gives nothing. */
  repositoryIds?: readonly string[];
  /** Entity that the workflow delivers. */
  entityRef?: string;
  state?: RunState | 'active' | 'finished';
  /** Full ref. */
  ref?: string;
}

/** A place in a list: the id of its last run. */
export interface RunListPage {
  /** Runs older than this one. */
  before?: string;
  limit: number;
}

/** Everything that is read of runs without changing them. */
export class RunQueries {
  readonly #knex: Knex;
  readonly #cache: RunCache;

  constructor(knex: Knex, cache: RunCache) {
    this.#knex = knex;
    this.#cache = cache;
  }

  /** The same inside of a transaction. */
  within(trx: Knex.Transaction): RunQueries {
    return new RunQueries(trx, this.#cache);
  }

  async run(id: string): Promise<RunRecord | undefined> {
    const row: RunRow | undefined = await this.#knex('runs')
      .where('id', id)
      .first();
    return row && toRun(row);
  }

  async plan(hash: string): Promise<Plan | undefined> {
    return (await this.#cache.plans(this.#knex, [hash])).get(hash);
  }

  /** Runs, the newest first. */
  async runs(filter: RunListFilter, page: RunListPage): Promise<RunRecord[]> {
    const query = this.#knex<RunRow>('runs').orderBy('id', 'desc');
    if (filter.workflowId) {
      query.where('workflow_id', filter.workflowId);
    }
    if (filter.repositoryIds) {
      whereListed(query, 'repository_id', filter.repositoryIds);
    }
    if (filter.entityRef) {
      query.whereIn(
        'id',
        this.#knex('run_services')
          .select('run_id')
          .where('entity_ref', filter.entityRef),
      );
    }
    if (filter.ref) {
      query.where('ref', filter.ref);
    }
    if (filter.state === 'active') {
      query.whereNull('ended_at');
    } else if (filter.state === 'finished') {
      query.whereNotNull('ended_at');
    } else if (filter.state) {
      query.where('state', filter.state);
    }
    if (page.before) {
      query.where('id', '<', page.before);
    }
    const rows: RunRow[] = await query.limit(page.limit);
    return rows.map(toRun);
  }

  /** The newest run of each workflow. */
  async lastRuns(
    workflowIds: readonly string[],
  ): Promise<Map<string, RunRecord>> {
    const newest = this.#knex('runs')
      .max('id')
      .whereIn('workflow_id', [...workflowIds])
      .groupBy('workflow_id');
    const rows: RunRow[] = await this.#knex('runs').whereIn('id', newest);
    return new Map(rows.map(row => [row.workflow_id, toRun(row)]));
  }

  /** Runs that repeat a run, the newest first. */
  async rerunsOf(id: string, limit = 10): Promise<RunRecord[]> {
    const rows: RunRow[] = await this.#knex('runs')
      .where('rerun_of', id)
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(toRun);
  }

  /** Step instances with their attempts and waits, in the order of the plan. */
  async steps(runId: string): Promise<StepRecord[]> {
    const steps: StepRow[] = await this.#knex('run_steps')
      .where('run_id', runId)
      .orderBy('position');
    const attempts: AttemptRow[] = await this.#knex('run_attempts')
      .where('run_id', runId)
      .orderBy(['position', 'number']);
    const waits = await waitsOf(this.#knex, runId);
    return steps.map(step =>
      toStep(
        step,
        attempts
          .filter(attempt => attempt.position === step.position)
          .map(toAttempt),
        waits.get(step.position),
      ),
    );
  }

  /** Events of a run after a sequence number, in order. */
  async events(
    runId: string,
    options: { after: number; limit: number },
  ): Promise<EventRecord[]> {
    return eventsOf(this.#knex, runId, options);
  }

  /** Artifacts of a run, also those of steps that it took over; or all of a digest. */
  async artifacts(
    by: { runId: string } | { digest: string },
    page?: { after?: string; limit?: number },
  ): Promise<ArtifactRecord[]> {
    return artifactsBy(this.#knex, by, page);
  }

  /** Ids of the repositories whose runs left an artifact of this digest. */
  async repositoriesOfArtifact(digest: string): Promise<string[]> {
    const rows: { repository_id: string }[] = await this.#knex(
      'run_artifacts as a',
    )
      .join('runs as r', 'r.id', 'a.run_id')
      .distinct('r.repository_id')
      .where('a.digest', digest);
    return rows.map(row => row.repository_id);
  }

  /** Whether a run left an artifact of this digest, or got it from another one. */
  async hasArtifact(runId: string, digest: string): Promise<boolean> {
    const of = { run_id: runId, digest };
    return Boolean(
      (await this.#knex('run_artifacts').where(of).first()) ??
        (await this.#knex('run_artifact_uses').where(of).first()),
    );
  }

  /**
   * Outputs of step instances, by position: of the newest attempt, or of what the
   * step waited for; of a step that was taken over where it ran.
   */
  async outputs(
    runId: string,
    positions: readonly number[],
  ): Promise<Map<number, JsonObject>> {
    return outputsOf(this.#knex, runId, positions);
  }

  /** Approvals that nobody decided yet, the newest run first. */
  async openApprovals(
    filter: {
      /** Only those that one of these may decide. */
      approvers?: readonly string[];
      repositoryIds?: readonly string[];
      runId?: string;
    },
    page: RunListPage,
  ): Promise<ApprovalRecord[]> {
    return openApprovals(this.#knex, filter, page);
  }

  /** The decision of an approval; undefined while there is none. */
  async decision(
    runId: string,
    instanceKey: string,
  ): Promise<DecisionRecord | undefined> {
    return decisionOf(this.#knex, runId, instanceKey);
  }

  /**
   * Who has a part in the change that a run carries: who started it or pushed,
   * here, in its parents, in the runs that it repeats and in those that caused it.
   */
  async authors(runId: string): Promise<Set<string>> {
    return authorsOf(this.#knex, runId);
  }

  /** Runs of the steps of a run, the newest first. */
  async childRuns(id: string, limit = 200): Promise<RunRecord[]> {
    const rows: RunRow[] = await this.#knex('runs')
      .where('parent_run', id)
      .orderBy('id', 'desc')
      .limit(limit);
    return rows.map(toRun);
  }

  /** Drains of these workflows. */
  async drains(workflowIds: readonly string[]): Promise<Map<string, Drain>> {
    return drainsOf(this.#knex, workflowIds);
  }

  /** What was resolved for an attempt before its start. */
  async attemptInput(
    runId: string,
    position: number,
    number: number,
  ): Promise<{ inputs: JsonObject; env: Record<string, string> }> {
    const row: { inputs: string | null; env: string | null } | undefined =
      await this.#knex('run_attempts')
        .select('inputs', 'env')
        .where({ run_id: runId, position, number })
        .first();
    return {
      inputs: JSON.parse(row?.inputs ?? '{}'),
      env: JSON.parse(row?.env ?? '{}'),
    };
  }

  /** The exit of an attempt as far as the database has it. */
  async recordedExit(
    runId: string,
    position: number,
    number: number,
  ): Promise<{ code?: number; signal?: string; endedAt: string }> {
    const row: { exit_code: number | null; signal: string | null } | undefined =
      await this.#knex('run_attempts')
        .select('exit_code', 'signal')
        .where({ run_id: runId, position, number })
        .first();
    return {
      code: row?.exit_code ?? undefined,
      signal: row?.signal ?? undefined,
      endedAt: new Date().toISOString(),
    };
  }

  /** A live attempt with the hash of its token; undefined if it is over. */
  async tokenHolder(
    runId: string,
    position: number,
    number: number,
  ): Promise<{ hash: string; epoch: number; isolated: boolean } | undefined> {
    const row:
      | { token_hash: string | null; epoch: number | string; isolated: number }
      | undefined = await this.#knex('run_attempts')
      .select('token_hash', 'epoch', 'isolated')
      .where({ run_id: runId, position, number })
      .whereIn('state', ['starting', 'running', 'stopping'])
      .whereNull('ended_at')
      .first();
    return row?.token_hash
      ? {
          hash: row.token_hash,
          epoch: Number(row.epoch),
          isolated: row.isolated === 1,
        }
      : undefined;
  }

  /** Which of these handles belong to attempts that are alive. */
  async liveHandles(handles: readonly string[]): Promise<Set<string>> {
    return liveHandles(this.#knex, handles);
  }

  /** A step instance, and how many attempts it had. */
  async instance(
    runId: string,
    position: number,
  ): Promise<{ stepId: string; key: string; attempt: number } | undefined> {
    const row:
      | { step_id: string; instance_key: string; attempt: number }
      | undefined = await this.#knex('run_steps')
      .select('step_id', 'instance_key', 'attempt')
      .where({ run_id: runId, position })
      .first();
    return (
      row && {
        stepId: row.step_id,
        key: row.instance_key,
        attempt: row.attempt,
      }
    );
  }
}
