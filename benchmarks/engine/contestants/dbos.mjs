// DBOS Transact: direct starts, which its own benchmark finds fastest; at most
// `concurrency` at a time, because all at once are slower.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { answer, ownJob, until } from '../lib/contestant.mjs';
import { walk } from '../lib/graph.mjs';

const job = ownJob();
const require = createRequire(join(job.peers, 'package.json'));
const { DBOS } = require('@dbos-inc/dbos-sdk');
const pg = require('pg');
DBOS.setConfig({
  name: 'benchmark',
  systemDatabaseUrl: job.postgres,
  systemDatabasePoolSize: job.pool,
  logLevel: 'error',
  ...job.config,
});
const run = DBOS.registerWorkflow(
  async () => {
    await walk(name => DBOS.runStep(async () => ({ n: 1 }), { name }));
    return { n: 1 };
  },
  { name: 'benchmark' },
);
await DBOS.launch();
const client = new pg.Client(job.postgres);
await client.connect();
const count = async sql => Number((await client.query(sql)).rows[0].count);
const begin = performance.now();
let left = job.runs;
await Promise.all(
  Array.from({ length: job.concurrency }, async () => {
    while (left > 0) {
      left -= 1;
      const handle = await DBOS.startWorkflow(run)();
      await handle.getResult();
    }
  }),
);
await until(
  'The workflows',
  async () =>
    (await count(
      `SELECT count(*) FROM dbos.workflow_status WHERE status = 'SUCCESS'`,
    )) === job.runs,
);
const steps = await count(
  'SELECT count(*) FROM dbos.operation_outputs WHERE output IS NOT NULL',
);
const seconds = (performance.now() - begin) / 1000;
await client.end();
answer({ seconds, steps, runs: job.runs });
