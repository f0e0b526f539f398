import type { JsonSchema } from '@dop/plugin-components-common';
import { isAssignable } from '../schema/isAssignable';
import { typesOf, valuesOf } from '../schema/schemaTypes';

/** The schema without the values that it lists. */
export function widen(schema: JsonSchema): JsonSchema {
  if (!valuesOf(schema)) {
    return schema;
  }
  const types = typesOf(schema) ?? [];
  return { type: types.length === 1 ? types[0] : types };
}

/** Without `null` among its types. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const types = typesOf(schema);
  if (!types?.includes('null') || types.length === 1) {
    return schema;
  }
  const rest = types.filter(type => type !== 'null');
  return {
    ...schema,
    type: rest.length === 1 ? rest[0] : rest,
    ...(schema.enum && { enum: schema.enum.filter(value => value !== null) }),
  };
}

/** Whether two values of these schemas can be equal at all. */
export function mayBeEqual(a: JsonSchema, b: JsonSchema): boolean {
  const left = typesOf(a);
  const right = typesOf(b);
  const numeric = (types: string[]) =>
    types.some(type => type === 'integer' || type === 'number');
  return (
    !left ||
    !right ||
    left.some(type => right.includes(type)) ||
    (numeric(left) && numeric(right))
  );
}

/**
 * A schema for values that come from either; undefined where they have no type
 * in common, which expressions do not allow.
 */
export function joinSchemas(
  a: JsonSchema,
  b: JsonSchema,
): JsonSchema | undefined {
  const left = typesOf(a);
  const right = typesOf(b);
  if (!left || !right) {
    return undefined;
  }
  if (left.join() === 'null' || right.join() === 'null') {
    const other = left.join() === 'null' ? b : a;
    const types = typesOf(other) ?? [];
    return types.includes('null')
      ? other
      : { ...other, type: [...types, 'null'] };
  }
  const values = [valuesOf(a), valuesOf(b)];
  if (values[0] && values[1] && left.join() === right.join()) {
    const type = left.length === 1 ? left[0] : left;
    return { type, enum: [...values[0], ...values[1]] };
  }
  const wide = [widen(a), widen(b)];
  if (isAssignable(wide[0], wide[1]) && left.join() !== 'integer') {
    return wide[1];
  }
  if (isAssignable(wide[1], wide[0]) && right.join() !== 'integer') {
    return wide[0];
  }
  if (left.join() === 'integer' && right.join() === 'integer') {
    return { type: 'integer' };
  }
  if (left.join() === 'array' && right.join() === 'array') {
    if (a.maxItems === 0 || b.maxItems === 0) {
      return a.maxItems === 0 ? b : a;
    }
    const items = joinSchemas(a.items ?? {}, b.items ?? {});
    return items && { type: 'array', items };
  }
  return undefined;
}
