import type { JsonSchema } from '@dop/plugin-components-common';
import { factsOf, type Facts } from '../expressions/Facts';
import { widen } from '../expressions/joinSchemas';
import { listNames, nearestName } from '../expressions/names';
import type { Expression, Template } from '../plan';
import { whyNotAssignable } from '../schema/isAssignable';
import {
  describeSchema,
  isFile,
  isRequired,
  propertyOf,
  typesOf,
} from '../schema/schemaTypes';
import { validateValue } from '../schema/validateValue';
import type { Range, SourceFile } from '../source/SourceFile';
import { inferTemplate, type InferredTemplate } from './inferTemplate';
import { ScopedExpressions, type OutputRead } from './ScopedExpressions';
import type { EntrySyntax, ExpressionSyntax, TemplateSyntax } from './syntax';

/** The type of a value about which there is a finding already. */
const failed: JsonSchema = { type: [] };

/** Checks values with expressions against schemas, and compiles them. */
export class TemplateChecker {
  readonly #source: SourceFile;
  readonly #expressions: ScopedExpressions;

  private constructor(expressions: ScopedExpressions) {
    this.#source = expressions.source;
    this.#expressions = expressions;
  }

  /**
   * @param roots - what expressions may read
   * @param facts - what is known where they stand
   */
  static create(
    source: SourceFile,
    roots: Record<string, JsonSchema>,
    facts: Facts = factsOf(roots),
  ): TemplateChecker {
    return new TemplateChecker(new ScopedExpressions(source, roots, facts));
  }

  /** Outputs that were read since the last call. */
  takeReads(): OutputRead[] {
    return this.#expressions.takeReads();
  }

  /** A condition: true or false, and certainly there. */
  condition(syntax: ExpressionSyntax): Expression | undefined {
    const checked = this.#expressions.check(syntax);
    if (!checked) {
      return undefined;
    }
    if (checked.absent) {
      this.#expressions.reportAbsent(syntax, checked.ask);
    } else if (typesOf(checked.schema)?.join() !== 'boolean') {
      this.#source.report(
        syntax.at,
        'wrong-type',
        `A condition must give true or false, this gives ${describeSchema(
          checked.schema,
        )}.`,
      );
    }
    return checked.expression;
  }

  /** The values of an axis: a list of text, of numbers or of true and false. */
  scalars(
    syntax: ExpressionSyntax,
    what: string,
  ): { expression: Expression; items: JsonSchema } {
    const checked = this.#expressions.check(syntax);
    if (!checked) {
      const { source } = syntax;
      return { expression: { kind: 'expression', source }, items: failed };
    }
    const { expression, schema, absent, ask } = checked;
    const items = schema.items ?? {};
    const kinds = typesOf(items);
    if (absent) {
      this.#expressions.reportAbsent(syntax, ask);
    } else if (
      typesOf(schema)?.join() !== 'array' ||
      (schema.maxItems !== 0 &&
        !['string', 'integer', 'number', 'boolean'].includes(
          kinds?.join() ?? '',
        ))
    ) {
      this.#source.report(
        syntax.at,
        'wrong-type',
        `${what} must be a list of text, of numbers or of true and false, this is ${describeSchema(
          schema,
        )}.`,
      );
      return { expression, items: failed };
    }
    return { expression, items: widen(items) };
  }

  /** A value of its own type, for a place without a schema. */
  infer(syntax: TemplateSyntax): InferredTemplate {
    return inferTemplate(syntax, this.#expressions);
  }

  /** Anything that can be written as text, for `env` and group names. */
  text(syntax: TemplateSyntax, what: string): Template {
    switch (syntax.kind) {
      case 'literal':
        if (typeof syntax.value === 'object') {
          break;
        }
        return { kind: 'literal', value: String(syntax.value) };
      case 'expression':
        return { kind: 'text', parts: this.#expressions.parts([syntax]) };
      case 'text':
        return { kind: 'text', parts: this.#expressions.parts(syntax.parts) };
      default:
    }
    this.#source.report(
      syntax.at,
      'wrong-type',
      `${what} must be text, a number, true or false.`,
    );
    return { kind: 'literal', value: '' };
  }

  /** A value for a place with a schema; `required` if it must be there. */
  value(
    syntax: TemplateSyntax,
    schema: JsonSchema,
    place: { what: string; required: boolean },
  ): Template {
    switch (syntax.kind) {
      case 'literal':
        this.#literal(syntax, schema, place.what);
        return { kind: 'literal', value: syntax.value };
      case 'expression':
        return this.#alone(syntax, schema, place);
      case 'text':
        this.#fits({ type: 'string' }, schema, syntax.at, place.what);
        return { kind: 'text', parts: this.#expressions.parts(syntax.parts) };
      case 'list':
        this.#fits(
          { type: 'array', maxItems: 0 },
          schema,
          syntax.at,
          place.what,
        );
        return {
          kind: 'list',
          items: syntax.items.map((item, at) =>
            this.value(item, schema.items ?? {}, {
              what: `element ${at + 1} of ${place.what}`,
              required: true,
            }),
          ),
        };
      default:
        return this.#object(syntax.entries, syntax.at, schema, place.what);
    }
  }

  #literal(
    { value, at }: TemplateSyntax & { kind: 'literal' },
    schema: JsonSchema,
    what: string,
  ): void {
    for (const problem of validateValue(schema, value)) {
      const where = problem.path.length
        ? ` (at ${problem.path.join('.')})`
        : '';
      this.#source.report(
        at,
        'wrong-type',
        `${capital(what)}${where}: ${problem.message}.`,
      );
    }
  }

  #alone(
    syntax: ExpressionSyntax,
    schema: JsonSchema,
    place: { what: string; required: boolean },
  ): Template {
    const checked = this.#expressions.check(syntax);
    if (!checked) {
      return { kind: 'expression', source: syntax.source };
    }
    if (checked.absent && place.required) {
      this.#source.report(
        syntax.at,
        'may-be-absent',
        checked.ask ??
          `${capital(
            place.what,
          )} must be there, but this value may be missing: the step that gives it may be skipped or fail, or its component does not promise it. Make this step need that step, or give another value when it is missing: has(…) ? … : ….`,
      );
    }
    if (!typesOf(checked.schema) && typesOf(schema)) {
      this.#source.report(
        syntax.at,
        'no-type',
        `This value has no type in the schema of its component, and ${
          place.what
        } expects ${describeSchema(schema)}.`,
      );
    } else {
      this.#fits(checked.schema, schema, syntax.at, place.what);
    }
    return checked.expression;
  }

  #object(
    entries: EntrySyntax[],
    at: Range,
    schema: JsonSchema,
    what: string,
  ): Template {
    const types = typesOf(schema);
    if (isFile(schema) || (types && !types.includes('object'))) {
      this.#source.report(
        at,
        'wrong-type',
        `${capital(what)} must be ${describeSchema(schema)}, found a map.`,
      );
      return { kind: 'object', entries: {} };
    }
    const compiled = this.entries(entries, schema, `of ${what}`);
    const names = entries.map(({ name }) => name);
    for (const name of schema.required ?? []) {
      if (!names.includes(name)) {
        this.#source.report(
          at,
          'missing-input',
          `${capital(what)} needs "${name}".`,
        );
      }
    }
    return { kind: 'object', entries: compiled };
  }

  /** Named values for the properties of a schema. */
  entries(
    entries: EntrySyntax[],
    schema: JsonSchema,
    what: string,
    each: (name: string) => void = () => undefined,
  ): Record<string, Template> {
    const compiled: [string, Template][] = [];
    for (const { name, nameAt, value } of entries) {
      const property = propertyOf(schema, name);
      const known = Object.keys(schema.properties ?? {});
      if (
        !property &&
        (known.length > 0 || schema.additionalProperties === false)
      ) {
        const near = nearestName(name, known);
        this.#source.report(
          nameAt,
          'unknown-input',
          `There is no "${name.slice(0, 80)}" ${what}${
            near
              ? `. Did you mean "${near}"?`
              : `; there is ${listNames(known)}.`
          }`,
          near ? { fix: { title: `Change to "${near}"`, newText: near } } : {},
        );
      }
      compiled.push([
        name,
        this.value(value, property ?? {}, {
          what: `"${name}"`,
          required: isRequired(schema, name),
        }),
      ]);
      each(name);
    }
    return Object.fromEntries(compiled);
  }

  #fits(given: JsonSchema, wanted: JsonSchema, at: Range, what: string): void {
    const problem = whyNotAssignable(given, wanted, what);
    if (problem) {
      this.#source.report(at, 'wrong-type', `${capital(problem)}.`);
    }
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
