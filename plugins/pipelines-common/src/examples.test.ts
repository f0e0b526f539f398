import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { childPlan } from './language/childPlan';
import { compileWorkflow } from './language/compileWorkflow';
import { isComputed } from './language/expandMatrix';
import { parseWorkflow } from './language/parseWorkflow';
import { workflowFileSchema } from './language/workflowFileSchema';
import { resolveShippedComponent } from './testUtils/shippedComponents';

const examples = join(__dirname, '../../../examples/workflows');

/** The workflow files of an example, by path. */
function filesOf(example: string): Map<string, string> {
  return new Map(
    readdirSync(join(examples, example, '.dop')).map(name => [
      `.dop/${name}`,
      readFileSync(join(examples, example, '.dop', name), 'utf8'),
    ]),
  );
}

function compile(example: string, path: string) {
  const texts = filesOf(example);
  return compileWorkflow(
    parseWorkflow(texts.get(path) ?? '', path),
    {
      resolve: resolveShippedComponent,
      repository: { namespace: 'shop', name: example },
      files: {
        paths: [...texts.keys()],
        read: file => {
          const text = texts.get(file);
          return text === undefined ? undefined : { text, contentHash: file };
        },
      },
    },
    { repositoryId: 'r', commit: 'c', contentHash: 'h' },
  );
}

const all = readdirSync(examples, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .flatMap(({ name }) =>
    [...filesOf(name).keys()].map(path => [name, path] as const),
  );

describe('examples/workflows', () => {
  it('are what the schema for editors says', () => {
    const validate = new Ajv({ strictTypes: false }).compile(
      workflowFileSchema(),
    );
    const problems = all.flatMap(([example, path]) => {
      validate(parse(filesOf(example).get(path) ?? ''));
      return validate.errors ?? [];
    });
    expect(problems).toEqual([]);
  });

  it.each(all)('%s: nothing is wrong in %s', (example, path) => {
    const { findings, plan } = compile(example, path);
    expect(findings).toEqual([]);
    expect(plan?.steps.length).toBeGreaterThan(0);
  });

  it('plans the stages of the database team with their workflows', () => {
    const { plan } = compile('database', '.dop/delivery.yaml');
    expect(Object.keys(plan?.workflows ?? {}).sort()).toEqual([
      '.dop/acceptance.yaml',
      '.dop/merge.yaml',
    ]);
    const merge = childPlan(plan!, '.dop/merge.yaml');
    expect(merge.steps.filter(isComputed).map(({ id }) => id)).toEqual([
      'part',
    ]);
    expect(merge.outputs.schema.properties).toEqual({
      passed: { type: 'integer' },
    });
    const { steps } = childPlan(plan!, '.dop/acceptance.yaml');
    expect(steps.find(({ id }) => id === 'verdict')?.action).toMatchObject({
      type: 'approve',
      timeoutMs: 7 * 24 * 60 * 60_000,
    });
  });
});
