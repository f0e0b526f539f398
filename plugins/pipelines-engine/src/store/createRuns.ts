import { createHash, randomBytes } from 'node:crypto';
import { expandMatrix, type Plan } from '@dop/plugin-pipelines-common';
import type { Knex } from 'knex';
import { compilePlan, newRun } from '../core';
import { planColumns } from './columns';
import { databaseNow, insertRows, rawRows } from './dialect';
import { drainedOf } from './drains';
import { admitNew, lockGroup } from './groups';
import type { LoadedRun } from './LoadedRun';
import type { NewInstance, NewRun } from './records';
import type { AppliedEvent, NewStoredRun, RunStore } from './RunStore';

/** What came of the start of a run. */
export interface CreatedRun {
  id: string;
  number: number;
  results: AppliedEvent[];
}

/**
 * Writes runs with their whole plans and begins them, or queues them in their
 * concurrency groups. Many runs cost hardly more statements than one.
 */
export async function createRuns(
  store: RunStore,
  trx: Knex.Transaction,
  inputs: readonly NewRun[],
): Promise<CreatedRun[]> {
  const now = await databaseNow(trx);
  const plans = inputs.map(({ plan }) => storedPlan(plan));
  await insertRows(
    trx,
    'run_plans',
    planColumns,
    // Sorted: two transactions that store the same plans must not wait for each other.
    [...new Map(plans.map(({ hash, text }) => [hash, text]))].sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
    'ON CONFLICT (hash) DO NOTHING',
  );
  const keys = inputs.flatMap(({ concurrency }) => concurrency?.key ?? []);
  for (const key of [...new Set(keys)].sort()) {
    await lockGroup(trx, key, now);
  }
  const drained = await drainedOf(trx, inputs);
  const numbers = await nextNumbers(trx, inputs);
  const newRuns = inputs.map((input, index) =>
    loadedRun(input, plans[index].hash, numbers[index], now),
  );
  const results = await store.insertIn(
    trx,
    now,
    newRuns.map(
      (run, index): NewStoredRun => ({
        run,
        message: `Started by ${run.record.actor} (${run.record.triggerType})`,
        events:
          inputs[index].concurrency || drained.has(inputs[index])
            ? []
            : [{ type: 'admitted' }],
      }),
    ),
  );
  const created: CreatedRun[] = [];
  for (const [index, { id, record }] of newRuns.entries()) {
    const { concurrency } = inputs[index];
    created.push({
      id,
      number: record.number,
      results:
        concurrency && !drained.has(inputs[index])
          ? await admitNew(store, trx, {
              id,
              number: record.number,
              concurrency,
            })
          : [results[index]],
    });
  }
  return created;
}

const storedPlans = new WeakMap<Plan, { hash: string; text: string }>();

/** Plans are not changed once they are made. */
function storedPlan(plan: Plan): { hash: string; text: string } {
  let stored = storedPlans.get(plan);
  if (!stored) {
    const text = JSON.stringify(plan);
    const digest = createHash('sha256').update(text).digest('hex');
    stored = { hash: `sha256:${digest}`, text };
    storedPlans.set(plan, stored);
  }
  return stored;
}

function loadedRun(
  input: NewRun,
  planHash: string,
  number: number,
  now: number,
): LoadedRun {
  const { plan, concurrency } = input;
  const id = input.id ?? newRunId(now);
  const instances = input.instances ?? instancesOf(plan);
  const compiled = compilePlan(plan, instances);
  const model = newRun(
    compiled,
    instances.map(({ key }) => key),
    new Map(
      instances.flatMap(({ outcome }, position) =>
        outcome ? [[position, outcome] as const] : [],
      ),
    ),
  );
  return {
    id,
    version: 0,
    sequence: 0,
    plan: compiled,
    instances,
    model: {
      ...model,
      yields: concurrency?.holdWhileWaiting === false,
    },
    parent: input.parent,
    groupKey: concurrency?.key,
    groupLimit: concurrency?.limit,
    record: {
      id,
      number,
      workflowId: input.workflowId,
      repositoryId: input.repositoryId,
      planHash,
      ref: input.ref,
      commit: input.commit,
      protectedRef: input.protectedRef,
      triggerType: input.triggerType,
      actor: input.actor,
      trigger: input.trigger,
      inputs: input.inputs,
      meta: input.meta ?? {},
      state: model.state,
      counts: {},
      groupKey: concurrency?.key,
      rerunOf: input.rerunOf,
      parentRunId: input.parent?.runId,
      sequence: 0,
      createdAt: now,
    },
  };
}

/** The instances with which a run of a plan begins. */
function instancesOf(plan: Plan): NewInstance[] {
  return plan.steps.flatMap(step =>
    expandMatrix(step).map(instance => ({ ...instance, stepId: step.id })),
  );
}

/** The next numbers of the runs of their workflows, in the order of the runs. */
async function nextNumbers(
  trx: Knex.Transaction,
  inputs: readonly NewRun[],
): Promise<number[]> {
  const counts = new Map<string, number>();
  for (const { workflowId } of inputs) {
    counts.set(workflowId, (counts.get(workflowId) ?? 0) + 1);
  }
  const next = new Map<string, number>();
  for (const [workflowId, count] of [...counts].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const [row] = await rawRows<{ last: number | string }>(
      trx,
      `INSERT INTO run_numbers (workflow_id, last) VALUES (?, ?)
       ON CONFLICT (workflow_id)
         DO UPDATE SET last = run_numbers.last + excluded.last
       RETURNING last`,
      [workflowId, count],
    );
    next.set(workflowId, Number(row.last) - count);
  }
  return inputs.map(({ workflowId }) => {
    const number = (next.get(workflowId) ?? 0) + 1;
    next.set(workflowId, number);
    return number;
  });
}

/** A UUID that sorts by time (version 7). */
export function newRunId(now: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes[6] = 0x70 + (bytes[6] & 0x0f);
  bytes[8] = 0x80 + (bytes[8] & 0x3f);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
