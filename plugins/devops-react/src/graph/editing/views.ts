import type { Viewport } from '@xyflow/react';
import type { GraphDirection, PlacedGraph } from '../layout';

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

const margin = 24;
/** Below this the names of steps cannot be read. */
const smallestReadable = 0.45;
const readable = 0.8;

function middleOf(box: Box, size: Size, zoom: number): Viewport {
  return {
    x: size.width / 2 - (box.x + box.width / 2) * zoom,
    y: size.height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  };
}

/** The zoom at which all of it is seen. */
export function wholeZoom(placed: Size, size: Size): number {
  return Math.min(
    1,
    (size.width - 2 * margin) / placed.width,
    (size.height - 2 * margin) / placed.height,
  );
}

/**
 * What is seen at first: all of it where that can be read, else what is selected,
 * else the beginning.
 */
export function firstView(
  placed: Pick<PlacedGraph, 'width' | 'height' | 'positions'>,
  size: Size,
  direction: GraphDirection,
  selected: Box | undefined,
): Viewport {
  const zoom = wholeZoom(placed, size);
  if (zoom >= smallestReadable) {
    const { width, height } = placed;
    return middleOf({ x: 0, y: 0, width, height }, size, zoom);
  }
  if (selected) {
    return middleOf(selected, size, readable);
  }
  const [main, side] =
    direction === 'LR' ? (['x', 'y'] as const) : (['y', 'x'] as const);
  const first = [...placed.positions.values()].reduce((best, point) =>
    point[main] < best[main] ? point : best,
  );
  const room = direction === 'LR' ? size.height : size.width;
  const start = {
    [main]: margin - first[main] * readable,
    [side]: room / 2 - (first[side] + 30) * readable,
  };
  return { x: start.x, y: start.y, zoom: readable };
}

/** The box as it lies on the screen, from the frame's corner. */
export function onScreen(box: Box, view: Viewport): Box {
  return {
    x: box.x * view.zoom + view.x,
    y: box.y * view.zoom + view.y,
    width: box.width * view.zoom,
    height: box.height * view.zoom,
  };
}

/** Whether any of it is in the frame. */
export function isSeen(box: Box, view: Viewport, size: Size): boolean {
  const { x, y, width, height } = onScreen(box, view);
  return x < size.width && x + width > 0 && y < size.height && y + height > 0;
}

/** How far to go so that a stretch lies within a length; its start wins. */
function shift(start: number, length: number, room: number): number {
  if (start >= 0 && start + length <= room) {
    return 0;
  }
  const over = start + length - (room - margin);
  const by = over > 0 ? -over : 0;
  return start + by < margin ? margin - start : by;
}

/**
 * The view panned by just as much as shows the box; undefined if it is shown.
 *
 * @param corner - what covers the lower right corner of the frame
 */
export function viewThatShows(
  box: Box,
  view: Viewport,
  size: Size,
  corner: Size = { width: 0, height: 0 },
): Viewport | undefined {
  const { x, y, width, height } = onScreen(box, view);
  const right = shift(x, width, size.width);
  const down = shift(y, height, size.height);
  const covered =
    x + right + width > size.width - corner.width &&
    y + down + height > size.height - corner.height;
  const up = covered ? shift(y, height, size.height - corner.height) : down;
  return right === 0 && up === 0
    ? undefined
    : { x: view.x + right, y: view.y + up, zoom: view.zoom };
}
