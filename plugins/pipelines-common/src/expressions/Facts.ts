import type { JsonSchema } from '@dop/plugin-components-common';
import { pathOf, type ASTNode } from './parseExpression';

/** What a condition that was passed says about paths. */
export interface Facts {
  present: ReadonlySet<string>;
  notNull: ReadonlySet<string>;
  /** What `trigger.type` may be. */
  triggerTypes: readonly string[];
}

/** What is known before anything is asked. */
export function factsOf(roots: Record<string, JsonSchema>): Facts {
  return {
    present: new Set(),
    notNull: new Set(),
    triggerTypes: triggerTypesOf(roots),
  };
}

/** All that `trigger.type` may be in a workflow. */
export function triggerTypesOf({
  trigger,
}: Record<string, JsonSchema>): readonly string[] {
  return (trigger?.properties?.type?.enum ?? []) as string[];
}

/** One key for a path. */
export function pathKey(path: string[]): string {
  return path.join('\u0000');
}

/** What is known where `condition` is `truth`, beside what was known before. */
export function factsWhen(
  condition: ASTNode,
  truth: boolean,
  known: Facts,
): Facts {
  switch (condition.op) {
    case '!_':
      return factsWhen(condition.args, !truth, known);
    case '&&':
    case '||':
      return (condition.op === '&&') === truth
        ? factsWhen(
            condition.args[1],
            truth,
            factsWhen(condition.args[0], truth, known),
          )
        : known;
    case 'call': {
      const path =
        condition.args[0] === 'has' && truth && condition.args[1].length === 1
          ? pathOf(condition.args[1][0])
          : undefined;
      return path
        ? {
            ...known,
            present: new Set([
              ...known.present,
              ...path.map((_, at) => pathKey(path.slice(0, at + 1))),
            ]),
          }
        : known;
    }
    case 'in': {
      const [left, right] = condition.args;
      const asked = right.op === 'list' ? right.args.map(textOf) : [undefined];
      return isTriggerType(left) ? ofTypes(known, asked, truth) : known;
    }
    case '!=':
    case '==': {
      const [left, right] = condition.args;
      if (isTriggerType(left) || isTriggerType(right)) {
        const asked = textOf(isTriggerType(left) ? right : left);
        return ofTypes(known, [asked], (condition.op === '==') === truth);
      }
      const other = isNull(left) ? right : left;
      const path =
        (isNull(left) || isNull(right)) &&
        (condition.op === '!=') === truth &&
        pathOf(other);
      return path
        ? { ...known, notNull: new Set([...known.notNull, pathKey(path)]) }
        : known;
    }
    default:
      return known;
  }
}

/** @param asked - undefined for what is not written out */
function ofTypes(
  known: Facts,
  asked: (string | undefined)[],
  truth: boolean,
): Facts {
  return asked.includes(undefined)
    ? known
    : {
        ...known,
        triggerTypes: known.triggerTypes.filter(
          type => asked.includes(type) === truth,
        ),
      };
}

function isTriggerType(node: ASTNode): boolean {
  return pathOf(node)?.join('.') === 'trigger.type';
}

function textOf(node: ASTNode): string | undefined {
  return node.op === 'value' && typeof node.args === 'string'
    ? node.args
    : undefined;
}

function isNull(node: ASTNode): boolean {
  return node.op === 'value' && node.args === null;
}
