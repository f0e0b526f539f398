import type { ResolvedComponent } from '@dop/plugin-components-common';
import { evaluateMatrix } from '../expressions/evaluateMatrix';
import { evaluateOutputs } from '../expressions/evaluateOutputs';
import { evaluateStep } from '../expressions/evaluateTemplate';
import type { Finding } from '../Finding';
import type { Plan } from '../plan';
import { childPlan } from './childPlan';
import { compileWorkflow } from './compileWorkflow';
import { expandMatrix, isComputed } from './expandMatrix';
import { parseWorkflow } from './parseWorkflow';
import { stepOutputs } from './stepOutputs';
import { resolveTestComponent } from '../testUtils/testComponents';
import type { AnalysisContext } from './WorkflowAnalysis';

jest.mock('./notInThisVersion', () => ({
  ...jest.requireActual('./notInThisVersion'),
  // What is checked here does not depend on what the portal already executes.
  checkExecuted: () => undefined,
}));

const shell = (more: string) =>
  `{ uses: dop/shell@1, with: { script: x }, ${more} }`;

function workflow(steps: string, spec = '  triggers: { push: {} }'): string {
  const indented = steps
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: test }
spec:
${spec}
  steps:
${indented}
`;
}

interface Compiled {
  text: string;
  findings: Finding[];
  /** Rule and marked text of each finding. */
  found: string[];
  plan?: Plan;
}

function compile(
  steps: string,
  spec?: string,
  context: Partial<AnalysisContext> = {},
): Compiled {
  const text = workflow(steps, spec);
  const parsed = parseWorkflow(text, '.dop/test.yaml');
  const { findings, plan } = compileWorkflow(
    parsed,
    { resolve: resolveTestComponent, ...context },
    { repositoryId: 'r', commit: 'c', contentHash: 'root' },
  );
  const lines = text.split('\n');
  const found = findings.map(({ rule, line, column, endLine, endColumn }) => {
    const end = endLine === line ? endColumn! - 1 : undefined;
    return `${rule}: ${lines[line - 1].slice(column - 1, end)}`;
  });
  return { text, findings, found, plan };
}

function planOf(...given: Parameters<typeof compile>): Plan {
  const { plan, found } = compile(...given);
  expect(found).toEqual([]);
  return plan!;
}

const read = `read: { needs: [ok], uses: dop/shell@1, with: { script: `;

describe('approve', () => {
  const ok = `ok:
  approve:
    by: [group:qa, 'user:ops/Jane']
    timeout: 7d
    form:
      type: object
      properties:
        note: { type: string }
        cases: { type: integer, default: 3 }`;

  it('gives who decided and what they filled in, typed', () => {
    const plan = planOf(`${ok}
${read}'\${{ steps.ok.outputs.by + string(steps.ok.outputs.form.cases + 1) }}', number: 1 } }`);
    const [step] = plan.steps;
    expect(step.action).toMatchObject({
      type: 'approve',
      by: ['group:default/qa', 'user:ops/jane'],
      timeoutMs: 7 * 86_400_000,
    });
    expect(step.timeoutMs).toBeUndefined();
    expect(stepOutputs(step, plan).required).toContain('form');
  });

  it.each([
    ['steps.ok.outputs.form.note', 'may-be-absent: steps.ok.outputs.form.note'],
    ['steps.ok.outputs.form.cases', undefined],
    ['steps.ok.outputs.form.cse', 'unknown-name: cse'],
    [
      'steps.ok.outputs.form.cases.x',
      'wrong-type: steps.ok.outputs.form.cases',
    ],
    ['steps.ok.outputs.who', 'unknown-name: who'],
  ])('checks what is read: %s', (expression, finding) => {
    expect(
      compile(`${ok}\n${read}'a \${{ ${expression} }}' } }`).found,
    ).toEqual(finding ? [finding] : []);
  });

  it.each([
    ['approve: { by: [] }', 'missing-field: { by: [] }'],
    ['approve: {}', 'missing-field: {'],
    ['approve: { by: [qa, role:x] }', 'wrong-type: qa', 'wrong-type: role:x'],
    [
      'approve: { by: [group:qa], form: { type: string } }',
      'bad-schema: { type: string }',
    ],
    [
      'approve: { by: [group:qa], form: { type: object, properties: { Bad: { type: string } } } }',
      'bad-name: Bad',
    ],
    [
      'approve: { by: [group:qa], form: { type: object, properties: { a: { type: integer, default: x } } } }',
      'bad-schema: a',
    ],
    [
      'approve: { by: [group:qa], form: { type: object, required: [a] } }',
      'bad-schema: form',
    ],
    ['approve: { by: [group:qa] }, retry: { attempts: 2 }', 'conflict: retry'],
    ['approve: { by: [group:qa] }, timeout: 1h', 'conflict: timeout'],
    ['approve: { by: [group:qa] }, always: true', 'conflict: always'],
    ['approve: { by: [group:qa] }, delay: 1m', 'conflict: delay'],
    ['needs: []', 'missing-field: {'],
  ])('refuses %s', (step, ...findings) => {
    expect(compile(`ok: { ${step} }`).found).toEqual(findings);
  });

  it('may be asked for after a failure, and for each of a matrix', () => {
    const plan = planOf(`test: ${shell('')}
ask: { needs: [test], onFailure: true, approve: { by: [group:qa] } }
each: { needs: [test], matrix: { region: [eu, us] }, approve: { by: [group:qa] } }
all:
  needs: [each]
  uses: dop/shell@1
  with: { script: '\${{ steps.each.outputs.by.join(" ") }}' }`);
    expect(plan.steps.map(({ runsOn }) => runsOn)).toEqual([
      'success',
      'failure',
      'success',
      'success',
    ]);
  });
});

describe('delay', () => {
  it('waits for a duration and gives nothing', () => {
    const { plan, found } = compile(`ok: { delay: 1h30m, needs: [] }`);
    expect(found).toEqual([]);
    expect(plan?.steps[0].action).toEqual({ type: 'delay', ms: 5_400_000 });
    expect(
      compile(`ok: { delay: soon }
other: { delay: 1m, matrix: { a: [1] }, with: { x: 1 } }
${read}'\${{ steps.ok.outputs.x }}' } }`).found,
    ).toEqual([
      'wrong-type: soon',
      'conflict: matrix',
      'conflict: with',
      'unknown-name: ok',
      'unknown-name: ok',
    ]);
  });
});

describe('external', () => {
  it('is checked and planned with its inputs', () => {
    const plan = planOf(
      `soak: { external: { connection: jenkins-main, operation: build, with: { job: 'soak-\${{ trigger.branch }}' } } }`,
    );
    expect(plan.steps[0]).toMatchObject({
      action: {
        type: 'external',
        connection: 'jenkins-main',
        operation: 'build',
      },
      with: { job: { kind: 'text' } },
    });
    expect(
      compile(`soak: { external: { connection: j, with: { a: '\${{ x }}' } } }
more: { external: { connection: j, operation: b }, with: { a: 1 } }`).found,
    ).toEqual(['missing-field: {', 'conflict: with']);
  });
});

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
        ', matrix: { n: [1, 2] }, timeout: 1h, allowFailure: true }',
      )}
read:
  needs: [run]
  uses: dop/shell@1
  with: { script: '\${{ steps.run.outputs.text.join(",") }}' }`,
      undefined,
      files,
    );
    expect(plan.steps[1]).toMatchObject({ timeoutMs: 3_600_000 });
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

describe('matrix', () => {
  const split = `split: { uses: dop/split@1 }`;
  const context = {
    resolve: (uses: string): ResolvedComponent | { problem: string } => {
      const given = resolveTestComponent('dop/shell@1') as ResolvedComponent;
      return uses === 'dop/split@1'
        ? {
            ...given,
            inputs: { type: 'object' },
            outputs: {
              type: 'object',
              properties: {
                parts: { type: 'array', items: { type: 'integer' } },
                names: { type: 'array', items: { type: 'string' } },
                trees: { type: 'array', items: { type: 'object' } },
              },
              required: ['parts', 'trees'],
            },
          }
        : resolveTestComponent(uses);
    },
  };
  const merge = (matrix: string, number = 'matrix.part') => `${split}
merge:
  uses: dop/shell@1
  matrix: ${matrix}
  with: { script: x, number: '\${{ double(${number} + 1) }}' }
all:
  uses: dop/shell@1
  with: { script: 'n\${{ steps.merge.outputs.text.size() }}' }`;

  it('is computed from an output, typed, and gives lists', () => {
    const { plan, found } = compile(
      merge(`{ part: '\${{ steps.split.outputs.parts }}', os: [linux, mac] }`),
      undefined,
      context,
    );
    expect(found).toEqual([]);
    const [, step] = plan!.steps;
    expect(isComputed(step)).toBe(true);
    expect(step.needs).toEqual(['split']);
    expect(step.links).toContainEqual({
      from: 'split',
      output: 'parts',
      to: 'matrix.part',
    });
    expect(expandMatrix(step)).toHaveLength(1);
    expect(
      evaluateMatrix(plan!, step, {
        trigger: {},
        inputs: {},
        steps: { split: { state: 'succeeded', outputs: { parts: [4, 2] } } },
      }).map(({ key }) => key),
    ).toEqual([
      'merge[part=4,os=linux]',
      'merge[part=4,os=mac]',
      'merge[part=2,os=linux]',
      'merge[part=2,os=mac]',
    ]);
  });

  it.each([
    [
      `{ part: '\${{ steps.split.outputs.names }}' }`,
      [
        'may-be-absent: steps.split.outputs.names',
        'wrong-type: matrix.part + 1',
      ],
    ],
    [
      `{ part: '\${{ steps.split.outputs.trees }}' }`,
      ['wrong-type: steps.split.outputs.trees'],
    ],
    [`{ part: '\${{ trigger.ref }}' }`, ['wrong-type: trigger.ref']],
    [`{ part: '\${{ steps.split.outputs.prats }}' }`, ['unknown-name: prats']],
    [`{ part: '\${{ matrix.os.size() }}', os: [a] }`, ['unknown-name: matrix']],
    [
      `'\${{ steps.split.outputs.parts }}'`,
      ["wrong-type: '${{ steps.split.outputs.parts }}'"],
    ],
    [
      `{ part: ['\${{ steps.split.outputs.parts }}'] }`,
      ["wrong-type: '${{ steps.split.outputs.parts }}'"],
    ],
    [`{ part: [] }`, ['wrong-type: []']],
  ])('refuses %s', (matrix, findings) => {
    const { found } = compile(merge(matrix), undefined, context);
    expect(found.slice(0, findings.length)).toEqual(findings);
  });

  it('leaves combinations out and takes others in', () => {
    const keys = (matrix: string) =>
      expandMatrix(
        planOf(
          `t: { uses: dop/shell@1, matrix: ${matrix}, with: { script: '\${{ matrix.os }}' } }`,
        ).steps[0],
      ).map(({ key }) => key);
    expect(
      keys(
        `{ os: [linux, mac], node: [20, 22], exclude: [{ os: mac, node: 20 }], include: [{ node: 24, os: linux }] }`,
      ),
    ).toEqual([
      't[os=linux,node=20]',
      't[os=linux,node=22]',
      't[os=mac,node=22]',
      't[os=linux,node=24]',
    ]);
    expect(
      keys(`{ include: [{ os: linux, node: 20 }, { os: mac, node: 22 }] }`),
    ).toEqual(['t[os=linux,node=20]', 't[os=mac,node=22]']);
    expect(keys(`{ os: [a, b], exclude: { os: b } }`)).toEqual(['t[os=a]']);
  });

  it.each([
    [`{ os: [a], exclude: [{ o: a }] }`, 'unknown-name: o'],
    [`{ os: [a], exclude: [{ os: b }] }`, 'always-the-same: { os: b }'],
    [`{ os: [a], exclude: [{ os: a }] }`, 'never-starts: matrix'],
    [
      `{ os: [a], node: [1], include: [{ os: b }] }`,
      'missing-field: { os: b }',
    ],
    [`{ os: [a], include: [{ os: 1 }] }`, 'wrong-type: 1'],
    [`{ os: [a], include: x }`, 'wrong-type: x'],
    [
      `{ a: [${Array.from({ length: 17 }, (_, at) => at)}], b: [${Array.from(
        { length: 16 },
        (_, at) => at,
      )}] }`,
      'too-large: matrix',
    ],
  ])('finds what is wrong in %s', (matrix, finding) => {
    const { found } = compile(
      `t: { uses: dop/shell@1, matrix: ${matrix}, with: { script: x } }`,
    );
    expect(found).toEqual([finding]);
  });

  it('names the limit of step instances in a run', () => {
    const values = Array.from({ length: 250 }, (_, at) => at).join(', ');
    const { findings } = compile(
      Array.from(
        { length: 21 },
        (_, at) =>
          `s${at}: { uses: dop/shell@1, matrix: { a: [${values}] }, with: { script: x } }`,
      ).join('\n'),
    );
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('5250 step instances; a run has at most 5000'),
    ]);
  });
});

describe('env', () => {
  it('lies in layers, the later over the earlier, and says which', () => {
    const plan = planOf(
      `a:
  uses: dop/shell@1
  env: { B: step, D: '\${{ trigger.ref }}' }
  with: { script: '\${{ env.A }} \${{ env.B }} \${{ has(env.P) ? env.P : "none" }}' }`,
      `  env: { A: workflow, B: workflow, Q: workflow }`,
      { portalEnv: ['P', 'Q', 'D'] },
    );
    expect(
      evaluateStep(plan, plan.steps[0], {
        trigger: { ref: 'refs/heads/main' },
        inputs: {},
        steps: {},
        matrix: {},
        portal: { P: 'portal', Q: 'portal', D: 'portal' },
      }),
    ).toEqual({
      inputs: { script: 'workflow step portal' },
      env: {
        P: 'portal',
        Q: 'workflow',
        D: 'refs/heads/main',
        A: 'workflow',
        B: 'step',
      },
      envSources: {
        P: 'portal',
        Q: 'workflow',
        D: 'step',
        A: 'workflow',
        B: 'step',
      },
    });
  });

  it('knows that the configuration of the portal may change', () => {
    expect(
      compile(
        `a: { uses: dop/shell@1, with: { script: '\${{ env.P }}' } }`,
        undefined,
        { portalEnv: ['P'] },
      ).found,
    ).toEqual(['may-be-absent: env.P']);
  });
});

describe('secrets', () => {
  it('are bound to variables that the component keeps secret', () => {
    const plan = planOf(
      `a: { uses: dop/publish@1, secrets: { TOKEN: shop/npm-token } }`,
    );
    expect(plan.steps[0].secrets).toEqual({ TOKEN: 'shop/npm-token' });
  });

  it.each([
    ['a: { uses: dop/publish@1 }', 'missing-input: a'],
    [
      'a: { uses: dop/publish@1, secrets: { TOKNE: shop/t } }',
      'missing-input: a',
      'unknown-name: TOKNE',
    ],
    [
      'a: { uses: dop/publish@1, secrets: { TOKEN: shop/t, LEVEL: shop/t } }',
      'wrong-type: LEVEL',
    ],
    [
      'a: { uses: dop/publish@1, secrets: { TOKEN: hunter2 } }',
      'missing-input: a',
      'wrong-type: hunter2',
    ],
    [
      `a: { uses: dop/publish@1, secrets: { TOKEN: '\${{ inputs.x }}' } }`,
      'missing-input: a',
      "wrong-type: '${{ inputs.x }}'",
    ],
    [
      'a: { uses: dop/publish@1, env: { TOKEN: x }, secrets: { TOKEN: shop/t } }',
      'reserved-variable: TOKEN',
    ],
  ])('finds what is wrong in %s', (step, ...findings) => {
    const { found, findings: whole } = compile(step);
    expect(found).toEqual(findings);
    expect(JSON.stringify(whole)).not.toContain('hunter2');
  });
});

describe('triggers', () => {
  it('takes times of schedules, in UTC without a zone', () => {
    const text = workflow(
      `a: ${shell(`if: '\${{ trigger.type == "schedule" }}'`)}`,
      `  triggers:
    schedule:
      - { cron: '0 2 * * 1-5', timezone: Europe/Berlin }
      - cron: '*/5 * * * *'`,
    );
    const { syntax, source } = parseWorkflow(text, 'x');
    expect(source.findings).toEqual([]);
    expect(syntax?.triggers.schedule).toEqual([
      { cron: '0 2 * * 1-5', timezone: 'Europe/Berlin' },
      { cron: '*/5 * * * *', timezone: 'UTC' },
    ]);
  });

  it.each([
    [`schedule: { cron: '0 2 * *' }`, `bad-schedule: '0 2 * *'`],
    [`schedule: { cron: '0 0 2 * * *' }`, `bad-schedule: '0 0 2 * * *'`],
    [`schedule: { cron: '61 2 * * *' }`, `bad-schedule: '61 2 * * *'`],
    [`schedule: { cron: '0 2 30 2 *' }`, `bad-schedule: '0 2 30 2 *'`],
    [`schedule: { cron: '@daily' }`, `bad-schedule: '@daily'`],
    [
      `schedule: { cron: '0 2 * * MON', timezone: Mars/Olympus }`,
      'bad-schedule: Mars/Olympus',
    ],
    [
      `schedule: { cron: '0 2 * * *', timezone: '+02:00' }`,
      "bad-schedule: '+02:00'",
    ],
    [`schedule: [{ timezone: UTC }]`, 'missing-field: {'],
    [
      `pullRequest: { branches: [refs/heads/main] }`,
      'wrong-type: refs/heads/main',
    ],
    [`event: { types: ['x y'] }`, `wrong-type: 'x y'`],
    [`event: {}`, 'missing-field: {'],
    [`manual: { by: x }`, 'unknown-field: by'],
  ])('finds what is wrong in %s', (triggers, finding) => {
    expect(
      compile(`a: ${shell('')}`, `  triggers: { ${triggers} }`).found,
    ).toEqual([finding]);
  });

  it('wants defaults for inputs that a schedule cannot give', () => {
    expect(
      compile(
        `a: ${shell('')}`,
        `  triggers: { schedule: { cron: '0 2 * * *' } }
  inputs: { type: object, properties: { who: { type: string } }, required: [who] }`,
      ).found,
    ).toEqual(['missing-input: test']);
  });
});

describe('concurrency', () => {
  it('says whose group it is and whether a waiting run keeps its place', () => {
    const group = (more: string) =>
      planOf(
        `a: ${shell('')}`,
        `  concurrency: { group: 'deploy-\${{ trigger.branch }}'${more} }`,
      ).concurrency;
    expect(group('')).toMatchObject({
      limit: 1,
      whenBusy: 'queue',
      scope: 'workflow',
      holdWhileWaiting: false,
    });
    expect(
      group(
        ', limit: 2, whenBusy: reject, scope: owner, holdWhileWaiting: true',
      ),
    ).toMatchObject({
      limit: 2,
      whenBusy: 'reject',
      scope: 'owner',
      holdWhileWaiting: true,
    });
    expect(
      compile(
        `a: ${shell('')}`,
        '  concurrency: { group: a, scope: all, holdWhileWaiting: maybe }',
      ).found,
    ).toEqual(['wrong-type: all', 'wrong-type: maybe']);
  });
});
