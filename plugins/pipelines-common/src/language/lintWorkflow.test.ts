import type { Finding } from '../Finding';
import { lintWorkflow } from './lintWorkflow';
import { parseWorkflow } from './parseWorkflow';
import { resolveTestComponent } from '../testUtils/testComponents';

function lint(text: string): Finding[] {
  return lintWorkflow(parseWorkflow(text, '.dop/test.yaml'), {
    resolve: resolveTestComponent,
    repository: { namespace: 'shop', name: 'checkout' },
  });
}

/** A workflow with these steps, and other parts of `spec` before them. */
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

const source = `source:
  uses: dop/git-checkout@1
  with: { repository: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}' }`;
const test = `test:
  uses: dop/node-test@1
  with: { source: '\${{ steps.source.outputs.tree }}' }`;

/** The place that a finding marks, as text of the file. */
function marked(text: string, finding: Finding): string {
  const line = text.split('\n')[finding.line - 1];
  return line.slice(
    finding.column - 1,
    finding.endLine === finding.line ? finding.endColumn! - 1 : undefined,
  );
}

/** Rule and marked text of each finding. */
function found(text: string): string[] {
  return lint(text).map(finding => `${finding.rule}: ${marked(text, finding)}`);
}

describe('lintWorkflow', () => {
  it('finds nothing wrong in a good file', () => {
    expect(
      found(
        workflow(
          `${source}
test:
  uses: dop/node-test@1
  matrix: { shard: [1, 2, 3, 4] }
  with: { source: '\${{ steps.source.outputs.tree }}', shard: '\${{ matrix.shard }}', shards: 4 }
  retry: { attempts: 2, backoff: 10s, on: [failed, timedOut] }
  timeout: 10m
image:
  needs: [test]
  if: '\${{ trigger.type == "push" && !inputs.dryRun }}'
  uses: dop/image-pack@1
  with: { source: '\${{ steps.source.outputs.tree }}', repository: shop/checkout, tag: '\${{ trigger.commit }}' }
gather:
  uses: dop/shell@1
  with: { script: 'echo \${{ size(steps.test.outputs.passed) }}', reports: '\${{ steps.test.outputs.report }}' }
promote:
  needs: [image]
  uses: dop/shell@1
  env: { DIGEST: '\${{ steps.image.outputs.image.digest }}', LEVEL: 3 }
  with: { script: 'echo $DIGEST \${{ env.NODE_ENV }}', image: '\${{ steps.image.outputs.image }}' }
clean:
  always: true
  needs: [test]
  uses: dop/shell@1
  with: { script: 'echo \${{ steps.test.state }}' }`,
          `  delivers: [component:checkout]
  triggers: { push: { branches: [main, 'release/*'], paths: ['src/**'] }, manual: {} }
  inputs: { type: object, properties: { dryRun: { type: boolean, default: false } } }
  timeout: 1h
  env: { NODE_ENV: test }`,
        ),
      ),
    ).toEqual([]);
  });

  it.each([
    ['a step that is not there', 'steps.sorce.outputs.tree', 'sorce'],
    ['an output that is not there', 'steps.source.outputs.tre', 'tre'],
    ['a field of the trigger', 'trigger.comit', 'comit'],
    ['a name in an artifact', 'steps.source.outputs.tree.pth', 'pth'],
    ['an input of the workflow', 'inputs.dry', 'dry'],
    ['a variable', 'env.NOPE', 'NOPE'],
    ['a root', 'github', 'github'],
    ['a function', 'string(trigger.commit.upper())', 'trigger.commit.upper()'],
  ])('finds unknown names: %s', (_, expression, at) => {
    expect(
      found(
        workflow(`${source}
show:
  uses: dop/shell@1
  with: { script: 'echo "\${{ ${expression} }}"' }`),
      ),
    ).toEqual([`unknown-name: ${at}`]);
  });

  it('offers the fix of a slip', () => {
    const text = workflow(`${source}
test:
  uses: dop/node-test@1
  nedes: [source]
  with: { source: '\${{ steps.source.outputs.tere }}' }`);
    const findings = lint(text);
    expect(findings.map(({ fix }) => fix?.newText)).toEqual(['needs', 'tree']);
    const lines = text.split('\n');
    for (const { fix } of [...findings].reverse()) {
      const line = lines[fix!.line - 1];
      lines[fix!.line - 1] =
        line.slice(0, fix!.column - 1) +
        fix!.newText +
        line.slice(fix!.endColumn - 1);
    }
    expect(found(lines.join('\n'))).toEqual([]);
  });

  it.each([
    ['text for a number', `shards: four`, 'four'],
    ['a number for text', `reporter: 1`, '1'],
    ['a value outside of an enum', `reporter: xunit`, 'xunit'],
    [
      'text around a number',
      `shard: 'x\${{ matrix.shard }}'`,
      `'x\${{ matrix.shard }}'`,
    ],
    ['text where a file belongs', `source: here`, 'here'],
    [
      'an expression of another type',
      `shard: '\${{ trigger.commit }}'`,
      'trigger.commit',
    ],
    ['a list for a number', `shards: [1]`, '[1]'],
    [
      'a list with a wrong element',
      `flags: ['\${{ matrix.shard }}']`,
      'matrix.shard',
    ],
    [
      'text and number',
      `flags: ['\${{ "a" + matrix.shard }}']`,
      '"a" + matrix.shard',
    ],
    [
      'a file of another kind',
      `source: '\${{ trigger.repository }}'`,
      'trigger.repository',
    ],
  ])('finds wrong types: %s', (_, input, at) => {
    const given = input.startsWith('source:')
      ? input
      : `source: '\${{ steps.source.outputs.tree }}', ${input}`;
    expect(
      found(
        workflow(`${source}
test:
  uses: dop/node-test@1
  needs: [source]
  matrix: { shard: [1, 2] }
  with: { ${given} }`),
      ),
    ).toEqual([`wrong-type: ${at}`]);
  });

  it.each([
    [
      'steps.test.outputs.passed + 1.5',
      'wrong-type',
      'steps.test.outputs.passed + 1.5',
    ],
    [
      'steps.test.outputs.ratio > "a"',
      'wrong-type',
      'steps.test.outputs.ratio > "a"',
    ],
    [
      'steps.test.outputs.passed == "3"',
      'wrong-type',
      'steps.test.outputs.passed == "3"',
    ],
    [
      'steps.test.outputs.note.size() > 1',
      'unknown-name',
      'steps.test.outputs.note.size()',
    ],
    [
      'steps.test.outputs.anything == 1',
      'no-type',
      'steps.test.outputs.anything',
    ],
    [
      'steps.test.outputs.anything.x == 1',
      'no-type',
      'steps.test.outputs.anything',
    ],
    [
      'size(steps.test.outputs) > 1 ? 1 : 2',
      'wrong-type',
      'size(steps.test.outputs) > 1 ? 1 : 2',
    ],
    ['trigger.commit', 'wrong-type', 'trigger.commit'],
    ['dyn(trigger.commit) == 1', 'unknown-name', 'dyn(trigger.commit)'],
    ['trigger["commit"] == trigger[trigger.ref]', 'wrong-type', 'trigger.ref'],
    ['trigger.type == "pussh"', 'always-the-same', 'trigger.type == "pussh"'],
    [
      'trigger.ref.matches("(a+)+")',
      'unknown-name',
      'trigger.ref.matches("(a+)+")',
    ],
    ['[1, "a"].size() > 1', 'wrong-type', '[1, "a"]'],
    ['steps == steps', 'wrong-type', 'steps'],
    ['trigger.ref ==', 'expression-syntax', '}'],
    ['true ? 1', 'expression-syntax', '}'],
    [
      'has(steps.test.outputs.coverage.digest) || steps.test.outputs.coverage.size > 1',
      'may-be-absent',
      'steps.test.outputs.coverage.size',
    ],
  ])('checks conditions: %s', (expression, rule, at) => {
    const findings = found(
      workflow(`${source}
${test}
show:
  uses: dop/shell@1
  if: |-
    \${{ ${expression} }}
  with: { script: echo }`),
    );
    expect(findings[0]).toBe(`${rule}: ${at}`);
  });

  it.each([
    'has(steps.test.outputs.coverage) && steps.test.outputs.coverage.size > 1',
    '!has(steps.test.outputs.coverage) || steps.test.outputs.coverage.size > 1',
    'has(steps.test.outputs.coverage.size) ? steps.test.outputs.coverage.size > 1 : false',
    'steps.test.outputs.note != null && steps.test.outputs.note.startsWith("a")',
    'steps.test.outputs.note == null || steps.test.outputs.note.size() == 0',
    'steps.test.outputs.ratio > 0.5 && steps.test.outputs.ratio > 1',
    '["main", "next"].exists(b, b == trigger.branch)',
    'trigger.branch in ["main", "next"]',
    '{"a": 1}.a == 1',
    'trigger.event.message.split(" ").map(w, w.size()).all(n, n < 50)',
    'string(steps.test.outputs.passed) + "/4" != ""',
  ])('accepts the condition %s', expression => {
    expect(
      found(
        workflow(`${source}
${test}
show:
  uses: dop/shell@1
  if: '\${{ ${expression.replace(/'/g, "''")} }}'
  with: { script: echo }`),
      ),
    ).toEqual([]);
  });

  it('wants a link from a step that may be skipped to feed an optional input', () => {
    const conditional = `${source}
image:
  if: '\${{ trigger.branch == "main" }}'
  uses: dop/image-pack@1
  with: { source: '\${{ steps.source.outputs.tree }}', repository: shop/checkout }`;
    const reader = (needs: string, input: string) =>
      workflow(`${conditional}
reader:
  uses: dop/shell@1${needs}
  with: { ${input} }`);
    const digest = `script: 'echo \${{ steps.image.outputs.image.digest }}'`;
    expect(found(reader('', digest))).toEqual([
      'may-be-absent: steps.image.outputs.image.digest',
    ]);
    expect(found(reader('\n  needs: [image]', digest))).toEqual([]);
    expect(
      found(
        reader('', `script: x, image: '\${{ steps.image.outputs.image }}'`),
      ),
    ).toEqual([]);
    expect(found(reader('\n  always: true\n  needs: [image]', digest))).toEqual(
      ['may-be-absent: steps.image.outputs.image.digest'],
    );
  });

  it('knows that a step that is allowed to fail may leave nothing', () => {
    expect(
      found(
        workflow(`${source}
${test}
  allowFailure: true
reader:
  needs: [test]
  uses: dop/shell@1
  with: { script: 'echo \${{ steps.test.outputs.passed }}' }`),
      ),
    ).toEqual(['may-be-absent: steps.test.outputs.passed']);
  });

  it('finds missing and unknown inputs', () => {
    expect(
      found(
        workflow(`source:
  uses: dop/git-checkout@1
  with: { repository: a, commmit: b, nonsense: 1 }
test:
  uses: dop/node-test@1`),
      ),
    ).toEqual([
      'missing-input: with',
      'unknown-input: commmit',
      'unknown-input: nonsense',
      'missing-input: test',
    ]);
  });

  it('names the whole path of a cycle', () => {
    const findings = lint(
      workflow(`a: { uses: dop/shell@1, with: { script: '\${{ steps.c.outputs.text }}' } }
b: { uses: dop/shell@1, needs: [a], with: { script: x } }
c: { uses: dop/shell@1, needs: [b], with: { script: x } }
d: { uses: dop/shell@1, needs: [d], with: { script: x } }`),
    );
    expect(findings.map(({ rule }) => rule)).toEqual(['cycle', 'cycle']);
    expect(findings[0].message).toContain('a → b → c → a');
    expect(findings[1].message).toContain('d → d');
  });

  it('finds components and versions that are not there', () => {
    expect(
      found(
        workflow(`a: { uses: dop/nothing@1 }
b: { uses: shell }
c: { uses: dop/shell@9, with: { script: x } }`),
      ),
    ).toEqual([
      'unknown-component: dop/nothing@1',
      'unknown-component: shell',
      'unknown-component: dop/shell@9',
    ]);
  });

  it('refuses claims on what others own', () => {
    expect(
      found(
        workflow(
          `a: { uses: dop/shell@1, with: { script: x } }`,
          `  delivers: [component:other/api, component:shop/checkout, component:checkout, user:root]`,
        ),
      ),
    ).toEqual([
      'foreign-entity: component:other/api',
      'duplicate-key: component:checkout',
      'wrong-type: user:root',
    ]);
  });

  it('says what does not work in this version', () => {
    expect(
      found(
        workflow(
          `soak: { external: { connection: jenkins, operation: build } }`,
          `  triggers:
    push: {}
    pullRequest: { branches: [main] }
    event: { types: [dev.cdevents.artifact.published] }`,
        ),
      ),
    ).toEqual(['not-in-this-version: external']);
  });

  it.each([
    ['if', 'in'],
    ['Big', 'dash-ed'],
    ['a'.repeat(64), '1st'],
  ])('refuses the names %s and %s', (first, second) => {
    expect(
      lint(
        workflow(`${first}: { uses: dop/shell@1, with: { script: x } }
${second}: { uses: dop/shell@1, with: { script: x } }`),
      ).map(({ rule }) => rule),
    ).toEqual(['bad-name', 'bad-name']);
  });

  it('refuses components of a contract that is not executed yet', () => {
    const text = workflow('old: { uses: dop/seed@1 }');
    expect(found(text)).toEqual(['not-in-this-version: dop/seed@1']);
    expect(lint(text)[0]).toMatchObject({
      severity: 'error',
      message: expect.stringContaining('containerops/v2'),
    });
  });

  it('keeps variables of the portal out of files', () => {
    expect(
      found(
        workflow(`a:
  uses: dop/shell@1
  env: { PATH: x, CO_TOKEN: x, NODE_OPTIONS: x, LD_PRELOAD: x, 'A B': x, FINE: x }
  with: { script: x }`),
      ),
    ).toEqual([
      'reserved-variable: PATH',
      'reserved-variable: CO_TOKEN',
      'reserved-variable: NODE_OPTIONS',
      'reserved-variable: LD_PRELOAD',
      "bad-name: 'A B'",
    ]);
  });

  it('points into quoted, escaped and folded text', () => {
    const text = workflow(`a:
  uses: dop/shell@1
  with:
    script: "tab\\t\\u00e9 \${{ \\"x\\" + trigger.nope }} and more"
b:
  uses: dop/shell@1
  with:
    script: >
      first line
      \${{ trigger.commit }} second
      \${{ trigger.nowhere }}
c:
  uses: dop/shell@1
  with:
    script: 'it''s \${{ trigger.missing }}'
d:
  uses: dop/shell@1
  with:
    script: |
      one

        two \${{ trigger.gone }}`);
    expect(found(text)).toEqual([
      'unknown-name: nope',
      'unknown-name: nowhere',
      'unknown-name: missing',
      'unknown-name: gone',
    ]);
  });

  it('leaves an escaped opening alone and finds one without end', () => {
    expect(
      found(
        workflow(`a: { uses: dop/shell@1, with: { script: 'say $\${{ x }}' } }
b: { uses: dop/shell@1, with: { script: 'say \${{ x' } }`),
      ),
    ).toEqual(['expression-syntax: ${{']);
  });

  it('finds wrong fields all over a file at once', () => {
    expect(
      found(`apiVersion: dop/v2
kind: Workflow
metadata: { name: Bad Name, lables: {} }
spec:
  timeout: 10
  triggers: { push: { branches: [refs/heads/main], path: [x] } }
  inputs: { type: object, properties: { a: { typ: string }, b: { pattern: x, type: string } } }
  steps:
    a:
      uses: dop/shell@1
      with: { script: x }
      retry: { attempts: 0, on: [never] }
      timeout: soon
      allowFailure: yes please
      matrix: { x: [1, a, 1] }
`),
    ).toEqual([
      'wrong-type: dop/v2',
      'bad-name: Bad Name',
      'unknown-field: lables',
      'wrong-type: 10',
      'wrong-type: refs/heads/main',
      'unknown-field: path',
      'bad-schema: { typ: string }',
      'bad-schema: typ',
      'bad-schema: pattern',
      'wrong-type: 0',
      'wrong-type: never',
      'wrong-type: soon',
      'wrong-type: yes please',
      'wrong-type: a',
      'duplicate-key: 1',
    ]);
  });

  it('wants a default for a required input of a workflow that pushes start', () => {
    const steps = `a: { uses: dop/shell@1, with: { script: '\${{ inputs.who }}' } }`;
    const inputs = (trigger: string) => `  triggers: { ${trigger}: {} }
  inputs: { type: object, properties: { who: { type: string } }, required: [who] }`;
    expect(found(workflow(steps, inputs('push')))).toEqual([
      'missing-input: test',
    ]);
    expect(found(workflow(steps, inputs('manual')))).toEqual([]);
  });
});
