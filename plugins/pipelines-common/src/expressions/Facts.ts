import { pathOf, type ASTNode } from './parseExpression';

/** What a condition that was passed says about paths. */
export interface Facts {
  present: ReadonlySet<string>;
  notNull: ReadonlySet<string>;
}

export const noFacts: Facts = { present: new Set(), notNull: new Set() };

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
    case '!=':
    case '==': {
      const [left, right] = condition.args;
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

function isNull(node: ASTNode): boolean {
  return node.op === 'value' && node.args === null;
}
