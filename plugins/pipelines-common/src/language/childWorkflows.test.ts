import {
  compile,
  planOf,
  read,
  shell,
  workflow,
} from '../testUtils/compileSteps';
import { evaluateOutputs } from '../expressions/evaluateOutputs';
import { childPlan } from './childPlan';

describe('workflow', () => {
  const child = workflow(
    `test:
  uses: dop/node-test@1
  with: { source: '\${{ inputs.source }}', shards: '\${{ inputs.shards }}' }
maybe: { if: '\${{ inputs.shards > 2 }}', uses: dop/shell@1, with: { script: x } }`,
    `  triggers: { workflow: {} }
  inputs:
    type: object
    properties:
      source: { x-dop: artifact }
      shards: { type: integer, default: 1 }
    required: [source]
  outputs:
    passed: '\${{ steps.test.outputs.passed }}'
    report: '\${{ steps.test.outputs.report }}'
    text: 'passed \${{ steps.test.outputs.passed }}'
    maybe: '\${{ steps.maybe.outputs.text }}'
    note: '\${{ steps.test.outputs.note }}'
    pair: ['\${{ steps.test.outputs.passed }}', 2]`,
  );
  const filesOf = (texts: Record<string, string>) => ({
    files: {
      paths: Object.keys(texts),
      read: (path: string) =>
        Object.hasOwn(texts, path)
          ? { text: texts[path], contentHash: `hash of ${path}` }
          : undefined,
    },
  });
  const files = filesOf({ '.dop/child.yaml': child });
  const run = (more: string) =>
    `source: { uses: dop/git-checkout@1, with: { repository: a, commit: b } }
run: { workflow: .dop/child.yaml, with: { source: '\${{ steps.source.outputs.tree }}', ${more} } }`;

  it('is typed both ways, and its plan lies in the plan', () => {
    const plan = planOf(
      `${run('shards: 3')}
read:
  uses: dop/shell@1
  with:
    script: '\${{ steps.run.outputs.text }} \${{ steps.run.outputs.passed + 1 }} \${{ steps.run.outputs.pair.size() }}'
    reports: ['\${{ steps.run.outputs.report }}']`,
      undefined,
      files,
    );
    expect(plan.steps[1].action).toEqual({
      type: 'workflow',
      path: '.dop/child.yaml',
    });
    const inner = childPlan(plan, '.dop/child.yaml');
    expect(inner.workflow).toEqual({
      name: 'test',
      path: '.dop/child.yaml',
      repositoryId: 'r',
      commit: 'c',
      contentHash: 'hash of .dop/child.yaml',
    });
    expect(inner.workflows).toBeUndefined();
    expect(inner.outputs.schema.required).toEqual([
      'passed',
      'report',
      'text',
      'note',
      'pair',
    ]);
    expect(
      evaluateOutputs(inner, {
        trigger: {},
        inputs: {},
        steps: {
          test: { state: 'succeeded', outputs: { passed: 3, note: null } },
          maybe: { state: 'skipped', outputs: {} },
        },
      }),
    ).toEqual({ passed: 3, text: 'passed 3', note: null, pair: [3, 2] });
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it.each([
    [run('shards: four'), 'wrong-type: four'],
    [run('shard: 4'), 'unknown-input: shard'],
    ['run: { workflow: .dop/child.yaml }', 'missing-input: run'],
    [
      'run: { workflow: .dop/child.yaml, with: { source: { path: x } } }',
      'wrong-type: { path: x }',
    ],
    [
      `${run('')}\n${read.replace(
        'ok',
        'run',
      )}'\${{ steps.run.outputs.maybe }}' } }`,
      'may-be-absent: steps.run.outputs.maybe',
    ],
    [
      `${run('')}\n${read.replace(
        'ok',
        'run',
      )}x, number: '\${{ steps.run.outputs.text }}' } }`,
      'wrong-type: steps.run.outputs.text',
    ],
    [
      `${run('')}\n${read.replace(
        'ok',
        'run',
      )}'\${{ steps.run.outputs.txet }}' } }`,
      'unknown-name: txet',
    ],
    ['run: { workflow: child.yaml }', 'unknown-workflow: child.yaml'],
    [
      'run: { workflow: ./.dop/child.yaml }',
      'unknown-workflow: ./.dop/child.yaml',
    ],
    ['run: { workflow: .dop/chidl.yaml }', 'unknown-workflow: .dop/chidl.yaml'],
    [run('').replace(/ }$/, ', env: { A: b } }'), 'conflict: env'],
  ])('finds %s', (steps, finding) => {
    const { found, findings } = compile(steps, undefined, files);
    expect(found).toEqual([finding]);
    const slip = finding.startsWith('unknown-workflow');
    const fixes = findings.map(({ fix }) => fix?.newText ?? 'none');
    expect(fixes.includes('.dop/child.yaml')).toBe(slip);
  });

  it('may run once for each of a matrix, and then gives lists', () => {
    const plan = planOf(
      `${run(`shards: '\${{ matrix.n }}'`).replace(
        / }$/,
        ', matrix: { n: [1, 2] }, retry: { attempts: 2, on: failed }, timeout: 1h, allowFailure: true }',
      )}
read:
  needs: [run]
  uses: dop/shell@1
  with: { script: '\${{ steps.run.outputs.text.join(",") }}' }`,
      undefined,
      files,
    );
    expect(plan.steps[1]).toMatchObject({
      retry: { attempts: 2, on: ['failed'] },
      timeoutMs: 3_600_000,
    });
  });

  it('finds workflows that are broken or run each other', () => {
    const runs = (path: string) => workflow(`x: { workflow: ${path} }`);
    const broken = compile(`run: { workflow: .dop/b.yaml }`, undefined, {
      ...filesOf({ '.dop/b.yaml': workflow('x: { uses: dop/no@1 }') }),
    });
    expect(broken.found).toEqual(['broken-workflow: .dop/b.yaml']);
    expect(broken.findings[0].message).toContain('Line 7');
    const cyclic = compile(
      `run: { workflow: .dop/a.yaml }`,
      undefined,
      filesOf({
        '.dop/a.yaml': runs('.dop/b.yaml'),
        '.dop/b.yaml': runs('.dop/test.yaml'),
      }),
    );
    expect(cyclic.found).toEqual(['broken-workflow: .dop/a.yaml']);
    expect(cyclic.findings[0].message).toContain('.dop/b.yaml has errors');
    expect(
      compile(`x: { workflow: .dop/test.yaml }`, undefined, filesOf({})).found,
    ).toEqual(['cycle: .dop/test.yaml']);
  });

  it('has at most five levels', () => {
    const chain = (levels: number) => {
      const texts: Record<string, string> = {};
      for (let level = 2; level <= levels; level++) {
        texts[`.dop/w${level}.yaml`] = workflow(
          level === levels
            ? `x: ${shell('')}`
            : `x: { workflow: .dop/w${level + 1}.yaml }`,
        );
      }
      return compile(
        'x: { workflow: .dop/w2.yaml }',
        undefined,
        filesOf(texts),
      );
    };
    const five = chain(5);
    expect(five.found).toEqual([]);
    expect(Object.keys(five.plan!.workflows!)).toHaveLength(4);
    expect(
      Object.keys(childPlan(five.plan!, '.dop/w3.yaml').workflows!).sort(),
    ).toEqual(['.dop/w4.yaml', '.dop/w5.yaml']);
    expect(chain(6).found).toEqual(['broken-workflow: .dop/w2.yaml']);
  });

  it('is only a warning where other files are not known, and makes no plan', () => {
    const { found, findings, plan } = compile('x: { workflow: .dop/a.yaml }');
    expect(found).toEqual(['unknown-workflow: .dop/a.yaml']);
    expect(findings[0].severity).toBe('warning');
    expect(plan).toBeUndefined();
  });
});
