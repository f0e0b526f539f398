import { createContext, useContext } from 'react';
import type { JsonObject } from '@backstage/types';
import type { ResolvedComponent } from '@dop/plugin-components-common';
import type {
  Drawing,
  StepPorts,
  WorkflowEdit,
} from '@dop/plugin-pipelines-common';
import type { Problem } from './model/problems';
import type { Selection } from './useSelection';

/** The file that is edited, as the parts of the page see it. */
export interface EditorState {
  /** `namespace/name` */
  repository: string;
  /** Short name, `main`. */
  branch: string;
  /** Path of the file. */
  path: string;
  /** Of the text; of the last one that could be read. */
  drawing: Drawing;
  /** Whether the text cannot be read, so that the drawing is an older one. */
  old: boolean;
  /** The whole file as plain values; of the same text as the drawing. */
  root: JsonObject;
  ports: Record<string, StepPorts>;
  /** By the text of `uses`. */
  components: Record<string, ResolvedComponent>;
  problems: readonly Problem[];
  readOnly: boolean;
  /** Neither forms nor drawing can change anything now. */
  disabled: boolean;
  selection: Selection;
  /**
   * Changes the text. What was done is told to those who do not see it.
   *
   * @returns what is in the way
   */
  apply: (edit: WorkflowEdit, said?: string) => string | undefined;
  select: (selection: Selection) => void;
  /** Told to those who do not see it. */
  announce: (text: string) => void;
}

const EditorContext = createContext<EditorState | undefined>(undefined);

export const EditorProvider = EditorContext.Provider;

export function useEditor(): EditorState {
  const state = useContext(EditorContext);
  if (!state) {
    throw new Error('No workflow is being edited here');
  }
  return state;
}
