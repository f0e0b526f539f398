import { useMemo, useRef } from 'react';
import type { Edge } from '@xyflow/react';
import { handlesOf } from '../handles';
import { nodeHeight, nodeWidth } from '../layout';
import type { GraphEdge, GraphNode } from '../types';
import type { EditedLinkEdge } from './EditedLink';
import { routeByPorts } from './routes';
import type { EditedStepNode } from './EditedStep';
import type { Placed } from './useLayout';

interface Marks {
  selected: string | undefined;
  /** The step that Tab leads to. */
  tabStop: string | undefined;
  /** The step that a drop or Enter is for. */
  aimed: string | undefined;
  /** The step that a line is drawn from by the list. */
  comingFrom: string | undefined;
  /** Counts what was asked of the focus. */
  asked: number;
}

/** Gives the same object for what did not change, so that it is not drawn again. */
function useKept<T>() {
  const last = useRef(new Map<string, { key: string; value: T }>());
  return (make: (keep: (id: string, key: string, value: T) => T) => T[]) => {
    const next = new Map<string, { key: string; value: T }>();
    const all = make((id, key, value) => {
      const known = last.current.get(id);
      const kept = known?.key === key ? known : { key, value };
      next.set(id, kept);
      return kept.value;
    });
    last.current = next;
    return all;
  };
}

/** Steps and links as React Flow takes them; only what has a place. */
export function useFlowElements(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  placed: Placed | undefined,
  { selected, tabStop, aimed, comingFrom, asked }: Marks,
): { flowNodes: EditedStepNode[]; flowEdges: (EditedLinkEdge | Edge)[] } {
  const keepNodes = useKept<EditedStepNode>();
  const keepEdges = useKept<EditedLinkEdge>();
  const latest = useRef({ keepNodes, keepEdges });
  const flowNodes = useMemo(
    () =>
      latest.current.keepNodes(keep =>
        nodes.flatMap(node => {
          const position = placed?.positions.get(node.id);
          if (!placed || !position) {
            return [];
          }
          const { direction } = placed;
          const size = { width: nodeWidth, height: nodeHeight(node) };
          const isTabStop = node.id === tabStop;
          const marks = {
            tabStop: isTabStop,
            aimed: node.id === aimed,
            asked: isTabStop ? asked : 0,
          };
          const chosen = node.id === selected;
          const key = JSON.stringify([
            node,
            position,
            direction,
            marks,
            chosen,
          ]);
          return keep(node.id, key, {
            id: node.id,
            type: 'step',
            position,
            data: { node, direction, ...marks },
            selected: chosen,
            // Known beforehand, so that nothing waits for being measured.
            handles: handlesOf(node, direction),
            ...size,
            measured: size,
            // React Flow keeps what is dragged drawn, also out of sight: what
            // has the focus must not lose it by being scrolled away.
            dragging: isTabStop,
          });
        }),
      ),
    [nodes, placed, selected, tabStop, aimed, asked],
  );
  const flowEdges = useMemo(() => {
    const byId = new Map(nodes.map(node => [node.id, node]));
    const links: (EditedLinkEdge | Edge)[] = latest.current.keepEdges(keep =>
      edges.flatMap(edge => {
        const found = placed?.routes.get(edge.id);
        const [source, target] = [edge.from, edge.to].map(id => {
          const node = byId.get(id);
          const at = placed?.positions.get(id);
          return node && at && { node, at };
        });
        if (!placed || !found || !source || !target) {
          return [];
        }
        const route = routeByPorts(
          found,
          edge.labels.length > 0,
          source,
          target,
          placed.direction,
        );
        const chosen = edge.id === selected;
        const reachable =
          chosen || edge.from === tabStop || edge.to === tabStop;
        const marks = { reachable, asked: reachable ? asked : 0 };
        const { preview, ...plain } = edge;
        const key = JSON.stringify([plain, route, marks, chosen]);
        return keep(edge.id, key, {
          id: edge.id,
          type: 'link',
          source: edge.from,
          target: edge.to,
          data: { edge, route, ...marks },
          selected: chosen,
          focusable: false,
        });
      }),
    );
    if (comingFrom !== undefined && aimed !== undefined) {
      links.push({
        id: 'coming link',
        type: 'coming',
        source: comingFrom,
        target: aimed,
        focusable: false,
      });
    }
    return links;
  }, [nodes, edges, placed, selected, tabStop, aimed, comingFrom, asked]);
  return { flowNodes, flowEdges };
}
