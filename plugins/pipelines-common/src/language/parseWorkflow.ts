import type { ObjectSchema } from '@dop/plugin-components-common';
import { whyBadName } from '../expressions/names';
import { limits } from '../limits';
import { readSchema } from '../schema/readSchema';
import { parseYaml } from '../source/parseYaml';
import { SourceFile } from '../source/SourceFile';
import type { SourceEntry, SourceNode } from '../source/SourceNode';
import { Fields } from './Fields';
import { parseStep } from './parseStep';
import { parseTriggers } from './parseTriggers';
import { readTemplate } from './readTemplate';
import type {
  ConcurrencySyntax,
  EntrySyntax,
  StepSyntax,
  WorkflowSyntax,
} from './syntax';

/** A file that was read; `syntax` is absent where nothing more can be checked. */
export interface ParsedWorkflow {
  source: SourceFile;
  syntax?: WorkflowSyntax;
}

/**
 * Reads a workflow file. Never throws: what is wrong is in the findings of
 * `source`.
 *
 * @param file - its path, `.dop/delivery.yaml`
 */
export function parseWorkflow(text: string, file: string): ParsedWorkflow {
  const source = SourceFile.create(text.replace(/^\uFEFF/, ''), file);
  const root = parseYaml(source);
  if (!root) {
    return { source };
  }
  const fields = Fields.create(source, root, 'A workflow file');
  if (!fields) {
    return { source };
  }
  constant(source, fields, 'apiVersion', 'dop/v1');
  constant(source, fields, 'kind', 'Workflow');
  const metadata = parseMetadata(source, fields);
  const spec = fields.need('spec', 'what the workflow does.');
  const syntax = spec && metadata && parseSpec(source, spec.value, metadata);
  fields.end();
  return { source, syntax };
}

function constant(
  source: SourceFile,
  fields: Fields,
  name: string,
  expected: string,
): void {
  const entry = fields.need(name, `write "${name}: ${expected}".`);
  if (!entry) {
    return;
  }
  const { value: node } = entry;
  if (node.kind !== 'scalar' || node.value !== expected) {
    source.report(
      node.at,
      'wrong-type',
      `"${name}" must be ${expected} in a workflow file.`,
      { fix: { title: `Change to "${expected}"`, newText: expected } },
    );
  }
}

type Metadata = Pick<WorkflowSyntax, 'name' | 'title' | 'description'>;

function parseMetadata(source: SourceFile, root: Fields): Metadata | undefined {
  const entry = root.need('metadata', 'at least "metadata: { name: … }".');
  const fields = entry && Fields.create(source, entry.value, '"metadata"');
  if (!fields) {
    return undefined;
  }
  const present = fields.need('name', 'the name of the workflow.');
  const name = present && fields.text('name');
  if (name && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name.value)) {
    source.report(
      name.at,
      'bad-name',
      `"${name.value.slice(
        0,
        80,
      )}" is not a name of a workflow: small letters, digits and dashes, at most 63.`,
    );
  }
  const title = fields.text('title')?.value;
  const description = fields.text('description')?.value;
  fields.end();
  return name && { name, title, description };
}

function parseSpec(
  source: SourceFile,
  node: SourceNode,
  metadata: Metadata,
): WorkflowSyntax | undefined {
  const fields = Fields.create(source, node, '"spec"');
  if (!fields) {
    return undefined;
  }
  const delivers = fields.texts('delivers') ?? [];
  const triggers = parseTriggers(source, fields);
  const inputs = parseInputs(source, fields.take('inputs'));
  const concurrency = parseConcurrency(source, fields.take('concurrency'));
  const timeoutMs = fields.duration('timeout');
  const env = parseEntries(source, fields.take('env'), 'env');
  const steps = parseSteps(source, fields);
  fields.end();
  return {
    ...metadata,
    delivers,
    triggers,
    inputs,
    timeoutMs,
    concurrency,
    env,
    steps,
  };
}

function parseInputs(
  source: SourceFile,
  entry: SourceEntry | undefined,
): ObjectSchema {
  const none: ObjectSchema = {
    type: 'object',
    properties: {},
    additionalProperties: false,
  };
  const schema =
    entry &&
    readSchema(entry.value, (at, message) =>
      source.report(at, 'bad-schema', message),
    );
  if (!schema || !entry) {
    return none;
  }
  if (schema.type !== 'object') {
    source.report(
      entry.value.at,
      'bad-schema',
      '"inputs" must be a schema of the type object.',
    );
    return none;
  }
  if (entry.value.kind === 'map') {
    const properties = entry.value.entries.find(
      ({ key }) => key === 'properties',
    );
    if (properties?.value.kind === 'map') {
      for (const { key, keyAt } of properties.value.entries) {
        checkName(source, key, keyAt);
      }
    }
  }
  return { additionalProperties: false, ...schema, type: 'object' };
}

function parseConcurrency(
  source: SourceFile,
  entry: SourceEntry | undefined,
): ConcurrencySyntax | undefined {
  const fields = entry && Fields.create(source, entry.value, '"concurrency"');
  if (!entry || !fields) {
    return undefined;
  }
  fields.notYet('concurrency', ['scope', 'holdWhileWaiting']);
  const group = fields.need('group', 'the name that its runs share.');
  const limit = fields.integer('limit', 1, 100) ?? 1;
  const whenBusy =
    fields.oneOf('whenBusy', ['queue', 'cancelOlder', 'reject']) ?? 'queue';
  fields.end();
  return group && { group: readTemplate(source, group.value), limit, whenBusy };
}

/** `with` or `env`: names with values that may hold expressions. */
export function parseEntries(
  source: SourceFile,
  entry: SourceEntry | undefined,
  what: string,
): EntrySyntax[] {
  if (!entry) {
    return [];
  }
  if (entry.value.kind !== 'map') {
    source.report(
      entry.value.at,
      'wrong-type',
      `"${what}" must be a map of names and values.`,
    );
    return [];
  }
  return entry.value.entries.map(({ key, keyAt, value }) => ({
    name: key,
    nameAt: keyAt,
    value: readTemplate(source, value),
  }));
}

function parseSteps(source: SourceFile, spec: Fields): StepSyntax[] {
  const entry = spec.need('steps', 'at least one step.');
  if (!entry) {
    return [];
  }
  const { value: node } = entry;
  if (node.kind !== 'map' || node.entries.length === 0) {
    source.report(
      entry.keyAt,
      'wrong-type',
      '"steps" must be a map with at least one step, by name.',
    );
    return [];
  }
  if (node.entries.length > limits.steps) {
    source.report(
      entry.keyAt,
      'too-large',
      `A workflow has at most ${limits.steps} steps, this one has ${node.entries.length}.`,
    );
    return [];
  }
  return node.entries.flatMap(step => {
    checkName(source, step.key, step.keyAt);
    return parseStep(source, step) ?? [];
  });
}

/** Reports a name that no expression could refer to. */
export function checkName(
  source: SourceFile,
  name: string,
  at: { start: number; end: number },
): void {
  const problem = whyBadName(name);
  if (problem) {
    source.report(at, 'bad-name', problem);
  }
}
