import type { JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import fc from 'fast-check';
import { isAssignable, whyNotAssignable } from './isAssignable';
import { validateValue, withDefaults } from './validateValue';

const scalar: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc.constantFrom<JsonSchema>(
    { type: 'string' },
    { type: 'integer' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'null' },
    { type: ['string', 'null'] },
    { type: 'string', enum: ['a', 'b'] },
    { type: 'integer', enum: [1, 2] },
    { const: 'a' },
    {},
  ),
);

const { schema } = fc.letrec<{ schema: JsonSchema }>(tie => ({
  schema: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalar,
    tie('schema').map((items): JsonSchema => ({ type: 'array', items })),
    fc
      .record({
        a: tie('schema'),
        b: tie('schema'),
        required: fc.subarray(['a', 'b']),
        names: fc.subarray(['a', 'b']),
      })
      .map(({ a, b, required, names }): JsonSchema => {
        const all: Record<string, JsonSchema> = { a, b };
        return {
          type: 'object',
          properties: Object.fromEntries(names.map(name => [name, all[name]])),
          required: required.filter(name => names.includes(name)),
          additionalProperties: false,
        };
      }),
    tie('schema').map(
      (value): JsonSchema => ({ type: 'object', additionalProperties: value }),
    ),
  ),
}));

/** Values of a schema, as different as they can be. */
function valueOf(of: JsonSchema): fc.Arbitrary<JsonValue> {
  const values = of.const !== undefined ? [of.const] : of.enum;
  if (values) {
    return fc.constantFrom(...values);
  }
  const types = [of.type ?? []].flat();
  if (types.length === 0) {
    return fc.constantFrom<JsonValue>('a', 1, 1.5, true, null, [], {});
  }
  return fc.oneof(
    ...types.map((type): fc.Arbitrary<JsonValue> => {
      switch (type) {
        case 'string':
          return fc.constantFrom('a', 'b', 'z');
        case 'integer':
          return fc.constantFrom(1, 2, -7);
        case 'number':
          return fc.constantFrom(1, 0.5);
        case 'boolean':
          return fc.boolean();
        case 'null':
          return fc.constant(null);
        case 'array':
          return fc.array(valueOf(of.items ?? {}), { maxLength: 2 });
        default:
          return objectOf(of);
      }
    }),
  );
}

function objectOf(of: JsonSchema): fc.Arbitrary<JsonValue> {
  if (typeof of.additionalProperties === 'object') {
    return fc.dictionary(
      fc.constantFrom('a', 'b', 'c'),
      valueOf(of.additionalProperties),
      { maxKeys: 2, noNullPrototype: true },
    );
  }
  const fields = Object.fromEntries(
    Object.entries(of.properties ?? {}).map(([name, property]) => [
      name,
      valueOf(property),
    ]),
  );
  return fc.record(fields, {
    requiredKeys: of.required ?? [],
    noNullPrototype: true,
  }) as fc.Arbitrary<JsonValue>;
}

describe('isAssignable', () => {
  it('lets through only what fits: every value of the source is one of the target', () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc
          .tuple(schema, schema)
          .chain(([source, target]) =>
            fc.tuple(fc.constant(source), fc.constant(target), valueOf(source)),
          ),
        ([source, target, value]) => {
          expect(validateValue(source, value)).toEqual([]);
          const assignable = isAssignable(source, target);
          accepted += Number(assignable);
          const problems = assignable ? validateValue(target, value) : [];
          expect(problems).toEqual([]);
        },
      ),
      { numRuns: 5_000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  it('lets every schema through to itself', () => {
    fc.assert(
      fc.property(schema, one => {
        expect(whyNotAssignable(one, one)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('says which part does not fit', () => {
    expect(
      whyNotAssignable(
        {
          type: 'object',
          properties: { list: { type: 'array', items: { type: 'number' } } },
          required: ['list'],
        },
        {
          type: 'object',
          properties: { list: { type: 'array', items: { type: 'integer' } } },
        },
        'the input "data"',
      ),
    ).toBe(
      'an element of "list" of the input "data" is a number, expected a whole number',
    );
    expect(
      whyNotAssignable({ 'x-dop': 'artifact' }, { 'x-dop': 'test-report' }),
    ).toContain('expected a file (test-report)');
    expect(
      isAssignable({ 'x-dop': 'test-report' }, { 'x-dop': 'artifact' }),
    ).toBe(true);
  });
});

describe('withDefaults', () => {
  it('fills in what is absent, also deep inside, and nothing else', () => {
    const inputs: JsonSchema = {
      type: 'object',
      properties: {
        a: { type: 'integer', default: 1 },
        b: {
          type: 'object',
          properties: { c: { type: 'string', default: 'x' } },
        },
      },
    };
    expect(withDefaults(inputs, {})).toEqual({ a: 1 });
    expect(withDefaults(inputs, { a: 2, b: {} })).toEqual({
      a: 2,
      b: { c: 'x' },
    });
  });
});
