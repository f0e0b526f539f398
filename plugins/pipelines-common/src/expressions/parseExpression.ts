import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import { limits } from '../limits';
import type { Range } from '../source/SourceFile';

export type { ASTNode } from '@marcbachmann/cel-js';

/** A parsed expression, or the reason why it is none and where in its source. */
export type ParsedExpression =
  | { ast: ASTNode }
  | { problem: string; at: Range };

const environment = new Environment({
  limits: {
    maxAstNodes: limits.expressionNodes,
    maxDepth: limits.expressionDepth,
    maxListElements: limits.literalElements,
    maxMapEntries: limits.literalElements,
    maxCallArguments: 8,
  },
});

/**
 * Parses CEL. Only the grammar comes from the library: types are checked by
 * `ExpressionChecker` and values computed by `evaluateExpression`, which know
 * JSON Schemas and a budget.
 */
export function parseExpression(source: string): ParsedExpression {
  const whole = { start: 0, end: source.length };
  if (source.length > limits.expressionLength) {
    return {
      problem: `The expression has ${source.length} characters; at most ${limits.expressionLength} are read.`,
      at: whole,
    };
  }
  if (source.trim() === '') {
    return { problem: 'The expression is empty.', at: whole };
  }
  try {
    return { ast: environment.parse(source).ast };
  } catch (error) {
    if (error instanceof ParseError) {
      const range = error.range ?? whole;
      return {
        problem: sentence(error.summary ?? error.message),
        at: { start: range.start, end: Math.max(range.end, range.start + 1) },
      };
    }
    if (error instanceof RangeError) {
      return { problem: 'The expression is nested too deeply.', at: whole };
    }
    throw error;
  }
}

/** The names of a chain such as `steps.test.outputs`, undefined for all else. */
export function pathOf(node: ASTNode): string[] | undefined {
  if (node.op === 'id') {
    return [node.args];
  }
  if (node.op === '.') {
    const left = pathOf(node.args[0]);
    return left && [...left, node.args[1]];
  }
  if (node.op === '[]' && node.args[1].op === 'value') {
    const left = pathOf(node.args[0]);
    const index = node.args[1].args;
    return left && typeof index === 'string' ? [...left, index] : undefined;
  }
  return undefined;
}

const tokens: Record<string, string> = {
  EOF: 'the end of the expression',
  IDENTIFIER: 'a name',
  RPAREN: '")"',
  LPAREN: '"("',
  RBRACKET: '"]"',
  LBRACKET: '"["',
  RBRACE: '"}"',
  LBRACE: '"{"',
  COLON: '":"',
  COMMA: '","',
  DOT: '"."',
};

function sentence(summary: string): string {
  const plain = summary
    .split('\n')[0]
    .replace(/\b[A-Z]{2,}\b/g, token => tokens[token] ?? token.toLowerCase());
  return plain.endsWith('.') ? plain : `${plain}.`;
}
