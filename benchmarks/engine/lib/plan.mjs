// The graph as a plan of DOP, with schemas that are checked and nothing else.
import { steps } from './graph.mjs';

const digest = `sha256:${'0'.repeat(64)}`;
const schema = {
  type: 'object',
  required: ['n'],
  properties: { n: { type: 'integer' } },
  additionalProperties: false,
};

/**
 * @param job - `command` for the process runner, `image` for containers; neither
 * for functions of the process
 */
export function planOf({ command, image }) {
  return {
    version: 2,
    workflow: {
      name: 'benchmark',
      repositoryId: 'repository-1',
      path: '.dop/benchmark.yaml',
      commit: 'c'.repeat(40),
      contentHash: digest,
    },
    inputs: { type: 'object' },
    delivers: ['component:default/benchmark'],
    env: {},
    outputs: { schema: { type: 'object', properties: {} }, values: {} },
    steps: steps.map(({ id, needs }) => ({
      id,
      needs,
      optionalNeeds: [],
      links: [],
      runsOn: 'success',
      action: { type: 'uses', uses: 'dop/nothing@1' },
      with: { n: { kind: 'literal', value: 1 } },
      env: {},
      allowFailure: false,
      timeoutMs: 600_000,
      retry: { attempts: 2, backoffMs: 1_000, on: ['failed', 'timedOut'] },
    })),
    components: {
      'dop/nothing@1': {
        ref: 'dop/nothing@1.0.0',
        namespace: 'dop',
        name: 'nothing',
        version: '1.0.0',
        sourceDigest: digest,
        ...(command ? { process: { command } } : {}),
        ...(image ? { image: image.name, imageDigest: image.digest } : {}),
        contract: 'dop/v1',
        inputs: schema,
        outputs: schema,
        variables: [],
        resources: {},
        network: 'none',
        trusted: true,
      },
    },
  };
}
