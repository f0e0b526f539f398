import {
  useCallback,
  useMemo,
  useRef,
  useState,
  type ComponentProps,
  type RefObject,
} from 'react';
import { useStoreApi, type ReactFlow } from '@xyflow/react';
import type { GraphEdge, GraphEditing, GraphNode } from '../types';
import type { ConnectChooser } from './ConnectChooser';
import type { Connecting } from './EditingContext';
import { stepsBefore } from './refusals';
import { partOf } from './useFocusKeeping';
import { useRefusals } from './useRefusals';

type FlowProps = Pick<
  ComponentProps<typeof ReactFlow>,
  | 'isValidConnection'
  | 'onConnectStart'
  | 'onConnect'
  | 'onConnectEnd'
  | 'onPaneClick'
>;

interface ConnectingParts {
  frame: RefObject<HTMLElement>;
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  editing: GraphEditing;
  titleOf(id: string): string;
  focus(id: string): void;
  show(id: string): void;
}

/** Lines that are being drawn, by a pointer or with the list of steps. */
export function useConnecting(parts: ConnectingParts) {
  const { frame, nodes, edges, editing, titleOf, focus, show } = parts;
  const store = useStoreApi();
  /** Escape ended the line that the pointer, still down, was drawing. */
  const cancelled = useRef(false);
  const [begun, setBegun] = useState<Connecting>();
  const [anchor, setAnchor] = useState<Element>();
  const [aim, setAim] = useState<string>();
  const source = nodes.find(({ id }) => id === begun?.from);
  // A step that goes away takes the line with it that was begun at it.
  const connecting = source && !editing.disabled ? begun : undefined;
  const byList = connecting?.by === 'list';
  const refuse = useRefusals(edges, titleOf, editing.whyNotConnect, connecting);
  // Without a line to draw, this stays the same while the drawing changes.
  const refuseNow = connecting ? refuse : undefined;
  const from = connecting?.from;
  const refusal = useCallback(
    (to: string) =>
      from !== undefined && refuseNow ? refuseNow(from, to) : undefined,
    [from, refuseNow],
  );
  const disabled = editing.disabled === true;
  const connectFrom = useCallback(
    (id: string) => {
      if (disabled) {
        return;
      }
      const step = [
        ...(frame.current?.querySelectorAll('[data-step]') ?? []),
      ].find(element => partOf(element).step === id);
      setAnchor(step ?? frame.current ?? undefined);
      setBegun({ from: id, by: 'list' });
    },
    [frame, disabled],
  );
  const onAim = useCallback(
    (to: string | undefined) => {
      setAim(to);
      if (to !== undefined) {
        show(to);
      }
    },
    [show],
  );
  const targets = useMemo(() => {
    if (from === undefined || !byList) {
      return [];
    }
    const before = stepsBefore(from, edges);
    const others = nodes.filter(({ id }) => id !== from);
    return [
      ...others.filter(({ id }) => !before.has(id)),
      ...others.filter(({ id }) => before.has(id)),
    ];
  }, [from, byList, nodes, edges]);
  const end = () => {
    setBegun(undefined);
    setAim(undefined);
  };
  const flow: FlowProps = {
    isValidConnection: line => refuse(line.source, line.target) === undefined,
    onConnectStart: (event, { nodeId }) => {
      if (nodeId !== null) {
        const by = 'touches' in event ? 'touch' : 'mouse';
        setBegun({ from: nodeId, by });
      }
    },
    onConnect: line => {
      const { source: start, target } = line;
      if (
        !cancelled.current &&
        !disabled &&
        refuse(start, target) === undefined
      ) {
        editing.onConnect(start, target);
      }
    },
    onConnectEnd: end,
    onPaneClick: () => {
      if (!cancelled.current) {
        editing.onSelectNothing?.();
      }
    },
  };
  const close = (id: string) => {
    end();
    focus(id);
    show(id);
  };
  const chooser: ComponentProps<typeof ConnectChooser> | undefined =
    byList && source && anchor
      ? {
          from: source,
          targets,
          anchor,
          refusal,
          onAim,
          onChoose: to => {
            close(source.id);
            editing.onConnect(source.id, to);
          },
          onClose: () => close(source.id),
        }
      : undefined;
  return {
    connecting,
    refusal,
    connectFrom,
    /** The step that Enter in the list would take. */
    aim: byList ? aim : undefined,
    flow,
    chooser,
    onPointerDownCapture: () => {
      cancelled.current = false;
    },
    /** Ends the line that is drawn; false where none is. */
    cancel: (): boolean => {
      if (!connecting) {
        return false;
      }
      cancelled.current = true;
      store.getState().cancelConnection();
      end();
      return true;
    },
  };
}
