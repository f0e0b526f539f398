import { useCallback, useEffect, useRef, type RefObject } from 'react';
import { useReactFlow } from '@xyflow/react';
import { nodeHeight, nodeWidth } from '../layout';
import { firstView, isSeen, viewThatShows, type Box, type Size } from './views';
import type { Placed } from './useLayout';

function boxOf(placed: Placed, id: string): Box | undefined {
  const step = placed.positions.get(id);
  if (step) {
    return { ...step, width: nodeWidth, height: nodeHeight({}) };
  }
  const link = placed.routes.get(id);
  return link && { ...link.label, width: 0, height: 0 };
}

/** One box round all of them. */
function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map(box => box.x));
  const y = Math.min(...boxes.map(box => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map(box => box.x + box.width)) - x,
    height: Math.max(...boxes.map(box => box.y + box.height)) - y,
  };
}

/** Motion that shows where one got to, for those who want any. */
export function panTime(): number {
  return window.matchMedia?.('(prefers-reduced-motion: reduce)').matches
    ? 0
    : 150;
}

/**
 * Fits the drawing once; after that it stays where it is, and pans by as little
 * as shows what was added or chosen.
 */
export function useViewKeeping(
  placed: Placed | undefined,
  size: Size | undefined,
  selected: string | undefined,
  focused: RefObject<string | undefined>,
  corner: Size,
): {
  /** Brings a step or link into sight. */
  show(id: string): void;
  /** To be called when a person moves the drawing. */
  onMoved(): void;
} {
  const { getViewport, setViewport } = useReactFlow();
  const last = useRef<Placed>();
  const moved = useRef(false);
  const latest = useRef({ placed, size, selected, corner });
  latest.current = { placed, size, selected, corner };
  const showBox = useCallback(
    (box: Box | undefined) => {
      const { size: room, corner: covered } = latest.current;
      const view =
        box && room && viewThatShows(box, getViewport(), room, covered);
      if (view) {
        setViewport(view, { duration: panTime() });
      }
    },
    [getViewport, setViewport],
  );
  const show = useCallback(
    (id: string) => {
      const { placed: drawn } = latest.current;
      showBox(drawn && boxOf(drawn, id));
    },
    [showBox],
  );
  useEffect(() => {
    if (!placed?.positions.size || !size?.width || !size.height) {
      return;
    }
    const before = last.current;
    last.current = placed;
    const ids = [...placed.positions.keys()];
    const isAnother = !before || !ids.some(id => before.positions.has(id));
    const { selected: chosen } = latest.current;
    const turned = before?.direction !== placed.direction;
    if (isAnother || turned || (before === placed && !moved.current)) {
      const box = chosen === undefined ? undefined : boxOf(placed, chosen);
      setViewport(firstView(placed, size, placed.direction, box));
      return;
    }
    if (before === placed) {
      return;
    }
    moved.current = true;
    const boxes = (wanted: readonly string[], where: Placed) =>
      wanted.flatMap(id => boxOf(where, id) ?? []);
    const added = boxes(
      ids.filter(id => !before.positions.has(id)),
      placed,
    );
    if (added.length > 0) {
      showBox(around(added));
      return;
    }
    const anchor = focused.current ?? chosen;
    const [was] = anchor === undefined ? [] : boxes([anchor], before);
    const [is] = anchor === undefined ? [] : boxes([anchor], placed);
    if (was && is && isSeen(was, getViewport(), size)) {
      showBox(is);
    }
  }, [placed, size, focused, getViewport, setViewport, showBox]);
  useEffect(() => {
    if (selected !== undefined && last.current) {
      show(selected);
    }
  }, [selected, show]);
  const onMoved = useCallback(() => {
    moved.current = true;
  }, []);
  return { show, onMoved };
}
