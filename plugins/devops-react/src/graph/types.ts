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
  /** Pixels; as high as the drawing needs, between 180 and 560, unless told. */
  height?: number;
}
