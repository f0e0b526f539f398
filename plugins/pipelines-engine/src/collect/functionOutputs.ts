import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import { oversized } from './oversized';
import { isFileMark, markedPlaces } from './marks';
import type { SchemaChecker } from './SchemaChecker';

/** Checks what a function of this process gave back, as `out.json` is checked. */
export function functionOutputs(
  schemas: SchemaChecker,
  schema: ObjectSchema,
  value: unknown,
): { outputs: JsonObject } | { reason: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { reason: 'It gave back something that is not an object' };
  }
  const outputs = value as JsonObject;
  const problem = schemas.check(schema, outputs);
  if (problem) {
    return { reason: `What it gave back does not fit its schema: ${problem}` };
  }
  const large = oversized(outputs);
  if (large) {
    return { reason: `It gave back too much: ${large}` };
  }
  const file = markedPlaces(schema, outputs).find(place =>
    isFileMark(place.mark),
  );
  return file
    ? { reason: `The output ${file.path} is a file, and functions have none` }
    : { outputs };
}
