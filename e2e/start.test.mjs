// The first start as a newcomer sees it: `npm start` in an empty folder makes
// a sample service that is alive, and later starts leave it as it is.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { becomeAdministrator } from '../scripts/lib/journey.mjs';
import { freePort } from '../scripts/lib/portal.mjs';
import { environment, nodeBinary, root } from '../scripts/lib/setUp.mjs';

const data = await mkdtemp(join(tmpdir(), 'dop-start-'));
const port = await freePort();
const url = `http://localhost:${port}`;
let running;

/** What `npm start` does once everything is set up. */
function start() {
  const begin = Date.now();
  const child = spawn(
    nodeBinary(),
    [
      join(root, 'scripts/commands/start.mjs'),
      '--data',
      data,
      '--port',
      String(port),
    ],
    { cwd: root, env: environment(), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  child.stderr.on('data', chunk => {
    output += chunk;
  });
  const exit = new Promise(resolve => {
    child.on('close', resolve);
  });
  return {
    output: () => output,
    /** Until it has said this; gives the seconds since the start. */
    said: async text => {
      await until(`${text} from npm start`, () => {
        assert.equal(child.exitCode, null, output);
        return output.includes(text);
      });
      return (Date.now() - begin) / 1000;
    },
    stop: () => {
      child.kill('SIGTERM');
      return exit;
    },
  };
}

after(async () => {
  await running?.stop();
  await rm(data, { recursive: true, force: true });
});

test(
  'the first start makes a service that is pushed to, broken and repaired; the second leaves it alone',
  { timeout: 300_000 },
  async () => {
    running = start();
    await running.said(`The portal: ${url}`);
    assert.match(running.output(), new RegExp(`${url}/first#\\S{20,}`));
    await running.said('Delivered: ');
    // A newcomer takes the link while the sample is still worked on.
    const ada = await becomeAdministrator(
      { url, data },
      {
        name: 'ada',
        displayName: 'Ada',
        password: 'correct horse battery staple',
      },
    );
    await running.said('Its runs succeeded, failed, succeeded: ');
    const runs = await ada.get('/api/pipelines/runs');
    assert.deepEqual(
      runs.items.map(({ state }) => state),
      ['succeeded', 'failed', 'succeeded', 'succeeded'],
    );
    const { items: reports } = await ada.get('/api/test-reports/reports');
    assert.equal(reports.filter(({ totals }) => totals.failed > 0).length, 1);
    await ada.get('/api/catalog/entities/by-name/component/samples/hello');
    await until('The sample in the hands of the administrator', async () => {
      const { group } = await ada.get('/api/access/groups/samples');
      return group.members.some(
        ({ account, role }) => account === 'ada' && role === 'owner',
      );
    });
    assert.equal(await running.stop(), 0);

    running = start();
    const seconds = await running.said(`The portal: ${url}`);
    assert.ok(seconds < 30, `The second start took ${seconds} s`);
    const found = await ada.get('/api/code/repositories');
    assert.deepEqual(
      found.items.map(({ namespace, name }) => `${namespace}/${name}`),
      ['samples/hello'],
    );
    assert.equal((await ada.get('/api/pipelines/runs')).items.length, 4);
    assert.doesNotMatch(running.output(), /first#|sample/);
    assert.equal(await running.stop(), 0);
    running = undefined;
  },
);
