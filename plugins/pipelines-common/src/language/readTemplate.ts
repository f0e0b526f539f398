import { splitTemplate } from '../expressions/splitTemplate';
import type { SourceFile } from '../source/SourceFile';
import type { SourceNode, SourceScalar } from '../source/SourceNode';
import type { ExpressionSyntax, TemplateSyntax } from './syntax';

/** Finds the expressions in a value. */
export function readTemplate(
  source: SourceFile,
  node: SourceNode,
): TemplateSyntax {
  switch (node.kind) {
    case 'list': {
      const items = node.items.map(item => readTemplate(source, item));
      return items.every(isLiteral)
        ? { kind: 'literal', value: items.map(item => item.value), at: node.at }
        : { kind: 'list', items, at: node.at };
    }
    case 'map':
      // Never a literal, so that findings can point to a name in it.
      return {
        kind: 'object',
        at: node.at,
        entries: node.entries.map(entry => ({
          name: entry.key,
          nameAt: entry.keyAt,
          value: readTemplate(source, entry.value),
        })),
      };
    default:
      return readScalar(source, node);
  }
}

/**
 * A condition: CEL, with or without `${{ }}` around all of it.
 */
export function readCondition(
  source: SourceFile,
  node: SourceNode,
): ExpressionSyntax | undefined {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') {
    return {
      kind: 'expression',
      source: String(node.value),
      at: node.at,
      offsetOf: index => node.at.start + index,
    };
  }
  const template = readTemplate(source, node);
  if (template.kind === 'expression') {
    return template;
  }
  source.report(
    node.at,
    'wrong-type',
    'A condition is one expression: "${{ … }}" with nothing around it.',
  );
  return undefined;
}

function readScalar(source: SourceFile, node: SourceScalar): TemplateSyntax {
  const { value, at } = node;
  if (typeof value !== 'string' || !value.includes('${{')) {
    return { kind: 'literal', value, at };
  }
  const parts: (string | ExpressionSyntax)[] = [];
  for (const part of splitTemplate(value)) {
    if (part.kind === 'text') {
      parts.push(part.text);
    } else if (part.kind === 'open') {
      const start = node.offsetOf(part.start);
      source.report(
        { start, end: start + 3 },
        'expression-syntax',
        'This "${{" has no "}}". Write "$${{" for the characters themselves.',
      );
    } else {
      parts.push(expressionOf(node, part.source, part.start));
    }
  }
  const [first] = parts;
  const lone = typeof first === 'object' && isLone(parts);
  if (lone) {
    return first;
  }
  return parts.every(part => typeof part === 'string')
    ? { kind: 'literal', value: parts.join(''), at }
    : { kind: 'text', parts, at };
}

/** One expression with at most white space behind it, as block text has it. */
function isLone(parts: (string | ExpressionSyntax)[]): boolean {
  return (
    parts.length === 1 ||
    (parts.length === 2 &&
      typeof parts[1] === 'string' &&
      /^\n$/.test(parts[1]))
  );
}

function expressionOf(
  node: SourceScalar,
  source: string,
  start: number,
): ExpressionSyntax {
  const offsetOf = (index: number) => node.offsetOf(start + index);
  const begin = source.length - source.trimStart().length;
  return {
    kind: 'expression',
    source,
    at: {
      start: offsetOf(begin),
      end: offsetOf(source.trimEnd().length),
    },
    offsetOf,
  };
}

function isLiteral(
  template: TemplateSyntax,
): template is TemplateSyntax & { kind: 'literal' } {
  return template.kind === 'literal';
}
