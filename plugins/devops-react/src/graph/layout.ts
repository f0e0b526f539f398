import { graphlib, layout } from '@dagrejs/dagre';
import type { GraphEdge, GraphNode } from './types';

export const nodeWidth = 216;

/** Height of a box; a matrix needs a line for its instances. */
export function nodeHeight(node: GraphNode): number {
  return node.instances ? 76 : 58;
}

export interface PlacedGraph {
  positions: Map<string, { x: number; y: number }>;
  width: number;
  height: number;
}

export type GraphDirection = 'LR' | 'TB';

/** Places the boxes in layers. Edges to nowhere are left out. */
export function layoutGraph(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  direction: GraphDirection = 'LR',
): PlacedGraph {
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: direction,
    nodesep: 26,
    // A link's name has to fit between two layers.
    ranksep: direction === 'LR' ? 88 : 46,
    marginx: 8,
    marginy: 8,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) {
    graph.setNode(node.id, { width: nodeWidth, height: nodeHeight(node) });
  }
  for (const { from, to } of edges) {
    if (graph.hasNode(from) && graph.hasNode(to)) {
      graph.setEdge(from, to);
    }
  }
  layout(graph);
  const positions = new Map(
    nodes.map(node => {
      const placed = graph.node(node.id);
      return [
        node.id,
        {
          x: placed.x - nodeWidth / 2,
          y: placed.y - nodeHeight(node) / 2,
        },
      ];
    }),
  );
  const { width = 0, height = 0 } = graph.graph();
  return { positions, width, height };
}

/** Left to right where that can be read in this width, else downwards. */
export function bestDirection(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  width: number,
): GraphDirection {
  const across = layoutGraph(nodes, edges, 'LR');
  if (across.width * 0.8 <= width) {
    return 'LR';
  }
  const down = layoutGraph(nodes, edges, 'TB');
  return Math.min(1, width / down.width) > width / across.width ? 'TB' : 'LR';
}
