import type { Knex } from 'knex';
import type { ParsedSummary, ParsedTest, SuiteName } from '../junit/parsed';
import type { ReadJob } from '../worker/messages';
import { changeCodes, foldedNames, statusCodes } from './codes';

type Column = [type: string, values: unknown[]];

/** Stores one report, batch by batch, with few statements for each. */
export class PostgresResultWriter {
  readonly #knex: Knex;
  readonly #job: ReadJob;
  readonly #suiteIds = new Map<number, string>();

  constructor(knex: Knex, job: ReadJob) {
    this.#knex = knex;
    this.#job = job;
  }

  async tests(tests: ParsedTest[]): Promise<void> {
    const { reportId } = this.#job;
    await this.#knex.transaction(async trx => {
      await this.#addSuites(
        trx,
        tests.map(({ suite }) => suite),
      );
      const ids = await this.#addTests(trx, tests);
      const detailed = tests.filter(
        ({ detail, message }) => detail !== undefined || message !== undefined,
      );
      await insert(trx, 'results', {
        report_id: ['int', tests.map(() => reportId)],
        n: ['int', tests.map(({ index }) => index)],
        test_id: ['bigint', tests.map(({ key }) => ids.get(hex(key)))],
        status: ['int', tests.map(({ status }) => statusCodes[status])],
        flaky: ['int', tests.map(({ flaky }) => (flaky ? 1 : 0))],
        change: ['int', tests.map(() => changeCodes.none)],
        duration_ms: ['float8', tests.map(test => test.durationMs ?? null)],
        cause: ['int', tests.map(({ cause }) => cause ?? null)],
      });
      await insert(trx, 'details', {
        report_id: ['int', detailed.map(() => reportId)],
        n: ['int', detailed.map(({ index }) => index)],
        message: ['text', detailed.map(({ message }) => message ?? null)],
        body: ['text', detailed.map(({ detail }) => detail ?? '{}')],
      });
    });
  }

  async summary({ suites, causes }: ParsedSummary): Promise<void> {
    const { reportId } = this.#job;
    await this.#knex.transaction(async trx => {
      await this.#addSuites(
        trx,
        suites.map(({ suite }) => suite),
      );
      await insert(trx, 'report_suites', {
        report_id: ['int', suites.map(() => reportId)],
        n: ['int', suites.map(({ suite }) => suite.index)],
        suite_id: [
          'bigint',
          suites.map(({ suite }) => this.#suiteIds.get(suite.index)),
        ],
        first_n: ['int', suites.map(({ firstTest }) => firstTest)],
        last_n: ['int', suites.map(({ lastTest }) => lastTest)],
        tests: ['int', suites.map(({ totals }) => totals.tests)],
        passed: ['int', suites.map(({ totals }) => totals.passed)],
        failed: ['int', suites.map(({ totals }) => totals.failed)],
        errored: ['int', suites.map(({ totals }) => totals.errored)],
        skipped: ['int', suites.map(({ totals }) => totals.skipped)],
        flaky: ['int', suites.map(({ totals }) => totals.flaky)],
        duration_ms: ['float8', suites.map(({ durationMs }) => durationMs)],
        output: ['text', suites.map(({ output }) => output ?? null)],
      });
      await insert(trx, 'causes', {
        report_id: ['int', causes.map(() => reportId)],
        n: ['int', causes.map(({ cause }) => cause)],
        title: ['text', causes.map(({ title }) => title)],
        tests: ['int', causes.map(({ tests }) => tests)],
      });
    });
  }

  async #addSuites(trx: Knex.Transaction, names: SuiteName[]): Promise<void> {
    const unknownNames = names.filter(
      ({ index }) => !this.#suiteIds.has(index),
    );
    if (unknownNames.length === 0) {
      return;
    }
    const distinct = new Map(unknownNames.map(name => [hex(name.key), name]));
    const rows = sortedValues(distinct);
    const ids = await addMissing(trx, 'suites', rows, missing => ({
      repository_id: ['text', missing.map(() => this.#job.repositoryId)],
      key: ['bytea', missing.map(({ key }) => Buffer.from(key))],
      path: ['text', missing.map(({ path }) => JSON.stringify(path))],
    }));
    for (const { index, key } of unknownNames) {
      this.#suiteIds.set(index, ids.get(hex(key))!);
    }
  }

  async #addTests(
    trx: Knex.Transaction,
    tests: ParsedTest[],
  ): Promise<Map<string, string>> {
    const distinct = new Map(tests.map(test => [hex(test.key), test]));
    return addMissing(trx, 'tests', sortedValues(distinct), missing => ({
      key: ['bytea', missing.map(({ key }) => Buffer.from(key))],
      suite_id: [
        'bigint',
        missing.map(({ suite }) => this.#suiteIds.get(suite.index)),
      ],
      name: ['text', missing.map(({ name }) => name)],
      class_name: ['text', missing.map(({ className }) => className ?? null)],
      file: ['text', missing.map(({ file }) => file ?? null)],
      folded: ['text', missing.map(foldedNames)],
    }));
  }
}

/** The same order in every transaction, so that none waits for another in a ring. */
function sortedValues<T>(byKey: Map<string, T>): T[] {
  return [...byKey.keys()].sort().map(key => byKey.get(key)!);
}

/** Ids by key, of rows that are there and of those that this adds. */
async function addMissing<T extends { key: Uint8Array }>(
  trx: Knex.Transaction,
  table: 'suites' | 'tests',
  rows: T[],
  columns: (missing: T[]) => Record<string, Column>,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const find = async (wanted: T[]) => {
    const found = await trx.raw(
      `SELECT id, key FROM ${table} WHERE key = ANY(?::bytea[])`,
      [wanted.map(({ key }) => Buffer.from(key))],
    );
    for (const { id, key } of found.rows as { id: string; key: Buffer }[]) {
      ids.set(hex(key), id);
    }
    return wanted.filter(({ key }) => !ids.has(hex(key)));
  };
  const missing = await find(rows);
  if (missing.length > 0) {
    await insert(trx, table, columns(missing), 'ON CONFLICT DO NOTHING');
    await find(missing);
  }
  return ids;
}

async function insert(
  trx: Knex.Transaction,
  table: string,
  columns: Record<string, Column>,
  suffix = '',
): Promise<void> {
  const names = Object.keys(columns);
  const entries = Object.values(columns);
  if (entries[0][1].length === 0) {
    return;
  }
  await trx.raw(
    `INSERT INTO ${table} (${names.join(', ')}) SELECT * FROM unnest(${entries
      .map(([type]) => `?::${type}[]`)
      .join(', ')}) ${suffix}`,
    entries.map(([, values]) => values) as unknown as Knex.RawBinding[],
  );
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}
