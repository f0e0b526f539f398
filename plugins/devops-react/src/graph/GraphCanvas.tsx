import '@xyflow/react/dist/style.css';
import {
  createContext,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import {
  BaseEdge,
  Controls,
  EdgeLabelRenderer,
  Handle,
  Position,
  ReactFlow,
  getViewportForBounds,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Tooltip from '@material-ui/core/Tooltip';
import { useTheme } from '@material-ui/core/styles';
import { stateLook } from '../states/states';
import { color } from '../tokens/tokens';
import { devopsReactTranslationRef } from '../translation';
import {
  bestDirection,
  layoutGraph,
  smoothPath,
  nodeHeight,
  nodeWidth,
  type GraphDirection,
  type PlacedGraph,
  type Point,
} from './layout';
import { handlesOf } from './handles';
import { StepFace, useStepLabel } from './StepFace';
import type { GraphEdge, GraphNode, GraphProps } from './types';
import { useGraphStyles } from './useGraphStyles';

type StepNode = Node<{ node: GraphNode; direction: GraphDirection }, 'step'>;
type Route = { points: Point[]; label: Point };
type LinkEdge = Edge<
  { edge: GraphEdge; color: string; route: Route | undefined },
  'link'
>;

const Selection = createContext<
  Pick<GraphProps, 'selected' | 'onSelectNode' | 'onSelectEdge'>
>({});

function StepBox({ data: { node, direction } }: NodeProps<StepNode>) {
  const classes = useGraphStyles();
  const { selected, onSelectNode } = useContext(Selection);
  const label = useStepLabel(node);
  const look = node.state ? stateLook(node.state, node.waitsFor) : undefined;
  const edged =
    look && (look.live || look.color === 'red' || look.color === 'violet');
  return (
    <>
      <Handle
        type="target"
        position={direction === 'LR' ? Position.Left : Position.Top}
        className={classes.port}
      />
      <button
        type="button"
        className={`${classes.box} nopan`}
        data-state={node.state}
        data-selected={selected === node.id || undefined}
        aria-pressed={selected === node.id}
        aria-label={label}
        style={{
          width: nodeWidth,
          height: nodeHeight(node),
          borderColor: edged ? color(look.color) : undefined,
          borderStyle: look?.shape === 'dashed' ? 'dashed' : undefined,
        }}
        onClick={() => onSelectNode?.(node.id)}
      >
        <StepFace node={node} />
      </button>
      <Handle
        type="source"
        position={direction === 'LR' ? Position.Right : Position.Bottom}
        className={classes.port}
      />
    </>
  );
}

function LinkLine(props: EdgeProps<LinkEdge>) {
  const { data } = props;
  const classes = useGraphStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const { selected, onSelectEdge } = useContext(Selection);
  if (!data?.route) {
    return null;
  }
  const { edge, route } = data;
  const { x, y } = route.label;
  const chosen = selected === edge.id;
  const [first, ...others] = edge.labels;
  return (
    <>
      <BaseEdge
        path={smoothPath(route.points)}
        markerEnd={props.markerEnd}
        style={{
          stroke: chosen ? 'var(--dop-link)' : data.color,
          strokeWidth: chosen ? 2.25 : 1.5,
          strokeDasharray: first ? undefined : '4 4',
        }}
      />
      {first && (
        <EdgeLabelRenderer>
          <Tooltip
            interactive
            enterDelay={150}
            title={edge.preview ?? edge.labels.join(', ')}
            classes={{ tooltip: classes.preview }}
          >
            <button
              type="button"
              className={`${classes.link} nodrag nopan`}
              data-flowed={edge.flowed || undefined}
              data-selected={chosen || undefined}
              aria-label={t('graph.link', {
                from: edge.from,
                to: edge.to,
                names: edge.labels.join(', '),
              })}
              style={{
                transform: `translate(-50%, -50%) translate(${x}px,${y}px)`,
              }}
              onClick={() => onSelectEdge?.(edge.id)}
            >
              {first}
              {others.length > 0 && ` +${others.length}`}
            </button>
          </Tooltip>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

type Placed = PlacedGraph & { direction: GraphDirection };

const nodeTypes = { step: StepBox };
const edgeTypes = { link: LinkLine };
const fitting = { padding: 0.06, maxZoom: 1, minZoom: 0.25 };

/**
 * Fits the drawing into its frame whenever either changes. The size is the one
 * that the drawing knows: it learns of a new one later than the page does. By
 * the layout's own size, because React Flow's fitting waits for its nodes.
 */
function KeepFitted({ placed }: { placed: PlacedGraph }) {
  const { setViewport } = useReactFlow();
  const width = useStore(state => state.width);
  const height = useStore(state => state.height);
  useEffect(() => {
    if (width && height) {
      const { padding, minZoom, maxZoom } = fitting;
      setViewport(
        getViewportForBounds(
          { x: 0, y: 0, width: placed.width, height: placed.height },
          width,
          height,
          minZoom,
          maxZoom,
          padding,
        ),
      );
    }
  }, [placed, width, height, setViewport]);
  return null;
}

/** The graph itself; loaded only where one is shown. */
export default function GraphCanvas(props: GraphProps) {
  const { nodes, edges, label, selected, onSelectNode, onSelectEdge } = props;
  const classes = useGraphStyles();
  const variant = useTheme().palette.type;
  const frame = useRef<HTMLDivElement>(null);
  const shape = JSON.stringify([
    nodes.map(node => [node.id, Boolean(node.instances)]),
    edges.map(edge => [edge.from, edge.to]),
  ]);
  const [width, setWidth] = useState<number>();
  // States change often and places never: the drawing is kept by its shape.
  const cache = useRef<{ key: string; placed: Placed }>();
  const key = `${shape} ${width}`;
  if (width !== undefined && cache.current?.key !== key) {
    const direction = bestDirection(nodes, edges, width);
    const placed = layoutGraph(nodes, edges, direction);
    cache.current = { key, placed: { ...placed, direction } };
  }
  const placed = cache.current?.placed;
  const scale = placed ? Math.min(1, (width ?? 0) / placed.width) : 1;
  const height =
    props.height ??
    Math.min(600, Math.max(160, placed ? placed.height * scale + 56 : 200));
  const states = new Map(nodes.map(node => [node.id, node.state]));
  const lineColor = (edge: GraphEdge) =>
    stateLook(states.get(edge.to) ?? '').live
      ? 'var(--dop-blue)'
      : `var(--dop-border-strong)`;
  useEffect(() => {
    const element = frame.current;
    if (!element) {
      return undefined;
    }
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const selection = useMemo(
    () => ({ selected, onSelectNode, onSelectEdge }),
    [selected, onSelectNode, onSelectEdge],
  );
  return (
    <Selection.Provider value={selection}>
      <div
        ref={frame}
        className={classes.root}
        style={{ height }}
        role="group"
        aria-label={label}
      >
        {placed && (
          <ReactFlow<StepNode, LinkEdge>
            key={placed.direction}
            nodes={nodes.map(node => ({
              id: node.id,
              type: 'step',
              position: placed.positions.get(node.id) ?? { x: 0, y: 0 },
              data: { node, direction: placed.direction },
              // Known beforehand, so that nothing waits for being measured.
              handles: handlesOf(node, placed.direction),
              width: nodeWidth,
              height: nodeHeight(node),
            }))}
            edges={edges.map(edge => ({
              id: edge.id,
              type: 'link',
              source: edge.from,
              target: edge.to,
              data: {
                edge,
                color: lineColor(edge),
                route: placed.routes.get(edge.id),
              },
              focusable: false,
            }))}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            colorMode={variant}
            minZoom={0.2}
            maxZoom={1.5}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            zoomOnScroll={false}
            zoomOnDoubleClick={false}
            preventScrolling={false}
            attributionPosition="bottom-left"
          >
            <KeepFitted placed={placed} />
            <Controls
              showInteractive={false}
              fitViewOptions={fitting}
              position="bottom-right"
              orientation="horizontal"
            />
          </ReactFlow>
        )}
      </div>
    </Selection.Provider>
  );
}
