import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import { childPlan } from './language/childPlan';
import { compileWorkflow } from './language/compileWorkflow';
import { isComputed } from './language/expandMatrix';
import { lintWorkflow } from './language/lintWorkflow';
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

/** A file that uses everything, also what is not executed yet. */
const everything = `apiVersion: dop/v1
kind: Workflow
metadata: { name: checkout-delivery, title: Checkout delivery }
spec:
  delivers: [component:checkout]
  triggers:
    push: { branches: [main], paths: ['src/**'] }
    pullRequest: { branches: [main] }
    schedule: [{ cron: '0 2 * * *', timezone: Europe/Berlin }]
    manual: {}
  inputs: { type: object, properties: { dryRun: { type: boolean, default: false } } }
  concurrency: { group: '\${{ trigger.type }}-\${{ trigger.ref }}', limit: 1, whenBusy: queue, holdWhileWaiting: false }
  timeout: 1h
  env: { NODE_ENV: test }
  steps:
    source:
      uses: dop/git-checkout@1
      with: { repository: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}' }
    test:
      uses: dop/node-test@1
      matrix: { shard: [1, 2, 3, 4] }
      with: { source: '\${{ steps.source.outputs.tree }}', shard: '\${{ matrix.shard }}', shards: 4 }
      secrets: { NPM_TOKEN: shop/npm-token }
      retry: { attempts: 2, backoff: 10s, on: [failed, timedOut] }
      timeout: 10m
    image:
      needs: [test]
      if: '\${{ trigger.type == "push" && !inputs.dryRun }}'
      uses: dop/image-pack@1
      with: { source: '\${{ steps.source.outputs.tree }}', repository: shop/checkout, tag: '\${{ trigger.commit }}' }
    release:
      needs: [image]
      approve: { by: [group:qa], timeout: 7d, form: { type: object, properties: { note: { type: string } } } }
    promote:
      needs: [release]
      uses: dop/image-promote@1
      with: { image: '\${{ steps.image.outputs.image }}', to: shop/checkout/stable }
    soakOnJenkins:
      if: '\${{ trigger.type == "schedule" }}'
      needs: [test]
      external: { connection: jenkins-main, operation: build, with: { job: checkout-soak } }
`;

const all = readdirSync(examples, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .flatMap(({ name }) =>
    [...filesOf(name).keys()].map(path => [name, path] as const),
  );

describe('a file that uses everything', () => {
  const lint = (text: string) =>
    lintWorkflow(parseWorkflow(text, '.dop/delivery.yaml'), {
      resolve: resolveShippedComponent,
      repository: { namespace: 'shop', name: 'checkout' },
    }).map(({ rule, line }) => [rule, text.split('\n')[line - 1].trim()]);

  it('has findings only where something is not executed yet', () => {
    expect(lint(everything)).toEqual([
      [
        'not-in-this-version',
        'external: { connection: jenkins-main, operation: build, with: { job: checkout-soak } }',
      ],
    ]);
  });

  it('has none without that', () => {
    const executed = everything.replace(/^ +soakOnJenkins:[^]*/m, '');
    expect(lint(executed)).toEqual([]);
  });
});

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
