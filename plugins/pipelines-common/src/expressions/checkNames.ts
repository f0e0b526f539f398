import type { JsonSchema } from '@dop/plugin-components-common';
import {
  describeSchema,
  isRequired,
  markedSchema,
  propertyOf,
  typesOf,
} from '../schema/schemaTypes';
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
import { pathKey, triggerTypesOf } from './Facts';
import { withoutNull } from './joinSchemas';
import { listNames, nearestName } from './names';
import { pathOf, type ASTNode } from './parseExpression';
import { hasField, whatToAsk } from './triggerEvent';

/** A name that expressions begin with. */
export function checkName(
  checker: ExpressionChecker,
  node: ASTNode & { op: 'id' },
  { names }: CheckContext,
): Checked {
  if (node.args === 'steps' && names.steps) {
    return checker.problem(
      node,
      'wrong-type',
      'Name one step and what of it: steps.test.outputs.report or steps.test.state.',
    );
  }
  if (Object.hasOwn(names, node.args)) {
    return present(names[node.args]);
  }
  return reportUnknown(
    checker,
    node,
    node.args,
    Object.keys(names),
    `"${node.args}" is not known here`,
  );
}

/** `left.name` */
export function checkField(
  checker: ExpressionChecker,
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
      : checker.type(left, context);
  if (isFailed(object.schema)) {
    return failed;
  }
  const nameAt = { start: node.end - name.length, end: node.end };
  const schema = namesOf(checker, left, object.schema, context);
  if (!schema) {
    return failed;
  }
  const property = propertyOf(schema, name);
  const ask = whatToAsk(path, triggerTypesOf(context.names));
  if (!property && ask) {
    return checker.problem(
      node.op === '.' ? nameAt : node,
      'unknown-name',
      ask,
    );
  }
  if (!property) {
    return reportUnknown(
      checker,
      node.op === '.' ? nameAt : node,
      name,
      Object.keys(schema.properties ?? {}),
      `${shown(left)} has no "${name}"`,
    );
  }
  if (path && path[0] === 'steps') {
    checker.reads.push({ path, at: { start: node.start, end: node.end } });
  }
  const known =
    path &&
    (context.facts.present.has(pathKey(path)) ||
      (ask && hasField(context.facts.triggerTypes, name)));
  const notNull = path && context.facts.notNull.has(pathKey(path));
  return {
    schema: notNull ? withoutNull(property) : property,
    absent: !known && (object.absent || !isRequired(schema, name)),
    ask: object.ask ?? ask,
  };
}

/** `left[index]` */
export function checkIndex(
  checker: ExpressionChecker,
  node: ASTNode,
  left: ASTNode,
  index: ASTNode,
  context: CheckContext,
): Checked {
  if (index.op === 'value' && typeof index.args === 'string') {
    return checkField(checker, node, left, index.args, context);
  }
  const schema = checker.value(left, context);
  if (isFailed(schema)) {
    return failed;
  }
  if (typesOf(schema)?.join() === 'array') {
    checker.expect(index, context, ['integer'], 'A position in a list');
    return present(schema.items ?? {});
  }
  const { additionalProperties: rest } = schema;
  if (typeof rest === 'object' && !schema.properties) {
    checker.expect(index, context, ['string'], 'A name in a map');
    return { schema: rest, absent: true };
  }
  return checker.problem(
    index,
    'wrong-type',
    `${shown(left)} is ${describeSchema(
      schema,
    )}: its names must be written out, such as ${shown(left)}.name.`,
  );
}

function reportUnknown(
  checker: ExpressionChecker,
  at: { start: number; end: number },
  name: string,
  known: string[],
  sentence: string,
): Checked {
  const near = nearestName(name, known);
  return checker.problem(
    at,
    'unknown-name',
    `${sentence}${
      near ? `. Did you mean "${near}"?` : `; there is ${listNames(known)}.`
    }`,
    near && at.end - at.start === name.length
      ? { fix: { title: `Change to "${near}"`, newText: near } }
      : {},
  );
}

function namesOf(
  checker: ExpressionChecker,
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
  checker.problem(
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
