import type { z as Zod } from 'zod/v3';
import {
  runStates,
  type RunSummary,
  type Workflow,
} from '@dop/plugin-pipelines-common';

/** What actions tell of a run. */
export const runShape = (z: typeof Zod) =>
  z.object({
    id: z.string(),
    number: z.number(),
    workflow: z.string(),
    workflowId: z.string(),
    repository: z.string().describe('namespace/name'),
    state: z.enum(runStates),
    trigger: z.string(),
    ref: z.string(),
    commit: z.string(),
    actor: z.string().describe('Entity ref of who started it'),
    createdAt: z.string(),
    finishedAt: z.string().optional(),
  });

/** What actions tell of a workflow. */
export const workflowShape = (z: typeof Zod) =>
  z.object({
    id: z.string(),
    name: z.string(),
    title: z.string().optional(),
    repository: z.string().describe('namespace/name'),
    path: z.string(),
    state: z.enum(['good', 'broken']),
    startsByHand: z.boolean(),
    inputs: z.record(z.any()).describe('JSON Schema of its inputs'),
    lastRun: runShape(z).optional(),
  });

export function workflowOf(workflow: Workflow) {
  const { id, name, title, repository, path, state, lastRun } = workflow;
  return {
    id,
    name,
    title,
    repository,
    path,
    state,
    startsByHand: workflow.triggers.manual !== undefined,
    inputs: { ...workflow.inputs },
    lastRun: lastRun && runOf(lastRun),
  };
}

export function runOf(run: RunSummary) {
  const { id, number, workflowId, repository, state, trigger } = run;
  const { ref, commit, actor, createdAt, finishedAt } = run;
  return {
    id,
    number,
    workflow: run.workflowTitle ?? run.workflowName,
    workflowId,
    repository,
    state,
    trigger,
    ref,
    commit,
    actor,
    createdAt,
    finishedAt,
  };
}
