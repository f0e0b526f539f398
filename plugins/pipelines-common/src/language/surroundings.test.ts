import { compile, planOf, shell, workflow } from '../testUtils/compileSteps';
import { evaluateStep } from '../expressions/evaluateTemplate';
import { parseWorkflow } from './parseWorkflow';

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

  it('tells of a wrong time and a wrong zone at once', () => {
    expect(
      compile(
        `a: ${shell('')}`,
        `  triggers: { schedule: { cron: '61 2 * * *', timezone: Mars/Olympus } }`,
      ).found.sort(),
    ).toEqual(["bad-schedule: '61 2 * * *'", 'bad-schedule: Mars/Olympus']);
  });

  it('says that maps are not merged', () => {
    const { found, findings } = compile(`a: &a ${shell('')}\nb: { <<: *a }`);
    expect(found).toContain('unknown-field: <<');
    expect(findings.map(({ message }) => message).join()).toMatch(
      /"<<", which YAML 1\.2 does not have/,
    );
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
