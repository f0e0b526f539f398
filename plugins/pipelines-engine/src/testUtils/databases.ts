import knexFactory, { type Knex } from 'knex';

/** Databases that the conformance suite runs on. */
export const databaseKinds = ['sqlite', 'postgres'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

const postgresUrl = Object.entries(process.env).find(([name]) =>
  /^BACKSTAGE_TEST_DATABASE_POSTGRES\d*_CONNECTION_STRING$/.test(name),
)?.[1];

/** Whether this machine has it. */
export function hasDatabase(kind: DatabaseKind): boolean {
  return kind === 'sqlite' || postgresUrl !== undefined;
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
