import { limits } from '../limits';
import type { SourceFile } from '../source/SourceFile';
import { describe, type SourceEntry } from '../source/SourceNode';
import { Fields } from './Fields';
import { notInThisVersion } from './notInThisVersion';
import { checkName, parseEntries } from './parseWorkflow';
import { readCondition } from './readTemplate';
import type { StepSyntax } from './syntax';

const kinds = ['approve', 'workflow', 'external', 'delay'];
const defaultBackoffMs = 5_000;

/** Reads one step. */
export function parseStep(
  source: SourceFile,
  { key, keyAt, value }: SourceEntry,
): StepSyntax | undefined {
  const fields = Fields.create(source, value, `The step "${key}"`);
  if (!fields) {
    return undefined;
  }
  fields.notYet('step', [...kinds, 'secrets', 'runner']);
  const title = fields.text('title')?.value;
  const otherKind = kinds.some(kind => fields.take(kind));
  if (!otherKind) {
    fields.need('uses', 'the component that it runs, such as dop/shell@1.');
  }
  const uses = fields.text('uses');
  const needs = fields.texts('needs') ?? [];
  const condition = fields.take('if');
  const inputs = fields.take('with');
  const step: StepSyntax = {
    id: { value: key, at: keyAt },
    title,
    uses: uses ?? { value: '', at: keyAt },
    needs,
    if: condition && readCondition(source, condition.value),
    with: parseEntries(source, inputs, 'with'),
    withAt: inputs?.keyAt ?? keyAt,
    env: parseEntries(source, fields.take('env'), 'env'),
    retry: parseRetry(source, fields.take('retry')),
    timeoutMs: fields.duration('timeout'),
    allowFailure: fields.boolean('allowFailure') ?? false,
    always: fields.boolean('always') ?? false,
    onFailure: fields.boolean('onFailure') ?? false,
    matrix: parseMatrix(source, fields.take('matrix')),
  };
  if (step.always && step.onFailure) {
    source.report(
      keyAt,
      'conflict',
      `The step "${key}" cannot be both "always" and "onFailure". Keep one of them.`,
    );
  }
  fields.end();
  return uses && step;
}

function parseRetry(
  source: SourceFile,
  entry: SourceEntry | undefined,
): StepSyntax['retry'] {
  const once: StepSyntax['retry'] = {
    attempts: 1,
    backoffMs: defaultBackoffMs,
    on: ['failed', 'timedOut'],
  };
  const fields = entry && Fields.create(source, entry.value, '"retry"');
  if (!fields) {
    return once;
  }
  fields.need('attempts', 'how often it is tried, the first time included.');
  const attempts = fields.integer('attempts', 1, 10) ?? 1;
  const backoffMs = fields.duration('backoff') ?? once.backoffMs;
  const on = fields.texts('on')?.flatMap(({ value, at }) => {
    if (value === 'failed' || value === 'timedOut') {
      return value;
    }
    source.report(at, 'wrong-type', '"on" holds failed, timedOut or both.');
    return [];
  });
  fields.end();
  return { attempts, backoffMs, on: on ?? once.on };
}

function parseMatrix(
  source: SourceFile,
  entry: SourceEntry | undefined,
): StepSyntax['matrix'] {
  if (!entry) {
    return undefined;
  }
  const { value: node } = entry;
  if (node.kind === 'scalar' && String(node.value).includes('${{')) {
    reportComputed(source, node.at);
    return undefined;
  }
  if (node.kind !== 'map' || node.entries.length === 0) {
    source.report(
      node.at,
      'wrong-type',
      `"matrix" must be a map of lists, such as { os: [linux, windows] }, found ${describe(
        node,
      )}.`,
    );
    return undefined;
  }
  const axes = node.entries.flatMap(axis => parseAxis(source, axis) ?? []);
  const count = axes.reduce((total, { values }) => total * values.length, 1);
  if (count > limits.matrixInstances) {
    source.report(
      entry.keyAt,
      'too-large',
      `This matrix makes ${count} instances of the step; at most ${limits.matrixInstances} are allowed.`,
    );
  }
  return axes;
}

function parseAxis(source: SourceFile, axis: SourceEntry) {
  checkName(source, axis.key, axis.keyAt);
  const { value: node } = axis;
  if (node.kind === 'scalar' && String(node.value).includes('${{')) {
    reportComputed(source, node.at);
    return undefined;
  }
  if (node.kind !== 'list') {
    source.report(
      node.at,
      'wrong-type',
      `The values of "${axis.key}" must be a list, found ${describe(node)}.`,
    );
    return undefined;
  }
  const values: (string | number | boolean)[] = [];
  for (const item of node.items) {
    const value = item.kind === 'scalar' ? item.value : null;
    if (value === null) {
      source.report(
        item.at,
        'wrong-type',
        `A value of a matrix is text, a number, true or false, found ${describe(
          item,
        )}.`,
      );
    } else if (typeof value === 'string' && value.includes('${{')) {
      reportComputed(source, item.at);
    } else if (typeof value === 'string' && value.length > 100) {
      source.report(
        item.at,
        'too-large',
        'A value of a matrix has at most 100 characters.',
      );
    } else if (values.length > 0 && typeof values[0] !== typeof value) {
      source.report(
        item.at,
        'wrong-type',
        `All values of "${axis.key}" must be of one type.`,
      );
    } else if (values.includes(value)) {
      source.report(
        item.at,
        'duplicate-key',
        `${JSON.stringify(value)} is there twice.`,
      );
    } else {
      values.push(value);
    }
  }
  return { name: { value: axis.key, at: axis.keyAt }, values };
}

function reportComputed(
  source: SourceFile,
  at: { start: number; end: number },
): void {
  source.report(
    at,
    'not-in-this-version',
    `${notInThisVersion['matrix.computed']} does not work in this version of the portal, so this file does not run. Write the values out.`,
  );
}
