import { compile, planOf, read, shell } from '../testUtils/compileSteps';
import { stepOutputs } from './stepOutputs';

jest.mock('./notInThisVersion', () => ({
  // What is checked here does not depend on what the portal already executes.
  reportNotInThisVersion: () => undefined,
}));

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

  it('may be a no that is only a warning, whose answer may then be missing', () => {
    const lenient = ok.replace('ok:', 'ok:\n  allowFailure: true');
    const asked =
      'has(steps.ok.outputs.approved) && steps.ok.outputs.approved ? "yes" : "no"';
    const plan = planOf(`${lenient}\n${read}'\${{ ${asked} }}' } }`);
    expect(plan.steps[0]).toMatchObject({ allowFailure: true });
    expect(
      compile(`${lenient}\n${read}'\${{ steps.ok.outputs.by }}' } }`).found,
    ).toEqual(['may-be-absent: steps.ok.outputs.by']);
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
