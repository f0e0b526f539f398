import type { Plan } from '@dop/plugin-pipelines-common';
import type { NewRun } from '../store/records';

/** A run of this plan, started by somebody. */
export function newRunOf(plan: Plan, changes: Partial<NewRun> = {}): NewRun {
  return {
    plan,
    workflowId: 'workflow-1',
    repositoryId: 'repository-1',
    ref: 'refs/heads/main',
    commit: 'c'.repeat(40),
    protectedRef: true,
    triggerType: 'push',
    actor: 'user:default/ada',
    trigger: { type: 'push', ref: 'refs/heads/main' },
    inputs: {},
    ...changes,
  };
}
