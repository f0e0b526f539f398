import { limits } from '../limits';
import type { MatrixValue } from '../plan';
import type { Located, SourceFile } from '../source/SourceFile';
import {
  describe,
  type SourceEntry,
  type SourceNode,
} from '../source/SourceNode';
import { matrixFields } from './stepFields';
import { checkName } from './parseEntries';
import { readTemplate } from './readTemplate';
import type { AxisSyntax, CombinationSyntax, MatrixSyntax } from './syntax';

/** Reads `matrix`: axes with free names, and `include` and `exclude`. */
export function parseMatrix(
  source: SourceFile,
  entry: SourceEntry | undefined,
): MatrixSyntax | undefined {
  if (!entry) {
    return undefined;
  }
  const { value: node } = entry;
  if (node.kind !== 'map' || node.entries.length === 0) {
    source.report(
      node.at,
      'wrong-type',
      `"matrix" must be a map of lists, such as { os: [linux, windows] }, found ${describe(
        node,
      )}.${
        isExpression(node)
          ? ' An expression gives the values of one axis: { shard: ${{ … }} }.'
          : ''
      }`,
    );
    return undefined;
  }
  const matrix: MatrixSyntax = {
    at: entry.keyAt,
    axes: [],
    include: [],
    exclude: [],
  };
  for (const field of node.entries) {
    if (field.key === 'include' || field.key === 'exclude') {
      matrix[field.key] = parseCombinations(source, field);
    } else {
      const axis = parseAxis(source, field);
      if (axis) {
        matrix.axes.push(axis);
      }
    }
  }
  if (!node.entries.some(({ key }) => !Object.hasOwn(matrixFields, key))) {
    // Combinations alone: their names are the axes.
    matrix.axes = (matrix.include[0]?.values ?? []).map(({ axis }) => ({
      name: axis,
      values: [],
    }));
  }
  return matrix;
}

function isExpression(node: SourceNode): boolean {
  return node.kind === 'scalar' && String(node.value).includes('${{');
}

function parseAxis(
  source: SourceFile,
  { key, keyAt, value: node }: SourceEntry,
): AxisSyntax | undefined {
  checkName(source, key, keyAt);
  const name = { value: key, at: keyAt };
  if (isExpression(node)) {
    const template = readTemplate(source, node);
    if (template.kind === 'expression') {
      return { name, values: template };
    }
  }
  if (node.kind !== 'list') {
    source.report(
      node.at,
      'wrong-type',
      `The values of "${key}" must be a list or one expression that gives a list, found ${describe(
        node,
      )}.`,
    );
    return undefined;
  }
  const values: Located<MatrixValue>[] = [];
  for (const item of node.items) {
    const value = parseValue(source, item);
    if (!value) {
      continue;
    }
    if (values.length > 0 && typeof values[0].value !== typeof value.value) {
      source.report(
        item.at,
        'wrong-type',
        `All values of "${key}" must be of one type.`,
      );
    } else if (values.some(other => other.value === value.value)) {
      source.report(
        item.at,
        'duplicate-key',
        `${JSON.stringify(value.value)} is there twice.`,
      );
    } else {
      values.push(value);
    }
  }
  if (node.items.length === 0) {
    source.report(
      node.at,
      'wrong-type',
      `"${key}" has no values, so the step would never run.`,
    );
  }
  return { name, values };
}

function parseCombinations(
  source: SourceFile,
  { key, value: node }: SourceEntry,
): CombinationSyntax[] {
  const items = node.kind === 'list' ? node.items : [node];
  if (items.length > limits.matrixInstances) {
    source.report(
      node.at,
      'too-large',
      `"${key}" has at most ${limits.matrixInstances} combinations, this has ${items.length}.`,
    );
    return [];
  }
  return items.flatMap(item => {
    if (item.kind !== 'map' || item.entries.length === 0) {
      source.report(
        item.at,
        'wrong-type',
        `"${key}" is a list of combinations, such as [{ os: linux, node: 22 }], found ${describe(
          item,
        )}.`,
      );
      return [];
    }
    const values = item.entries.flatMap(entry => {
      const value = parseValue(source, entry.value);
      return value
        ? { axis: { value: entry.key, at: entry.keyAt }, value }
        : [];
    });
    return { at: item.at, values };
  });
}

function parseValue(
  source: SourceFile,
  node: SourceNode,
): Located<MatrixValue> | undefined {
  const value = node.kind === 'scalar' ? node.value : null;
  if (value === null) {
    source.report(
      node.at,
      'wrong-type',
      `A value of a matrix is text, a number, true or false, found ${describe(
        node,
      )}.`,
    );
    return undefined;
  }
  if (typeof value === 'string' && value.includes('${{')) {
    source.report(
      node.at,
      'wrong-type',
      'An expression gives all values of an axis, not one of them: { shard: ${{ … }} }.',
    );
    return undefined;
  }
  if (typeof value === 'string' && value.length > limits.matrixText) {
    source.report(
      node.at,
      'too-large',
      `A value of a matrix has at most ${limits.matrixText} characters.`,
    );
    return undefined;
  }
  return { value, at: node.at };
}
