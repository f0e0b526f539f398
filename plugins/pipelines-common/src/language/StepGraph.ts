import { listNames, nearestName } from '../expressions/names';
import {
  parseExpression,
  pathOf,
  type ASTNode,
} from '../expressions/parseExpression';
import type { StepRunsOn } from '../plan';
import type { SourceFile } from '../source/SourceFile';
import { BitSet } from './BitSet';
import type {
  ExpressionSyntax,
  StepSyntax,
  TemplateSyntax,
  WorkflowSyntax,
} from './syntax';

/** A step with what its place in the graph says about it. */
export interface GraphNode {
  step: StepSyntax;
  runsOn: StepRunsOn;
  /** Written needs first, then those of links, each once. */
  needs: string[];
  /** The written ones among them. */
  written: Set<string>;
  optionalNeeds: Set<string>;
  /** May be skipped because of a condition, its own or of a step before it. */
  maybeSkipped: boolean;
  /** Steps without whose success this one does not run. */
  fate: BitSet;
  /** Place among the steps of the file. */
  index: number;
  /** Names a step that there is not. */
  readsUnknown: boolean;
}

/** The steps in an order in which each comes after all that it needs. */
export interface StepGraph {
  nodes: GraphNode[];
  byId: Map<string, GraphNode>;
}

/**
 * Finds what needs what. Undefined after a cycle, which is reported with its
 * whole path.
 */
export function buildStepGraph(
  source: SourceFile,
  workflow: WorkflowSyntax,
): StepGraph | undefined {
  const { steps } = workflow;
  const byId = new Map<string, GraphNode>();
  const ids = steps.map(step => step.id.value);
  const known = new Set(ids);
  steps.forEach((step, index) => {
    const written = readNeeds(source, step, known);
    const reads = stepReads(step);
    const linked = reads.map(read => read.step);
    byId.set(step.id.value, {
      step,
      runsOn: runsOnOf(step, reads),
      needs: [...new Set([...written, ...linked.filter(id => known.has(id))])],
      written,
      optionalNeeds: new Set(),
      maybeSkipped: false,
      fate: BitSet.create(steps.length),
      index,
      readsUnknown: linked.some(id => !known.has(id)),
    });
    if (step.onFailure && written.size === 0) {
      source.report(
        step.id.at,
        'missing-field',
        `The step "${step.id.value}" runs on failure: name the steps whose failure it waits for in "needs".`,
      );
    }
  });
  const nodes = sortSteps(source, byId);
  nodes?.forEach(node => settle(node, byId));
  return nodes && { nodes, byId };
}

function runsOnOf(step: StepSyntax, reads: StepRead[]): StepRunsOn {
  if (step.always) {
    return 'always';
  }
  if (step.onFailure) {
    return 'failure';
  }
  return reads.some(read => read.inCondition && read.field === 'state')
    ? 'condition'
    : 'success';
}

function readNeeds(
  source: SourceFile,
  step: StepSyntax,
  known: Set<string>,
): Set<string> {
  const needs = new Set<string>();
  for (const { value, at } of step.needs) {
    if (!known.has(value)) {
      const ids = [...known];
      const near = nearestName(value, ids);
      source.report(
        at,
        'unknown-name',
        `There is no step "${value.slice(0, 80)}"${
          near ? `. Did you mean "${near}"?` : `; there is ${listNames(ids)}.`
        }`,
        near ? { fix: { title: `Change to "${near}"`, newText: near } } : {},
      );
    } else if (needs.has(value)) {
      source.report(at, 'duplicate-key', `"${value}" is there twice.`, {
        severity: 'warning',
      });
    } else {
      needs.add(value);
    }
  }
  return needs;
}

/**
 * Depth first; a step that is met again on the way is a cycle. Without recursion,
 * because a chain may be as long as a file has steps.
 */
function sortSteps(
  source: SourceFile,
  byId: Map<string, GraphNode>,
): GraphNode[] | undefined {
  const order: GraphNode[] = [];
  const done = new Set<string>();
  /** The way to where we are, with the needs of each that were followed. */
  const way: { id: string; followed: number }[] = [];
  const onWay = new Set<string>();
  let cyclic = false;
  const enter = (id: string) => {
    if (onWay.has(id)) {
      cyclic = true;
      reportCycle(source, byId, [...way.map(place => place.id), id]);
    } else if (!done.has(id)) {
      way.push({ id, followed: 0 });
      onWay.add(id);
    }
  };
  for (const start of byId.keys()) {
    enter(start);
    while (way.length > 0) {
      const place = way[way.length - 1];
      const node = byId.get(place.id)!;
      if (place.followed < node.needs.length) {
        enter(node.needs[place.followed++]);
      } else {
        way.pop();
        onWay.delete(place.id);
        done.add(place.id);
        order.push(node);
      }
    }
  }
  return cyclic ? undefined : order;
}

/** @param way - ends with the step that was met again */
function reportCycle(
  source: SourceFile,
  byId: Map<string, GraphNode>,
  way: string[],
): void {
  const id = way[way.length - 1];
  const cycle = way.slice(way.indexOf(id)).reverse();
  const shown =
    cycle.length > 30
      ? [...cycle.slice(0, 15), '…', ...cycle.slice(-14)]
      : cycle;
  source.report(
    byId.get(id)!.step.id.at,
    'cycle',
    `These steps wait for each other, so none can start: ${shown.join(
      ' → ',
    )}. Remove one of the needs or links.`,
  );
}

/** Which needs may be skipped, once all needs are settled. */
function settle(node: GraphNode, byId: Map<string, GraphNode>): void {
  node.maybeSkipped = node.step.if !== undefined || node.runsOn !== 'success';
  const follow = (id: string) => {
    const need = byId.get(id)!;
    node.fate.add(need.index);
    if (need.runsOn === 'success') {
      node.fate.addAll(need.fate);
    }
    node.maybeSkipped ||= need.maybeSkipped;
  };
  if (node.runsOn === 'success') {
    node.written.forEach(follow);
  }
  for (const id of node.needs) {
    const need = byId.get(id)!;
    if (node.fate.has(need.index)) {
      continue;
    }
    if (need.maybeSkipped || node.runsOn !== 'success') {
      node.optionalNeeds.add(id);
    } else {
      follow(id);
    }
  }
}

interface StepRead {
  step: string;
  field?: string;
  inCondition: boolean;
}

/** What the expressions of a step read of other steps. */
function stepReads(step: StepSyntax): StepRead[] {
  const computed = (step.matrix?.axes ?? []).flatMap(({ values }) =>
    Array.isArray(values) ? [] : [values],
  );
  return [
    ...(step.if ? readsOf(step.if, true) : []),
    ...[
      ...computed,
      ...[...step.with, ...step.env].flatMap(({ value }) =>
        expressionsIn(value),
      ),
    ].flatMap(expression => readsOf(expression, false)),
  ];
}

/** Ids of the steps that expressions read. */
export function outputReads(expressions: ExpressionSyntax[]): string[] {
  return expressions.flatMap(expression =>
    readsOf(expression, false).map(({ step }) => step),
  );
}

function readsOf(
  { source }: ExpressionSyntax,
  inCondition: boolean,
): StepRead[] {
  const reads: StepRead[] = [];
  const parsed = parseExpression(source);
  if ('ast' in parsed) {
    walk(parsed.ast, node => {
      const path = pathOf(node);
      if (path && path[0] === 'steps' && path.length >= 2) {
        reads.push({ step: path[1], field: path[2], inCondition });
      }
    });
  }
  return reads;
}

/** All expressions of a value. */
export function expressionsIn(template: TemplateSyntax): ExpressionSyntax[] {
  switch (template.kind) {
    case 'expression':
      return [template];
    case 'text':
      return template.parts.filter(
        (part): part is ExpressionSyntax => typeof part === 'object',
      );
    case 'list':
      return template.items.flatMap(expressionsIn);
    case 'object':
      return template.entries.flatMap(({ value }) => expressionsIn(value));
    default:
      return [];
  }
}

function walk(node: ASTNode, visit: (node: ASTNode) => void): void {
  visit(node);
  const inside = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(inside);
    } else if (typeof value === 'object' && value !== null && 'op' in value) {
      walk(value as ASTNode, visit);
    }
  };
  inside(node.args);
}
