// A fresh database of a PostgreSQL for each contestant.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/setUp.mjs';

const { Client } = createRequire(join(root, 'package.json'))('pg');
let number = 0;

/** @param use - gets the address of the database */
export async function withDatabase(url, use) {
  number += 1;
  const name = `bench_${process.pid}_${number}`;
  const address = new URL(url);
  address.pathname = `/${name}`;
  await query(url, `CREATE DATABASE ${name}`);
  try {
    return await use(address.toString());
  } finally {
    await query(url, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** Settings that make a comparison fair or not. */
export async function durability(url) {
  const { rows } = await query(
    url,
    "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, current_setting('server_version') AS version",
  );
  return rows[0];
}

async function query(url, sql) {
  const client = new Client(url);
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
