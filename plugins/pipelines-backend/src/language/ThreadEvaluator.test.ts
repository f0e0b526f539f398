import { monitorEventLoopDelay } from 'node:perf_hooks';
import type {
  EvaluationScope,
  Expression,
  Plan,
  PlannedStep,
} from '@dop/plugin-pipelines-common';
import { LanguageWorker } from './LanguageWorker';
import { ThreadEvaluator } from './ThreadEvaluator';

jest.setTimeout(90_000);

const scope: EvaluationScope = {
  trigger: { ref: 'refs/heads/main' },
  inputs: {
    list: Array.from({ length: 1_000 }, (_, at) => at),
    text: 'a'.repeat(200_000),
  },
  env: {},
  matrix: { shard: 2 },
  steps: {},
};

describe('ThreadEvaluator', () => {
  let thread: LanguageWorker;
  let evaluator: ThreadEvaluator;

  beforeAll(() => {
    thread = LanguageWorker.create();
    evaluator = ThreadEvaluator.create(thread);
  });
  afterAll(async () => {
    await thread.close();
  });

  const expression = (source: string): Expression => ({
    kind: 'expression',
    source,
  });
  const plan = { env: { WHO: expression('inputs.text') } } as unknown as Plan;
  const step = (changes: Partial<PlannedStep>) =>
    ({ with: {}, env: {}, ...changes } as PlannedStep);

  it('gives conditions, inputs and variables', async () => {
    expect(
      await evaluator.condition(
        plan,
        step({ if: expression('env.WHO.size() == 200000') }),
        scope,
      ),
    ).toBe(true);
    expect(await evaluator.condition(plan, step({}), scope)).toBe(true);
    expect(
      await evaluator.step(
        { env: {} } as Plan,
        step({
          with: {
            shard: expression('matrix.shard'),
            none: expression('env.A'),
          },
          env: { A: { kind: 'text', parts: ['v', expression('1 + 1')] } },
        }),
        scope,
      ),
    ).toEqual({
      inputs: { shard: 2, none: 'v2' },
      env: { A: 'v2' },
      envSources: { A: 'step' },
    });
  });

  it('leaves the event loop alone while expressions cost what they can', async () => {
    const costly = [
      'inputs.list.map(a, inputs.list.map(b, inputs.list.map(c, a + b + c)))',
      'inputs.list.all(a, inputs.list == inputs.list)',
      'inputs.list.map(a, inputs.text.contains(inputs.text))',
      'inputs.text.replace("a", inputs.text)',
      'inputs.text.split("")',
    ];
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => costly)
        .flat()
        .map(source =>
          evaluator.step(
            plan,
            step({ with: { value: expression(source) } }),
            scope,
          ),
        ),
    );
    delay.disable();
    for (const result of results) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'ExpressionError' },
      });
    }
    expect(results[0]).toMatchObject({
      reason: {
        message: expect.stringMatching(/^The expressions of one step may cost/),
      },
    });
    expect(delay.max / 1e6).toBeLessThan(250);
  });
});
