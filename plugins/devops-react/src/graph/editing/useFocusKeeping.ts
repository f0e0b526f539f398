import {
  useCallback,
  useEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  type FocusEvent,
  type MutableRefObject,
  type RefObject,
} from 'react';
import type { Point } from '../layout';
import type { GraphEdge, GraphNode } from '../types';
import { stepInPlaceOf } from './moves';
import type { Placed } from './useLayout';

/** The step or link that an element of the drawing belongs to. */
export function partOf(target: EventTarget | null): {
  step?: string;
  link?: string;
} {
  const element = target instanceof Element ? target : undefined;
  return {
    step:
      element?.closest('[data-step]')?.getAttribute('data-step') ?? undefined,
    link:
      element?.closest('[data-link]')?.getAttribute('data-link') ?? undefined,
  };
}

interface FocusKeeping {
  /** The one step that Tab leads to; arrow keys go on from there. */
  tabStop: string | undefined;
  /** Counts what was asked of the focus. */
  asked: number;
  wanted: MutableRefObject<string | undefined>;
  /** The step or link that has the focus. */
  focused: RefObject<string | undefined>;
  /** Gives the focus to a step, or to a link of the step. */
  focus(id: string, step?: string): void;
  /** The step that comes next takes the focus: for another that goes, if told. */
  expectStep(insteadOf?: string): void;
  onFocus(event: FocusEvent): void;
  onBlur(event: FocusEvent): void;
}

/** Keeps the focus at a sensible place while the drawing changes below it. */
export function useFocusKeeping(
  frame: RefObject<HTMLElement>,
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  placed: Placed | undefined,
  selected: string | undefined,
): FocusKeeping {
  const [current, setCurrent] = useState<string>();
  const [asked, ask] = useReducer((count: number) => count + 1, 0);
  const wanted = useRef<string>();
  const focused = useRef<string>();
  const expected = useRef<{ insteadOf?: string }>();
  const chosen = useRef<string>();
  const before = useRef<{
    positions: ReadonlyMap<string, Point>;
    edges: readonly GraphEdge[];
  }>({ positions: new Map(), edges });
  const steps = useMemo(() => new Set(nodes.map(({ id }) => id)), [nodes]);
  const tabStop = [current, selected, nodes[0]?.id].find(
    id => id !== undefined && steps.has(id),
  );
  const focus = useCallback((id: string, step = id) => {
    wanted.current = id;
    setCurrent(step);
    ask();
  }, []);
  useEffect(() => {
    // Who types elsewhere keeps the focus there.
    const active = document.activeElement;
    const free =
      !active ||
      active === document.body ||
      Boolean(frame.current?.contains(active));
    const there = (id: string) => steps.has(id);
    const gone = focused.current;
    const link = before.current.edges.find(({ id }) => id === gone);
    if (
      gone !== undefined &&
      !there(gone) &&
      !edges.some(({ id }) => id === gone)
    ) {
      focused.current = undefined;
      const next = link
        ? [link.to, link.from].find(there)
        : stepInPlaceOf(gone, before.current, there);
      if (free && next !== undefined) {
        focus(next);
      } else if (free) {
        frame.current?.focus();
      }
    }
    const known = before.current.positions;
    const fresh = [...steps].filter(id => !known.has(id));
    const { insteadOf } = expected.current ?? {};
    if (
      expected.current &&
      fresh.length > 0 &&
      (insteadOf === undefined || !there(insteadOf))
    ) {
      expected.current = undefined;
      if (fresh.length === 1 && free) {
        focus(fresh[0]);
      }
    }
    before.current = { positions: placed?.positions ?? new Map(), edges };
  }, [frame, steps, edges, placed, focus]);
  useEffect(() => {
    if (
      selected === chosen.current ||
      (selected !== undefined &&
        !steps.has(selected) &&
        !edges.some(({ id }) => id === selected))
    ) {
      return;
    }
    chosen.current = selected;
    if (selected === undefined || !steps.has(selected)) {
      return;
    }
    const { step, link } = partOf(document.activeElement);
    const at = link ?? step;
    if (
      at !== undefined &&
      at !== selected &&
      frame.current?.contains(document.activeElement)
    ) {
      focus(selected);
    } else {
      setCurrent(selected);
    }
  }, [frame, selected, steps, edges, focus]);
  return {
    tabStop,
    asked,
    wanted,
    focused,
    focus,
    expectStep: insteadOf => {
      expected.current = { insteadOf };
    },
    onFocus: event => {
      const { step, link } = partOf(event.target);
      focused.current = link ?? step;
      if (step !== undefined) {
        setCurrent(step);
      }
    },
    onBlur: () => {
      focused.current = undefined;
    },
  };
}
