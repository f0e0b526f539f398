import { graphlib, layout } from '@dagrejs/dagre';
import type { GraphEdge, GraphNode } from './types';

export const nodeWidth = 216;

/** What the places depend on; nothing else of a step or a link does. */
export type LayoutNode = Pick<GraphNode, 'id'> & { instances?: unknown };
export type LayoutEdge = Pick<GraphEdge, 'id' | 'from' | 'to' | 'labels'>;

/** Height of a box; a matrix needs a line for its instances. */
export function nodeHeight(node: Omit<LayoutNode, 'id'>): number {
  return node.instances ? 76 : 58;
}

export interface Point {
  x: number;
  y: number;
}

/** Room for the name of what travels on an edge. */
function labelWidth(edge: LayoutEdge): number {
  const [first] = edge.labels;
  return first ? Math.min(84, 16 + first.length * 6.5) : 0;
}

export interface PlacedGraph {
  positions: Map<string, Point>;
  /** By id of the edge: its way around the boxes, and the place of its label. */
  routes: Map<string, { points: Point[]; label: Point }>;
  width: number;
  height: number;
}

export type GraphDirection = 'LR' | 'TB';

/**
 * Places the boxes in layers. Edges to nowhere are left out.
 *
 * @param ranker - how layers are found: `tight-tree` draws a few links longer
 *   than the usual one and takes a fifth of the time for a thousand steps
 */
export function layoutGraph(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  direction: GraphDirection = 'LR',
  ranker: 'network-simplex' | 'tight-tree' = 'network-simplex',
): PlacedGraph {
  const graph = new graphlib.Graph();
  // Dagre keeps names in plain objects, where a step `constructor` would break.
  const keys = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const keyOf = (id: string) => keys.get(id) ?? '';
  graph.setGraph({
    ranker,
    rankdir: direction,
    nodesep: 26,
    // A link's name has to fit between two layers.
    ranksep: direction === 'LR' ? 30 : 26,
    marginx: 8,
    marginy: 8,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    graph.setNode(keyOf(node.id), {
      width: nodeWidth,
      height: nodeHeight(node),
    });
  }
  const drawn = edges.filter(({ from, to }) => keys.has(from) && keys.has(to));
  for (const edge of drawn) {
    graph.setEdge(keyOf(edge.from), keyOf(edge.to), {
      width: labelWidth(edge),
      height: edge.labels.length > 0 ? 20 : 0,
      labelpos: 'c',
    });
  }
  layout(graph);
  const positions = new Map(
    nodes.map(node => {
      const placed = graph.node(keyOf(node.id));
      return [
        node.id,
        {
          x: placed.x - nodeWidth / 2,
          y: placed.y - nodeHeight(node) / 2,
        },
      ];
    }),
  );
  const routes = new Map(
    drawn.map(({ id, from, to }) => {
      const { points, x, y } = graph.edge(keyOf(from), keyOf(to));
      return [
        id,
        { points, label: { x: x ?? points[0].x, y: y ?? points[0].y } },
      ];
    }),
  );
  const { width = 0, height = 0 } = graph.graph();
  return { positions, routes, width, height };
}

/** Left to right where that can be read in this width, else downwards. */
export function bestDirection(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  width: number,
): GraphDirection {
  const across = layoutGraph(nodes, edges, 'LR');
  if (across.width * 0.8 <= width) {
    return 'LR';
  }
  const down = layoutGraph(nodes, edges, 'TB');
  return Math.min(1, width / down.width) > width / across.width ? 'TB' : 'LR';
}

/** A smooth way through points: straight at its ends, round at its corners. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest[rest.length - 1];
  const through = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1];
    const end =
      index === rest.length - 2
        ? last
        : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q ${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return through.length > 0
    ? `M ${first.x} ${first.y} ${through.join(' ')}`
    : `M ${first.x} ${first.y} L ${last.x} ${last.y}`;
}
