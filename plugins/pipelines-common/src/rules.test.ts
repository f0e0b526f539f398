import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import Ajv from 'ajv';
import { parse } from 'yaml';
import type { Finding } from './Finding';
import type { ComponentResolver } from './language/ComponentUses';
import { lintWorkflow } from './language/lintWorkflow';
import { parseWorkflow } from './language/parseWorkflow';
import { workflowFileSchema } from './language/workflowFileSchema';
import { rules } from './rules';
import { resolveShippedComponent } from './testUtils/shippedComponents';

const docs = join(__dirname, '../../../docs');
const page = readFileSync(join(docs, 'workflow-rules.md'), 'utf8');
const schemaFile = join(docs, 'schemas/workflow.json');

interface Section {
  rule: string;
  bad: string;
  good: string;
}

const sections: Section[] = page
  .split(/^## /m)
  .slice(1)
  .map(section => {
    const example = (kind: string) =>
      new RegExp(`\`\`\`yaml\\n# ${kind}\\n([^]*?)\`\`\``).exec(section)?.[1] ??
      '';
    return {
      rule: section.split('\n')[0],
      bad: example('bad'),
      good: example('good'),
    };
  });

/** A whole file around what stands below `spec`. */
function fileOf(example: string): string {
  const steps = /^steps:/m.test(example)
    ? ''
    : 'steps:\n  hello: { uses: dop/shell@1, with: { script: echo } }\n';
  const spec = `${example}${steps}`.replace(/^(?=.)/gm, '  ');
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: example }
spec:
${spec}`;
}

const resolve: ComponentResolver = uses => {
  if (uses !== 'dop/old-shell@1') {
    return resolveShippedComponent(uses);
  }
  const found = resolveShippedComponent('dop/shell@1');
  return { ...found, deprecated: 'dop/old-shell is old. Use dop/shell@1.' };
};

const files = new Map([
  ['.dop/acceptance.yaml', fileOf('')],
  ['.dop/broken.yaml', fileOf('steps:\n  a: { uses: dop/nothing@1 }\n')],
]);

function lint(example: string): Finding[] {
  return lintWorkflow(parseWorkflow(fileOf(example), '.dop/example.yaml'), {
    resolve,
    repository: { namespace: 'shop', name: 'checkout' },
    files: {
      paths: [...files.keys()],
      read: path => {
        const text = files.get(path);
        return text === undefined ? undefined : { text, contentHash: path };
      },
    },
  });
}

describe('docs/workflow-rules.md', () => {
  it('has a section for each rule, in one order', () => {
    expect(sections.map(({ rule }) => rule)).toEqual([...rules]);
  });

  it.each(sections.map(section => [section.rule, section] as const))(
    'has examples of %s that are what they say',
    (rule, { bad, good }) => {
      const found = (example: string) =>
        new Set(lint(example).map(finding => finding.rule));
      expect([...found(bad)]).toEqual([rule]);
      expect(good).not.toBe('');
      expect([...found(good)]).toEqual([]);
    },
  );
});

describe('docs/workflow-file.md', () => {
  const text = readFileSync(join(docs, 'workflow-file.md'), 'utf8');

  it('has examples of whole files without findings', () => {
    const examples = [
      ...text.matchAll(/^```yaml\n(apiVersion: dop\/v1\n[^]*?)^```/gm),
    ].map(([, example]) => example);
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const findings = lintWorkflow(parseWorkflow(example, '.dop/x.yaml'), {
        resolve,
        repository: { namespace: 'shop', name: 'checkout' },
      });
      expect(findings).toEqual([]);
    }
  });
});

describe('docs/schemas/workflow.json', () => {
  const schema = workflowFileSchema();

  it('is what the tables of the parser say', () => {
    if (process.env.UPDATE_SCHEMA) {
      writeFileSync(schemaFile, `${JSON.stringify(schema, undefined, 2)}\n`);
    }
    expect(JSON.parse(readFileSync(schemaFile, 'utf8'))).toEqual(schema);
  });

  it('says the same as the linter, as far as it can', () => {
    const validate = new Ajv({ strictTypes: false }).compile(schema);
    const says = (example: string) =>
      validate(parse(fileOf(example)) as JsonObject);
    for (const { rule, good } of sections) {
      expect([rule, says(good)]).toEqual([rule, true]);
    }
    const structural = [
      'unknown-field',
      'missing-field',
      'wrong-type',
      'bad-name',
      'bad-schema',
    ];
    for (const { rule, bad } of sections) {
      expect([rule, structural.includes(rule) && says(bad)]).toEqual([
        rule,
        false,
      ]);
    }
  });
});
