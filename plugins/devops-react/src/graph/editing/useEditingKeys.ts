import type { KeyboardEvent, RefObject } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useKeys } from '../../keys/useKeys';
import { devopsReactTranslationRef } from '../../translation';
import type { GraphEdge } from '../types';
import { isArrowKey, meaningOf, stepBeside, type ArrowKey } from './moves';
import { partOf } from './useFocusKeeping';
import type { Placed } from './useLayout';

interface EditingKeys {
  frame: RefObject<HTMLElement>;
  edges: readonly GraphEdge[];
  placed: Placed | undefined;
  /** The step that keys are for where none has the focus. */
  tabStop: string | undefined;
  selected: string | undefined;
  isStep(id: string): boolean;
  goTo(id: string, what: 'step' | 'link'): void;
  /** Keys only lead from step to step. */
  disabled: boolean;
  connectFrom(id: string): void;
  remove(id: string): void;
  rename: ((id: string) => void) | undefined;
  /** Ends a line that is being drawn; false where none is. */
  cancel(): boolean;
}

function isField(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** A link's neighbour among those that begin at the same step, or its end. */
function beyondLink(
  link: GraphEdge,
  key: ArrowKey,
  { edges, placed }: { edges: readonly GraphEdge[]; placed: Placed },
): { id: string; what: 'step' | 'link' } | undefined {
  const meaning = meaningOf(key, placed.direction);
  if (meaning === 'on' || meaning === 'back') {
    return { id: meaning === 'on' ? link.to : link.from, what: 'step' };
  }
  const side = placed.direction === 'LR' ? 'y' : 'x';
  const placeOf = ({ id }: GraphEdge) => placed.routes.get(id)?.label[side];
  const beside = edges
    .filter(edge => edge.from === link.from && placeOf(edge) !== undefined)
    .sort((a, b) => (placeOf(a) ?? 0) - (placeOf(b) ?? 0));
  const next = beside[beside.indexOf(link) + (meaning === 'before' ? -1 : 1)];
  return next && { id: next.id, what: 'link' };
}

/** The keys of a drawing that is edited; `?` lists them. */
export function useEditingKeys(
  keys: EditingKeys,
): (event: KeyboardEvent) => void {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const { frame, edges, placed, selected, tabStop, isStep } = keys;
  const act = (key: string, at: { step?: string; link?: string }): boolean => {
    if (keys.disabled) {
      return false;
    }
    const step =
      at.step ?? (selected && isStep(selected) ? selected : undefined);
    if (key === 'c' && step !== undefined) {
      keys.connectFrom(step);
      return true;
    }
    if (key === 'F2' && step !== undefined && keys.rename) {
      keys.rename(step);
      return true;
    }
    const part = at.link ?? at.step ?? selected;
    if (/^(Delete|Backspace)$/.test(key) && part !== undefined) {
      keys.remove(part);
      return true;
    }
    return false;
  };
  // For what is selected while nothing at all has the focus.
  const run = (key: string) => () => {
    if (document.activeElement === document.body) {
      act(key, {});
    }
  };
  useKeys({
    c: { label: t('graphEditing.keyConnect'), run: run('c') },
    Delete: { label: t('graphEditing.keyRemove'), run: run('Delete') },
    Backspace: { label: t('graphEditing.keyRemove'), run: run('Backspace') },
    ...(keys.rename && {
      F2: { label: t('graphEditing.keyRename'), run: run('F2') },
    }),
  });
  const go = (key: ArrowKey, at: { step?: string; link?: string }) => {
    if (!placed) {
      return;
    }
    const link = edges.find(({ id }) => id === at.link);
    const step = at.step ?? tabStop;
    if (link) {
      const next = beyondLink(link, key, { edges, placed });
      if (next && (next.what === 'link' || isStep(next.id))) {
        keys.goTo(next.id, next.what);
      }
    } else if (step !== undefined) {
      // Coming from outside, the first key only finds where one is.
      const next =
        at.step === undefined ? step : stepBeside(step, key, placed, edges);
      if (next !== undefined) {
        keys.goTo(next, 'step');
      }
    }
  };
  return event => {
    const { key, target } = event;
    if (
      event.defaultPrevented ||
      event.metaKey ||
      event.ctrlKey ||
      event.altKey ||
      isField(target) ||
      !(target instanceof Element) ||
      !frame.current?.contains(target) ||
      target.closest('.react-flow__panel')
    ) {
      return;
    }
    const at = partOf(target);
    if (key === 'Escape') {
      if (keys.cancel()) {
        event.preventDefault();
      }
    } else if (isArrowKey(key)) {
      event.preventDefault();
      go(key, at);
    } else if (/^(Delete|Backspace)$/.test(key) && event.repeat) {
      // One press, one thing: the focus is on the next one already.
      event.preventDefault();
    } else if (act(key, at)) {
      event.preventDefault();
    }
  };
}
