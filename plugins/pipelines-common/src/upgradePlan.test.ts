import { evaluateStep } from './expressions/evaluateTemplate';
import { expandMatrix } from './language/expandMatrix';
import { planVersion, type Expression } from './plan';
import { upgradePlan } from './upgradePlan';

const expression = (source: string): Expression => ({
  kind: 'expression',
  source,
});

/** As the first version of the portal stored it. */
const stored = {
  version: 1,
  workflow: {
    name: 'delivery',
    repositoryId: 'repository-1',
    path: '.dop/delivery.yaml',
    commit: 'c'.repeat(40),
    contentHash: `sha256:${'1'.repeat(64)}`,
  },
  inputs: { type: 'object' },
  delivers: [],
  concurrency: {
    group: { kind: 'literal', value: 'main' },
    limit: 1,
    whenBusy: 'queue',
  },
  env: {
    LEVEL: { kind: 'literal', value: '1' },
    WHO: expression('inputs.who'),
  },
  steps: [
    {
      id: 'test',
      needs: [],
      optionalNeeds: [],
      links: [],
      runsOn: 'success',
      uses: 'dop/node-test@1',
      matrix: [{ name: 'shard', values: [1, 2] }],
      with: { shard: expression('matrix.shard') },
      env: {
        LEVEL: { kind: 'literal', value: '2' },
        WHO: expression('inputs.who'),
      },
      allowFailure: false,
      timeoutMs: 60_000,
      retry: { attempts: 1, backoffMs: 0, on: ['failed'] },
    },
  ],
  components: {},
};

describe('upgradePlan', () => {
  it('reads what the first version stored', () => {
    const plan = upgradePlan(JSON.parse(JSON.stringify(stored)));
    expect(plan.version).toBe(planVersion);
    const [step] = plan.steps;
    expect(step.action).toEqual({ type: 'uses', uses: 'dop/node-test@1' });
    expect(expandMatrix(step).map(({ key }) => key)).toEqual([
      'test[shard=1]',
      'test[shard=2]',
    ]);
    expect(plan.concurrency).toMatchObject({ scope: 'workflow', limit: 1 });
    expect(
      evaluateStep(plan, step, {
        trigger: {},
        inputs: { who: 'jane' },
        steps: {},
        matrix: { shard: 2 },
      }),
    ).toEqual({
      inputs: { shard: 2 },
      env: { LEVEL: '2', WHO: 'jane' },
      envSources: { LEVEL: 'step', WHO: 'workflow' },
    });
  });

  it('leaves a plan of this version alone and refuses one of a later', () => {
    const plan = upgradePlan(stored);
    expect(upgradePlan(plan)).toBe(plan);
    expect(() => upgradePlan({ ...stored, version: 99 })).toThrow(
      'start that one',
    );
  });
});
