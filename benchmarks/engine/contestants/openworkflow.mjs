// openworkflow: a workflow of ten steps, a worker in this process.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { answer, ownJob, until } from '../lib/contestant.mjs';
import { walk } from '../lib/graph.mjs';

const job = ownJob();
const require = createRequire(join(job.peers, 'package.json'));
const load = name => import(pathToFileURL(require.resolve(name)).href);
const { OpenWorkflow } = await load('openworkflow');
const folder = await mkdtemp(join(tmpdir(), 'dop-bench-openworkflow-'));
let backend;
let count;
if (job.postgres) {
  const { BackendPostgres } = await load('openworkflow/postgres');
  backend = await BackendPostgres.connect(job.postgres);
  const pg = require('pg');
  const client = new pg.Client(job.postgres);
  await client.connect();
  count = async sql => Number((await client.query(sql)).rows[0].count);
} else {
  const { BackendSqlite } = await load('openworkflow/sqlite');
  const file = join(folder, 'openworkflow.sqlite');
  backend = BackendSqlite.connect(file);
  const { DatabaseSync } = await import('node:sqlite');
  const reader = new DatabaseSync(file);
  count = async sql => Number(reader.prepare(sql).get().count);
}
const schema = job.postgres ? 'openworkflow.' : '';
const ow = new OpenWorkflow({ backend });
const workflow = ow.defineWorkflow({ name: 'benchmark' }, async ({ step }) => {
  await walk(name => step.run({ name }, async () => ({ n: 1 })));
  return { n: 1 };
});
const worker = ow.newWorker({ concurrency: job.concurrency });
await worker.start();
const begin = performance.now();
await Promise.all(
  Array.from({ length: job.runs }, () => workflow.run({ n: 1 })),
);
await until(
  'The workflows',
  async () =>
    (await count(
      `SELECT count(*) AS count FROM ${schema}workflow_runs WHERE status IN ('completed', 'succeeded')`,
    )) === job.runs,
);
const steps = await count(
  `SELECT count(*) AS count FROM ${schema}step_attempts WHERE status IN ('completed', 'succeeded') AND output IS NOT NULL`,
);
const seconds = (performance.now() - begin) / 1000;
await worker.stop();
await rm(folder, { recursive: true, force: true });
answer({ seconds, steps, runs: job.runs });
