import {
  nodeHeight,
  nodeWidth,
  type GraphDirection,
  type Point,
} from '../layout';
import type { GraphEdge } from '../types';

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

export function isArrowKey(key: string): key is ArrowKey {
  return /^Arrow(Left|Right|Up|Down)$/.test(key);
}

/** What an arrow means: along the links, or to the neighbours beside. */
export function meaningOf(
  key: ArrowKey,
  direction: GraphDirection,
): 'on' | 'back' | 'before' | 'behind' {
  const along = direction === 'LR' ? 'ArrowRight' : 'ArrowDown';
  const against = direction === 'LR' ? 'ArrowLeft' : 'ArrowUp';
  if (key === along) {
    return 'on';
  }
  if (key === against) {
    return 'back';
  }
  return key === 'ArrowUp' || key === 'ArrowLeft' ? 'before' : 'behind';
}

function nearest(
  ids: Iterable<string>,
  far: (id: string) => number,
): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const id of ids) {
    const distance = far(id);
    if (distance < least) {
      least = distance;
      best = id;
    }
  }
  return best;
}

/** The step that an arrow key leads to. */
export function stepBeside(
  id: string,
  key: ArrowKey,
  {
    positions,
    direction,
  }: { positions: ReadonlyMap<string, Point>; direction: GraphDirection },
  edges: readonly Pick<GraphEdge, 'from' | 'to'>[],
): string | undefined {
  const here = positions.get(id);
  if (!here) {
    return undefined;
  }
  const [main, side] =
    direction === 'LR' ? (['x', 'y'] as const) : (['y', 'x'] as const);
  // Boxes of one layer are one below the other, or beside it, within a box.
  const layer = direction === 'LR' ? nodeWidth / 2 : nodeHeight({}) / 2;
  const placeOf = (other: string) => positions.get(other) ?? here;
  const aside = (other: string) => placeOf(other)[side] - here[side];
  const ahead = (other: string) => placeOf(other)[main] - here[main];
  const meaning = meaningOf(key, direction);
  if (meaning === 'on' || meaning === 'back') {
    const linked = edges
      .filter(edge => (meaning === 'on' ? edge.from : edge.to) === id)
      .map(edge => (meaning === 'on' ? edge.to : edge.from))
      .filter(other => other !== id && positions.has(other));
    return nearest(
      linked,
      other => Math.abs(ahead(other)) + Math.abs(aside(other)) / 10_000,
    );
  }
  const sign = meaning === 'before' ? -1 : 1;
  const beyond = [...positions.keys()].filter(
    other => other !== id && aside(other) * sign > 0,
  );
  return (
    nearest(
      beyond.filter(other => Math.abs(ahead(other)) < layer),
      other => Math.abs(aside(other)),
    ) ??
    nearest(
      beyond,
      other => Math.abs(aside(other)) + 2 * Math.abs(ahead(other)),
    )
  );
}

/** Where the attention goes when a step is no longer there. */
export function stepInPlaceOf(
  gone: string,
  before: {
    positions: ReadonlyMap<string, Point>;
    edges: readonly Pick<GraphEdge, 'from' | 'to'>[];
  },
  there: (id: string) => boolean,
): string | undefined {
  const source = before.edges.find(
    ({ from, to }) => to === gone && there(from),
  );
  const target = before.edges.find(
    ({ from, to }) => from === gone && there(to),
  );
  const here = before.positions.get(gone) ?? { x: 0, y: 0 };
  return (
    source?.from ??
    target?.to ??
    nearest([...before.positions.keys()].filter(there), id => {
      const { x, y } = before.positions.get(id) ?? here;
      return Math.abs(x - here.x) + Math.abs(y - here.y);
    })
  );
}
