import {
  nodeHeight,
  nodeWidth,
  type GraphDirection,
  type LayoutNode,
  type Point,
} from '../layout';

export interface Route {
  points: Point[];
  label: Point;
}

interface End {
  node: Omit<LayoutNode, 'id'>;
  at: Point;
}

/** Where lines leave a step, or reach it. */
function portOf(
  { node, at }: End,
  side: 'source' | 'target',
  direction: GraphDirection,
): Point {
  const far = side === 'source';
  return direction === 'LR'
    ? { x: at.x + (far ? nodeWidth : 0), y: at.y + nodeHeight(node) / 2 }
    : { x: at.x + nodeWidth / 2, y: at.y + (far ? nodeHeight(node) : 0) };
}

/** A point that the smooth way through these points passes, about halfway. */
function halfway(points: readonly Point[]): Point {
  const middle = Math.floor((points.length - 1) / 2);
  const between = (a: Point, b: Point) => ({
    x: (a.x + b.x) / 2,
    y: (a.y + b.y) / 2,
  });
  return points.length === 3
    ? between(between(points[0], points[1]), between(points[1], points[2]))
    : between(points[middle], points[middle + 1]);
}

/**
 * The way from port to port, as a line that is drawn by hand goes. One that
 * leads backwards keeps the way that the layout found around the boxes.
 */
export function routeByPorts(
  route: Route,
  named: boolean,
  source: End,
  target: End,
  direction: GraphDirection,
): Route {
  const from = portOf(source, 'source', direction);
  const to = portOf(target, 'target', direction);
  const main = direction === 'LR' ? 'x' : 'y';
  const points =
    to[main] > from[main]
      ? [from, ...route.points.slice(1, -1), to]
      : route.points;
  return { points, label: named ? route.label : halfway(points) };
}
