// How long the language takes, out of the production build: reading, checking and
// planning files as large as they may be, and the most costly expressions.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFolder } from '../../scripts/lib/setUp.mjs';

const component = {
  ref: 'dop/shell@1.0.0',
  namespace: 'dop',
  name: 'shell',
  version: '1.0.0',
  sourceDigest: `sha256:${'0'.repeat(64)}`,
  contract: 'dop/v1',
  inputs: {
    type: 'object',
    properties: { script: { type: 'string' }, from: { type: 'string' } },
    required: ['script'],
  },
  outputs: {
    type: 'object',
    properties: { text: { type: 'string' } },
    required: ['text'],
  },
  variables: [],
  resources: {},
  network: 'none',
  trusted: true,
};

/** A file of so many steps, each of which needs one before it and reads of it. */
function fileOf(count) {
  const steps = Array.from({ length: count }, (_, at) => {
    const before = `s${Math.floor(at / 2)}`;
    return at === 0
      ? '    s0: { uses: dop/shell@1, with: { script: x } }'
      : `    s${at}: { uses: dop/shell@1, with: { script: x, from: '\${{ steps.${before}.outputs.text }}' } }`;
  });
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: large }
spec:
  steps:
${steps.join('\n')}
`;
}

const hostile = {
  loops:
    'inputs.list.map(a, inputs.list.map(b, inputs.list.map(c, a + b + c)))',
  equality: 'inputs.list.all(a, inputs.list == inputs.list)',
  text: 'inputs.list.map(a, inputs.text.contains(inputs.text))',
  join: 'inputs.list.map(a, inputs.text).join(inputs.text)',
};

/** @param args - `--rounds 5`, `--build` */
export default async function measure(args = []) {
  const { values: options } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      build: { type: 'string', default: buildFolder },
    },
  });
  const backend = join(options.build, 'plugins/pipelines-backend');
  const language = createRequire(join(backend, 'package.json'))(
    '@dop/plugin-pipelines-common',
  );
  const measurements = new Map();
  const add = (name, took) => {
    const { values } = measurements.get(name) ?? { values: [] };
    const value = Math.round(took * 10) / 10;
    measurements.set(name, { name, unit: 'ms', values: [...values, value] });
  };
  const time = (name, work) => {
    const [started, used] = [performance.now(), process.cpuUsage()];
    work();
    add(name, performance.now() - started);
    // What others do on the machine does not count here.
    const { user, system } = process.cpuUsage(used);
    add(`${name}/cpu`, (user + system) / 1_000);
  };
  const plan = text =>
    language.compileWorkflow(
      language.parseWorkflow(text, '.dop/large.yaml'),
      { resolve: () => component },
      { repositoryId: 'r', commit: 'c', contentHash: 'h' },
    );
  const scope = {
    trigger: {},
    inputs: {
      list: Array.from({ length: 1_000 }, (_, at) => at),
      text: 'a'.repeat(200_000),
    },
    env: {},
    steps: {},
    matrix: {},
  };
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const count of [10, 500, language.limits.steps]) {
      const text = fileOf(count);
      time(`plan/${count}`, () => {
        const { plan: made, findings } = plan(text);
        if (made?.steps.length !== count) {
          throw new Error(findings[0]?.message ?? 'No plan was made');
        }
      });
    }
    for (const [name, source] of Object.entries(hostile)) {
      time(`hostile/${name}`, () => {
        try {
          language.evaluateTemplate({ kind: 'expression', source }, scope);
        } catch (error) {
          if (error.name !== 'ExpressionError') {
            throw error;
          }
          return;
        }
        throw new Error(`${source} was not refused`);
      });
    }
  }
  return [...measurements.values()];
}
