import knexFactory, { type Knex } from 'knex';

/** Databases that the conformance suite runs on. */
const databaseKinds = ['sqlite', 'postgres'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

const postgresUrl = Object.entries(process.env).find(([name]) =>
  /^BACKSTAGE_TEST_DATABASE_POSTGRES\d*_CONNECTION_STRING$/.test(name),
)?.[1];

/** The same tests on each database; what this machine lacks is skipped visibly. */
export function describeOnDatabases(
  name: string,
  tests: (kind: DatabaseKind) => void,
): void {
  for (const kind of databaseKinds) {
    const has = kind === 'sqlite' || postgresUrl !== undefined;
    (has ? describe : describe.skip)(`${name} on ${kind}`, () => tests(kind));
  }
}

/** A fresh database; on SQLite a file if one is named. */
export async function freshDatabase(
  kind: DatabaseKind,
  file = ':memory:',
): Promise<Knex> {
  if (kind === 'sqlite') {
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: file },
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = FULL');
    return knex;
  }
  const name = `engine_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const admin = knexFactory({ client: 'pg', connection: postgresUrl });
  await admin.raw(`CREATE DATABASE ${name}`);
  await admin.destroy();
  const url = new URL(postgresUrl as string);
  url.pathname = `/${name}`;
  return knexFactory({
    client: 'pg',
    connection: url.toString(),
    pool: { min: 0, max: 8 },
  });
}
