import { isAssignable } from '../schema/isAssignable';
import { describeSchema, typesOf, valuesOf } from '../schema/schemaTypes';
import {
  failed,
  isFailed,
  nullHint,
  present,
  shown,
  type CheckContext,
  type Checked,
  type ExpressionChecker,
} from './ExpressionChecker';
import { factsWhen } from './Facts';
import { joinSchemas, mayBeEqual, widen } from './joinSchemas';
import type { ASTNode } from './parseExpression';

/** `&&` and `||`: the right side knows what the left one asked. */
export function checkLogic(
  checker: ExpressionChecker,
  node: ASTNode & { op: '&&' | '||' },
  context: CheckContext,
): Checked {
  const [left, right] = node.args;
  checker.expect(left, context, ['boolean'], `What is left of "${node.op}"`);
  const facts = factsWhen(left, node.op === '&&', context.facts);
  checker.expect(
    right,
    { ...context, facts },
    ['boolean'],
    `What is right of "${node.op}"`,
  );
  return present({ type: 'boolean' });
}

/** `? :` */
export function checkChoice(
  checker: ExpressionChecker,
  [condition, yes, no]: [ASTNode, ASTNode, ASTNode],
  node: ASTNode,
  context: CheckContext,
): Checked {
  checker.expect(condition, context, ['boolean'], 'The condition before "?"');
  const when = (truth: boolean) => ({
    ...context,
    facts: factsWhen(condition, truth, context.facts),
  });
  const a = checker.type(yes, when(true));
  const b = checker.type(no, when(false));
  if (isFailed(a.schema) || isFailed(b.schema)) {
    return failed;
  }
  const schema =
    isAssignable(a.schema, b.schema) && isAssignable(b.schema, a.schema)
      ? a.schema
      : joinSchemas(a.schema, b.schema);
  return schema
    ? { schema, absent: a.absent || b.absent, ask: a.ask ?? b.ask }
    : checker.problem(
        node,
        'wrong-type',
        `Both results of "?:" must be of one type, but one is ${describeSchema(
          a.schema,
        )} and the other ${describeSchema(b.schema)}.`,
      );
}

/** `==` and `!=` */
export function checkEquality(
  checker: ExpressionChecker,
  node: ASTNode & { op: '==' | '!=' },
  context: CheckContext,
): Checked {
  const [left, right] = node.args.map(side => checker.value(side, context));
  const result = present({ type: 'boolean' as const });
  if (isFailed(left) || isFailed(right)) {
    return result;
  }
  if (!mayBeEqual(left, right)) {
    return checker.problem(
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
    checker.problem(
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

/** `<`, `<=`, `>` and `>=` */
export function checkOrder(
  checker: ExpressionChecker,
  node: ASTNode & { op: '<' | '<=' | '>' | '>=' },
  context: CheckContext,
): Checked {
  const kinds = ['integer', 'number', 'string'];
  const what = `A side of "${node.op}"`;
  const [left, right] = node.args.map(side =>
    checker.expect(side, context, kinds, what),
  );
  if (!isFailed(left) && !isFailed(right) && !mayBeEqual(left, right)) {
    return checker.problem(
      node,
      'wrong-type',
      `"${node.op}" compares two numbers or two texts, not ${describeSchema(
        left,
      )} and ${describeSchema(right)}.`,
    );
  }
  return present({ type: 'boolean' });
}

/** `+`, `-`, `*`, `/` and `%` */
export function checkArithmetic(
  checker: ExpressionChecker,
  node: ASTNode & { op: '+' | '-' | '*' | '/' | '%' },
  context: CheckContext,
): Checked {
  const [left, right] = node.args.map(side => checker.value(side, context));
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
  return checker.problem(
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

/** `in` */
export function checkMembership(
  checker: ExpressionChecker,
  node: ASTNode & { op: 'in' },
  context: CheckContext,
): Checked {
  const [needle, all] = node.args.map(side => checker.value(side, context));
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
  return checker.problem(
    node,
    'wrong-type',
    `"in" looks for an element in a list or for a name in an object, not for ${describeSchema(
      needle,
    )} in ${describeSchema(all)}.`,
  );
}
