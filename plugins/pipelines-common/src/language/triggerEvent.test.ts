import type { JsonObject } from '@backstage/types';
import fc from 'fast-check';
import {
  evaluateCondition,
  evaluateStep,
} from '../expressions/evaluateTemplate';
import { compile, planOf } from '../testUtils/compileSteps';

const common = { before: '', message: 'Add a page', author: 'Ann' };

/** What `trigger.event` is for each type of trigger. */
const events: Record<string, JsonObject> = {
  push: common,
  manual: common,
  schedule: common,
  workflow: common,
  pullRequest: {
    ...common,
    number: 7,
    title: 'Add a page',
    source: 'topic',
    target: 'main',
    action: 'opened',
    pusher: 'user:default/max',
  },
  event: {
    ...common,
    id: 'e1',
    type: 'dev.cdevents.artifact.published.0.3.0',
    source: '/portal',
    subject: 'pkg:oci/base',
    data: { content: { a: 1 }, customData: {} },
  },
};

const triggerOf = {
  push: 'push: {}',
  manual: 'manual: {}',
  schedule: `schedule: { cron: '0 2 * * *' }`,
  workflow: 'workflow: {}',
  pullRequest: 'pullRequest: {}',
  event: 'event: { types: [dev.cdevents.artifact.published] }',
};
type Kind = keyof typeof triggerOf;
const kinds = Object.keys(triggerOf) as Kind[];

const specOf = (types: Kind[]) =>
  `  triggers: { ${types.map(type => triggerOf[type]).join(', ')} }`;

function typesOfRuns(types: Kind[]): Kind[] {
  return types.some(type => type !== 'pullRequest' && type !== 'event')
    ? [...new Set<Kind>([...types, 'workflow'])]
    : types;
}

const stepOf = (script: string, condition?: string) =>
  `a: { ${
    condition ? `if: '\${{ ${condition} }}', ` : ''
  }uses: dop/shell@1, with: { script: 'x\${{ ${script} }}' } }`;

function messages(types: Kind[], script: string, condition?: string) {
  return compile(stepOf(script, condition), specOf(types)).findings.map(
    ({ rule, message }) => `${rule}: ${message}`,
  );
}

describe('trigger.event', () => {
  const asked = 'trigger.type == "pullRequest"';

  it.each<[Kind[], string, string]>([
    [['push', 'pullRequest', 'event'], 'trigger.event.message', ''],
    [['pullRequest'], 'trigger.event.number', ''],
    [['event'], 'trigger.event.subject', ''],
    [['pullRequest', 'event'], 'trigger.event.source', ''],
    [['push', 'pullRequest'], `${asked} ? trigger.event.number : 0`, ''],
    [['push', 'pullRequest'], `${asked} && trigger.event.number > 3`, ''],
    [
      ['push', 'pullRequest'],
      'trigger.type != "pullRequest" || trigger.event.number > 3',
      '',
    ],
    [['push', 'pullRequest'], `!(${asked}) || trigger.event.number > 3`, ''],
    [['push', 'pullRequest'], 'trigger.event.number', asked],
    [
      ['push', 'pullRequest'],
      'trigger.event.number',
      `trigger.ref != "" && "pullRequest" == trigger.type`,
    ],
    [
      ['push', 'pullRequest', 'event'],
      'trigger.event.source',
      'trigger.type in ["pullRequest", "event"]',
    ],
    [
      ['pullRequest', 'workflow'],
      'trigger.event["title"]',
      'trigger.type != "workflow"',
    ],
    [['push', 'pullRequest'], 'has(trigger.event.title) ? "a" : "b"', ''],
    [
      ['push', 'pullRequest'],
      'trigger.event.title',
      'has(trigger.event.title)',
    ],
  ])('for %j takes %s where %s', (types, script, condition) => {
    expect(messages(types, script, condition)).toEqual([]);
  });

  it('says what to ask before', () => {
    const ask =
      'may-be-absent: trigger.event.number is only there for pull requests: ask trigger.type == "pullRequest" before.';
    const both: Kind[] = ['push', 'pullRequest'];
    expect(messages(both, 'trigger.event.number')).toEqual([ask]);
    expect(messages(both, 'trigger.event.number + 1')).toEqual([ask]);
    expect(
      messages(
        both,
        `trigger.ref == "x" || ${asked} ? trigger.event.number : 0`,
      ),
    ).toEqual([ask]);
    expect(
      messages(both, 'trigger.event.number', 'trigger.type == "push"'),
    ).toEqual([ask]);
    expect(
      messages(both, 'trigger.event.number', `${asked} || trigger.ref == "x"`),
    ).toEqual([ask]);
    expect(
      messages(['push', 'pullRequest', 'event'], 'trigger.event.source'),
    ).toEqual([
      'may-be-absent: trigger.event.source is only there for pull requests and events: ask trigger.type == "pullRequest" || trigger.type == "event" before.',
    ]);
    expect(messages(['push'], 'trigger.event.number')).toEqual([
      'unknown-name: trigger.event.number is only there for pull requests, which do not start this workflow.',
    ]);
    expect(messages(['event'], 'trigger.event.data.content.image')).toEqual([
      'no-type: trigger.event.data.content has no type in its schema, so it can only be handed on as it is.',
    ]);
  });

  it("does not leave the portal's variables certain in what is tried again", () => {
    const { found } = compile(
      stepOf('env.MIRROR', 'has(env.MIRROR)'),
      undefined,
      {
        portalEnv: ['MIRROR'],
      },
    );
    expect(found).toEqual(['may-be-absent: env.MIRROR']);
  });

  it('keeps a workflow that counts on it from being run by a step', () => {
    const child = (triggers: Kind[]) =>
      compile('a: { workflow: .dop/child.yaml }', undefined, {
        files: {
          paths: ['.dop/child.yaml'],
          read: () => ({
            text: `apiVersion: dop/v1
kind: Workflow
metadata: { name: child }
spec:
${specOf(triggers)}
  steps:
    a: { uses: dop/shell@1, with: { script: x } }
`,
            contentHash: 'h',
          }),
        },
      }).findings.map(({ message }) => message);
    expect(child(['pullRequest', 'event'])).toEqual([
      'Only pull requests and events start .dop/child.yaml, so no step can run it. Add "workflow: {}" to its triggers.',
    ]);
    expect(child(['pullRequest', 'workflow'])).toEqual([]);
    expect(child(['pullRequest', 'push'])).toEqual([]);
  });

  it('is of the type in the plan', () => {
    const plan = planOf(
      `a: { if: '\${{ ${asked} }}', uses: dop/node-test@1, with: { source: '\${{ steps.s.outputs.tree }}', shard: '\${{ trigger.event.number }}' } }
s: { uses: dop/git-checkout@1, with: { repository: x, commit: y } }`,
      specOf(['pullRequest', 'push']),
    );
    const trigger = { type: 'pullRequest', event: events.pullRequest };
    const tree = { path: 't', digest: 'd', size: 1, mediaType: 'm' };
    const { inputs } = evaluateStep(plan, plan.steps[1], {
      trigger,
      inputs: {},
      steps: { s: { state: 'succeeded', outputs: { tree } } },
      matrix: {},
    });
    expect(inputs).toEqual({ source: tree, shard: 7 });
  });

  it('has every field that the checker let through, for every type', () => {
    const type = fc.constantFrom(...kinds);
    const field = fc.constantFrom(
      'trigger.event.number > 3',
      'trigger.event.title != ""',
      'trigger.event.source.size() > 3',
      'trigger.event.subject.startsWith("pkg")',
      'trigger.event.message != "x"',
    );
    const { condition } = fc.letrec<{ condition: string }>(tie => ({
      condition: fc.oneof(
        { maxDepth: 4, depthSize: 'medium' },
        type.map(one => `trigger.type == "${one}"`),
        type.map(one => `trigger.type != "${one}"`),
        fc
          .uniqueArray(type, { minLength: 1 })
          .map(all => `trigger.type in [${all.map(one => `"${one}"`)}]`),
        fc.constantFrom('has(trigger.event.number)', 'trigger.ref == "r"'),
        field,
        tie('condition').map(one => `!(${one})`),
        fc
          .tuple(
            tie('condition'),
            fc.constantFrom('&&', '||'),
            tie('condition'),
          )
          .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
        fc
          .tuple(tie('condition'), tie('condition'), tie('condition'))
          .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      ),
    }));
    let evaluated = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(type, { minLength: 1 }),
        fc.option(condition, { nil: undefined }),
        condition,
        (types, before, script) => {
          const { plan } = compile(stepOf(script, before), specOf(types));
          if (!plan) {
            refused += 1;
            return;
          }
          for (const one of typesOfRuns(types)) {
            const scope = {
              trigger: { type: one, ref: 'x', event: events[one] },
              inputs: {},
              steps: {},
            };
            if (evaluateCondition(plan, plan.steps[0], scope)) {
              evaluateStep(plan, plan.steps[0], { ...scope, matrix: {} });
              evaluated += script.includes('trigger.event') ? 1 : 0;
            }
          }
        },
      ),
      { numRuns: 2_000 },
    );
    expect(evaluated).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
