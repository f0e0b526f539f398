// DOP's engine with everything on that the portal has on: journal, schemas,
// leases, logs, masks, placement, thread for expressions, CDEvents and
// numbers behind the runs, outbox with a receiver for what attempts leave.
import { createServer } from 'node:http';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, ownJob, until } from '../lib/contestant.mjs';
import { planOf } from '../lib/plan.mjs';
import { loadEngine } from '../lib/engine.mjs';

const job = ownJob();
const folder = await mkdtemp(join(tmpdir(), 'dop-bench-engine-'));
// Programs get another user, who has to reach their work folders.
await chmod(folder, 0o711);
const product = loadEngine(createRequire, job.build);
const knex = await product.open(job, folder);
const receiver = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(204).end());
});
await new Promise(resolve => {
  receiver.listen(0, '127.0.0.1', resolve);
});
const portal = await product.engineOn(knex, {
  folder,
  job,
  receiverUrl: `http://127.0.0.1:${receiver.address().port}`,
});
const { engine } = portal;
const plan = planOf(job);
let first;
let result;
/** Runs that succeeded since the start, and their outputs. */
async function results() {
  const runs = knex('runs')
    .where('id', '>=', first)
    .where('state', 'succeeded');
  const [{ runs: count }] = await runs.clone().count({ runs: '*' });
  const [{ steps }] = await knex('run_attempts')
    .whereIn('run_id', runs.clone().select('id'))
    .where('state', 'succeeded')
    .whereNotNull('outputs')
    .count({ steps: '*' });
  return { runs: Number(count), steps: Number(steps) };
}

try {
  await portal.start();
  const begin = performance.now();
  const ids = await Promise.all(
    Array.from({ length: job.runs }, () =>
      engine.startRun(product.runOf(plan)),
    ),
  );
  [first] = ids.map(({ id }) => id).sort();
  const allStarted = performance.now();
  await until('The runs', async () => {
    const [{ count }] = await knex('runs')
      .whereNull('ended_at')
      .count({ count: '*' });
    return Number(count) === 0;
  });
  // What is on the disk counts, not what the engine has in memory.
  const after = await results();
  const end = performance.now();
  result = {
    seconds: (end - begin) / 1000,
    startSeconds: (allStarted - begin) / 1000,
    steps: after.steps,
    runs: after.runs,
  };
} finally {
  await portal.stop().catch(() => undefined);
  await knex.destroy();
  receiver.close();
  await rm(folder, { recursive: true, force: true });
}
answer(result);
