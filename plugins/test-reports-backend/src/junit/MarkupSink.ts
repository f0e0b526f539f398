/** What a limiter leaves out, at most once for each node. */
export type Omission = 'attribute' | 'doctype' | 'tag' | 'text';

export interface MarkupSink {
  /** The markup that is kept. Everything written before is in it or was skipped. */
  write(markup: string): void;
  /** So many line ends were left out here. */
  skipLines(count: number): void;
  omit(what: Omission): void;
}
