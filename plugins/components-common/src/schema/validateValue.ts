import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { JsonSchema } from '../JsonSchema';
import { expandMarks, type SchemaView } from './expandMarks';

const ajv = new Ajv({ allErrors: true, strict: false, useDefaults: false });
addFormats(ajv);

const compiled = new WeakMap<
  JsonSchema,
  Partial<Record<SchemaView, ValidateFunction>>
>();

/** What is wrong with a value, and where in it. */
export interface ValueProblem {
  /** `source.path`, or `` for the value as a whole. */
  path: string;
  /** A sentence that names the place. */
  message: string;
}

/**
 * Checks a value against a schema of a component; at most 20 problems.
 *
 * @param view - `program` for values as a component writes them, where artifacts
 * have only a path
 */
export function validateValue(
  schema: JsonSchema,
  value: unknown,
  view: SchemaView = 'portal',
): ValueProblem[] {
  let known = compiled.get(schema);
  if (!known) {
    known = {};
    compiled.set(schema, known);
  }
  known[view] ??= ajv.compile(expandMarks(schema, view));
  const validate = known[view];
  return validate(value)
    ? []
    : (validate.errors ?? []).slice(0, 20).map(describe);
}

/** One problem that a validator found, in words. */
export function describe(error: ErrorObject): ValueProblem {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
  const what = path ? `\`${path}\`` : 'The value';
  switch (error.keyword) {
    case 'required':
      return {
        path,
        message: `${path ? `${what} lacks` : 'Missing:'} \`${String(
          error.params.missingProperty,
        )}\`.`,
      };
    case 'additionalProperties':
      return {
        path: path
          ? `${path}.${error.params.additionalProperty}`
          : String(error.params.additionalProperty),
        message: `There is no \`${String(
          error.params.additionalProperty,
        )}\` here.`,
      };
    case 'enum':
      return {
        path,
        message: `${what} must be one of ${(
          error.params.allowedValues as unknown[]
        )
          .map(it => JSON.stringify(it))
          .join(', ')}.`,
      };
    case 'const':
      return {
        path,
        message: `${what} must be ${JSON.stringify(
          error.params.allowedValue,
        )}.`,
      };
    default:
      return { path, message: `${what} ${error.message ?? 'is wrong'}.` };
  }
}
