import type { JsonSchema } from '@dop/plugin-components-common';
import { ExpressionChecker, isFailed } from '../expressions/ExpressionChecker';
import { listNames, nearestName } from '../expressions/names';
import { parseExpression } from '../expressions/parseExpression';
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
import type { EntrySyntax, ExpressionSyntax, TemplateSyntax } from './syntax';

/** An output that an expression reads. */
export interface OutputRead {
  from: string;
  output: string;
}

interface CheckedExpression {
  expression: Expression;
  schema: JsonSchema;
  absent: boolean;
}

/** Checks values with expressions against schemas, and compiles them. */
export class TemplateChecker {
  readonly #source: SourceFile;
  readonly #roots: Record<string, JsonSchema>;
  readonly #reads = new Map<string, OutputRead>();

  private constructor(source: SourceFile, roots: Record<string, JsonSchema>) {
    this.#source = source;
    this.#roots = roots;
  }

  /** @param roots - what expressions may read */
  static create(
    source: SourceFile,
    roots: Record<string, JsonSchema>,
  ): TemplateChecker {
    return new TemplateChecker(source, roots);
  }

  /** Outputs that were read since the last call. */
  takeReads(): OutputRead[] {
    const reads = [...this.#reads.values()];
    this.#reads.clear();
    return reads;
  }

  /** A condition: true or false, and certainly there. */
  condition(syntax: ExpressionSyntax): Expression | undefined {
    const checked = this.#expression(syntax);
    if (!checked) {
      return undefined;
    }
    if (checked.absent) {
      this.#absent(syntax);
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

  /** Anything that can be written as text, for `env` and group names. */
  text(syntax: TemplateSyntax, what: string): Template {
    switch (syntax.kind) {
      case 'literal':
        if (typeof syntax.value === 'object') {
          break;
        }
        return { kind: 'literal', value: String(syntax.value) };
      case 'expression':
        return { kind: 'text', parts: this.#parts([syntax]) };
      case 'text':
        return { kind: 'text', parts: this.#parts(syntax.parts) };
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
        return { kind: 'text', parts: this.#parts(syntax.parts) };
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
    const checked = this.#expression(syntax);
    if (!checked) {
      return { kind: 'expression', source: syntax.source };
    }
    if (checked.absent && place.required) {
      this.#source.report(
        syntax.at,
        'may-be-absent',
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

  #parts(parts: (string | ExpressionSyntax)[]): (string | Expression)[] {
    return parts.flatMap(part => {
      if (typeof part === 'string') {
        return part;
      }
      const checked = this.#expression(part);
      if (!checked) {
        return [];
      }
      const types = typesOf(checked.schema) ?? ['object'];
      if (checked.absent) {
        this.#absent(part);
      } else if (
        types.some(
          type => !['string', 'integer', 'number', 'boolean'].includes(type),
        )
      ) {
        this.#source.report(
          part.at,
          'wrong-type',
          `Only text, numbers, true and false can stand inside of text, this is ${describeSchema(
            checked.schema,
          )}.`,
        );
      }
      return checked.expression;
    });
  }

  #expression(syntax: ExpressionSyntax): CheckedExpression | undefined {
    const parsed = parseExpression(syntax.source);
    if ('problem' in parsed) {
      this.#source.report(
        this.#place(syntax, parsed.at),
        'expression-syntax',
        parsed.problem,
      );
      return undefined;
    }
    const checker = ExpressionChecker.create(this.#roots);
    const { schema, absent } = checker.check(parsed.ast);
    for (const { at, rule, message, fix, severity } of checker.problems) {
      this.#source.report(this.#place(syntax, at), rule, message, {
        fix,
        severity,
      });
    }
    for (const { path } of checker.reads) {
      const [, from, field, output] = path;
      if (field === 'outputs' && output) {
        this.#reads.set(`${from} ${output}`, { from, output });
      }
    }
    if (isFailed(schema)) {
      return undefined;
    }
    const doubles = [...checker.doubles];
    return {
      expression: {
        kind: 'expression',
        source: syntax.source,
        ...(doubles.length > 0 && { doubles }),
      },
      schema,
      absent,
    };
  }

  #fits(given: JsonSchema, wanted: JsonSchema, at: Range, what: string): void {
    const problem = whyNotAssignable(given, wanted, what);
    if (problem) {
      this.#source.report(at, 'wrong-type', `${capital(problem)}.`);
    }
  }

  #absent(syntax: ExpressionSyntax): void {
    this.#source.report(
      syntax.at,
      'may-be-absent',
      'This value may be missing. Give another value for that case: has(…) ? … : ….',
    );
  }

  #place(syntax: ExpressionSyntax, { start, end }: Range): Range {
    const from = syntax.offsetOf(start);
    const last = syntax.offsetOf(Math.max(start, end - 1));
    return { start: from, end: Math.max(last + 1, from + 1) };
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
