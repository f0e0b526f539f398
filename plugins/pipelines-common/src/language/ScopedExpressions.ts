import type { JsonSchema } from '@dop/plugin-components-common';
import { ExpressionChecker, isFailed } from '../expressions/ExpressionChecker';
import { parseExpression } from '../expressions/parseExpression';
import type { Facts } from '../expressions/Facts';
import type { Expression } from '../plan';
import { describeSchema, typesOf } from '../schema/schemaTypes';
import type { Range, SourceFile } from '../source/SourceFile';
import type { ExpressionSyntax } from './syntax';

/** An output that an expression reads. */
export interface OutputRead {
  from: string;
  output: string;
}

/** An expression with its type. */
export interface CheckedExpression {
  expression: Expression;
  schema: JsonSchema;
  absent: boolean;
  /** What to ask first, if that is not `has`. */
  ask?: string;
}

/** Checks the expressions of one place in a file, and notes what they read. */
export class ScopedExpressions {
  readonly source: SourceFile;
  readonly #roots: Record<string, JsonSchema>;
  readonly #facts: Facts;
  readonly #reads = new Map<string, OutputRead>();

  /**
   * @param roots - what expressions may read
   * @param facts - what is known where they stand
   */
  constructor(
    source: SourceFile,
    roots: Record<string, JsonSchema>,
    facts: Facts,
  ) {
    this.source = source;
    this.#roots = roots;
    this.#facts = facts;
  }

  /** Outputs that were read since the last call. */
  takeReads(): OutputRead[] {
    const reads = [...this.#reads.values()];
    this.#reads.clear();
    return reads;
  }

  /** Constant text and expressions that can stand inside of it. */
  parts(parts: (string | ExpressionSyntax)[]): (string | Expression)[] {
    return parts.flatMap(part => {
      if (typeof part === 'string') {
        return part;
      }
      const checked = this.check(part);
      if (!checked) {
        return [];
      }
      const types = typesOf(checked.schema) ?? ['object'];
      if (checked.absent) {
        this.reportAbsent(part, checked.ask);
      } else if (
        types.some(
          type => !['string', 'integer', 'number', 'boolean'].includes(type),
        )
      ) {
        this.source.report(
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

  /** Undefined where it has no type, after a finding. */
  check(syntax: ExpressionSyntax): CheckedExpression | undefined {
    const parsed = parseExpression(syntax.source);
    if ('problem' in parsed) {
      this.source.report(
        this.#place(syntax, parsed.at),
        'expression-syntax',
        parsed.problem,
      );
      return undefined;
    }
    const checker = ExpressionChecker.create(this.#roots, this.#facts);
    const { schema, absent, ask } = checker.check(parsed.ast);
    for (const { at, rule, message, fix, severity } of checker.problems) {
      this.source.report(this.#place(syntax, at), rule, message, {
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
      ask,
    };
  }

  reportAbsent(syntax: ExpressionSyntax, ask?: string): void {
    this.source.report(
      syntax.at,
      'may-be-absent',
      ask ??
        'This value may be missing. Give another value for that case: has(…) ? … : ….',
    );
  }

  #place(syntax: ExpressionSyntax, { start, end }: Range): Range {
    const from = syntax.offsetOf(start);
    const last = syntax.offsetOf(Math.max(start, end - 1));
    return { start: from, end: Math.max(last + 1, from + 1) };
  }
}
