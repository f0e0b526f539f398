import type { JsonSchema, JsonSchemaType } from '@dop/plugin-components-common';
import {
  describeSchema,
  equalJson,
  isFile,
  isRequired,
  propertyOf,
  typesOf,
  valuesOf,
} from './schemaTypes';
import { validateValue } from './validateValue';

/**
 * Whether every value of `source` is a value of `target`: undefined, or a
 * sentence that says what does not fit.
 *
 * @remarks Structural and conservative: what it accepts fits. Bounds (`pattern`,
 * `minLength`, `maximum`, `minItems`, …) that only the target has are left to the
 * check when the step starts, because an output seldom repeats them.
 */
export function whyNotAssignable(
  source: JsonSchema,
  target: JsonSchema,
  place = 'the value',
): string | undefined {
  return (
    whyMarkDiffers(source, target, place) ??
    whyTypeDiffers(source, target, place) ??
    whyValuesDiffer(source, target, place) ??
    whyItemsDiffer(source, target, place) ??
    whyPropertiesDiffer(source, target, place)
  );
}

/** {@link whyNotAssignable} as a yes or no. */
export function isAssignable(source: JsonSchema, target: JsonSchema): boolean {
  return whyNotAssignable(source, target) === undefined;
}

function whyMarkDiffers(
  source: JsonSchema,
  target: JsonSchema,
  place: string,
): string | undefined {
  const from = source['x-dop'];
  const to = target['x-dop'];
  if (!to || from === to || (to === 'artifact' && isFile(source))) {
    return undefined;
  }
  return `${place} is ${describeSchema(source)}, expected ${describeSchema(
    target,
  )}`;
}

function whyTypeDiffers(
  source: JsonSchema,
  target: JsonSchema,
  place: string,
): string | undefined {
  const to = typesOf(target);
  if (!to || isFile(target)) {
    return undefined;
  }
  const from = isFile(source) ? (['object'] as const) : typesOf(source);
  const fits = (type: JsonSchemaType) =>
    to.includes(type) || (type === 'integer' && to.includes('number'));
  if (from?.every(fits)) {
    return undefined;
  }
  return `${place} is ${describeSchema(source)}, expected ${describeSchema(
    target,
  )}`;
}

function whyValuesDiffer(
  source: JsonSchema,
  target: JsonSchema,
  place: string,
): string | undefined {
  const from = valuesOf(source);
  if (from) {
    for (const value of from) {
      const problem = validateValue(target, value)[0];
      if (problem) {
        return `${place} may be ${JSON.stringify(value)}: ${problem.message}`;
      }
    }
    return undefined;
  }
  const to = valuesOf(target);
  const isBoolean =
    to?.some(value => equalJson(value, true)) &&
    to.some(value => equalJson(value, false));
  if (!to || (isBoolean && typesOf(source)?.join() === 'boolean')) {
    return undefined;
  }
  return `${place} is ${describeSchema(source)}, expected ${describeSchema(
    target,
  )}`;
}

function whyItemsDiffer(
  source: JsonSchema,
  target: JsonSchema,
  place: string,
): string | undefined {
  if (!target.items || !typesOf(source)?.includes('array')) {
    return undefined;
  }
  if (valuesOf(source) || source.maxItems === 0) {
    return undefined;
  }
  return whyNotAssignable(
    source.items ?? {},
    target.items,
    `an element of ${place}`,
  );
}

function whyPropertiesDiffer(
  source: JsonSchema,
  target: JsonSchema,
  place: string,
): string | undefined {
  if (isFile(source) && isFile(target)) {
    return undefined;
  }
  const of = (name: string) => `"${name}" of ${place}`;
  if (!typesOf(source)?.includes('object') || valuesOf(source)) {
    return undefined;
  }
  for (const name of target.required ?? []) {
    if (!isRequired(source, name)) {
      return `${of(name)} may be missing`;
    }
  }
  for (const [name, property] of Object.entries(target.properties ?? {})) {
    const given = propertyOf(source, name);
    const problem = given && whyNotAssignable(given, property, of(name));
    if (problem) {
      return problem;
    }
    if (!given && source.additionalProperties !== false && !source.properties) {
      return `${of(name)} has no type`;
    }
  }
  const rest = target.additionalProperties;
  for (const [name, property] of Object.entries(source.properties ?? {})) {
    if (propertyOf({ properties: target.properties }, name)) {
      continue;
    }
    if (rest === false) {
      return `${of(name)} is not expected`;
    }
    const problem =
      typeof rest === 'object'
        ? whyNotAssignable(property, rest, of(name))
        : undefined;
    if (problem) {
      return problem;
    }
  }
  if (rest !== undefined && rest !== true) {
    const more = source.additionalProperties;
    if (more === undefined || more === true) {
      // Objects of components may carry more than their schema names.
      return rest === false || source.properties
        ? undefined
        : `${place} may hold values of any type`;
    }
    if (typeof more === 'object') {
      return rest === false
        ? `${place} may hold more names than are expected`
        : whyNotAssignable(more, rest, `a value of ${place}`);
    }
  }
  return undefined;
}
