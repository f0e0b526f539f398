import type { ParsedSummary } from '../junit/parsed';
import type { ReadJob, Row, Statement } from '../worker/messages';

/** Where bulk results are. The tables and the queries are the same everywhere. */
export interface ResultDatabase {
  /** Name of the function `position(text, part)`. */
  readonly positionFunction: 'instr' | 'strpos';
  query(statement: Statement): Promise<Row[]>;
  /**
   * All in one transaction.
   *
   * @returns how many rows each statement changed
   */
  change(statements: Statement[]): Promise<number[]>;
  /**
   * Reads a file in a thread of its own and stores its results.
   *
   * @remarks Expects that nothing of the report is stored yet.
   */
  read(job: ReadJob): Promise<ParsedSummary>;
  close(): Promise<void>;
}
