// npm run demo [-- --json] [-- --keep]
// The whole way of a service, without a browser, on an empty temporary folder
// and a free port, through public interfaces only. Exit 0 only if all was true.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { say, seconds } from '../lib/console.mjs';
import {
  becomeAdministrator,
  changes,
  clone,
  createGroup,
  createService,
  finishedRun,
  firstStepStartedAt,
  reportOf,
} from '../lib/journey.mjs';
import { memoryMiB } from '../lib/memory.mjs';
import { freePort, startPortal } from '../lib/portal.mjs';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});

const steps = [];
const pushToFirstStepMs = [];
let peakMemoryMiB = 0;

async function step(name, work) {
  const begin = Date.now();
  try {
    const result = await work();
    steps.push({ name, seconds: (Date.now() - begin) / 1000, ok: true });
    say(`  ok    ${seconds(Date.now() - begin).padStart(7)}  ${name}`);
    return result;
  } catch (error) {
    steps.push({ name, seconds: (Date.now() - begin) / 1000, ok: false });
    say(`  FAIL  ${seconds(Date.now() - begin).padStart(7)}  ${name}`);
    throw error;
  }
}

const data = await mkdtemp(join(tmpdir(), 'dop-demo-'));
const portal = startPortal({
  data,
  port: await freePort(),
  log: join(data, 'portal.log'),
});
const memory = setInterval(() => {
  peakMemoryMiB = Math.max(peakMemoryMiB, memoryMiB(portal.child.pid) ?? 0);
}, 200);

let working;
let failure;
try {
  await step('start the portal in an empty folder', () => portal.ready());
  const client = await step('become the administrator by the first link', () =>
    becomeAdministrator(portal, {
      name: 'ada',
      displayName: 'Ada Demo',
      password: 'correct horse battery staple',
    }),
  );
  await step('make a group', () => createGroup(client, 'shop', 'Shop'));
  const repository = await step('create a service from the template', () =>
    createService(client, {
      group: 'shop',
      name: 'checkout',
      description: 'Takes orders.',
    }),
  );
  const first = await step('its first run succeeds', async () => {
    const run = await finishedRun(client, repository);
    assert.equal(run.state, 'succeeded', explain(run));
    return run;
  });

  working = await step('clone it', () => clone(client, repository));
  const change = async what => {
    const { commit, pushedAt } = await working.push(...what);
    const run = await finishedRun(client, repository, commit);
    pushToFirstStepMs.push(Math.max(0, firstStepStartedAt(run) - pushedAt));
    return run;
  };

  const green = await step('push a commit; its run succeeds', async () => {
    const run = await change(changes.more);
    assert.equal(run.state, 'succeeded', explain(run));
    assert.notEqual(run.id, first.id);
    return run;
  });
  await step('read its test report', async () => {
    const report = await reportOf(client, green);
    assert.ok(report.totals.passed > 0, 'The report has no passed test');
    assert.equal(report.totals.failed, 0);
  });
  await step('pull its image by digest', async () => {
    const image = green.steps
      .map(each => each.outputs?.image)
      .find(output => output?.digest);
    assert.ok(image, 'No step gave an image');
    const { manifest, config } = await client.pullImage(
      image.repository,
      image.digest,
    );
    assert.ok(manifest.layers.length > 0);
    assert.equal(
      config.config.Labels['org.opencontainers.image.revision'],
      green.commit,
    );
  });
  const red = await step(
    'push a commit that breaks a test; its run fails',
    async () => {
      const run = await change(changes.breaking);
      assert.equal(run.state, 'failed', explain(run));
      return run;
    },
  );
  await step('see the failure with its message in the report', async () => {
    const report = await reportOf(client, red);
    assert.ok(report.totals.failed > 0, 'The report has no failed test');
    const { items } = await client.get(
      `/api/test-reports/reports/${report.id}/tests`,
      {
        status: 'failed',
      },
    );
    const failed = await client.get(
      `/api/test-reports/reports/${report.id}/tests/${items[0].index}`,
    );
    assert.match(JSON.stringify(failed), /Goodbye/);
  });
  await step('repair it; the run succeeds again', async () => {
    const run = await change(changes.repair);
    assert.equal(run.state, 'succeeded', explain(run));
  });
} catch (error) {
  failure = error;
} finally {
  clearInterval(memory);
  await working?.remove();
  await portal.stop();
}

/** Why a run is not as it should be, in words. */
function explain(run) {
  return `Run #${run.number} ${run.state}: ${run.steps
    .map(
      each =>
        `${each.key} ${each.state}${each.reason ? ` (${each.reason})` : ''}`,
    )
    .join(', ')}`;
}

const ok = !failure && steps.every(each => each.ok);
say('');
if (failure) {
  say(`  ${failure.stack ?? failure}`);
  say(`  The data folder with the portal's log is left at ${data}`);
} else {
  say(
    `  From push to first step: ${pushToFirstStepMs.join(
      ', ',
    )} ms. Memory of the portal: up to ${peakMemoryMiB} MiB.`,
  );
}
if (ok && !values.keep) {
  await rm(data, { recursive: true, force: true });
}
if (values.json) {
  process.stdout.write(
    `${JSON.stringify({ ok, steps, pushToFirstStepMs, peakMemoryMiB })}\n`,
  );
}
process.exitCode = ok ? 0 : 1;
