import { Position, type NodeHandle } from '@xyflow/react';
import {
  nodeHeight,
  nodeWidth,
  type GraphDirection,
  type LayoutNode,
} from './layout';

/** Where lines begin and end; the lines themselves follow the layout. */
export function handlesOf(
  node: Omit<LayoutNode, 'id'>,
  direction: GraphDirection,
): NodeHandle[] {
  const height = nodeHeight(node);
  const size = { width: 1, height: 1 };
  return direction === 'LR'
    ? [
        {
          ...size,
          type: 'target',
          position: Position.Left,
          x: 0,
          y: height / 2,
        },
        {
          ...size,
          type: 'source',
          position: Position.Right,
          x: nodeWidth,
          y: height / 2,
        },
      ]
    : [
        {
          ...size,
          type: 'target',
          position: Position.Top,
          x: nodeWidth / 2,
          y: 0,
        },
        {
          ...size,
          type: 'source',
          position: Position.Bottom,
          x: nodeWidth / 2,
          y: height,
        },
      ];
}
