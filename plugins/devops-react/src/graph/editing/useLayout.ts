import { useEffect, useMemo, useReducer, useRef } from 'react';
import type { GraphDirection, PlacedGraph } from '../layout';
import type { GraphEdge, GraphNode } from '../types';
import { isLarge, LayoutQueue, runLayout, type LayoutJob } from './LayoutQueue';

export type Placed = PlacedGraph & { direction: GraphDirection };

const hasThreads = typeof Worker !== 'undefined';

function jobOf(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  direction: GraphDirection,
): LayoutJob {
  return {
    // What a step or link says or shows else has no place in the drawing's shape.
    nodes: nodes.map(({ id, instances }) => ({
      id,
      instances: instances ? true : undefined,
    })),
    edges: edges.map(({ id, from, to, labels }) => ({
      id,
      from,
      to,
      labels: labels.slice(0, 1),
    })),
    direction,
  };
}

/**
 * The places of a drawing that changes, found anew only when its shape does. A
 * large one is placed beside the page's own work: until then the last places are
 * given, and `busy` says so.
 */
export function useLayout(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  direction: GraphDirection | undefined,
): { placed?: Placed; busy: boolean } {
  const last = useRef<{ shape: string; placed: Placed }>();
  const queue = useRef<LayoutQueue>();
  const [, show] = useReducer((count: number) => count + 1, 0);
  const job = useMemo(
    () => direction && jobOf(nodes, edges, direction),
    [nodes, edges, direction],
  );
  const shape = useMemo(() => job && JSON.stringify(job), [job]);
  if (job && shape && last.current?.shape !== shape) {
    if (!hasThreads || !isLarge(job)) {
      const placed = { ...runLayout(job), direction: job.direction };
      last.current = { shape, placed };
    }
  }
  const busy = shape !== undefined && last.current?.shape !== shape;
  useEffect(() => {
    if (!busy || !shape) {
      return undefined;
    }
    let wanted = true;
    queue.current ??= LayoutQueue.create(async () => {
      const { startLayoutThread } = await import('./startLayoutThread');
      return startLayoutThread();
    });
    const asked: LayoutJob = JSON.parse(shape);
    queue.current.place(asked).then(found => {
      if (wanted && found) {
        const placed = { ...found, direction: asked.direction };
        last.current = { shape, placed };
        show();
      }
    });
    return () => {
      wanted = false;
    };
  }, [busy, shape]);
  useEffect(
    () => () => {
      queue.current?.close();
      queue.current = undefined;
    },
    [],
  );
  return { placed: last.current?.placed, busy };
}
