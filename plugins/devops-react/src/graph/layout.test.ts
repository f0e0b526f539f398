import { bestDirection, layoutGraph, nodeHeight, nodeWidth } from './layout';
import type { GraphEdge, GraphNode } from './types';

const node = (id: string): GraphNode => ({ id, title: id });
const edge = (from: string, to: string, labels: string[] = []): GraphEdge => ({
  id: `${from}-${to}`,
  from,
  to,
  labels,
});

describe('layoutGraph', () => {
  it('puts every step behind what it needs and none onto another', () => {
    const ids = Array.from({ length: 40 }, (_, at) => `s${at}`);
    const nodes = ids.map(node);
    const edges = ids
      .slice(1)
      .map((id, at) => edge(ids[Math.floor(at / 3)], id, ['tree']));
    const { positions, routes } = layoutGraph(nodes, edges);
    for (const { id, from, to } of edges) {
      expect(positions.get(to)!.x).toBeGreaterThan(
        positions.get(from)!.x + nodeWidth - 1,
      );
      expect(routes.get(id)!.points.length).toBeGreaterThan(1);
    }
    const boxes = [...positions.values()];
    boxes.forEach((a, at) =>
      boxes.slice(at + 1).forEach(b => {
        const apart =
          Math.abs(a.x - b.x) >= nodeWidth ||
          Math.abs(a.y - b.y) >= nodeHeight(nodes[0]);
        expect(apart).toBe(true);
      }),
    );
  });

  it('leaves out links to steps that are not there', () => {
    const { routes } = layoutGraph([node('a')], [edge('gone', 'a')]);
    expect(routes.size).toBe(0);
  });

  it('draws a step whatever its name is', () => {
    const ids = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
    const edges = ids.slice(1).map((id, at) => edge(ids[at], id));
    const { positions, routes } = layoutGraph(ids.map(node), edges);
    expect([...positions.values()].every(({ x }) => x >= 0)).toBe(true);
    expect([...routes.keys()]).toEqual(edges.map(({ id }) => id));
  });

  it('goes downwards where it is too narrow to go across', () => {
    const nodes = ['a', 'b', 'c', 'd'].map(node);
    const edges = [edge('a', 'b'), edge('b', 'c'), edge('c', 'd')];
    expect(bestDirection(nodes, edges, 1300)).toBe('LR');
    expect(bestDirection(nodes, edges, 600)).toBe('TB');
  });
});
