import { resolvePackagePath } from '@backstage/backend-plugin-api';
import knexFactory from 'knex';
import type { ParsedSummary } from '../junit/parsed';
import type { ReadJob, Row, Statement } from '../worker/messages';
import { ResultsWorker } from '../worker/ResultsWorker';
import type { ResultDatabase } from './ResultDatabase';

/** Folder of the migrations of the tables of results. */
export function resultMigrations(): string {
  return resolvePackagePath(
    '@dop/plugin-test-reports-backend',
    'migrations/results',
  );
}

/**
 * A file of its own. One thread writes it, another reads it, so that neither a
 * million results nor a search through them keep anybody else waiting.
 */
export class SqliteResultDatabase implements ResultDatabase {
  readonly positionFunction = 'instr';
  readonly #reader: ResultsWorker;
  readonly #writer: ResultsWorker;

  private constructor(database: string) {
    this.#reader = new ResultsWorker({ role: 'reader', database });
    this.#writer = new ResultsWorker({ role: 'writer', database });
  }

  /** Also makes the file and its tables. */
  static async create(file: string): Promise<SqliteResultDatabase> {
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: file },
      useNullAsDefault: true,
    });
    try {
      await knex.raw('PRAGMA journal_mode = WAL');
      await knex.migrate.latest({ directory: resultMigrations() });
    } finally {
      await knex.destroy();
    }
    return new SqliteResultDatabase(file);
  }

  async query(statement: Statement): Promise<Row[]> {
    return this.#reader.call({ type: 'query', statement });
  }

  async change(statements: Statement[]): Promise<number[]> {
    return this.#writer.call({ type: 'change', statements });
  }

  async read(job: ReadJob): Promise<ParsedSummary> {
    return this.#writer.call({ type: 'read', job });
  }

  async close(): Promise<void> {
    await Promise.all([this.#reader.close(), this.#writer.close()]);
  }
}
