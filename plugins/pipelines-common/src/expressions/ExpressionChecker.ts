import type { JsonSchema } from '@dop/plugin-components-common';
import { limits } from '../limits';
import type { Rule } from '../rules';
import { describeSchema, typesOf } from '../schema/schemaTypes';
import type { Range } from '../source/SourceFile';
import { checkCall } from './checkCall';
import { checkList, checkLiteral, checkMap } from './checkLiterals';
import { checkField, checkIndex, checkName } from './checkNames';
import {
  checkArithmetic,
  checkChoice,
  checkEquality,
  checkLogic,
  checkMembership,
  checkOrder,
} from './checkOperators';
import { factsOf, type Facts } from './Facts';
import { widen } from './joinSchemas';
import type { ASTNode } from './parseExpression';

/** What an expression gives. */
export interface Checked {
  schema: JsonSchema;
  /** A name on the way may be missing: then there is no value at all. */
  absent: boolean;
  /** What to ask first where it may be missing, if that is not `has`. */
  ask?: string;
}

/** Something that is wrong in an expression; offsets are in its source. */
export interface ExpressionProblem {
  at: Range;
  rule: Rule;
  message: string;
  fix?: { title: string; newText: string };
  severity?: 'warning';
}

/** The names that a comprehension or the scope gives, with facts about them. */
export interface CheckContext {
  names: Record<string, JsonSchema>;
  facts: Facts;
  /** How often it is evaluated at most, as far as lists say how long they are. */
  repeats: number;
  /** How many comprehensions stand around it. */
  loops: number;
}

/** Stands for a value whose type is not known because of a finding in it. */
export const failed: Checked = { schema: { type: [] }, absent: false };

/**
 * Types of a CEL expression, from the JSON Schemas of what it may read. There is
 * no type that fits everything: what has no type in its schema can only be
 * handed on as it is.
 */
export class ExpressionChecker {
  readonly problems: ExpressionProblem[] = [];
  /** Ranges whose values are `number`, see `Expression.doubles`. */
  readonly doubles = new Set<string>();
  /** Chains of names that were read, `['steps', 'test', 'outputs', 'report']`. */
  readonly reads: { path: string[]; at: Range }[] = [];
  readonly #roots: Record<string, JsonSchema>;
  readonly #facts: Facts;
  #cost = 0;

  private constructor(roots: Record<string, JsonSchema>, facts: Facts) {
    this.#roots = roots;
    this.#facts = facts;
  }

  /**
   * @param roots - the names that expressions may begin with
   * @param facts - what is known where the expression stands
   */
  static create(
    roots: Record<string, JsonSchema>,
    facts: Facts = factsOf(roots),
  ): ExpressionChecker {
    return new ExpressionChecker(roots, facts);
  }

  /** The result of a whole expression; `problems` says what is wrong in it. */
  check(ast: ASTNode): Checked {
    const checked = this.type(ast, {
      names: this.#roots,
      facts: this.#facts,
      repeats: 1,
      loops: 0,
    });
    if (this.#cost > limits.evaluationCost) {
      this.problem(
        ast,
        'too-costly',
        `This may cost ${
          this.#cost
        }, and all expressions of a step together may cost ${
          limits.evaluationCost
        }. Do the work in a component instead.`,
      );
    }
    return checked;
  }

  /** The type of a value that must be there, for operators and functions. */
  value(node: ASTNode, context: CheckContext): JsonSchema {
    const { schema, absent, ask } = this.type(node, context);
    if (absent) {
      this.problem(
        node,
        'may-be-absent',
        ask ??
          `${shown(node)} may be missing. Ask with has(${shown(
            node,
          )}) first, such as has(${shown(node)}) ? ${shown(node)} : "none".`,
      );
      return schema;
    }
    if (!typesOf(schema)) {
      this.problem(
        node,
        'no-type',
        `${shown(
          node,
        )} has no type in its schema, so it can only be handed on as it is.`,
      );
      return failed.schema;
    }
    return schema;
  }

  /** A value of one of the given types; reports what else it is. */
  expect(
    node: ASTNode,
    context: CheckContext,
    expected: string[],
    what: string,
  ): JsonSchema {
    const schema = this.value(node, context);
    const types = typesOf(schema) ?? [];
    if (!isFailed(schema) && !types.every(type => expected.includes(type))) {
      this.problem(
        node,
        'wrong-type',
        `${what} must be ${describeSchema({
          type: expected as ('string' | 'boolean')[],
        })}, but ${shown(node)} is ${describeSchema(schema)}.${nullHint(
          types,
        )}`,
      );
      return failed.schema;
    }
    return schema;
  }

  problem(
    node: { start: number; end: number },
    rule: Rule,
    message: string,
    more: Partial<ExpressionProblem> = {},
  ): Checked {
    const at = { start: node.start, end: node.end };
    this.problems.push({ at, rule, message, ...more });
    return failed;
  }

  /** The type of a node; also notes where numbers are doubles. */
  type(node: ASTNode, context: CheckContext): Checked {
    this.#cost += context.repeats;
    const checked = this.#type(node, context);
    const kind = typesOf(checked.schema);
    if (
      (node.op === 'id' || node.op === '.' || node.op === '[]') &&
      kind?.includes('number')
    ) {
      this.doubles.add(`${node.start}-${node.end}`);
    }
    return checked;
  }

  #type(node: ASTNode, context: CheckContext): Checked {
    switch (node.op) {
      case 'value':
        return checkLiteral(this, node);
      case 'id':
        return checkName(this, node, context);
      case '.':
        return checkField(this, node, node.args[0], node.args[1], context);
      case '[]':
        return checkIndex(this, node, node.args[0], node.args[1], context);
      case '!_':
        this.expect(node.args, context, ['boolean'], 'What "!" turns round');
        return present({ type: 'boolean' });
      case '-_': {
        const schema = this.expect(
          node.args,
          context,
          ['integer', 'number'],
          'What "-" is before',
        );
        return present(widen(schema));
      }
      case '&&':
      case '||':
        return checkLogic(this, node, context);
      case '?:':
        return checkChoice(this, node.args, node, context);
      case '==':
      case '!=':
        return checkEquality(this, node, context);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return checkOrder(this, node, context);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return checkArithmetic(this, node, context);
      case 'in':
        return checkMembership(this, node, context);
      case 'list':
        return checkList(this, node.args, node, context);
      case 'map':
        return checkMap(this, node.args, context);
      case 'call':
      case 'rcall':
        return checkCall(this, node, context);
      default:
        return this.problem(
          node,
          'expression-syntax',
          `"${node.op}" is not known here.`,
        );
    }
  }
}

/** Whether a finding was already made about this value. */
export function isFailed(schema: JsonSchema): boolean {
  return Array.isArray(schema.type) && schema.type.length === 0;
}

export function present(schema: JsonSchema): Checked {
  return { schema, absent: false };
}

/** The source of a node, shortened. */
export function shown(node: ASTNode): string {
  const source = node.input.slice(node.start, node.end);
  return source.length > 60 ? `${source.slice(0, 60)}…` : source;
}

/** What to do about a value that may be null. */
export function nullHint(types: string[]): string {
  return types.includes('null') && types.length > 1
    ? ' Compare it with null first.'
    : '';
}
