import type { JsonSchema } from '@dop/plugin-components-common';
import { limits } from '../limits';
import type { Rule } from '../rules';
import { isAssignable } from '../schema/isAssignable';
import {
  describeSchema,
  isRequired,
  markedSchema,
  propertyOf,
  typesOf,
  valuesOf,
} from '../schema/schemaTypes';
import type { Range } from '../source/SourceFile';
import { checkCall } from './checkCall';
import { factsWhen, noFacts, pathKey, type Facts } from './Facts';
import { joinSchemas, mayBeEqual, widen, withoutNull } from './joinSchemas';
import { listNames, nearestName } from './names';
import { pathOf, type ASTNode } from './parseExpression';

/** What an expression gives. */
export interface Checked {
  schema: JsonSchema;
  /** A name on the way may be missing: then there is no value at all. */
  absent: boolean;
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
const failed: Checked = { schema: { type: [] }, absent: false };

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
  #cost = 0;

  private constructor(roots: Record<string, JsonSchema>) {
    this.#roots = roots;
  }

  /** @param roots - the names that expressions may begin with */
  static create(roots: Record<string, JsonSchema>): ExpressionChecker {
    return new ExpressionChecker(roots);
  }

  /** The result of a whole expression; `problems` says what is wrong in it. */
  check(ast: ASTNode): Checked {
    const checked = this.type(ast, {
      names: this.#roots,
      facts: noFacts,
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
    const { schema, absent } = this.type(node, context);
    if (absent) {
      this.problem(
        node,
        'may-be-absent',
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
        return this.#literal(node);
      case 'id':
        return this.#name(node, context);
      case '.':
        return this.#field(node, node.args[0], node.args[1], context);
      case '[]':
        return this.#index(node, node.args[0], node.args[1], context);
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
        return this.#logic(node, context);
      case '?:':
        return this.#choice(node.args, node, context);
      case '==':
      case '!=':
        return this.#equality(node, context);
      case '<':
      case '<=':
      case '>':
      case '>=':
        return this.#order(node, context);
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
        return this.#arithmetic(node, context);
      case 'in':
        return this.#membership(node, context);
      case 'list':
        return this.#list(node.args, node, context);
      case 'map':
        return this.#map(node.args, context);
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

  #literal(node: ASTNode & { op: 'value' }): Checked {
    const value = node.args;
    switch (typeof value) {
      case 'string':
        return present({ type: 'string', const: value });
      case 'boolean':
        return present({ type: 'boolean', const: value });
      case 'number':
        return present({ type: 'number' });
      case 'bigint':
        if (value > 2n ** 63n - 1n) {
          return this.problem(
            node,
            'wrong-type',
            `${value} is larger than the largest whole number, ${
              2n ** 63n - 1n
            }.`,
          );
        }
        return present(
          Number.isSafeInteger(Number(value))
            ? { type: 'integer', const: Number(value) }
            : { type: 'integer' },
        );
      default:
        return value === null
          ? present({ type: 'null' })
          : this.problem(
              node,
              'expression-syntax',
              'Bytes and unsigned numbers are not known here; use text or a whole number.',
            );
    }
  }

  #name(node: ASTNode & { op: 'id' }, { names }: CheckContext): Checked {
    if (node.args === 'steps' && names.steps) {
      return this.problem(
        node,
        'wrong-type',
        'Name one step and what of it: steps.test.outputs.report or steps.test.state.',
      );
    }
    if (Object.hasOwn(names, node.args)) {
      return present(names[node.args]);
    }
    return this.#unknown(
      node,
      node.args,
      Object.keys(names),
      `"${node.args}" is not known here`,
    );
  }

  #unknown(
    at: { start: number; end: number },
    name: string,
    known: string[],
    sentence: string,
  ): Checked {
    const near = nearestName(name, known);
    return this.problem(
      at,
      'unknown-name',
      `${sentence}${
        near ? `. Did you mean "${near}"?` : `; there is ${listNames(known)}.`
      }`,
      near && text(at) === name.length
        ? { fix: { title: `Change to "${near}"`, newText: near } }
        : {},
    );
  }

  #field(
    node: ASTNode,
    left: ASTNode,
    name: string,
    context: CheckContext,
  ): Checked {
    const path = pathOf(node);
    const isSteps = left.op === 'id' && left.args === 'steps';
    const object =
      isSteps && context.names.steps
        ? present(context.names.steps)
        : this.type(left, context);
    if (isFailed(object.schema)) {
      return failed;
    }
    const nameAt = { start: node.end - name.length, end: node.end };
    const schema = this.#object(left, object.schema, context);
    if (!schema) {
      return failed;
    }
    const property = propertyOf(schema, name);
    if (!property) {
      return this.#unknown(
        node.op === '.' ? nameAt : node,
        name,
        Object.keys(schema.properties ?? {}),
        `${shown(left)} has no "${name}"`,
      );
    }
    if (path && path[0] === 'steps') {
      this.reads.push({ path, at: { start: node.start, end: node.end } });
    }
    const known = path && context.facts.present.has(pathKey(path));
    const notNull = path && context.facts.notNull.has(pathKey(path));
    return {
      schema: notNull ? withoutNull(property) : property,
      absent: !known && (object.absent || !isRequired(schema, name)),
    };
  }

  /** The schema of something that has names; reports what has none. */
  #object(
    node: ASTNode,
    schema: JsonSchema,
    context: CheckContext,
  ): JsonSchema | undefined {
    const marked = markedSchema(schema);
    if (marked) {
      return marked;
    }
    const path = pathOf(node);
    const notNull = path && context.facts.notNull.has(pathKey(path));
    const types = typesOf(notNull ? withoutNull(schema) : schema);
    if (types?.join() === 'object') {
      return schema;
    }
    const rule = types ? 'wrong-type' : 'no-type';
    this.problem(
      node,
      rule,
      types
        ? `${shown(node)} is ${describeSchema(
            schema,
          )}, which has no names in it.${nullHint(types)}`
        : `${shown(
            node,
          )} has no type in its schema, so it can only be handed on as it is.`,
    );
    return undefined;
  }

  #index(
    node: ASTNode,
    left: ASTNode,
    index: ASTNode,
    context: CheckContext,
  ): Checked {
    if (index.op === 'value' && typeof index.args === 'string') {
      return this.#field(node, left, index.args, context);
    }
    const schema = this.value(left, context);
    if (isFailed(schema)) {
      return failed;
    }
    if (typesOf(schema)?.join() === 'array') {
      this.expect(index, context, ['integer'], 'A position in a list');
      return present(schema.items ?? {});
    }
    const { additionalProperties: rest } = schema;
    if (typeof rest === 'object' && !schema.properties) {
      this.expect(index, context, ['string'], 'A name in a map');
      return { schema: rest, absent: true };
    }
    return this.problem(
      index,
      'wrong-type',
      `${shown(left)} is ${describeSchema(
        schema,
      )}: its names must be written out, such as ${shown(left)}.name.`,
    );
  }

  #logic(node: ASTNode & { op: '&&' | '||' }, context: CheckContext): Checked {
    const [left, right] = node.args;
    this.expect(left, context, ['boolean'], `What is left of "${node.op}"`);
    const facts = factsWhen(left, node.op === '&&', context.facts);
    this.expect(
      right,
      { ...context, facts },
      ['boolean'],
      `What is right of "${node.op}"`,
    );
    return present({ type: 'boolean' });
  }

  #choice(
    [condition, yes, no]: [ASTNode, ASTNode, ASTNode],
    node: ASTNode,
    context: CheckContext,
  ): Checked {
    this.expect(condition, context, ['boolean'], 'The condition before "?"');
    const when = (truth: boolean) => ({
      ...context,
      facts: factsWhen(condition, truth, context.facts),
    });
    const a = this.type(yes, when(true));
    const b = this.type(no, when(false));
    if (isFailed(a.schema) || isFailed(b.schema)) {
      return failed;
    }
    const schema =
      isAssignable(a.schema, b.schema) && isAssignable(b.schema, a.schema)
        ? a.schema
        : joinSchemas(a.schema, b.schema);
    return schema
      ? { schema, absent: a.absent || b.absent }
      : this.problem(
          node,
          'wrong-type',
          `Both results of "?:" must be of one type, but one is ${describeSchema(
            a.schema,
          )} and the other ${describeSchema(b.schema)}.`,
        );
  }

  #equality(
    node: ASTNode & { op: '==' | '!=' },
    context: CheckContext,
  ): Checked {
    const [left, right] = node.args.map(side => this.value(side, context));
    const result = present({ type: 'boolean' as const });
    if (isFailed(left) || isFailed(right)) {
      return result;
    }
    if (!mayBeEqual(left, right)) {
      return this.problem(
        node,
        'wrong-type',
        `${shown(node.args[0])} is ${describeSchema(left)} and ${shown(
          node.args[1],
        )} is ${describeSchema(right)}; they are never equal.`,
      );
    }
    const values = [valuesOf(left), valuesOf(right)];
    if (
      values[0] &&
      values[1] &&
      !values[0].some(value => values[1]!.includes(value))
    ) {
      this.problem(
        node,
        'always-the-same',
        `${shown(node.args[0])} is ${describeSchema(left)} and ${shown(
          node.args[1],
        )} is ${describeSchema(right)}; they are never equal.`,
        { severity: 'warning' },
      );
    }
    return result;
  }

  #order(
    node: ASTNode & { op: '<' | '<=' | '>' | '>=' },
    context: CheckContext,
  ): Checked {
    const kinds = ['integer', 'number', 'string'];
    const what = `A side of "${node.op}"`;
    const [left, right] = node.args.map(side =>
      this.expect(side, context, kinds, what),
    );
    if (!isFailed(left) && !isFailed(right) && !mayBeEqual(left, right)) {
      return this.problem(
        node,
        'wrong-type',
        `"${node.op}" compares two numbers or two texts, not ${describeSchema(
          left,
        )} and ${describeSchema(right)}.`,
      );
    }
    return present({ type: 'boolean' });
  }

  #arithmetic(
    node: ASTNode & { op: '+' | '-' | '*' | '/' | '%' },
    context: CheckContext,
  ): Checked {
    const [left, right] = node.args.map(side => this.value(side, context));
    if (isFailed(left) || isFailed(right)) {
      return failed;
    }
    const kinds = [left, right].map(side => typesOf(side)?.join());
    const [a, b] = kinds;
    if (a === b && (a === 'integer' || (a === 'number' && node.op !== '%'))) {
      return present({ type: a });
    }
    if (node.op === '+' && a === b && a === 'string') {
      return present({ type: 'string' });
    }
    if (node.op === '+' && a === b && a === 'array') {
      const joined = joinSchemas(widen(left), widen(right));
      if (joined) {
        return present({ type: 'array', items: joined.items });
      }
    }
    const mixed =
      kinds.includes('integer') && kinds.includes('number')
        ? ' Turn the whole number into a number with double(…), or the other way with int(…).'
        : '';
    const asText =
      node.op === '+' && kinds.includes('string')
        ? ' Turn the other side into text with string(…).'
        : '';
    return this.problem(
      node,
      'wrong-type',
      `"${node.op}" does not work on ${describeSchema(
        widen(left),
      )} and ${describeSchema(widen(right))}.${mixed || asText}${nullHint([
        ...(typesOf(left) ?? []),
        ...(typesOf(right) ?? []),
      ])}`,
    );
  }

  #membership(node: ASTNode & { op: 'in' }, context: CheckContext): Checked {
    const [needle, all] = node.args.map(side => this.value(side, context));
    const result = present({ type: 'boolean' as const });
    if (isFailed(needle) || isFailed(all)) {
      return result;
    }
    const kind = typesOf(all)?.join();
    if (kind === 'array' && mayBeEqual(needle, all.items ?? {})) {
      return result;
    }
    if (kind === 'object' && typesOf(needle)?.join() === 'string') {
      return result;
    }
    return this.problem(
      node,
      'wrong-type',
      `"in" looks for an element in a list or for a name in an object, not for ${describeSchema(
        needle,
      )} in ${describeSchema(all)}.`,
    );
  }

  #list(items: ASTNode[], node: ASTNode, context: CheckContext): Checked {
    const types = items.map(item => this.value(item, context));
    if (types.some(isFailed)) {
      return failed;
    }
    if (types.length === 0) {
      return present({ type: 'array', items: {}, maxItems: 0 });
    }
    let joined: JsonSchema | undefined = types[0];
    for (const type of types.slice(1)) {
      joined = joined && joinSchemas(joined, type);
    }
    return joined
      ? present({ type: 'array', items: joined, maxItems: items.length })
      : this.problem(
          node,
          'wrong-type',
          'The elements of a list must be of one type.',
        );
  }

  #map(entries: [ASTNode, ASTNode][], context: CheckContext): Checked {
    const properties: Record<string, JsonSchema> = {};
    for (const [key, value] of entries) {
      const schema = this.value(value, context);
      if (key.op !== 'value' || typeof key.args !== 'string') {
        this.problem(
          key,
          'wrong-type',
          'A name in a map must be text in quotes.',
        );
      } else if (Object.hasOwn(properties, key.args)) {
        this.problem(key, 'duplicate-key', `"${key.args}" is there twice.`);
      } else {
        properties[key.args] = schema;
      }
    }
    return present({
      type: 'object',
      properties,
      required: Object.keys(properties),
      additionalProperties: false,
    });
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

function nullHint(types: string[]): string {
  return types.includes('null') && types.length > 1
    ? ' Compare it with null first.'
    : '';
}

function text({ start, end }: { start: number; end: number }): number {
  return end - start;
}
