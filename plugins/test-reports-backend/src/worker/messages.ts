import type { ParsedSummary, ParsedTest } from '../junit/parsed';
import type { ReportLimits } from '../junit/limits';

export type SqlValue = string | number | bigint | Uint8Array | null;

export interface Statement {
  sql: string;
  values: SqlValue[];
}

export type Row = Record<string, SqlValue>;

/** One file to be read. */
export interface ReadJob {
  reportId: number;
  repositoryId: string;
  file: string;
  limits: ReportLimits;
}

/**
 * What a thread is for: it reads the database, or it writes it, or it only
 * parses and hands the results to the thread that asked.
 */
export type ThreadData =
  | { role: 'reader'; database: string }
  | { role: 'writer'; database: string }
  | { role: 'parser' };

export type ThreadRequest =
  | { type: 'query'; statement: Statement }
  | { type: 'change'; statements: Statement[] }
  | { type: 'read'; job: ReadJob };

/** To the thread. `taken` answers a batch. */
export type ToThread =
  | { id: number; request: ThreadRequest }
  | { id: number; taken: true };

export type FromThread =
  | { id: number; result: Row[] | number[] | ParsedSummary }
  | { id: number; error: { name: string; message: string; code?: string } }
  | { id: number; batch: ParsedTest[] };
