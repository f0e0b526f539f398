import type { JsonSchema } from '@dop/plugin-components-common';
import { joinSchemas, widen } from '../expressions/joinSchemas';
import type { Template } from '../plan';
import { typeOfValue } from '../schema/schemaTypes';
import type { JsonValue } from '@backstage/types';
import type { ScopedExpressions } from './ScopedExpressions';
import type { TemplateSyntax } from './syntax';

/** A value and its type; `absent` where there may be none. */
export interface InferredTemplate {
  template: Template;
  schema: JsonSchema;
  absent: boolean;
  ask?: string;
}

/** Finds the type of a value from what is in it. */
export function inferTemplate(
  syntax: TemplateSyntax,
  expressions: ScopedExpressions,
): InferredTemplate {
  switch (syntax.kind) {
    case 'literal':
      return certain(
        { kind: 'literal', value: syntax.value },
        schemaOfValue(syntax.value),
      );
    case 'expression': {
      const checked = expressions.check(syntax);
      return checked
        ? {
            template: checked.expression,
            schema: widen(checked.schema),
            absent: checked.absent,
            ask: checked.ask,
          }
        : certain({ kind: 'expression', source: syntax.source }, { type: [] });
    }
    case 'text':
      return certain(
        { kind: 'text', parts: expressions.parts(syntax.parts) },
        { type: 'string' },
      );
    case 'list':
      return inferList(syntax, expressions);
    default:
      return inferObject(syntax, expressions);
  }
}

function certain(template: Template, schema: JsonSchema): InferredTemplate {
  return { template, schema, absent: false };
}

function inferList(
  { items, at }: TemplateSyntax & { kind: 'list' },
  expressions: ScopedExpressions,
): InferredTemplate {
  const inferred = items.map(item => inferTemplate(item, expressions));
  const missing = inferred.find(({ absent }) => absent);
  if (missing) {
    expressions.source.report(
      at,
      'may-be-absent',
      missing.ask ??
        'An element of this list may be missing. Give another value for that case: has(…) ? … : ….',
    );
  }
  let joined: JsonSchema | undefined = inferred[0].schema;
  for (const { schema } of inferred.slice(1)) {
    joined = joined && joinSchemas(joined, schema);
  }
  if (!joined) {
    expressions.source.report(
      at,
      'wrong-type',
      'The elements of a list must be of one type.',
    );
  }
  return certain(
    { kind: 'list', items: inferred.map(({ template }) => template) },
    { type: 'array', items: joined ?? { type: [] } },
  );
}

function inferObject(
  { entries }: TemplateSyntax & { kind: 'object' },
  expressions: ScopedExpressions,
): InferredTemplate {
  const inferred = entries.map(({ name, value }) => ({
    name,
    ...inferTemplate(value, expressions),
  }));
  return certain(
    {
      kind: 'object',
      entries: Object.fromEntries(
        inferred.map(({ name, template }) => [name, template]),
      ),
    },
    {
      type: 'object',
      properties: Object.fromEntries(
        inferred.map(({ name, schema }) => [name, schema]),
      ),
      required: inferred
        .filter(({ absent }) => !absent)
        .map(({ name }) => name),
      additionalProperties: false,
    },
  );
}

/** The type of a constant; lists of several types have none for elements. */
function schemaOfValue(value: JsonValue): JsonSchema {
  if (!Array.isArray(value)) {
    return { type: typeOfValue(value) };
  }
  const types = new Set(value.map(item => typeOfValue(item)));
  return {
    type: 'array',
    items: types.size === 1 ? schemaOfValue(value[0]) : {},
  };
}
