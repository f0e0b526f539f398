import type { JsonSchema } from '@dop/plugin-components-common';
import { nearestName, listNames } from '../expressions/names';
import { limits } from '../limits';
import type { Expression, MatrixValue, PlannedMatrix } from '../plan';
import { typesOf, typeOfValue } from '../schema/schemaTypes';
import { validateValue } from '../schema/validateValue';
import type { SourceFile } from '../source/SourceFile';
import { expandMatrix } from './expandMatrix';
import type { AxisSyntax, CombinationSyntax, MatrixSyntax } from './syntax';
import type { TemplateChecker } from './TemplateChecker';

/** A matrix that was checked, and what `matrix` is in its step. */
export interface TypedMatrix {
  matrix: PlannedMatrix;
  type: JsonSchema;
  /** Known before the run; undefined for a computed one. */
  instances?: number;
}

/**
 * Checks a matrix.
 *
 * @param checker - for computed axes; over everything but `matrix`
 */
export function checkMatrix(
  source: SourceFile,
  stepId: string,
  syntax: MatrixSyntax,
  checker: TemplateChecker,
  each: (axis: string) => void,
): TypedMatrix {
  const axes: PlannedMatrix['axes'] = [];
  const types: Record<string, JsonSchema> = {};
  for (const axis of syntax.axes) {
    const name = axis.name.value;
    const { values, type } = checkAxis(axis, syntax, checker);
    axes.push({ name, values });
    types[name] = type;
    each(name);
  }
  const combinations = (kind: 'include' | 'exclude') =>
    syntax[kind].flatMap(entry => {
      const values = checkCombination(source, entry, types, kind);
      // What is left of one with only unknown names would match everything.
      return Object.keys(values).length > 0 ? [values] : [];
    });
  const include = combinations('include');
  const exclude = combinations('exclude');
  const matrix: PlannedMatrix = {
    axes,
    ...(include.length > 0 && { include }),
    ...(exclude.length > 0 && { exclude }),
  };
  const type: JsonSchema = {
    type: 'object',
    properties: types,
    required: Object.keys(types),
    additionalProperties: false,
  };
  if (axes.some(({ values }) => !Array.isArray(values))) {
    return { matrix, type };
  }
  return { matrix, type, instances: count(source, stepId, syntax, matrix) };
}

function checkAxis(
  { name, values }: AxisSyntax,
  { include }: MatrixSyntax,
  checker: TemplateChecker,
): { values: MatrixValue[] | Expression; type: JsonSchema } {
  if (!Array.isArray(values)) {
    const { expression, items } = checker.scalars(
      values,
      `The values of "${name.value}"`,
    );
    return { values: expression, type: items };
  }
  const known = values.map(({ value }) => value);
  const included = include.flatMap(entry =>
    entry.values
      .filter(({ axis }) => axis.value === name.value)
      .map(({ value }) => value.value),
  );
  return { values: known, type: typeOfAxis(known, included) };
}

/** Of the axis' own values, or of those included where it has none. */
function typeOfAxis(
  values: MatrixValue[],
  included: MatrixValue[],
): JsonSchema {
  const [first] = values.length > 0 ? values : included;
  const all = [...new Set([...values, ...included])].filter(
    value => typeof value === typeof first,
  );
  if (typeof first === 'number') {
    return all.every(Number.isInteger)
      ? { type: 'integer', enum: all }
      : { type: 'number' };
  }
  return {
    type: typeof first === 'boolean' ? 'boolean' : 'string',
    enum: all,
  };
}

function checkCombination(
  source: SourceFile,
  { at, values }: CombinationSyntax,
  types: Record<string, JsonSchema>,
  kind: 'include' | 'exclude',
): Record<string, MatrixValue> {
  const axes = Object.keys(types);
  const combination: Record<string, MatrixValue> = {};
  for (const { axis, value } of values) {
    if (!Object.hasOwn(types, axis.value)) {
      const near = nearestName(axis.value, axes);
      source.report(
        axis.at,
        'unknown-name',
        `The matrix has no axis "${axis.value.slice(0, 80)}"${
          near ? `. Did you mean "${near}"?` : `; there is ${listNames(axes)}.`
        }`,
        near ? { fix: { title: `Change to "${near}"`, newText: near } } : {},
      );
      continue;
    }
    const type = types[axis.value];
    const wide = { type: typesOf(type) } as JsonSchema;
    if (validateValue(wide, value.value).length > 0) {
      source.report(
        value.at,
        'wrong-type',
        `All values of "${axis.value}" must be of one type, and this is ${
          typeOfValue(value.value) === 'string' ? 'text' : 'no text'
        }.`,
      );
    }
    combination[axis.value] = value.value;
  }
  const missing = axes.filter(axis => !Object.hasOwn(combination, axis));
  if (kind === 'include' && missing.length > 0) {
    source.report(
      at,
      'missing-field',
      `An included combination names all axes, this one lacks ${listNames(
        missing,
      )}.`,
    );
  }
  return combination;
}

function count(
  source: SourceFile,
  stepId: string,
  { at, exclude }: MatrixSyntax,
  matrix: PlannedMatrix,
): number {
  const product = matrix.axes.reduce(
    (total, { values }) => total * (Array.isArray(values) ? values.length : 1),
    1,
  );
  const most = limits.matrixInstances;
  // Before they are made: a product of lists grows quickly.
  const instances =
    product > 100 * most
      ? product
      : expandMatrix({ id: stepId, matrix }).length;
  if (instances > most) {
    source.report(
      at,
      'too-large',
      `This matrix makes ${instances} instances of the step; at most ${most} are allowed.`,
    );
  } else if (instances === 0 && product > 0) {
    source.report(
      at,
      'never-starts',
      'All combinations of this matrix are excluded, so the step never runs.',
    );
  }
  exclude.forEach(entry => {
    const matches = entry.values.every(({ axis: { value: name }, value }) => {
      const axis = matrix.axes.find(one => one.name === name);
      // There is a finding already about an axis that is not known.
      return !Array.isArray(axis?.values) || axis.values.includes(value.value);
    });
    if (!matches) {
      source.report(
        entry.at,
        'always-the-same',
        'No combination of this matrix has these values, so nothing is excluded.',
        { severity: 'warning' },
      );
    }
  });
  return instances;
}
