import type { ResolvedComponent } from '@dop/plugin-components-common';
import { completeWorkflow } from './completeWorkflow';
import type { CompletionRequest } from './types';

function component(
  ref: string,
  part: Partial<ResolvedComponent>,
): ResolvedComponent {
  const [name, version] = ref.split('/')[1].split('@');
  return {
    ref,
    namespace: 'dop',
    name,
    version,
    sourceDigest: 'sha256:0',
    contract: 'dop/v1',
    inputs: { type: 'object' },
    outputs: { type: 'object' },
    variables: [],
    resources: {},
    network: 'none',
    trusted: true,
    ...part,
  };
}

const components: Record<string, ResolvedComponent> = {
  'dop/git-checkout@1': component('dop/git-checkout@1.0.0', {
    title: 'Git checkout',
    inputs: {
      type: 'object',
      properties: {
        depth: { type: 'integer', default: 1 },
        repository: { type: 'string', description: 'Where it is.' },
        commit: { type: 'string' },
      },
      required: ['repository', 'commit'],
    },
    outputs: {
      type: 'object',
      properties: {
        tree: { type: 'object', 'x-dop': 'artifact' },
        commit: { type: 'string' },
      },
      required: ['tree', 'commit'],
    },
  }),
  'dop/node-test@1': component('dop/node-test@1.0.0', {
    inputs: {
      type: 'object',
      properties: {
        source: { type: 'object', 'x-dop': 'artifact' },
        reporter: { enum: ['spec', 'junit'], default: 'spec' },
        coverage: { type: 'boolean' },
        options: {
          type: 'object',
          properties: { bail: { type: 'boolean' } },
        },
      },
      required: ['source'],
    },
    outputs: {
      type: 'object',
      properties: {
        report: { type: 'object', 'x-dop': 'test-report' },
        failed: { type: 'integer' },
      },
      required: ['report', 'failed'],
    },
    variables: [
      { name: 'NODE_ENV', description: 'Mode.' },
      { name: 'NPM_TOKEN', secret: true, required: true },
    ],
  }),
};

const library = [
  {
    namespace: 'dop',
    name: 'node-test',
    latestVersion: '1.4.0',
    title: 'Node',
  },
  { namespace: 'dop', name: 'shell', latestVersion: '0.3.1' },
];

type Ask = Partial<Omit<CompletionRequest, 'text' | 'offset'>>;

/** Asks at the `‸` in a text. */
async function at(marked: string, ask: Ask = {}) {
  const offset = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  const found = await completeWorkflow({
    text,
    offset,
    ports: {},
    components,
    findComponents: async query =>
      library.filter(({ namespace, name }) =>
        `${namespace}/${name}`.includes(query),
      ),
    ...ask,
  });
  return {
    found,
    labels: found.map(({ label }) => label),
    /** The text once one of them is chosen. */
    chosen(label: string): string {
      const completion = found.find(each => each.label === label);
      if (!completion) {
        throw new Error(`${label} is not offered: ${found.map(f => f.label)}`);
      }
      const { from, to, insert } = completion;
      return text.slice(0, from) + insert + text.slice(to);
    },
  };
}

const head = `apiVersion: dop/v1
kind: Workflow
metadata: { name: shop }
`;

/** Steps in a file whose parts are all there. */
function inSteps(steps: string): string {
  return `${head}spec:
  triggers:
    push: { branches: [main] }
    pullRequest:
  inputs:
    type: object
    properties:
      dryRun: { type: boolean, description: Changes nothing. }
      mode: { enum: [fast, slow] }
  env: { REGION: eu }
  steps:
    source:
      uses: dop/git-checkout@1
      with: { repository: '\${{ trigger.repository.url }}' }
    test:
      uses: dop/node-test@1
      matrix:
        shard: [1, 2]
      with:
        source: '\${{ steps.source.outputs.tree }}'
${steps}
    last:
      needs: [test]
      uses: dop/node-test@1
`;
}

describe('completeWorkflow', () => {
  describe('offers the names that a map has', () => {
    it.each<[string, string, string[], string[]]>([
      ['an empty file', '‸', ['apiVersion', 'kind', 'metadata', 'spec'], []],
      [
        'the beginning of a name',
        `${head}sp‸`,
        ['spec'],
        ['kind', 'apiVersion'],
      ],
      [
        'an empty line of a map, without what is there above and below',
        `${head}spec:\n  env: {}\n  ‸\n  timeout: 1h\n`,
        ['steps', 'triggers', 'concurrency'],
        ['env', 'timeout'],
      ],
      [
        'the first line of a map',
        `${head}spec:\n  triggers:\n    ‸`,
        ['push', 'pullRequest', 'schedule', 'manual'],
        [],
      ],
      [
        'a map in brackets',
        `${head}spec:\n  concurrency: { limit: 1, ‸ }\n`,
        ['group', 'whenBusy'],
        ['limit'],
      ],
      [
        'a map in brackets that nothing closes',
        `${head}spec:\n  concurrency: { limit: 1, wh‸\n  steps:\n    a: {}\n`,
        ['group', 'whenBusy'],
        ['limit', 'steps'],
      ],
      [
        'a list of maps',
        `${head}spec:\n  triggers:\n    schedule:\n      - cron: '0 2 * * *'\n        ‸`,
        ['timezone'],
        ['cron'],
      ],
      [
        'a list of maps, behind the dash, at the column of its name',
        `${head}spec:\n  triggers:\n    schedule:\n    - ‸`,
        ['timezone', 'cron'],
        [],
      ],
      [
        'a step, below a comment and a text of many lines',
        inSteps(
          '    more:\n      title: |\n        uses: of it\n      # with: that\n      ‸',
        ),
        ['uses', 'with', 'approve', 'needs'],
        ['title'],
      ],
      [
        'a step that says already what it does',
        inSteps('    more:\n      uses: dop/shell@1\n      ‸'),
        ['with', 'needs', 'retry'],
        ['uses', 'approve', 'delay'],
      ],
      [
        'a step in brackets',
        inSteps("    more: { delay: 1m, if: '${{ true }}', ‸ }"),
        ['needs'],
        ['delay', 'if', 'uses'],
      ],
      [
        'a name that stands there',
        inSteps('    more:\n      ne‸eds: [test]'),
        ['needs', 'uses'],
        [],
      ],
      [
        'inputs of the component',
        inSteps(
          '    more:\n      uses: dop/node-test@1\n      with:\n        coverage: true\n        ‸',
        ),
        ['source', 'reporter'],
        ['coverage', 'uses'],
      ],
      [
        'names inside of an input',
        inSteps(
          '    more:\n      with:\n        options:\n          ‸\n      uses: dop/node-test@1',
        ),
        ['bail'],
        [],
      ],
      [
        'variables of the component',
        inSteps(
          '    more:\n      uses: dop/node-test@1\n      env:\n        ‸',
        ),
        ['NODE_ENV'],
        ['NPM_TOKEN'],
      ],
      [
        'secrets of the component',
        inSteps(
          '    more:\n      uses: dop/node-test@1\n      secrets: { N‸ }',
        ),
        ['NPM_TOKEN'],
        ['NODE_ENV'],
      ],
      [
        'axes in a combination',
        inSteps(
          '    more:\n      matrix:\n        os: [a]\n        arch: [b]\n        include:\n          - os: c\n            ‸',
        ),
        ['arch'],
        ['os'],
      ],
      [
        'keywords of a JSON Schema',
        `${head}spec:\n  inputs:\n    type: object\n    properties:\n      a:\n        ‸`,
        ['type', 'enum', 'description'],
        [],
      ],
    ])('%s', async (_, text, some, none) => {
      const { labels } = await at(text);
      expect(labels).toEqual(expect.arrayContaining(some));
      // What is typed narrows the list in the editor, not here.
      expect(labels.filter(label => none.includes(label))).toEqual([]);
    });

    it('says of an input what it takes and whether it must be there', async () => {
      const { found } = await at(
        inSteps(
          '    more:\n      uses: dop/git-checkout@1\n      with:\n        ‸',
        ),
      );
      expect(
        found.map(({ label, detail, info }) => [label, detail, info]),
      ).toEqual([
        ['repository', 'text, required', 'Where it is.'],
        ['commit', 'text, required', ''],
        ['depth', 'a whole number', 'Without it: 1'],
      ]);
    });

    it('puts the colon and the room of a map, unless they are there', async () => {
      const spec = await at(`${head}sp‸`);
      expect(spec.chosen('spec')).toBe(`${head}spec:\n  `);
      const step = inSteps('    more:\n      ne‸');
      expect((await at(step)).chosen('needs')).toContain('      needs: \n');
      expect((await at(step)).chosen('retry')).toContain(
        '      retry:\n        \n',
      );
      const triggers = `${head}spec:\n  triggers:\n    ‸\n`;
      expect((await at(triggers)).chosen('manual')).toContain(
        '    manual: {}\n',
      );
      const named = await at(inSteps('    more:\n      ne‸x: [test]'));
      expect(named.chosen('needs')).toContain('      needs: [test]\n');
      const quoted = await at(inSteps("    more:\n      'ne‸': [test]"));
      expect(quoted.chosen('needs')).toContain("      'needs': [test]\n");
    });
  });

  describe('offers values', () => {
    it.each<[string, string, string[]]>([
      ['a constant', 'apiVersion: ‸', ['dop/v1']],
      ['a constant in quotes', "apiVersion: '‸'\nkind: Workflow", ['dop/v1']],
      [
        'one of a few',
        `${head}spec:\n  concurrency:\n    whenBusy: can‸\n`,
        ['queue', 'cancelOlder', 'reject'],
      ],
      [
        'true and false',
        inSteps('    more:\n      allowFailure: ‸ # why'),
        ['true', 'false'],
      ],
      [
        'elements of a list',
        inSteps('    more:\n      retry: { attempts: 2, on: [failed, ‸] }'),
        ['failed', 'timedOut'],
      ],
      [
        'examples',
        inSteps('    more:\n      timeout: ‸'),
        ['90s', '10m', '1h30m', '7d'],
      ],
      [
        'values of an input',
        inSteps(
          '    more:\n      uses: dop/node-test@1\n      with:\n        reporter: ‸',
        ),
        ['spec', 'junit'],
      ],
      [
        'steps that may come before, in brackets',
        inSteps('    more:\n      needs: [source, ‸]'),
        ['test', 'last'],
      ],
      [
        'steps that may come before, one a line',
        inSteps('    more:\n      needs:\n        - ‸\n        - source'),
        ['test', 'last'],
      ],
      [
        'no steps that would wait for each other',
        inSteps('    more:\n      uses: x').replace(
          'shard: [1, 2]',
          'shard: [1, 2]\n      needs: ‸',
        ),
        ['source', 'more'],
      ],
      [
        'components',
        inSteps('    more:\n      uses: ‸'),
        ['dop/node-test@1', 'dop/shell@0.3', 'dop/git-checkout@1'],
      ],
      [
        'components by a part of the name, in a list of steps that goes on',
        inSteps('    more:\n      uses: dop/sh‸\n      with: {}'),
        ['dop/shell@0.3', 'dop/git-checkout@1', 'dop/node-test@1'],
      ],
    ])('%s', async (_, text, labels) => {
      expect((await at(text)).labels).toEqual(labels);
    });

    it('offers versions of a component behind the @', async () => {
      const versions = await at(
        inSteps('    more:\n      uses: dop/node-test@‸'),
      );
      expect(versions.labels).toEqual(
        expect.arrayContaining(['dop/node-test@1', 'dop/node-test@1.4.0']),
      );
      expect(versions.chosen('dop/node-test@1.4.0')).toContain(
        '      uses: dop/node-test@1.4.0\n',
      );
    });

    it('replaces all of the value that stands there, and nothing else', async () => {
      const uses = await at(
        inSteps('    more:\n      uses: "dop/sh‸ift@2" # a comment'),
      );
      expect(uses.chosen('dop/shell@0.3')).toContain(
        '      uses: "dop/shell@0.3" # a comment\n',
      );
      const needs = await at(inSteps('    more:\n      needs: t‸\r\n'));
      expect(needs.chosen('test')).toContain('      needs: [test]\r\n');
    });

    it('offers links that fit the input, ready to stand there', async () => {
      const link = await at(
        inSteps(
          '    more:\n      uses: dop/node-test@1\n      with:\n        source: ‸',
        ),
      );
      expect(link.labels).toEqual([
        'steps.source.outputs.tree',
        'steps.last.outputs.report',
      ]);
      expect(link.chosen('steps.source.outputs.tree')).toContain(
        "        source: '${{ steps.source.outputs.tree }}'\n",
      );
      const own = await at(
        inSteps(
          '    more:\n      uses: dop/git-checkout@1\n      with:\n        commit: so‸',
        ),
      );
      expect(own.labels).toEqual([]);
    });
  });

  describe('offers what an expression may read', () => {
    const inWith = (expression: string) =>
      inSteps(
        `    more:\n      uses: dop/shell@1\n      matrix: { os: [linux, mac] }\n      env: { COLOR: red }\n      with:\n        script: ${expression}`,
      );

    it.each<[string, string, string[], string[]]>([
      [
        'the beginning',
        inWith("'${{ ‸ }}'"),
        ['trigger', 'inputs', 'env', 'matrix', 'steps', 'has', 'size', 'true'],
        [],
      ],
      [
        'a condition, which has no matrix',
        inSteps("    more:\n      matrix: { os: [a] }\n      if: '${{ ‸"),
        ['trigger', 'inputs', 'steps'],
        ['matrix'],
      ],
      [
        'the trigger',
        inWith("'${{ trigger.‸ }}'"),
        ['type', 'repository', 'commit', 'event'],
        [],
      ],
      [
        'inside of the trigger, without quotes',
        inWith('${{ trigger.repository.n‸ }}'),
        ['name', 'namespace', 'url'],
        [],
      ],
      [
        'fields of the events that the file listens to',
        inWith("'${{ trigger.event.‸"),
        ['number', 'message'],
        ['subject'],
      ],
      ['inputs', inWith("'-x ${{ inputs.‸ }} y'"), ['dryRun', 'mode'], []],
      ['variables', inWith("'${{ env.‸ }}'"), ['REGION', 'COLOR'], []],
      ['the matrix', inWith("'${{ matrix.‸ }}'"), ['os'], ['shard']],
      [
        'steps that may come before',
        inWith("'${{ steps.‸ }}'"),
        ['source', 'test', 'last'],
        ['more'],
      ],
      [
        'what there is of a step',
        inWith("'${{ steps.source.‸ }}'"),
        ['outputs', 'state'],
        [],
      ],
      [
        'outputs, in a text of many lines',
        inWith(
          '|\n          echo 1\n          echo ${{ steps.source.outputs.‸',
        ),
        ['tree', 'commit'],
        [],
      ],
      [
        'what a file has',
        inWith("'${{ steps.source.outputs.tree.‸ }}'"),
        ['path', 'digest', 'size'],
        [],
      ],
      [
        'of a step with a matrix, lists',
        inWith("'${{ steps.test.outputs.failed.‸ }}'"),
        ['size', 'map', 'filter', 'join'],
        ['contains'],
      ],
      [
        'an element of a list',
        inWith("'${{ steps.test.outputs.report[0].‸ }}'"),
        ['digest'],
        ['map'],
      ],
      [
        'functions of a text',
        inWith("'${{ steps.source.outputs.commit.‸ }}'"),
        ['startsWith', 'contains', 'split'],
        ['map'],
      ],
      [
        'types of triggers',
        inWith(`'\${{ trigger.type == "‸" }}'`),
        ['push', 'pullRequest', 'workflow'],
        ['schedule'],
      ],
      [
        'values of an input',
        inWith(`'\${{ inputs.mode in ["fast", "‸`),
        ['fast', 'slow'],
        [],
      ],
      [
        'states of a step',
        inWith("'${{ steps.source.state != ‸ }}'"),
        ['succeeded', 'failed'],
        [],
      ],
      [
        'in brackets that nothing closes',
        inSteps("    more: { needs: [], with: { a: '${{ steps.sou‸"),
        ['source', 'test'],
        ['more'],
      ],
      [
        'in a list',
        inWith("\n          - a\n          - '${{ steps.‸ }}'"),
        ['source'],
        [],
      ],
      [
        'over many lines',
        inSteps(
          '    more:\n      if: ${{ inputs.dryRun &&\n        steps.source.‸ }}\n      uses: x',
        ),
        ['outputs', 'state'],
        [],
      ],
      [
        'the outputs of the workflow',
        `${inSteps('').replace(
          '  steps:\n',
          "  outputs: { a: '${{ steps.‸ }}' }\n  steps:\n",
        )}`,
        ['source', 'test', 'last'],
        [],
      ],
      [
        'the group of runs, which knows no steps',
        `${head}spec:\n  concurrency: { group: '\${{ ‸ }}' }\n  steps: { a: {} }\n`,
        ['trigger'],
        ['steps', 'env'],
      ],
    ])('%s', async (_, text, some, none) => {
      const { labels } = await at(text);
      expect(labels).toEqual(expect.arrayContaining(some));
      expect(labels.filter(label => none.includes(label))).toEqual([]);
    });

    it('says the type of what is read, and takes the place of the word only', async () => {
      const output = await at(inWith("'${{ steps.source.outputs.co‸mm }}'"));
      expect(output.found[1]).toMatchObject({
        label: 'commit',
        detail: 'text',
      });
      expect(output.chosen('tree')).toContain(
        "script: '${{ steps.source.outputs.tree }}'",
      );
      const state = await at(inWith(`"\${{ steps.source.state == ‸ }}"`));
      expect(state.chosen('failed')).toContain(
        `"\${{ steps.source.state == 'failed' }}"`,
      );
    });

    it('knows the outputs of other workflows from the last check', async () => {
      const text = inSteps(
        "    child:\n      workflow: .dop/child.yaml\n    more:\n      with: { a: '${{ steps.child.outputs.‸' }",
      );
      const { found } = await at(text, {
        ports: {
          child: {
            outputs: {
              type: 'object',
              properties: { url: { type: 'string' } },
            },
          },
        },
      });
      expect(found).toMatchObject([{ label: 'url', detail: 'text' }]);
    });
  });

  it.each<[string, string]>([
    ['a comment', `${head}# spe‸`],
    ['a comment behind a value', `${head}spec: # ‸`],
    ['a text of many lines', inSteps('    more:\n      title: |\n        us‸')],
    ['a name that is free', inSteps('    mo‸')],
    ['a text in an expression', inSteps('    a:\n      if: \'${{ "tri‸" }}\'')],
    ['an escaped expression', inSteps("    a:\n      title: '$${{ ‸'")],
    [
      'an unknown component',
      inSteps('    a:\n      uses: x/y@1\n      with: { ‸ }'),
    ],
  ])('offers nothing in %s', async (_, text) => {
    expect((await at(text)).labels).toEqual([]);
  });

  it('answers wherever the cursor is, and wherever the text ends', async () => {
    const text = inSteps(
      `    more: { with: { a: "\${{ steps.source.outputs['x'] }}", b: [1, 'it''s'] } }\n    - odd: |\n  - [\n     }: ? \t\n`,
    );
    for (let offset = 0; offset <= text.length; offset += 1) {
      for (const whole of [text, text.slice(0, offset)]) {
        const found = await completeWorkflow({
          text: whole,
          offset,
          ports: {},
          components,
        });
        expect(
          found.every(({ from, to }) => from <= offset && to >= offset),
        ).toBe(true);
      }
    }
  });

  it.each<[string, string]>([
    ['spaces', `a${' '.repeat(300_000)}b‸`],
    ['spaces before a comment', `a: b${' '.repeat(300_000)}‸#`],
    ['expressions that nothing closes', `a: ${'${{'.repeat(100_000)}‸`],
    ['the same inside of brackets', `a: { b: ${'${{ '.repeat(100_000)}‸`],
    ['a long name', `a: '\${{ ${'x'.repeat(300_000)}‸`],
    ['quotes', `a: ${"'".repeat(300_000)}‸`],
    ['dashes', `${'- '.repeat(100_000)}‸`],
    ['brackets', `a: ${'[{ b: '.repeat(100_000)}‸`],
    ['colons', `{ ${': '.repeat(100_000)}‸`],
  ])('answers soon in one long line: %s', async (_, text) => {
    const started = performance.now();
    await at(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('gives the caller the signal, and finds its place in a file of 512 KiB', async () => {
    const { signal } = new AbortController();
    const asked: unknown[] = [];
    const steps = Array.from(
      { length: 4_500 },
      (_, n) =>
        `    s${n}:
      needs: [${n < 4_499 ? `s${n + 1}` : 'end'}]
      uses: dop/shell@1
      with: { script: 'echo "\${{ trigger.commit }}" and more than that' }
`,
    );
    const text = `${head}spec:\n  steps:\n${steps.join(
      '',
    )}    end:\n      uses: dop‸\n`;
    expect(text.length).toBeGreaterThan(512 * 1024);
    const started = performance.now();
    await at(text, {
      signal,
      findComponents: async (query, given) => {
        asked.push([query, given]);
        return [];
      },
    });
    const reads = `${text.replace('‸', '')}      if: '\${{ steps.s1‸ }}'\n`;
    // Every one of them waits for the end.
    expect((await at(reads)).labels).toEqual([]);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(asked).toEqual([['dop', signal]]);
  });
});
