import {
  parseExpression,
  pathOf,
  type ASTNode,
} from '../expressions/parseExpression';
import { expressionsIn } from '../language/StepGraph';
import { readTemplate } from '../language/readTemplate';
import type { ExpressionSyntax, TemplateSyntax } from '../language/syntax';
import { SourceFile, type Range } from '../source/SourceFile';
import type { SourceMap, SourceNode } from '../source/SourceNode';

/** A place in an expression that names a step. */
export interface StepRead {
  step: string;
  /** The first name after `outputs`. */
  output?: string;
  /** `with.source`, `env.NAME`, `if`, `matrix.shard`. */
  place: string;
  /** Whether the value is one expression that reads nothing of other steps. */
  lone: boolean;
  /** Of the name of the step, in the file. */
  at: Range;
}

/** What the expressions of a step read of others. */
export function stepReads(text: string, fields: SourceMap): StepRead[] {
  // What is wrong with a template is the linter's to say.
  const source = SourceFile.create(text, '');
  return placesOf(fields).flatMap(({ place, node }) => {
    const template = readTemplate(source, node);
    const reads = readsIn(template, place);
    const steps = new Set(reads.map(({ step }) => step));
    const lone = template.kind === 'expression' && steps.size === 1;
    return reads.map(read => ({ ...read, lone }));
  });
}

/** What the outputs of a workflow read of its steps. */
export function outputReads(text: string, outputs: SourceMap): StepRead[] {
  const source = SourceFile.create(text, '');
  return outputs.entries.flatMap(({ key, value }) =>
    readsIn(readTemplate(source, value), key).map(read => ({
      ...read,
      lone: false,
    })),
  );
}

/** The entry of a map with this name, if it is a map itself. */
export function mapIn(
  node: SourceNode | undefined,
  name: string,
): SourceMap | undefined {
  const value = valueIn(node, name);
  return value?.kind === 'map' ? value : undefined;
}

function valueIn(
  node: SourceNode | undefined,
  name: string,
): SourceNode | undefined {
  return node?.kind === 'map'
    ? node.entries.find(({ key }) => key === name)?.value
    : undefined;
}

function placesOf(fields: SourceMap): { place: string; node: SourceNode }[] {
  const condition = valueIn(fields, 'if');
  const external = mapIn(fields, 'external');
  const maps: [string, SourceMap | undefined][] = [
    ['matrix', mapIn(fields, 'matrix')],
    ['with', mapIn(fields, 'with')],
    ['with', mapIn(external, 'with')],
    ['env', mapIn(fields, 'env')],
  ];
  return [
    ...(condition ? [{ place: 'if', node: condition }] : []),
    ...maps.flatMap(([field, map]) =>
      (map?.entries ?? []).map(({ key, value }) => ({
        place: `${field}.${key}`,
        node: value,
      })),
    ),
  ];
}

function readsIn(
  template: TemplateSyntax,
  place: string,
): Omit<StepRead, 'lone'>[] {
  return expressionsIn(template).flatMap(expression => {
    const parsed = parseExpression(expression.source);
    return 'ast' in parsed ? namesIn(parsed.ast, expression, place) : [];
  });
}

function namesIn(
  node: ASTNode,
  expression: ExpressionSyntax,
  place: string,
): Omit<StepRead, 'lone'>[] {
  const path = pathOf(node);
  if (path) {
    const [root, step, field, output] = path;
    return root === 'steps' && step !== undefined
      ? [
          {
            step,
            ...(field === 'outputs' && output !== undefined && { output }),
            place,
            at: nameAt(node, path.length, expression),
          },
        ]
      : [];
  }
  const inside = (value: unknown): Omit<StepRead, 'lone'>[] => {
    if (Array.isArray(value)) {
      return value.flatMap(inside);
    }
    return typeof value === 'object' && value !== null && 'op' in value
      ? namesIn(value as ASTNode, expression, place)
      : [];
  };
  return inside(node.args);
}

/** Where the second name of a chain stands: `a` of `steps.a.outputs` and of `steps["a"]`. */
function nameAt(
  chain: ASTNode,
  length: number,
  { offsetOf }: ExpressionSyntax,
): Range {
  let node = chain;
  for (let left = length; left > 2; left--) {
    node = (node.args as [ASTNode])[0];
  }
  const [, name] = node.args as [ASTNode, ASTNode | string];
  const { start, end } =
    typeof name === 'string'
      ? { start: node.range.end - name.length, end: node.range.end }
      : { start: name.range.start + 1, end: name.range.end - 1 };
  return { start: offsetOf(start), end: offsetOf(end - 1) + 1 };
}
