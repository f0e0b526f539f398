import type { GraphEdge, GraphNode } from '@dop/plugin-devops-react';
import type {
  DrawnLink,
  DrawnStep,
  Drawing,
  Finding,
} from '@dop/plugin-pipelines-common';
import type { Translate } from '../../translation';

/** The arrow between two steps; names have no dash. */
export function linkId(from: string, to: string): string {
  return `${from}-${to}`;
}

export function endsOf(id: string): { from: string; to: string } | undefined {
  const [from, to] = id.split('-');
  return from && to ? { from, to } : undefined;
}

function badgesOf(t: Translate, { fields }: DrawnStep): string[] {
  return [
    ...(fields.if === undefined ? [] : [t('runView.badges.if')]),
    ...(fields.matrix === undefined ? [] : [t('editor.badges.matrix')]),
    ...(fields.always === true ? [t('runView.badges.always')] : []),
    ...(fields.onFailure === true ? [t('runView.badges.onFailure')] : []),
    ...(fields.allowFailure === true ? [t('runView.badges.mayFail')] : []),
  ];
}

/** Small second line of a step: what it does. */
export function actionWords(t: Translate, step: DrawnStep): string {
  const { action, target } = step;
  switch (action) {
    case undefined:
      return t('editor.actions.none');
    case 'uses':
      return target || t('editor.actions.uses');
    case 'approve':
    case 'workflow':
    case 'delay':
    case 'external':
      return target
        ? t(`editor.actions.${action}Of`, { target })
        : t(`editor.actions.${action}`);
    default:
      return action;
  }
}

/** The boxes of a drawing, each with what is wrong in it. */
export function drawnNodes(
  t: Translate,
  drawing: Drawing,
  problems: ReadonlyMap<string, readonly Finding[]>,
): GraphNode[] {
  return drawing.steps.map(step => {
    const own = problems.get(step.id) ?? [];
    const badges = badgesOf(t, step);
    return {
      id: step.id,
      title: step.title ?? step.id,
      subtitle: actionWords(t, step),
      ...(badges.length > 0 && { badges }),
      ...(own.length > 0 && {
        problems: {
          severity: own.some(({ severity }) => severity === 'error')
            ? ('error' as const)
            : ('warning' as const),
          text: own.map(({ message }) => message).join('\n'),
        },
      }),
    };
  });
}

/** The arrows: needs, with the outputs that travel on them. */
export function drawnEdges(drawing: Drawing): GraphEdge[] {
  const known = new Set(drawing.steps.map(({ id }) => id));
  const labels = new Map<string, Set<string>>();
  for (const { from, to, output } of drawing.links) {
    const id = linkId(from, to);
    const names = labels.get(id) ?? new Set();
    labels.set(id, names);
    if (output) {
      names.add(output);
    }
  }
  return drawing.steps.flatMap(step =>
    [...new Set(step.needs)]
      .filter(from => known.has(from) && from !== step.id)
      .map(from => {
        const id = linkId(from, step.id);
        return {
          id,
          from,
          to: step.id,
          labels: [...(labels.get(id) ?? [])],
        };
      }),
  );
}

/** All links between two steps. */
export function linksBetween(
  drawing: Drawing,
  from: string,
  to: string,
): DrawnLink[] {
  return drawing.links.filter(link => link.from === from && link.to === to);
}

/** The steps that wait for this one, directly or through others, and itself. */
export function behind(drawing: Drawing, id: string): Set<string> {
  const readers = new Map<string, string[]>();
  for (const step of drawing.steps) {
    for (const need of step.needs) {
      readers.set(need, [...(readers.get(need) ?? []), step.id]);
    }
  }
  const found = new Set([id]);
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const reader of readers.get(next) ?? []) {
      if (!found.has(reader)) {
        found.add(reader);
        open.push(reader);
      }
    }
  }
  return found;
}
