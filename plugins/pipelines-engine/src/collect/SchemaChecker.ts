import type { JsonObject } from '@backstage/types';
import type { ObjectSchema } from '@dop/plugin-components-common';
import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const cacheLimit = 500;

/** Checks inputs and outputs against the schemas of components. */
export class SchemaChecker {
  readonly #ajv: Ajv;
  readonly #compiled = new Map<string, ValidateFunction>();
  /** By object: the schemas of a plan that is in memory stay the same objects. */
  readonly #known = new WeakMap<ObjectSchema, ValidateFunction>();

  private constructor(ajv: Ajv) {
    this.#ajv = ajv;
  }

  static create(): SchemaChecker {
    const ajv = new Ajv({ strict: false, allErrors: false, useDefaults: true });
    addFormats(ajv);
    return new SchemaChecker(ajv);
  }

  /**
   * Fills in defaults.
   *
   * @returns a sentence about the first thing that is wrong; undefined if nothing is
   */
  check(schema: ObjectSchema, value: JsonObject): string | undefined {
    const validate = this.#validator(schema);
    return validate(value) ? undefined : sentence(validate.errors?.[0]);
  }

  #validator(schema: ObjectSchema): ValidateFunction {
    const same = this.#known.get(schema);
    if (same) {
      return same;
    }
    const validate = this.#compile(schema);
    this.#known.set(schema, validate);
    return validate;
  }

  #compile(schema: ObjectSchema): ValidateFunction {
    const key = JSON.stringify(schema);
    const known = this.#compiled.get(key);
    if (known) {
      return known;
    }
    if (this.#compiled.size >= cacheLimit) {
      this.#compiled.clear();
    }
    const compiled = this.#ajv.compile(schema);
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

function sentence(error: ErrorObject | undefined): string {
  if (!error) {
    return 'it does not fit the schema';
  }
  const place = error.instancePath
    .slice(1)
    .replaceAll('/', '.')
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  const { params } = error;
  if (error.keyword === 'required') {
    const name = String(params.missingProperty);
    return `${place ? `${place}.${name}` : name} is missing`;
  }
  if (error.keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    return `${place ? `${place}.${name}` : name} is not in the schema`;
  }
  return `${place || 'the whole'} ${error.message ?? 'does not fit'}`;
}
