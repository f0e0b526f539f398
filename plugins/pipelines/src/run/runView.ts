import {
  formatDuration,
  type GraphEdge,
  type GraphNode,
  type StateWords,
} from '@dop/plugin-devops-react';
import { isTerminal } from '@dop/plugin-pipelines-common';
import type {
  GraphStep,
  LinkValue,
  Run,
  StepInstance,
  StepState,
  WorkflowGraph,
} from '@dop/plugin-pipelines-common';

import type { Translate } from '../translation';
import { approverName } from '../approvals/waitWords';

/** How bad a state of an instance is for the step as a whole, worst first. */
const order: StepState[] = [
  'failed',
  'timedOut',
  'rejected',
  'running',
  'waiting',
  'ready',
  'blocked',
  'cancelled',
  'warned',
  'succeeded',
  'skipped',
];

/** What a waiting step waits for, for its look. */
export function waitsFor(instance: StepInstance): string | undefined {
  if (instance.state !== 'waiting') {
    return undefined;
  }
  if (instance.wait) {
    return instance.wait.kind;
  }
  if (/approv/i.test(instance.reason ?? '')) {
    return 'approval';
  }
  return /again|retry|try/i.test(instance.reason ?? '') ? 'retry' : undefined;
}

/** `taken over from run #5` */
export function takenOverWords(
  t: Translate,
  { number }: NonNullable<StepInstance['takenFrom']>,
): string {
  return number === undefined
    ? t('runView.takenOver')
    : t('runView.takenOverFrom', { number: String(number) });
}

/** One state for all instances of a step: what needs attention first. */
export function foldStates(states: readonly StepState[]): StepState {
  return order.find(state => states.includes(state)) ?? 'blocked';
}

export function instancesOf(
  run: Pick<Run, 'steps'>,
  stepId: string,
): StepInstance[] {
  const all = run.steps.filter(instance => instance.stepId === stepId);
  return all.length > 1 ? all.filter(({ key }) => key !== stepId) : all;
}

/** The instances of each step, in the order of the workflow. */
export function stepGroups(run: Pick<Run, 'graph' | 'steps'>): {
  stepId: string;
  definition: GraphStep | undefined;
  instances: StepInstance[];
}[] {
  const groups = new Map(
    run.graph.steps.map(definition => [
      definition.id,
      {
        stepId: definition.id,
        definition: definition as GraphStep | undefined,
        instances: [] as StepInstance[],
      },
    ]),
  );
  for (const instance of run.steps) {
    const { stepId } = instance;
    const group = groups.get(stepId) ?? {
      stepId,
      definition: undefined,
      instances: [],
    };
    groups.set(stepId, group);
    group.instances.push(instance);
  }
  for (const group of groups.values()) {
    // What stands for a computed matrix has nothing to say once it is expanded.
    if (group.instances.length > 1) {
      group.instances = group.instances.filter(
        ({ key }) => key !== group.stepId,
      );
    }
  }
  return [...groups.values()].filter(({ instances }) => instances.length > 0);
}

/** `3 failed, 197 succeeded`, worst first. */
export function countWords(
  words: StateWords,
  instances: readonly StepInstance[],
): string {
  const counts = new Map<StepState, number>();
  for (const { state } of instances) {
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return order
    .filter(state => counts.has(state))
    .map(state => `${counts.get(state)} ${words.inText(state)}`)
    .join(', ');
}

function earliest(times: (string | undefined)[]): string | undefined {
  return times.filter((time): time is string => Boolean(time)).sort()[0];
}

/** The last one, if all are there. */
function latest(times: (string | undefined)[]): string | undefined {
  return times.every(Boolean)
    ? [...(times as string[])].sort()[times.length - 1]
    : undefined;
}

/** When a step began and ended, all its instances taken together. */
export function timesOf(instances: readonly StepInstance[]): {
  from: string | undefined;
  to: string | undefined;
} {
  const started = instances.filter(({ startedAt }) => startedAt);
  return {
    from: earliest(started.map(({ startedAt }) => startedAt)),
    // One that never starts has no time of its own.
    to: instances.every(({ state }) => isTerminal(state))
      ? latest(started.map(({ finishedAt }) => finishedAt))
      : undefined,
  };
}

function badgesOf(t: Translate, step: GraphStep): string[] {
  return [
    ...(step.if ? [t('runView.badges.if')] : []),
    ...(step.runsOn === 'always' ? [t('runView.badges.always')] : []),
    ...(step.runsOn === 'failure' ? [t('runView.badges.onFailure')] : []),
    ...(step.allowFailure ? [t('runView.badges.mayFail')] : []),
  ];
}

/** What a step does, where it uses no component. */
function actionLabel(t: Translate, { action }: GraphStep): string {
  switch (action.type) {
    case 'approve':
      return t('runView.approvalBy', {
        approvers: action.by.map(approverName).join(', '),
      });
    case 'workflow':
      return t('runView.workflow', { path: action.path });
    case 'delay':
      return t('runView.waits', { time: formatDuration(action.ms) });
    case 'external':
      return t('runView.operationOn', {
        operation: action.operation,
        connection: action.connection,
      });
    default:
      return action.uses;
  }
}

/** What a step does: `node-test 1.0.0` of `dop/node-test@1.0.0`, `approval by qa`. */
export function componentLabel(t: Translate, step: GraphStep): string {
  const used = step.component ?? step.uses;
  if (used === undefined) {
    return actionLabel(t, step);
  }
  const [name, version] = used.split('@');
  return [name.replace(/^dop\//, ''), version].filter(Boolean).join(' ');
}

/** Boxes of a workflow's graph; with a run they have states and times. */
export function graphNodes(
  t: Translate,
  graph: WorkflowGraph,
  run?: Run,
): GraphNode[] {
  const groups = new Map(
    run ? stepGroups(run).map(group => [group.stepId, group.instances]) : [],
  );
  return graph.steps.map(step => {
    const instances = groups.get(step.id) ?? [];
    const expanded = instances.some(({ key }) => key !== step.id);
    const matrix = step.instances !== undefined || expanded;
    const { from, to } = timesOf(instances);
    return {
      id: step.id,
      title: step.title ?? step.id,
      subtitle: matrix
        ? `${componentLabel(t, step)} · ${instances.length || step.instances} ×`
        : componentLabel(t, step),
      badges: [
        ...badgesOf(t, step),
        ...(step.computed && !expanded
          ? [t('runView.badges.computedMatrix')]
          : []),
        ...(instances.length > 0 && instances.every(each => each.takenFrom)
          ? [t('runView.badges.takenOver')]
          : []),
      ],
      state: run ? foldStates(instances.map(({ state }) => state)) : undefined,
      waitsFor: instances.map(waitsFor).find(Boolean),
      startedAt: from,
      finishedAt: to,
      instances:
        matrix && run
          ? instances.map(({ key, state }) => ({ key, state }))
          : undefined,
    };
  });
}

export interface StepLink extends GraphEdge {
  /** The values that travel on it. */
  values: LinkValue[];
}

/** Arrows of a graph: each pair of steps once, with all that travels between them. */
export function graphEdges(graph: WorkflowGraph, run?: Run): StepLink[] {
  const edges = new Map<string, StepLink>();
  const edge = (from: string, to: string) => {
    const id = `${from}-${to}`;
    const known = edges.get(id) ?? { id, from, to, labels: [], values: [] };
    edges.set(id, known);
    return known;
  };
  graph.steps.forEach(step => step.needs.forEach(need => edge(need, step.id)));
  const values = new Map<string, LinkValue[]>();
  run?.links.forEach(link => {
    const key = JSON.stringify([link.from, link.output, link.to, link.input]);
    values.set(key, [...(values.get(key) ?? []), link]);
  });
  graph.links.forEach(link => {
    const into = edge(link.from, link.to);
    const key = JSON.stringify([link.from, link.output, link.to, link.input]);
    if (!into.labels.includes(link.output)) {
      into.labels.push(link.output);
    }
    into.values.push(...(values.get(key) ?? [link]));
  });
  return [...edges.values()].map(each => ({
    ...each,
    flowed: each.values.some(({ value }) => value !== undefined),
  }));
}

/** The step that somebody who opens the run wants to see. */
export function interestingStep(run: Run): StepInstance | undefined {
  const wanted: StepState[] = [
    'failed',
    'timedOut',
    'rejected',
    'running',
    'warned',
    'waiting',
    'ready',
  ];
  for (const state of wanted) {
    const found = run.steps.find(instance => instance.state === state);
    if (found) {
      return found;
    }
  }
  const finished = run.steps.filter(({ state }) => state === 'succeeded');
  return finished[finished.length - 1] ?? run.steps[0];
}
