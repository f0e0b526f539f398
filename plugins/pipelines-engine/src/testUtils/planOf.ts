import type { ResolvedComponent } from '@dop/plugin-components-common';
import {
  planVersion,
  type Plan,
  type PlannedStep,
} from '@dop/plugin-pipelines-common';

/** A component that takes and gives anything. */
export function componentOf(
  changes: Partial<ResolvedComponent> = {},
): ResolvedComponent {
  return {
    ref: 'dop/thing@1.0.0',
    namespace: 'dop',
    name: 'thing',
    version: '1.0.0',
    sourceDigest: `sha256:${'0'.repeat(64)}`,
    process: { command: ['node', 'main.mjs'] },
    contract: 'dop/v1',
    inputs: { type: 'object' },
    outputs: { type: 'object' },
    variables: [],
    resources: {},
    network: 'none',
    trusted: true,
    ...changes,
  };
}

/** A step with the values that the language would fill in. */
export function stepOf(
  id: string,
  changes: Partial<PlannedStep> = {},
): PlannedStep {
  return {
    id,
    needs: [],
    optionalNeeds: [],
    links: [],
    runsOn: 'success',
    action: { type: 'uses', uses: 'thing' },
    with: {},
    env: {},
    allowFailure: false,
    timeoutMs: 60_000,
    retry: { attempts: 1, backoffMs: 0, on: ['failed', 'timedOut'] },
    ...changes,
  };
}

/** A plan of these steps. */
export function planOf(
  steps: PlannedStep[],
  changes: Partial<Plan> = {},
): Plan {
  return {
    version: planVersion,
    workflow: {
      name: 'delivery',
      repositoryId: 'repository-1',
      path: '.dop/delivery.yaml',
      commit: 'c'.repeat(40),
      contentHash: `sha256:${'1'.repeat(64)}`,
    },
    inputs: { type: 'object' },
    delivers: [],
    env: {},
    outputs: { schema: { type: 'object' }, values: {} },
    steps,
    components: { thing: componentOf() },
    ...changes,
  };
}
