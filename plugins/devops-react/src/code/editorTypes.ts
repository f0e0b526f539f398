import type { TextHistory } from './TextHistory';

/** Something to choose from while typing. Offsets are those of the whole text. */
export interface CodeCompletion {
  label: string;
  /** Short, beside the label: a type, a version. */
  detail?: string;
  /** What it means, in sentences. */
  info?: string;
  /** Takes the place of `from` to `to`; the cursor goes behind it. */
  insert: string;
  /** All that are offered at one place begin at the same offset. */
  from: number;
  to: number;
  kind?: 'field' | 'value' | 'name' | 'function';
}

/** Underlined, and marked in the margin. Offsets are those of the text that it was found in. */
export interface CodeProblem {
  from: number;
  to: number;
  severity: 'error' | 'warning';
  message: string;
  fixes?: {
    title: string;
    /** Called when it is chosen; changes the history by itself. */
    apply(): void;
  }[];
}

export interface CodeEditorProps {
  /** The text; typing changes it, and what others change is shown. */
  history: TextHistory;
  /** Name of the editor for those who do not see it. */
  label: string;
  language: 'yaml';
  problems?: readonly CodeProblem[];
  /** The text that they were found in; the one that is shown unless told. */
  problemsOf?: string;
  /** What may stand at an offset; what it offers is narrowed by what is typed. */
  complete?(
    text: string,
    offset: number,
    signal: AbortSignal,
  ): Promise<CodeCompletion[]> | CodeCompletion[];
  /** Scrolled to and marked whenever this is another object. */
  reveal?: { from: number; to: number };
  /** Where a person put the cursor, by typing or choosing. */
  onCursor?(offset: number): void;
  readOnly?: boolean;
}
