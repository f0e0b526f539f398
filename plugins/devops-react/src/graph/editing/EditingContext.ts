import { createContext, useContext, type MutableRefObject } from 'react';
import type { GraphEditing } from '../types';

/** A line that is being drawn. */
export interface Connecting {
  from: string;
  by: 'mouse' | 'touch' | 'list';
}

export interface EditingScene {
  connecting: Connecting | undefined;
  /** Why the step cannot take the line that is being drawn. */
  refusal(to: string): string | undefined;
  select(id: string, what: 'step' | 'link'): void;
  /** Lets a target be chosen from a list. */
  connectFrom(id: string): void;
  add: GraphEditing['onAdd'];
  /** Nothing can be changed for now. */
  disabled: boolean;
  /**
   * 0, or while so many are seen that only boxes can be made out: how wide a line
   * has to be for that.
   */
  far: number;
  titleOf(id: string): string;
  /** The step or link that takes the focus as soon as it is there. */
  wanted: MutableRefObject<string | undefined>;
}

const nothing: EditingScene = {
  connecting: undefined,
  refusal: () => undefined,
  select: () => undefined,
  connectFrom: () => undefined,
  add: undefined,
  disabled: false,
  far: 0,
  titleOf: id => id,
  wanted: { current: undefined },
};

export const EditingContext = createContext(nothing);

export function useEditingScene(): EditingScene {
  return useContext(EditingContext);
}
