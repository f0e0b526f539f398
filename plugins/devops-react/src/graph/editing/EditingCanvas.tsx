import '@xyflow/react/dist/style.css';
import { useCallback, useId, useMemo, useRef } from 'react';
import {
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useStore,
  type Edge,
} from '@xyflow/react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { useTheme } from '@material-ui/core/styles';
import { devopsReactTranslationRef } from '../../translation';
import type { GraphDirection } from '../layout';
import type { GraphEditing, GraphProps } from '../types';
import { useGraphStyles } from '../useGraphStyles';
import { ConnectChooser } from './ConnectChooser';
import { ConnectHint } from './ConnectHint';
import { ComingLink, EditedLink, type EditedLinkEdge } from './EditedLink';
import { EditedStep, type EditedStepNode } from './EditedStep';
import { EditingContext, type EditingScene } from './EditingContext';
import { useConnecting } from './useConnecting';
import { useDrops } from './useDrops';
import { useEditingKeys } from './useEditingKeys';
import { useEditingStyles } from './useEditingStyles';
import { useFlowElements } from './useFlowElements';
import { useFocusKeeping } from './useFocusKeeping';
import { useFrameSize } from './useFrameSize';
import { useLayout } from './useLayout';
import { panTime, useViewKeeping } from './useViewKeeping';
import { wholeZoom } from './views';

type EditingCanvasProps = GraphProps & { editing: GraphEditing };

const nodeTypes = { step: EditedStep };
const edgeTypes = { link: EditedLink, coming: ComingLink };
/** Frames of less width are drawn downwards. */
const narrow = 600;
/** A drawing that goes across turns only here, not by a panel beside it. */
const narrowest = 420;
/** From so many steps on, a small map helps. */
const manySteps = 25;
const mapSize = { width: 160, height: 110 };
/** What the buttons for the view cover of the lower right corner, and the map. */
const plainCorner = { width: 100, height: 44 };
const mapCorner = { width: 176, height: 170 };
/** From so many on, what is out of sight is not drawn. */
const tooManyToKeep = 60;
/** Below this zoom no name can be read. */
const farZoom = 0.25;
const noKey = {
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  panActivationKeyCode: null,
};

function minimapColor({ data }: EditedStepNode): string {
  switch (data.node.problems?.severity) {
    case 'error':
      return 'var(--dop-red)';
    case 'warning':
      return 'var(--dop-amber)';
    default:
      return 'var(--dop-border-strong)';
  }
}

/** The drawing that can be edited; loaded only where one is. */
export default function EditingCanvas(props: EditingCanvasProps) {
  return (
    <ReactFlowProvider>
      <EditingFrame {...props} />
    </ReactFlowProvider>
  );
}

function EditingFrame(props: EditingCanvasProps) {
  const { nodes, edges, label, selected, editing } = props;
  const classes = useGraphStyles();
  const styles = useEditingStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const variant = useTheme().palette.type;
  // On a small screen there is little beside the steps to pan by with a finger.
  const coarse = useMediaQuery('(pointer: coarse)');
  const help = useId();
  const frame = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;

  const size = useFrameSize(frame);
  const turned = useRef<GraphDirection>();
  if (size) {
    const limit = turned.current === 'LR' ? narrowest : narrow;
    // A frame that is not shown has no width, and says nothing.
    turned.current = size.width > 0 && size.width < limit ? 'TB' : 'LR';
  }
  const direction = turned.current;
  const { placed, busy } = useLayout(nodes, edges, direction);
  const hasMap = nodes.length >= manySteps && direction === 'LR';
  const keeping = useFocusKeeping(frame, nodes, edges, placed, selected);
  const { focus, wanted, tabStop, asked } = keeping;
  const view = useViewKeeping(
    placed,
    size,
    selected,
    keeping.focused,
    hasMap ? mapCorner : plainCorner,
  );
  const { show, onMoved } = view;
  const drops = useDrops(editing.disabled ? undefined : editing.onAdd);

  const titlesText = JSON.stringify(nodes.map(({ id, title }) => [id, title]));
  const titleOf = useMemo(() => {
    const titles = new Map<string, string>(JSON.parse(titlesText));
    return (id: string) => titles.get(id) ?? id;
  }, [titlesText]);
  const lines = useConnecting({
    frame,
    nodes,
    edges,
    editing,
    titleOf,
    focus,
    show,
  });
  const { connecting, refusal, connectFrom } = lines;

  const select = useCallback(
    (id: string, what: 'step' | 'link') => {
      const { onSelectNode, onSelectEdge } = latest.current;
      // A panel that opens for it must not move the drawing away below the hand.
      onMoved();
      if (what === 'step') {
        onSelectNode?.(id);
      } else {
        onSelectEdge?.(id);
      }
    },
    [onMoved],
  );
  const goTo = useCallback(
    (id: string, what: 'step' | 'link') => {
      const link = latest.current.edges.find(edge => edge.id === id);
      focus(id, what === 'link' ? link?.from : id);
      show(id);
      select(id, what);
    },
    [focus, show, select],
  );
  const add = useCallback<NonNullable<GraphEditing['onAdd']>>(
    (after, data) => latest.current.editing.onAdd?.(after, data),
    [],
  );
  const canAdd = editing.onAdd !== undefined;
  const disabled = editing.disabled === true;
  const many = nodes.length >= tooManyToKeep;
  const far = useStore(({ transform: [, , zoom] }) =>
    many && zoom < farZoom ? 2 ** Math.round(Math.log2(0.8 / zoom)) : 0,
  );
  const scene = useMemo<EditingScene>(
    () => ({
      connecting,
      refusal,
      select,
      connectFrom,
      add: canAdd ? add : undefined,
      disabled,
      far,
      titleOf,
      wanted,
    }),
    [
      connecting,
      refusal,
      select,
      connectFrom,
      canAdd,
      add,
      disabled,
      far,
      titleOf,
      wanted,
    ],
  );

  const onKeyDown = useEditingKeys({
    frame,
    edges,
    placed,
    tabStop,
    selected,
    isStep: id => nodes.some(node => node.id === id),
    goTo,
    connectFrom,
    disabled,
    remove: editing.onRemove,
    rename:
      editing.onRename &&
      (id => {
        keeping.expectStep(id);
        editing.onRename?.(id);
      }),
    cancel: lines.cancel,
  });
  const { flowNodes, flowEdges } = useFlowElements(nodes, edges, placed, {
    selected,
    tabStop,
    aimed: lines.aim ?? drops.over?.step,
    comingFrom: connecting?.by === 'list' ? connecting.from : undefined,
    asked,
  });

  const listeners = {
    onKeyDown,
    onFocus: keeping.onFocus,
    onBlur: keeping.onBlur,
    ...drops.handlers,
    onPointerDownCapture: lines.onPointerDownCapture,
  };
  const whole =
    placed && size && placed.positions.size > 0 ? wholeZoom(placed, size) : 1;
  const smallest = Math.max(0.005, Math.min(0.2, whole));

  return (
    <EditingContext.Provider value={scene}>
      <div
        ref={frame}
        className={`${classes.root} ${styles.frame}`}
        style={{ height: props.height ?? '100%' }}
        role="group"
        aria-label={label}
        aria-describedby={help}
        aria-busy={busy || undefined}
        data-drop={
          drops.over && drops.over.step === undefined ? 'canvas' : undefined
        }
        tabIndex={-1}
        {...listeners}
      >
        <span id={help} className={styles.hidden}>
          {t('graphEditing.help')}
        </span>
        {placed && (
          <ReactFlow<EditedStepNode, EditedLinkEdge | Edge>
            nodes={flowNodes}
            edges={flowEdges}
            nodeTypes={nodeTypes}
            edgeTypes={edgeTypes}
            colorMode={variant}
            minZoom={smallest}
            maxZoom={1.5}
            nodesDraggable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            connectOnClick={false}
            connectionRadius={16}
            connectionDragThreshold={4}
            {...lines.flow}
            onEdgeClick={(_, { id }) => goTo(id, 'link')}
            onMoveStart={event => event && onMoved()}
            panOnScroll
            noPanClassName={coarse ? 'pinned' : 'nopan'}
            zoomOnDoubleClick={false}
            onlyRenderVisibleElements={many}
            attributionPosition="bottom-left"
            ariaLabelConfig={{
              'controls.ariaLabel': t('graphEditing.view'),
              'controls.zoomIn.ariaLabel': t('graphEditing.zoomIn'),
              'controls.zoomOut.ariaLabel': t('graphEditing.zoomOut'),
              'controls.fitView.ariaLabel': t('graphEditing.fit'),
              'minimap.ariaLabel': t('graphEditing.minimap'),
            }}
            {...noKey}
          >
            <Background gap={22} size={1} />
            <ConnectHint />
            {hasMap && (
              <MiniMap<EditedStepNode>
                pannable
                zoomable
                position="bottom-right"
                nodeColor={minimapColor}
                style={mapSize}
              />
            )}
            <Controls
              showInteractive={false}
              fitViewOptions={{
                padding: 0.06,
                maxZoom: 1,
                minZoom: smallest,
                duration: panTime(),
              }}
              position="bottom-right"
              orientation="horizontal"
            />
          </ReactFlow>
        )}
        {busy && <div className={styles.note}>{t('graphEditing.drawing')}</div>}
        {nodes.length === 0 && editing.onAdd && !disabled && (
          <div className={styles.empty}>
            <Button
              variant="outlined"
              color="primary"
              onClick={() => {
                keeping.expectStep();
                editing.onAdd?.();
              }}
            >
              {t('graphEditing.add')}
            </Button>
          </div>
        )}
        {lines.chooser && <ConnectChooser {...lines.chooser} />}
      </div>
    </EditingContext.Provider>
  );
}
