import type { JsonSchema } from '@dop/plugin-components-common';
import { limits } from '../limits';
import { describeSchema, typesOf } from '../schema/schemaTypes';
import {
  isFailed,
  present,
  shown,
  type CheckContext,
  type Checked,
  type ExpressionChecker,
} from './ExpressionChecker';
import {
  globalFunctions,
  listMacros,
  listMethods,
  textMethods,
} from './functions';
import { widen } from './joinSchemas';
import { listNames, nearestName } from './names';
import { pathOf, type ASTNode } from './parseExpression';

type Call = ASTNode & { op: 'call' };
type MethodCall = ASTNode & { op: 'rcall' };

/** Types of `f(…)` and `x.f(…)`. */
export function checkCall(
  checker: ExpressionChecker,
  node: Call | MethodCall,
  context: CheckContext,
): Checked {
  return node.op === 'call'
    ? checkFunction(checker, node, context)
    : checkMethod(checker, node, context);
}

function checkFunction(
  checker: ExpressionChecker,
  node: Call,
  context: CheckContext,
): Checked {
  const [name, parameters] = node.args;
  if (!globalFunctions.includes(name)) {
    return unknownFunction(checker, node, name, globalFunctions);
  }
  if (parameters.length !== 1) {
    return checker.problem(
      node,
      'wrong-type',
      `${name}() takes one value, not ${parameters.length}.`,
    );
  }
  const [parameter] = parameters;
  switch (name) {
    case 'has':
      return checkHas(checker, parameter, context);
    case 'size':
      checker.expect(
        parameter,
        context,
        ['string', 'array', 'object'],
        'What size() counts',
      );
      return present({ type: 'integer' });
    case 'string':
      checker.expect(
        parameter,
        context,
        ['string', 'integer', 'number', 'boolean'],
        'What string() turns into text',
      );
      return present({ type: 'string' });
    default:
      checker.expect(
        parameter,
        context,
        ['string', 'integer', 'number'],
        `What ${name}() turns into a number`,
      );
      return present({ type: name === 'int' ? 'integer' : 'number' });
  }
}

function checkHas(
  checker: ExpressionChecker,
  parameter: ASTNode,
  context: CheckContext,
): Checked {
  if (parameter.op !== '.' || !pathOf(parameter)) {
    checker.problem(
      parameter,
      'wrong-type',
      'has() asks for a chain of names, such as has(steps.test.outputs.report).',
    );
  } else {
    checker.type(parameter, context);
  }
  return present({ type: 'boolean' });
}

function checkMethod(
  checker: ExpressionChecker,
  node: MethodCall,
  context: CheckContext,
): Checked {
  const [name, receiver, parameters] = node.args;
  const schema = checker.value(receiver, context);
  if (isFailed(schema)) {
    return { schema, absent: false };
  }
  const kind = typesOf(schema)?.join();
  if (kind === 'string') {
    return checkTextMethod(checker, node, name, parameters, context);
  }
  if (kind === 'array') {
    return listMacros.includes(name)
      ? checkMacro(checker, node, schema, context)
      : checkListMethod(checker, node, schema, context);
  }
  if (kind === 'object' && name === 'size' && parameters.length === 0) {
    return present({ type: 'integer' });
  }
  return checker.problem(
    node,
    'unknown-name',
    `${describeSchema(schema)} has no function ${name}().`,
  );
}

function checkTextMethod(
  checker: ExpressionChecker,
  node: ASTNode,
  name: string,
  parameters: ASTNode[],
  context: CheckContext,
): Checked {
  const method = Object.hasOwn(textMethods, name)
    ? textMethods[name]
    : undefined;
  if (!method) {
    return unknownFunction(checker, node, name, Object.keys(textMethods));
  }
  const most = method.parameters.length;
  if (parameters.length < method.required || parameters.length > most) {
    return checker.problem(
      node,
      'wrong-type',
      `${name}() takes ${
        method.required === most ? most : `${method.required} to ${most}`
      } values, not ${parameters.length}.`,
    );
  }
  parameters.forEach((parameter, at) =>
    checker.expect(
      parameter,
      context,
      typesOf(method.parameters[at]) ?? [],
      `Value ${at + 1} of ${name}()`,
    ),
  );
  return present(method.result);
}

function checkListMethod(
  checker: ExpressionChecker,
  node: MethodCall,
  schema: JsonSchema,
  context: CheckContext,
): Checked {
  const [name, , parameters] = node.args;
  if (name === 'size' && parameters.length === 0) {
    return present({ type: 'integer' });
  }
  if (name === 'join' && parameters.length <= 1) {
    const element = typesOf(schema.items ?? {})?.join();
    if (element !== 'string' && schema.maxItems !== 0) {
      return checker.problem(
        node,
        'wrong-type',
        `join() works on a list of text, not on ${describeSchema(schema)}.`,
      );
    }
    parameters.forEach(parameter =>
      checker.expect(
        parameter,
        context,
        ['string'],
        'What join() puts between',
      ),
    );
    return present({ type: 'string' });
  }
  return unknownFunction(checker, node, name, [...listMethods, ...listMacros]);
}

function checkMacro(
  checker: ExpressionChecker,
  node: MethodCall,
  schema: JsonSchema,
  context: CheckContext,
): Checked {
  const [name, , parameters] = node.args;
  const [variable, ...bodies] = parameters;
  const bodyCount = name === 'map' ? [1, 2] : [1];
  if (variable?.op !== 'id' || !bodyCount.includes(bodies.length)) {
    return checker.problem(
      node,
      'wrong-type',
      `${name}() takes a name for the element and an expression, such as list.${name}(x, x != "").`,
    );
  }
  if (Object.hasOwn(context.names, variable.args)) {
    return checker.problem(
      variable,
      'duplicate-key',
      `"${variable.args}" already means something here. Choose another name.`,
    );
  }
  if (context.loops >= limits.expressionLoops) {
    return checker.problem(
      node,
      'too-costly',
      `Functions on lists stand in each other at most ${limits.expressionLoops} deep. Do the work in a component instead.`,
    );
  }
  const inner: CheckContext = {
    names: { ...context.names, [variable.args]: schema.items ?? {} },
    facts: context.facts,
    repeats: context.repeats * (schema.maxItems ?? 1),
    loops: context.loops + 1,
  };
  const size =
    schema.maxItems === undefined ? {} : { maxItems: schema.maxItems };
  if (name !== 'map' || bodies.length === 2) {
    checker.expect(bodies[0], inner, ['boolean'], `The condition of ${name}()`);
  }
  if (name === 'map') {
    const result = checker.value(bodies[bodies.length - 1], inner);
    return isFailed(result)
      ? { schema: result, absent: false }
      : present({ type: 'array', items: widen(result), ...size });
  }
  return present(
    name === 'filter'
      ? { type: 'array', items: schema.items, ...size }
      : { type: 'boolean' },
  );
}

function unknownFunction(
  checker: ExpressionChecker,
  node: ASTNode,
  name: string,
  known: string[],
): Checked {
  const near = nearestName(name, known);
  return checker.problem(
    node,
    'unknown-name',
    `There is no function ${name}() for ${shown(node)}; ${
      near ? `did you mean ${near}()?` : `known: ${listNames(known)}.`
    }`,
  );
}
