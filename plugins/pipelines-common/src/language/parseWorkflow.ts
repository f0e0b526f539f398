import { limits } from '../limits';
import { emptyObject } from '../schema/schemaTypes';
import { parseYaml } from '../source/parseYaml';
import { SourceFile } from '../source/SourceFile';
import type { SourceEntry, SourceNode } from '../source/SourceNode';
import { Fields } from './Fields';
import {
  concurrencyFields,
  metadataFields,
  rootFields,
  specFields,
} from './fileFields';
import { checkName, parseEntries } from './parseEntries';
import { parseObjectSchema } from './parseObjectSchema';
import { parseStep } from './parseStep';
import { parseTriggers } from './parseTriggers';
import { readTemplate } from './readTemplate';
import type { ConcurrencySyntax, StepSyntax, WorkflowSyntax } from './syntax';

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
  const fields = Fields.create(source, root, 'A workflow file', rootFields);
  if (!fields) {
    return { source };
  }
  constant(source, fields, 'apiVersion', 'dop/v1');
  constant(source, fields, 'kind', 'Workflow');
  const metadata = parseMetadata(source, fields);
  const spec = fields.need('spec', 'what the workflow does.');
  const syntax = spec && metadata && parseSpec(source, spec.value, metadata);
  return { source, syntax };
}

function constant(
  source: SourceFile,
  fields: Fields<keyof typeof rootFields>,
  name: 'apiVersion' | 'kind',
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

function parseMetadata(
  source: SourceFile,
  root: Fields<keyof typeof rootFields>,
): Metadata | undefined {
  const entry = root.need('metadata', 'at least "metadata: { name: … }".');
  const fields =
    entry && Fields.create(source, entry.value, '"metadata"', metadataFields);
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
  return name && { name, title, description };
}

function parseSpec(
  source: SourceFile,
  node: SourceNode,
  metadata: Metadata,
): WorkflowSyntax | undefined {
  const fields = Fields.create(source, node, '"spec"', specFields);
  if (!fields) {
    return undefined;
  }
  const outputs = parseEntries(source, fields.take('outputs'), 'outputs');
  outputs.forEach(({ name, nameAt }) => checkName(source, name, nameAt));
  return {
    ...metadata,
    delivers: fields.texts('delivers') ?? [],
    triggers: parseTriggers(source, fields.take('triggers')),
    inputs: parseObjectSchema(source, fields.take('inputs')) ?? emptyObject,
    outputs,
    timeoutMs: fields.duration('timeout'),
    concurrency: parseConcurrency(source, fields.take('concurrency')),
    env: parseEntries(source, fields.take('env'), 'env'),
    steps: parseSteps(source, fields.need('steps', 'at least one step.')),
  };
}

function parseConcurrency(
  source: SourceFile,
  entry: SourceEntry | undefined,
): ConcurrencySyntax | undefined {
  const fields =
    entry &&
    Fields.create(source, entry.value, '"concurrency"', concurrencyFields);
  if (!fields) {
    return undefined;
  }
  const group = fields.need('group', 'the name that its runs share.');
  const rest = {
    limit: fields.integer('limit', 1, 100) ?? 1,
    whenBusy:
      fields.oneOf('whenBusy', ['queue', 'cancelOlder', 'reject']) ?? 'queue',
    scope: fields.oneOf('scope', ['workflow', 'owner']) ?? 'workflow',
    holdWhileWaiting: fields.boolean('holdWhileWaiting') ?? false,
  };
  return group && { group: readTemplate(source, group.value), ...rest };
}

function parseSteps(
  source: SourceFile,
  entry: SourceEntry | undefined,
): StepSyntax[] {
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
      `A workflow has at most ${limits.steps} steps, this one has ${node.entries.length}. Move some into a workflow of their own and run it as a step.`,
    );
    return [];
  }
  return node.entries.flatMap(step => {
    checkName(source, step.key, step.keyAt);
    return parseStep(source, step) ?? [];
  });
}
