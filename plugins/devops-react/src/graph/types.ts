import type { ReactNode } from 'react';

/** One box of a graph: a step, with all its instances folded into it. */
export interface GraphNode {
  id: string;
  title: string;
  /** Small second line: what it uses. */
  subtitle?: string;
  /** Without a state the graph is a drawing only. */
  state?: string;
  /** What a waiting step waits for, for its look. */
  waitsFor?: string;
  /** ISO 8601; the clock runs while `finishedAt` is missing. */
  startedAt?: string;
  finishedAt?: string;
  /** Instances of a matrix; drawn as a strip. */
  instances?: { key: string; state: string }[];
  /** Small words at the corner: `if`, `may fail`. */
  badges?: string[];
  /** What is wrong with it, as a badge with the number of problems. */
  problems?: GraphProblems;
}

export interface GraphProblems {
  /** Of the worst one. */
  severity: 'error' | 'warning';
  /** One problem a line. */
  text: string;
}

/** An arrow: a need, with the outputs that travel on it. */
export interface GraphEdge {
  id: string;
  from: string;
  to: string;
  /** Names of what travels; empty for a plain need. */
  labels: string[];
  /** Something has travelled already. */
  flowed?: boolean;
  /** Shown on hover: a short look at the data. */
  preview?: ReactNode;
}

export interface GraphProps {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** For those who don't see it: `Steps of run 12`. */
  label: string;
  /** Id of the chosen node or edge. */
  selected?: string;
  onSelectNode?: (id: string) => void;
  onSelectEdge?: (id: string) => void;
  /**
   * Pixels; as high as the drawing needs, between 180 and 560, unless told.
   * While editing it is the whole height of what is around.
   */
  height?: number;
  /** Makes the drawing one that can be changed. */
  editing?: GraphEditing;
}

/** What the type of a thing is that is dragged from a palette onto the drawing. */
export const droppedComponentType = 'application/x-dop-component';

/**
 * What a person does in a drawing. None of it changes the drawing by itself: the
 * next `nodes` and `edges` do.
 */
export interface GraphEditing {
  /** A line was drawn, by pointer or keyboard; never one with a reason against it. */
  onConnect(from: string, to: string): void;
  /**
   * A sentence for people that says why the step cannot take the line; asked for
   * while one is drawn. Lines to itself and in a circle need no answer here.
   */
  whyNotConnect?(from: string, to: string): string | undefined;
  /** Delete or Backspace on a step or a link. */
  onRemove(selected: string): void;
  /** F2 on a step. */
  onRename?(id: string): void;
  /**
   * The + behind a step, the one on an empty canvas, or something from a palette
   * that was dropped.
   *
   * @param after - the step behind which, undefined for anywhere
   * @param data - what was dropped, as `application/x-dop-component`
   */
  onAdd?(after?: string, data?: string): void;
  /** A click on nothing. */
  onSelectNothing?(): void;
  /**
   * Nothing can be changed for now. Unlike a drawing without `editing`, this one
   * keeps its place, its selection and the focus, and goes on from there.
   */
  disabled?: boolean;
}
