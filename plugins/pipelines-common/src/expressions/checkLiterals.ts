import type { JsonSchema } from '@dop/plugin-components-common';
import {
  failed,
  isFailed,
  present,
  type CheckContext,
  type Checked,
  type ExpressionChecker,
} from './ExpressionChecker';
import { joinSchemas } from './joinSchemas';
import type { ASTNode } from './parseExpression';

/** A constant. */
export function checkLiteral(
  checker: ExpressionChecker,
  node: ASTNode & { op: 'value' },
): Checked {
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
        return checker.problem(
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
        : checker.problem(
            node,
            'expression-syntax',
            'Bytes and unsigned numbers are not known here; use text or a whole number.',
          );
  }
}

/** `[a, b]` */
export function checkList(
  checker: ExpressionChecker,
  items: ASTNode[],
  node: ASTNode,
  context: CheckContext,
): Checked {
  const types = items.map(item => checker.value(item, context));
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
    : checker.problem(
        node,
        'wrong-type',
        'The elements of a list must be of one type.',
      );
}

/** `{"a": b}` */
export function checkMap(
  checker: ExpressionChecker,
  entries: [ASTNode, ASTNode][],
  context: CheckContext,
): Checked {
  const properties: Record<string, JsonSchema> = {};
  for (const [key, value] of entries) {
    const schema = checker.value(value, context);
    if (key.op !== 'value' || typeof key.args !== 'string') {
      checker.problem(
        key,
        'wrong-type',
        'A name in a map must be text in quotes.',
      );
    } else if (Object.hasOwn(properties, key.args)) {
      checker.problem(key, 'duplicate-key', `"${key.args}" is there twice.`);
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
