import type { Budget } from './Budget';
import { callFunction, callTextMethod } from './callFunction';
import { ExpressionCostError, ExpressionError } from './ExpressionError';
import { boundedList, joined } from './bounded';
import { add, arithmetic, isMember, order } from './operators';
import type { ASTNode } from './parseExpression';
import {
  absent,
  checkRange,
  equal,
  fromJson,
  isMap,
  isNumber,
  type CelValue,
} from './values';

/** What the names of an expression stand for. */
export type Names = Record<string, CelValue>;
type Result = CelValue | typeof absent;

/** Walks an expression that the checker has let through, within a budget. */
export class ExpressionInterpreter {
  readonly #doubles: ReadonlySet<string>;
  readonly #budget: Budget;

  constructor(doubles: ReadonlySet<string>, budget: Budget) {
    this.#doubles = doubles;
    this.#budget = budget;
  }

  run(node: ASTNode, names: Names): Result {
    this.#budget.spend(1);
    switch (node.op) {
      case 'value':
        return node.args as CelValue;
      case 'id':
        return this.#read(node, names, node.args);
      case '.':
        return this.#field(node, node.args[0], node.args[1], names);
      case '[]':
        return this.#index(node, node.args, names);
      case '!_':
        return !this.#boolean(node.args, names);
      case '-_': {
        const value = this.#number(node.args, names);
        return typeof value === 'bigint' ? checkRange(-value) : -value;
      }
      case '&&':
        return this.#logic(node.args, names, false);
      case '||':
        return this.#logic(node.args, names, true);
      case '?:':
        return this.run(
          this.#boolean(node.args[0], names) ? node.args[1] : node.args[2],
          names,
        );
      case '==':
      case '!=':
        return (
          equal(...this.#pair(node.args, names), cost =>
            this.#budget.spend(cost),
          ) ===
          (node.op === '==')
        );
      case '<':
      case '<=':
      case '>':
      case '>=':
        return order(node.op, ...this.#pair(node.args, names), this.#budget);
      case '+':
        return add(...this.#pair(node.args, names), this.#budget);
      case '-':
      case '*':
      case '/':
      case '%':
        return arithmetic(node.op, ...this.#pair(node.args, names));
      case 'in':
        return isMember(...this.#pair(node.args, names), this.#budget);
      case 'list':
        return node.args.map(item => this.#value(item, names));
      case 'map':
        return Object.fromEntries(
          node.args.map(([key, value]) => [
            String(this.#value(key, names)),
            this.#value(value, names),
          ]),
        );
      case 'call':
        return this.#call(node.args, names);
      case 'rcall':
        return this.#method(node.args, names);
      default:
        throw new ExpressionError(`"${node.op}" is not known here`);
    }
  }

  #value(node: ASTNode, names: Names): CelValue {
    const value = this.run(node, names);
    if (value === absent) {
      throw new ExpressionError(
        `${node.input.slice(node.start, node.end)} is missing`,
      );
    }
    return value as CelValue;
  }

  #pair([left, right]: [ASTNode, ASTNode], names: Names): [CelValue, CelValue] {
    return [this.#value(left, names), this.#value(right, names)];
  }

  #boolean(node: ASTNode, names: Names): boolean {
    const value = this.#value(node, names);
    if (typeof value !== 'boolean') {
      throw new ExpressionError('expected true or false');
    }
    return value;
  }

  #number(node: ASTNode, names: Names): number | bigint {
    const value = this.#value(node, names);
    if (!isNumber(value)) {
      throw new ExpressionError('expected a number');
    }
    return value;
  }

  /** One name of an object, as the type that the checker found. */
  #read(node: ASTNode, object: Names, name: string): Result {
    if (!Object.hasOwn(object, name) || object[name] === undefined) {
      return absent;
    }
    return this.#typed(node, object[name]);
  }

  #typed(node: ASTNode, value: CelValue): CelValue {
    const converted = isNumber(value) ? fromJson(value as number) : value;
    return typeof converted === 'bigint' &&
      this.#doubles.has(`${node.start}-${node.end}`)
      ? Number(converted)
      : converted;
  }

  #field(node: ASTNode, left: ASTNode, name: string, names: Names): Result {
    const object = this.run(left, names);
    if (object === absent) {
      return absent;
    }
    if (!isMap(object as CelValue)) {
      throw new ExpressionError(
        `${node.input.slice(left.start, left.end)} has no names in it`,
      );
    }
    return this.#read(node, object as Names, name);
  }

  #index(
    node: ASTNode,
    [left, index]: [ASTNode, ASTNode],
    names: Names,
  ): Result {
    const at = this.#value(index, names);
    if (typeof at === 'string') {
      return this.#field(node, left, at, names);
    }
    const list = this.#value(left, names);
    if (!Array.isArray(list) || typeof at !== 'bigint') {
      throw new ExpressionError('expected a list and a position');
    }
    if (at < 0n || at >= BigInt(list.length)) {
      throw new ExpressionError(
        `the list has ${list.length} elements, there is none at ${at}`,
      );
    }
    return this.#typed(node, list[Number(at)]);
  }

  /** As CEL has it: a side that decides alone hides an error of the other. */
  #logic(
    [left, right]: [ASTNode, ASTNode],
    names: Names,
    decides: boolean,
  ): boolean {
    let failure: ExpressionError | undefined;
    try {
      if (this.#boolean(left, names) === decides) {
        return decides;
      }
    } catch (error) {
      if (
        !(error instanceof ExpressionError) ||
        error instanceof ExpressionCostError
      ) {
        throw error;
      }
      failure = error;
    }
    if (this.#boolean(right, names) === decides) {
      return decides;
    }
    if (failure) {
      throw failure;
    }
    return !decides;
  }

  #call([name, parameters]: [string, ASTNode[]], names: Names): CelValue {
    if (name === 'has') {
      return this.run(parameters[0], names) !== absent;
    }
    return callFunction(name, this.#value(parameters[0], names));
  }

  #method(
    [name, receiver, parameters]: [string, ASTNode, ASTNode[]],
    names: Names,
  ): CelValue {
    const value = this.#value(receiver, names);
    if (typeof value === 'string') {
      const given = parameters.map(parameter => this.#value(parameter, names));
      const result = callTextMethod(name, value, given, cost =>
        this.#budget.spend(cost),
      );
      return Array.isArray(result) ? boundedList(this.#budget, result) : result;
    }
    if (name === 'size') {
      return callFunction('size', value);
    }
    if (!Array.isArray(value)) {
      throw new ExpressionError(`${name}() needs text or a list`);
    }
    if (name === 'join') {
      const between = parameters.length
        ? String(this.#value(parameters[0], names))
        : '';
      return joined(this.#budget, value, between);
    }
    return this.#macro(name, value, parameters, names);
  }

  #macro(
    name: string,
    list: CelValue[],
    [variable, ...bodies]: ASTNode[],
    names: Names,
  ): CelValue {
    if (variable.op !== 'id') {
      throw new ExpressionError(`${name}() needs a name for the element`);
    }
    const inner: Names = { ...names };
    const test = (item: CelValue) => {
      inner[variable.args] = item;
      return this.#boolean(bodies[0], inner);
    };
    switch (name) {
      case 'all':
        return list.every(test);
      case 'exists':
        return list.some(test);
      case 'exists_one':
        return list.filter(test).length === 1;
      case 'filter':
        return boundedList(this.#budget, list.filter(test));
      case 'map': {
        const kept = bodies.length === 2 ? list.filter(test) : list;
        return boundedList(
          this.#budget,
          kept.map(item => {
            inner[variable.args] = item;
            return this.#value(bodies[bodies.length - 1], inner);
          }),
        );
      }
      default:
        throw new ExpressionError(`there is no function ${name}()`);
    }
  }
}
