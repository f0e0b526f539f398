import { migrate } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { ParsedSummary } from '../junit/parsed';
import type { ReadJob, Row, Statement } from '../worker/messages';
import { ResultsWorker } from '../worker/ResultsWorker';
import { PostgresResultWriter } from './PostgresResultWriter';
import type { ResultDatabase } from './ResultDatabase';
import { resultMigrations } from './SqliteResultDatabase';

/** The plugin's own database; only the parsing is done in a thread. */
export class PostgresResultDatabase implements ResultDatabase {
  readonly positionFunction = 'strpos';
  readonly #knex: Knex;
  readonly #parser = new ResultsWorker({ role: 'parser' });

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static async create(
    knex: Knex,
    options?: { skipMigrations?: boolean },
  ): Promise<PostgresResultDatabase> {
    if (!options?.skipMigrations) {
      await migrate(knex, {
        directory: resultMigrations(),
        tableName: 'results_knex_migrations',
      });
    }
    return new PostgresResultDatabase(knex);
  }

  async query({ sql, values }: Statement): Promise<Row[]> {
    const { rows } = await this.#knex.raw(sql, values as Knex.RawBinding[]);
    return rows;
  }

  async change(statements: Statement[]): Promise<number[]> {
    return this.#knex.transaction(async trx => {
      const counts: number[] = [];
      for (const { sql, values } of statements) {
        const { rowCount } = await trx.raw(sql, values as Knex.RawBinding[]);
        counts.push(rowCount ?? 0);
      }
      return counts;
    });
  }

  async read(job: ReadJob): Promise<ParsedSummary> {
    const writer = new PostgresResultWriter(this.#knex, job);
    const summary = await this.#parser.call<ParsedSummary>(
      { type: 'read', job },
      tests => writer.tests(tests),
    );
    await writer.summary(summary);
    return summary;
  }

  async close(): Promise<void> {
    await this.#parser.close();
  }
}
