import fc from 'fast-check';
import { evaluateExpression } from './evaluateExpression';
import { ExpressionCostError, ExpressionError } from './ExpressionError';
import { splitTemplate } from './splitTemplate';
import { compileWorkflow } from '../language/compileWorkflow';
import { expandMatrix } from '../language/expandMatrix';
import type { Expression } from '../plan';
import { evaluateMatrix } from './evaluateMatrix';
import { parseWorkflow } from '../language/parseWorkflow';
import { resolveTestComponent } from '../testUtils/testComponents';
import type { EvaluationScope } from '../plan';
import { evaluateCondition, evaluateStep } from './evaluateTemplate';

const scope: EvaluationScope = {
  trigger: { type: 'push', commit: 'abc', branch: 'main' },
  inputs: { dryRun: false, list: [1, 2, 3], words: ['a', 'b'], ratio: 2 },
  env: { NODE_ENV: 'test' },
  steps: {
    test: { state: 'succeeded', outputs: { passed: 3, report: { path: 'x' } } },
  },
  matrix: { shard: 2 },
};

function value(source: string, doubles?: string[]) {
  return evaluateExpression({ kind: 'expression', source, doubles }, scope);
}

describe('evaluateExpression', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['7 / 2', 3],
    ['-7 % 3', -1],
    ['7.0 / 2.0', 3.5],
    ['matrix.shard + 1', 3],
    ['inputs.list', [1, 2, 3]],
    ['inputs.list[1] + 1', 3],
    ['inputs.list.map(x, x * 2)', [2, 4, 6]],
    ['inputs.list.filter(x, x > 1).size()', 2],
    ['inputs.list.map(x, x > 1, string(x)).join("-")', '2-3'],
    ['inputs.list.exists_one(x, x == 2)', true],
    ['2 in inputs.list', true],
    ['"a" in {"a": 1}', true],
    ['inputs.words + ["c"]', ['a', 'b', 'c']],
    ['trigger.commit + "!"', 'abc!'],
    ['has(steps.test.outputs.report) ? "yes" : "no"', 'yes'],
    ['has(steps.test.outputs.nothing.more)', false],
    ['steps.test.outputs.nothing', undefined],
    ['steps.test.outputs.report', { path: 'x' }],
    ['trigger.constructor', undefined],
    ['trigger.branch == "main" && !inputs.dryRun', true],
    ['1 / 0 == 1 || true', true],
    ['false && 1 / 0 == 1', false],
    ['"héllo🎈".size()', 6],
    ['"héllo🎈x".substring(5, 6)', '🎈'],
    ['"a,b".split(",")', ['a', 'b']],
    ['"aXa".replace("a", "b")', 'bXb'],
    ['int("42") + int(1.9)', 43],
    ['1 == 1.0 && 1 < 1.5', true],
    ['[1, 2] == [1, 2] && {"a": [1]} == {"a": [1]}', true],
    ['{"a": 1, "b": "x"}', { a: 1, b: 'x' }],
    ['string(9007199254740993)', '9007199254740993'],
  ])('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it('takes whole numbers for doubles where the types say so', () => {
    expect(value('inputs.ratio / 4.0', ['0-12'])).toBe(0.5);
  });

  it.each([
    ['1 / 0', 'division by zero'],
    ['9223372036854775807 + 1', '64 bits'],
    ['9007199254740993', 'too large for JSON'],
    ['inputs.list[3]', 'there is none at 3'],
    ['int("x")', 'no whole number'],
    ['steps.test.outputs.nothing + 1', 'is missing'],
    ['inputs.words.map(w, w.repeat(9))', 'no function'],
  ])('fails with a sentence: %s', (source, message) => {
    expect(() => value(source)).toThrow(ExpressionError);
    expect(() => value(source)).toThrow(message);
  });

  it('stops expressions that cost too much, and soon', () => {
    const big: EvaluationScope = {
      ...scope,
      inputs: {
        list: Array.from({ length: 1_000 }, (_, at) => at),
        text: 'a'.repeat(200_000),
      },
    };
    for (const source of [
      'inputs.list.map(a, inputs.list.map(b, inputs.list.map(c, a + b + c)))',
      'inputs.list.all(a, inputs.list == inputs.list)',
      'inputs.list.map(a, inputs.text + inputs.text)',
      'inputs.list.map(a, inputs.text.contains(inputs.text))',
      'inputs.list.map(a, inputs.text.split(""))',
      'inputs.text.replace("a", inputs.text)',
      'inputs.list.filter(a, a in inputs.list)',
      'inputs.list.map(a, inputs.text).join(inputs.text)',
      'inputs.list.filter(a, inputs.text == inputs.text.trim())',
    ]) {
      const started = performance.now();
      expect(() =>
        evaluateExpression({ kind: 'expression', source }, big),
      ).toThrow(ExpressionError);
      expect(performance.now() - started).toBeLessThan(500);
    }
    expect(() =>
      evaluateExpression(
        {
          kind: 'expression',
          source: 'inputs.list.all(a, inputs.list.all(b, true))',
        },
        big,
      ),
    ).toThrow(ExpressionCostError);
  });

  it('agrees with JavaScript on whole numbers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        (a, b, c) => {
          const inputs = { a, b, c };
          const run = (source: string) =>
            evaluateExpression(
              { kind: 'expression', source },
              { ...scope, inputs },
            );
          expect(run('inputs.a * inputs.b - inputs.c')).toBe(a * b - c);
          expect(run('inputs.a / inputs.c')).toBe(Math.trunc(a / c) + 0);
          expect(run('inputs.a < inputs.b')).toBe(a < b);
        },
      ),
    );
  });
});

describe('splitTemplate', () => {
  it('gives back every text and every expression', () => {
    const text = fc.string().filter(s => !s.includes('$') && !s.includes('{'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(text, fc.constantFrom(' a.b ', '"}}"', "{'x': {}}"))),
        text,
        (pairs, last) => {
          const whole = pairs
            .map(([before, expression]) => `${before}\${{${expression}}}`)
            .join('');
          const parts = splitTemplate(whole + last);
          expect(
            parts.flatMap(part =>
              part.kind === 'expression' ? part.source : [],
            ),
          ).toEqual(pairs.map(([, expression]) => expression));
          expect(
            parts.map(part => (part.kind === 'text' ? part.text : '')).join(''),
          ).toBe(pairs.map(([before]) => before).join('') + last);
        },
      ),
    );
  });
});

describe('a compiled step', () => {
  const { plan, findings } = compileWorkflow(
    parseWorkflow(
      `apiVersion: dop/v1
kind: Workflow
metadata: { name: test }
spec:
  triggers: { push: {} }
  env: { BRANCH: '\${{ trigger.branch }}', COUNT: 3 }
  steps:
    source:
      uses: dop/git-checkout@1
      with: { repository: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}' }
    test:
      uses: dop/node-test@1
      matrix: { os: [linux, windows], shard: [1, 2] }
      env: { OS: '\${{ matrix.os }}' }
      if: '\${{ env.BRANCH == "main" }}'
      with:
        source: '\${{ steps.source.outputs.tree }}'
        shard: '\${{ matrix.shard }}'
        flags: ['--os=\${{ env.OS }}', plain]
    note:
      uses: dop/shell@1
      with:
        script: echo
        number: '\${{ 1.0 + 1.5 }}'
        data: { text: '\${{ steps.source.outputs.commit }}', fixed: [1, { a: b }] }
`,
      '.dop/test.yaml',
    ),
    { resolve: resolveTestComponent },
    { repositoryId: 'r', commit: 'c', contentHash: 'h' },
  );

  it('has a plan with needs, links, instances and timeouts', () => {
    expect(findings).toEqual([]);
    expect(plan?.workflow).toEqual({
      name: 'test',
      path: '.dop/test.yaml',
      repositoryId: 'r',
      commit: 'c',
      contentHash: 'h',
    });
    const [, test, note] = plan!.steps;
    expect(test).toMatchObject({
      needs: ['source'],
      optionalNeeds: [],
      links: [{ from: 'source', output: 'tree', to: 'with.source' }],
      timeoutMs: 600_000,
    });
    expect(expandMatrix(test).map(({ key }) => key)).toEqual([
      'test[os=linux,shard=1]',
      'test[os=linux,shard=2]',
      'test[os=windows,shard=1]',
      'test[os=windows,shard=2]',
    ]);
    expect(note.links).toEqual([
      { from: 'source', output: 'commit', to: 'with.data' },
    ]);
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('evaluates inputs and variables with their types', () => {
    const [, test, note] = plan!.steps;
    const tree = { path: 't', digest: 'd', size: 1, mediaType: 'm' };
    const run = {
      trigger: { branch: 'main', commit: 'c' },
      inputs: {},
      steps: { source: { state: 'succeeded', outputs: { tree } } },
    };
    expect(evaluateCondition(plan!, test, run)).toBe(true);
    expect(
      evaluateCondition(plan!, test, { ...run, trigger: { branch: 'x' } }),
    ).toBe(false);
    expect(
      evaluateStep(plan!, test, { ...run, matrix: { os: 'linux', shard: 2 } }),
    ).toEqual({
      env: { BRANCH: 'main', COUNT: '3', OS: 'linux' },
      envSources: { BRANCH: 'workflow', COUNT: 'workflow', OS: 'step' },
      inputs: { source: tree, shard: 2, flags: ['--os=linux', 'plain'] },
    });
    expect(evaluateStep(plan!, note, { ...run, matrix: {} }).inputs).toEqual({
      script: 'echo',
      number: 2.5,
      data: { fixed: [1, { a: 'b' }] },
    });
  });
});

describe('evaluateMatrix', () => {
  const expression = (source: string): Expression => ({
    kind: 'expression',
    source,
  });
  const plan = { env: { LAST: { kind: 'literal' as const, value: '9' } } };
  const keys = (
    values: (string | number)[],
    matrix: Parameters<typeof evaluateMatrix>[1]['matrix'],
  ) =>
    evaluateMatrix(
      plan,
      { id: 'test', matrix },
      {
        trigger: {},
        inputs: {},
        steps: { split: { state: 'succeeded', outputs: { values } } },
      },
    ).map(({ key }) => key);
  const axes = [
    { name: 'shard', values: expression('steps.split.outputs.values') },
  ];

  it('expands what was computed, each value once, in its order', () => {
    expect(keys([3, 1, 3], { axes })).toEqual([
      'test[shard=3]',
      'test[shard=1]',
    ]);
    expect(keys([], { axes })).toEqual([]);
    expect(
      keys(['a'], {
        axes: [
          { name: 'shard', values: expression('["x", env.LAST]') },
          { name: 'os', values: ['linux', 'windows'] },
        ],
        exclude: [{ shard: 'x', os: 'windows' }],
        include: [
          { os: 'mac', shard: 'x' },
          { os: 'linux', shard: 'x' },
        ],
      }),
    ).toEqual([
      'test[shard=x,os=linux]',
      'test[shard=9,os=linux]',
      'test[shard=9,os=windows]',
      'test[shard=x,os=mac]',
    ]);
  });

  it('names the limit where there are too many or too long values', () => {
    const many = Array.from({ length: 257 }, (_, at) => at);
    expect(() => keys(many, { axes })).toThrow(
      'The matrix of the step "test" makes 257 instances; at most 256 are allowed',
    );
    expect(() => keys(['x'.repeat(101)], { axes })).toThrow('at most 100');
    expect(() =>
      keys([1], { axes: [{ name: 'a', values: expression('[[1]]') }] }),
    ).toThrow('A value of "a" is no text, number, true or false');
  });

  it('has one instance that stands for a step before it is expanded', () => {
    expect(expandMatrix({ id: 'test', matrix: { axes } })).toEqual([
      { key: 'test', matrix: {} },
    ]);
  });
});
