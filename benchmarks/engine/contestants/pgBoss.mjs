// pg-boss: a flow of ten jobs for each run. Jobs that others wait for are let
// go by a poller, at its shortest interval.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { answer, ownJob, until } from '../lib/contestant.mjs';
import { steps as graph } from '../lib/graph.mjs';

const job = ownJob();
const require = createRequire(join(job.peers, 'package.json'));
const { PgBoss } = await import(pathToFileURL(require.resolve('pg-boss')).href);
const pg = require('pg');
const boss = new PgBoss({
  connectionString: job.postgres,
  flowIntervalSeconds: 1,
  max: 10,
});
boss.on('error', error => process.stderr.write(`${error.message}\n`));
await boss.start();
await boss.createQueue('nothing');
await boss.work(
  'nothing',
  {
    batchSize: job.batchSize,
    localConcurrency: job.concurrency,
    pollingIntervalSeconds: 0.5,
    burstWhenBatchFull: true,
  },
  async () => ({ n: 1 }),
);
const client = new pg.Client(job.postgres);
await client.connect();
const count = async sql => Number((await client.query(sql)).rows[0].count);
const begin = performance.now();
await Promise.all(
  Array.from({ length: job.runs }, () =>
    boss.flow(
      graph.map(({ id, needs }) => ({
        ref: id,
        name: 'nothing',
        data: { n: 1 },
        dependsOn: needs,
      })),
    ),
  ),
);
let steps = 0;
await until('The flows', async () => {
  steps = await count(
    `SELECT count(*) FROM pgboss.job WHERE name = 'nothing' AND state = 'completed'`,
  );
  return steps === job.runs * graph.length;
});
const seconds = (performance.now() - begin) / 1000;
await client.end();
answer({ seconds, steps, runs: job.runs });
