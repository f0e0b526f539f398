import type { GraphEdge } from '../types';

type Way = Pick<GraphEdge, 'from' | 'to'>;

/** All steps that come before this one, by any way; not the step itself. */
export function stepsBefore(id: string, edges: readonly Way[]): Set<string> {
  const sources = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = sources.get(to);
    if (known) {
      known.push(from);
    } else {
      sources.set(to, [from]);
    }
  }
  const before = new Set<string>();
  const open = [id];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const source of sources.get(at) ?? []) {
      if (!before.has(source)) {
        before.add(source);
        open.push(source);
      }
    }
  }
  before.delete(id);
  return before;
}

/** Why the drawing itself refuses a line; the page knows more reasons. */
export type ShapeRefusal = 'itself' | 'circle';

export function shapeRefusal(
  from: string,
  to: string,
  before: ReadonlySet<string>,
): ShapeRefusal | undefined {
  if (from === to) {
    return 'itself';
  }
  return before.has(to) ? 'circle' : undefined;
}
