/** What is wrong at a place in a schema. */
export interface SchemaProblem {
  /** Keys from the schema's root. */
  path: (string | number)[];
  message: string;
}

const keywords = new Set([
  '$schema',
  'title',
  'description',
  'default',
  'examples',
  'type',
  'const',
  'enum',
  'format',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'items',
  'minItems',
  'maxItems',
  'uniqueItems',
  'properties',
  'required',
  'additionalProperties',
  'minProperties',
  'maxProperties',
  'x-dop',
]);
const types = [
  'string',
  'integer',
  'number',
  'boolean',
  'object',
  'array',
  'null',
];
const marks = ['artifact', 'test-report', 'image', 'sbom', 'deployment'];
const namePattern = /^[a-z][A-Za-z0-9_]*$/;

/**
 * Checks that a schema stays within what the linter understands, so that every
 * link to and from the component can be judged.
 *
 * @param schema - `inputs` or `outputs` of a component, from its file
 */
export function checkSchema(schema: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  checkOne(schema, [], problems);
  if (isObject(schema)) {
    if (schema.type !== 'object') {
      problems.push({
        path: [],
        message: 'Inputs and outputs as a whole need `type: object`.',
      });
    }
    const properties = isObject(schema.properties) ? schema.properties : {};
    for (const name of Object.keys(properties)) {
      if (!namePattern.test(name)) {
        problems.push({
          path: ['properties', name],
          message: `The name ${name} must begin with a small letter and hold only letters, digits and underscores, so that expressions can read it.`,
        });
      }
    }
    if (Array.isArray(schema.required)) {
      schema.required.forEach((name, index) => {
        if (!Object.hasOwn(properties, String(name))) {
          problems.push({
            path: ['required', index],
            message: `\`required\` names ${String(
              name,
            )}, which is not among the properties.`,
          });
        }
      });
    }
  }
  return problems;
}

function checkOne(
  schema: unknown,
  path: (string | number)[],
  problems: SchemaProblem[],
): void {
  if (!isObject(schema)) {
    problems.push({ path, message: 'A schema must be an object.' });
    return;
  }
  if (path.length > 60) {
    problems.push({ path, message: 'This schema is nested too deeply.' });
    return;
  }
  for (const keyword of Object.keys(schema)) {
    if (!keywords.has(keyword)) {
      problems.push({
        path: [...path, keyword],
        message: `The keyword ${keyword} is not supported in schemas of components. Supported: ${[
          ...keywords,
        ].join(', ')}.`,
      });
    }
  }
  checkType(schema.type, path, problems);
  const mark = schema['x-dop'];
  if (mark !== undefined && !marks.includes(String(mark))) {
    problems.push({
      path: [...path, 'x-dop'],
      message: `x-dop must be one of ${marks.join(', ')}.`,
    });
  }
  checkPattern(schema.pattern, path, problems);
  if (schema.properties !== undefined) {
    if (isObject(schema.properties)) {
      for (const [name, below] of Object.entries(schema.properties)) {
        checkOne(below, [...path, 'properties', name], problems);
      }
    } else {
      problems.push({
        path: [...path, 'properties'],
        message: '`properties` must be an object.',
      });
    }
  }
  if (schema.items !== undefined) {
    checkOne(schema.items, [...path, 'items'], problems);
  }
  if (
    schema.additionalProperties !== undefined &&
    typeof schema.additionalProperties !== 'boolean'
  ) {
    checkOne(
      schema.additionalProperties,
      [...path, 'additionalProperties'],
      problems,
    );
  }
}

function checkType(
  type: unknown,
  path: (string | number)[],
  problems: SchemaProblem[],
): void {
  if (type === undefined) {
    return;
  }
  const named = Array.isArray(type) ? type : [type];
  const wrong = named.find(name => !types.includes(String(name)));
  if (wrong !== undefined) {
    problems.push({
      path: [...path, 'type'],
      message: `There is no type ${String(wrong)}; there are ${types.join(
        ', ',
      )}.`,
    });
  } else if (named.filter(name => name !== 'null').length > 1) {
    problems.push({
      path: [...path, 'type'],
      message: 'Only one type beside null is supported.',
    });
  }
}

function checkPattern(
  pattern: unknown,
  path: (string | number)[],
  problems: SchemaProblem[],
): void {
  if (pattern === undefined) {
    return;
  }
  try {
    RegExp(String(pattern), 'u');
  } catch (error) {
    problems.push({
      path: [...path, 'pattern'],
      message: `Not a regular expression: ${(error as Error).message}`,
    });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
