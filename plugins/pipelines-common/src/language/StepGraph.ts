import { listNames, nearestName } from '../expressions/names';
import {
  parseExpression,
  pathOf,
  type ASTNode,
} from '../expressions/parseExpression';
import type { StepRunsOn } from '../plan';
import type { SourceFile } from '../source/SourceFile';
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
  optionalNeeds: Set<string>;
  /** May be skipped because of a condition, its own or of a step before it. */
  maybeSkipped: boolean;
  /** Steps without whose success this one does not run. */
  fate: Set<string>;
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
  const byId = new Map<string, GraphNode>();
  const written = new Map<string, Set<string>>();
  const ids = workflow.steps.map(step => step.id.value);
  for (const step of workflow.steps) {
    const needs = readNeeds(source, step, ids);
    const reads = stepReads(step);
    const readsState = reads.some(
      read => read.inCondition && read.field === 'state',
    );
    written.set(step.id.value, needs);
    const linked = reads.map(read => read.step).filter(id => ids.includes(id));
    byId.set(step.id.value, {
      step,
      runsOn: runsOnOf(step, readsState),
      needs: [...new Set([...needs, ...linked])],
      optionalNeeds: new Set(),
      maybeSkipped: false,
      fate: new Set(),
    });
    if (step.onFailure && needs.size === 0) {
      source.report(
        step.id.at,
        'missing-field',
        `The step "${step.id.value}" runs on failure: name the steps whose failure it waits for in "needs".`,
      );
    }
  }
  const order = sortSteps(source, byId);
  if (!order) {
    return undefined;
  }
  order.forEach(node =>
    settle(node, byId, written.get(node.step.id.value) ?? new Set()),
  );
  return { nodes: order, byId };
}

function runsOnOf(step: StepSyntax, readsState: boolean): StepRunsOn {
  if (step.always) {
    return 'always';
  }
  if (step.onFailure) {
    return 'failure';
  }
  return readsState ? 'condition' : 'success';
}

function readNeeds(
  source: SourceFile,
  step: StepSyntax,
  ids: string[],
): Set<string> {
  const needs = new Set<string>();
  for (const { value, at } of step.needs) {
    if (!ids.includes(value)) {
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

/** Depth first; a step that is met again on the way is a cycle. */
function sortSteps(
  source: SourceFile,
  byId: Map<string, GraphNode>,
): GraphNode[] | undefined {
  const order: GraphNode[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  let cyclic = false;
  const visit = (id: string) => {
    const node = byId.get(id)!;
    if (state.get(id) === 'open') {
      const cycle = [...path.slice(path.indexOf(id)), id];
      cyclic = true;
      source.report(
        node.step.id.at,
        'cycle',
        `These steps wait for each other, so none can start: ${cycle
          .reverse()
          .join(' → ')}. Remove one of the needs or links.`,
      );
      return;
    }
    if (state.get(id) === 'done') {
      return;
    }
    state.set(id, 'open');
    path.push(id);
    node.needs.forEach(visit);
    path.pop();
    state.set(id, 'done');
    order.push(node);
  };
  byId.forEach((_, id) => visit(id));
  return cyclic ? undefined : order;
}

/** Which needs may be skipped, once all needs are settled. */
function settle(
  node: GraphNode,
  byId: Map<string, GraphNode>,
  written: Set<string>,
): void {
  const follow = (id: string) => {
    const need = byId.get(id)!;
    node.fate.add(id);
    if (need.runsOn === 'success') {
      need.fate.forEach(further => node.fate.add(further));
    }
  };
  if (node.runsOn === 'success') {
    written.forEach(follow);
  }
  for (const id of node.needs) {
    const need = byId.get(id)!;
    if (node.fate.has(id)) {
      continue;
    }
    if (need.maybeSkipped || node.runsOn !== 'success') {
      node.optionalNeeds.add(id);
    } else {
      follow(id);
    }
  }
  node.maybeSkipped =
    node.step.if !== undefined ||
    node.runsOn !== 'success' ||
    [...node.fate].some(id => byId.get(id)!.maybeSkipped);
}

interface StepRead {
  step: string;
  field?: string;
  inCondition: boolean;
}

/** What the expressions of a step read of other steps. */
function stepReads(step: StepSyntax): StepRead[] {
  const reads: StepRead[] = [];
  const collect = (expression: ExpressionSyntax, inCondition: boolean) => {
    const parsed = parseExpression(expression.source);
    if ('ast' in parsed) {
      walk(parsed.ast, node => {
        const path = pathOf(node);
        if (path && path[0] === 'steps' && path.length >= 2) {
          reads.push({ step: path[1], field: path[2], inCondition });
        }
      });
    }
  };
  if (step.if) {
    collect(step.if, true);
  }
  for (const { value } of [...step.with, ...step.env]) {
    expressionsIn(value).forEach(expression => collect(expression, false));
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
