import { databaseNow, whereListed } from '@dop/plugin-devops-node';
import {
  upgradePlan,
  type Finding,
  type Plan,
  type WorkflowFinding,
  type WorkflowTriggers,
} from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import type { EventTriggers } from '../eventStarts/EventTriggers';
import type { ScheduleStore } from '../schedules/ScheduleStore';
import type { Definition } from './readDefinitions';

/** The last good definition of a workflow. */
export interface StoredDefinition {
  plan: Plan;
  triggers: WorkflowTriggers;
}

/** A workflow as the default branch has it. */
export interface WorkflowRecord {
  id: string;
  repositoryId: string;
  path: string;
  name: string;
  title?: string;
  description?: string;
  state: 'good' | 'broken';
  definition?: StoredDefinition;
  commit?: string;
  errors: number;
  warnings: number;
  updatedAt: number;
}

export interface FindingRecord extends Omit<WorkflowFinding, 'repository'> {
  /** Place in the list. */
  id: string;
}

interface WorkflowRow {
  id: string;
  repository_id: string;
  path: string;
  name: string;
  title: string | null;
  description: string | null;
  state: 'good' | 'broken';
  definition: string | null;
  commit_id: string | null;
  errors: number;
  warnings: number;
  updated_at: number | string;
}

interface FindingRow {
  id: number | string;
  repository_id: string;
  ref: string;
  workflow_id: string;
  commit_id: string;
  finding: string;
  source: string | null;
  created_at: number | string;
}

/** Workflows of default branches, and the findings of every branch's head. */
export class WorkflowStore {
  readonly #knex: Knex;
  readonly #schedules: ScheduleStore;
  readonly #events: EventTriggers;

  private constructor(
    knex: Knex,
    schedules: ScheduleStore,
    events: EventTriggers,
  ) {
    this.#knex = knex;
    this.#schedules = schedules;
    this.#events = events;
  }

  static create(
    knex: Knex,
    schedules: ScheduleStore,
    events: EventTriggers,
  ): WorkflowStore {
    return new WorkflowStore(knex, schedules, events);
  }

  async get(id: string): Promise<WorkflowRecord | undefined> {
    const row: WorkflowRow | undefined = await this.#knex('workflows')
      .where('id', id)
      .whereNull('removed_at')
      .first();
    return row && toRecord(row);
  }

  /** Names of workflows, also of those that are gone, for showing runs. */
  async names(
    ids: string[],
  ): Promise<Map<string, { name: string; title?: string }>> {
    const rows: Pick<WorkflowRow, 'id' | 'name' | 'title'>[] = await this.#knex(
      'workflows',
    )
      .select('id', 'name', 'title')
      .whereIn('id', ids);
    return new Map(
      rows.map(({ id, name, title }) => [
        id,
        { name, title: title ?? undefined },
      ]),
    );
  }

  /** In the order of their ids, which are hashes. */
  async list(filter: {
    repositoryIds?: string[];
    entityRef?: string;
    search?: string;
    after?: string;
    limit: number;
  }): Promise<WorkflowRecord[]> {
    const query = this.#knex<WorkflowRow>('workflows')
      .whereNull('removed_at')
      .orderBy('id')
      .limit(filter.limit);
    if (filter.repositoryIds) {
      whereListed(query, 'repository_id', filter.repositoryIds);
    }
    if (filter.entityRef) {
      query.whereIn(
        'id',
        this.#knex('workflow_delivers')
          .select('workflow_id')
          .where('entity_ref', filter.entityRef),
      );
    }
    if (filter.search) {
      const pattern = filter.search
        .toLowerCase()
        .replace(/[\\%_]/g, character => `\\${character}`);
      query.whereRaw(`search LIKE ? ESCAPE '\\'`, [`%${pattern}%`]);
    }
    if (filter.after) {
      query.where('id', '>', filter.after);
    }
    return ((await query) as WorkflowRow[]).map(toRecord);
  }

  /** Takes over what a commit of the default branch says. */
  async replaceWorkflows(
    trx: Knex.Transaction,
    repositoryId: string,
    commit: string,
    definitions: Definition[],
  ): Promise<void> {
    const now = databaseNow(trx);
    for (const definition of definitions) {
      await putWorkflow(trx, repositoryId, commit, definition, now);
      // A broken file keeps the last good definition with its times.
      if (definition.plan) {
        await this.#schedules.replace(
          trx,
          definition.workflowId,
          definition.triggers.schedule ?? [],
        );
        await this.#events.replace(
          trx,
          { workflowId: definition.workflowId, repositoryId },
          definition.triggers.event,
        );
      }
    }
    const gone = trx('workflows')
      .where('repository_id', repositoryId)
      .whereNull('removed_at')
      .whereNotIn(
        'id',
        definitions.map(one => one.workflowId),
      );
    await trx('workflow_delivers')
      .whereIn('workflow_id', gone.clone().select('id'))
      .delete();
    await this.#schedules.remove(trx, gone.clone().select('id'));
    await this.#events.remove(trx, gone.clone().select('id'));
    await gone.update({ removed_at: now });
  }

  /** Takes over the findings of the head of a ref; none for a ref that is gone. */
  async replaceFindings(
    trx: Knex.Transaction,
    of: { repositoryId: string; ref: string; commit: string },
    definitions: Definition[],
  ): Promise<void> {
    await trx('workflow_findings')
      .where({ repository_id: of.repositoryId, ref: of.ref })
      .delete();
    const now = databaseNow(trx);
    const rows = definitions.flatMap(({ workflowId, findings, lines }) =>
      findings.map(finding => ({
        repository_id: of.repositoryId,
        ref: of.ref,
        workflow_id: workflowId,
        commit_id: of.commit,
        finding: JSON.stringify(finding),
        source: lines[finding.line] ?? null,
        created_at: now,
      })),
    );
    for (let at = 0; at < rows.length; at += 50) {
      await trx('workflow_findings').insert(rows.slice(at, at + 50));
    }
  }

  async findings(filter: {
    repositoryIds?: string[];
    workflowId?: string;
    after?: string;
    limit: number;
  }): Promise<FindingRecord[]> {
    const query = this.#knex<FindingRow>('workflow_findings')
      .orderBy('id')
      .limit(filter.limit);
    if (filter.repositoryIds) {
      whereListed(query, 'repository_id', filter.repositoryIds);
    }
    if (filter.workflowId) {
      query.where('workflow_id', filter.workflowId);
    }
    if (filter.after) {
      query.where('id', '>', filter.after);
    }
    const rows = (await query) as FindingRow[];
    return rows.map(row => ({
      ...(JSON.parse(row.finding) as Finding),
      id: String(row.id),
      repositoryId: row.repository_id,
      workflowId: row.workflow_id,
      ref: row.ref,
      commit: row.commit_id,
      source: row.source ?? undefined,
      time: new Date(Number(row.created_at)).toISOString(),
    }));
  }

  /** Everything of a repository that is gone; its runs stay. */
  async removeRepository(
    trx: Knex.Transaction,
    repositoryId: string,
  ): Promise<void> {
    await trx('workflow_findings')
      .where('repository_id', repositoryId)
      .delete();
    await trx('workflow_delivers')
      .whereIn(
        'workflow_id',
        trx('workflows').select('id').where('repository_id', repositoryId),
      )
      .delete();
    const all = trx('workflows').select('id').where({
      repository_id: repositoryId,
    });
    await this.#schedules.remove(trx, all.clone());
    await this.#events.remove(trx, all.clone());
    await trx('workflows')
      .where('repository_id', repositoryId)
      .whereNull('removed_at')
      .update({ removed_at: databaseNow(trx) });
  }
}

async function putWorkflow(
  trx: Knex.Transaction,
  repositoryId: string,
  commit: string,
  definition: Definition,
  now: ReturnType<typeof databaseNow>,
): Promise<void> {
  const { workflowId: id, plan, triggers, findings } = definition;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const stored: StoredDefinition | undefined = plan && { plan, triggers };
  const columns = {
    name: definition.name.slice(0, 255),
    title: definition.title ?? null,
    description: definition.description ?? null,
    search: [definition.name, definition.title, definition.path]
      .join('\n')
      .toLowerCase(),
    state: stored ? 'good' : 'broken',
    errors,
    warnings: findings.length - errors,
    removed_at: null,
    updated_at: now,
    // A broken file keeps the last good definition.
    ...(stored && { definition: JSON.stringify(stored), commit_id: commit }),
  };
  await trx('workflows')
    .insert({
      id,
      repository_id: repositoryId,
      path: definition.path,
      definition: null,
      commit_id: null,
      ...columns,
    })
    .onConflict('id')
    .merge(columns);
  if (plan) {
    await trx('workflow_delivers').where('workflow_id', id).delete();
    if (plan.delivers.length > 0) {
      await trx('workflow_delivers').insert(
        plan.delivers.map(ref => ({ entity_ref: ref, workflow_id: id })),
      );
    }
  }
}

function readDefinition(text: string): StoredDefinition {
  const { plan, triggers }: StoredDefinition = JSON.parse(text);
  return { plan: upgradePlan(plan), triggers };
}

function toRecord(row: WorkflowRow): WorkflowRecord {
  return {
    id: row.id,
    repositoryId: row.repository_id,
    path: row.path,
    name: row.name,
    title: row.title ?? undefined,
    description: row.description ?? undefined,
    state: row.state,
    definition: row.definition ? readDefinition(row.definition) : undefined,
    commit: row.commit_id ?? undefined,
    errors: row.errors,
    warnings: row.warnings,
    updatedAt: Number(row.updated_at),
  };
}
