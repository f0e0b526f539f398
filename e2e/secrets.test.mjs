// Secrets of steps against the whole portal: who gets one, who only hears that
// there is none for it, and that the value is nowhere but in the program.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { openSession, signIn } from '../scripts/lib/journey.mjs';
import { startPortal } from '../scripts/lib/portal.mjs';
import { work } from '../scripts/lib/setUp.mjs';
import { deliveryOf, endOfRun, logPath, openPortal } from './lib/badDays.mjs';

const value = 'tr0ub4dor&3/"quoted"';
const secret = '/api/pipelines/secrets/shop/npm-token';

let place;
let portal;
let ada;
let mia;
let repository;
let copy;

before(async () => {
  place = await openPortal();
  ({ ada, portal } = place);
  const password = 'correct horse battery staple';
  const session = await openSession(portal, 'ada', password);
  await session.post('/api/access/accounts', {
    name: 'mia',
    displayName: 'Mia',
    password,
  });
  await ada.request('PUT', '/api/access/groups/shop/members/mia', {
    role: 'member',
  });
  mia = await signIn(portal, 'mia', password);
  ({ repository } = await place.newRepository('shop/publish', {
    trust: 'members',
  }));
  copy = await place.workingCopy(repository, mia);
});

after(async () => {
  if (portal !== place?.portal) {
    await portal?.stop();
  }
  await place?.close();
});

const workflow = script => `apiVersion: dop/v1
kind: Workflow
metadata: { name: publish }
spec:
  triggers: { push: { branches: ['**'] } }
  steps:
    publish:
      uses: dop/shell@1
      secrets: { SCRIPT_SECRET: shop/npm-token }
      with:
        script: ${JSON.stringify(script)}
`;

const show = 'echo "got ${SCRIPT_SECRET:-nothing}"';

/** Commits a script to a branch and pushes it; gives the id of its run. */
async function push(script, branch = 'main') {
  const commit = await copy.commit({ '.dop/publish.yaml': workflow(script) });
  await copy.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  const { runIds } = await deliveryOf(mia, repository, commit);
  assert.equal(runIds.length, 1);
  return runIds[0];
}

const logOf = async run =>
  (await mia.request('GET', `${logPath(run, 'publish')}.txt`)).text();
const attemptOf = run => run.steps[0].attempts[0];

/** The files of the portal in which the value stands. */
async function filesWithValue() {
  const pipelines = join(portal.data, 'pipelines');
  const name = createHash('sha256').update(pipelines).digest('hex');
  // Work of programs with a user of their own lies outside of the data folder.
  const outside = join(tmpdir(), `dop-${name.slice(0, 16)}`);
  const folders = [portal.data, ...(existsSync(outside) ? [outside] : [])];
  const words = ['tr0ub4dor', Buffer.from(value).toString('base64')];
  const given = words.flatMap(word => ['-e', word]);
  return new Promise((resolve, reject) => {
    execFile('grep', ['-rlaF', ...given, ...folders], (error, files) =>
      error && error.code !== 1
        ? reject(error)
        : resolve(files.split('\n').filter(Boolean)),
    );
  });
}

/** Runs the command `dop` as Ada. */
function dop(args, input = '') {
  return new Promise(resolve => {
    const child = execFile(
      join(work, 'bin', 'dop'),
      args,
      {
        env: {
          PATH: process.env.PATH,
          HOME: place.outside,
          DOP_URL: portal.url,
          DOP_TOKEN: ada.token,
        },
      },
      (error, out, errors) =>
        resolve({ code: error ? error.code : 0, out, errors }),
    );
    child.stdin.end(input);
  });
}

async function refused(status, work) {
  await assert.rejects(work, error => {
    assert.equal(error.status, status, error.message);
    return true;
  });
}

test('a secret is made by an owner, and nobody reads it again', async () => {
  await refused(403, () => mia.request('PUT', secret, { value }));
  await refused(403, () => place.eve.request('PUT', secret, { value }));
  const response = await ada.request('PUT', secret, { value });
  assert.equal(response.status, 201);
  const made = await response.json();
  assert.equal(made.name, 'shop/npm-token');
  const list = await ada.get('/api/pipelines/secrets');
  assert.deepEqual(list.items, [made]);
  assert.ok(!JSON.stringify(list).includes('tr0ub4dor'));
  for (const other of [mia, place.eve]) {
    assert.deepEqual((await other.get('/api/pipelines/secrets')).items, []);
    await refused(403, () =>
      other.get('/api/pipelines/secrets', { namespace: 'shop' }),
    );
    await refused(403, () => other.request('DELETE', secret));
  }
  const audit = await until('The audit', async () => {
    const { items } = await ada.get('/api/access/audit');
    const entries = items.filter(({ eventId }) => eventId === 'secret-put');
    return entries.some(({ status }) => status === 'succeeded') && entries;
  });
  assert.ok(
    audit.every(({ meta }) => meta.secret === 'shop/npm-token'),
    JSON.stringify(audit),
  );
  assert.ok(!JSON.stringify(audit).includes('tr0ub4dor'));
  const key = join(portal.data, 'pipelines', 'secrets.key');
  assert.equal((await stat(key)).mode % 0o1000, 0o600);
  assert.match(await readFile(key, 'utf8'), /^[0-9a-f]{64}\n$/);
});

test("main gets it, a member's branch does not and says so", async () => {
  const main = await endOfRun(mia, await push(show));
  assert.equal(main.state, 'succeeded', main.steps[0].reason);
  assert.deepEqual(attemptOf(main).secrets, [
    { variable: 'SCRIPT_SECRET', name: 'shop/npm-token' },
  ]);
  assert.equal(await logOf(main), 'got ***\n');

  const topic = await endOfRun(mia, await push(`${show} # topic`, 'topic'));
  assert.equal(topic.state, 'succeeded', topic.steps[0].reason);
  assert.equal(await logOf(topic), 'got nothing\n');
  assert.deepEqual(attemptOf(topic).secrets, [
    {
      variable: 'SCRIPT_SECRET',
      name: 'shop/npm-token',
      unset:
        'shop/npm-token is for protected refs only, and refs/heads/topic is none.',
    },
  ]);
  const [{ usedByRun }] = (await ada.get('/api/pipelines/secrets')).items;
  assert.equal(usedByRun, main.id);
});

test('an output that holds it fails the step', async () => {
  const id = await push(
    'node -e "console.log(JSON.stringify({ t: process.env.SCRIPT_SECRET }))" > "$OUTPUT_VALUES"',
  );
  const run = await endOfRun(mia, id);
  assert.equal(run.state, 'failed');
  assert.match(attemptOf(run).reason, /its outputs hold a secret/);
  assert.ok(!JSON.stringify(run).includes('tr0ub4dor'));
});

test('the command line sets, lists and deletes, and takes no value as an argument', async () => {
  const set = await dop(['secrets', 'set', 'shop/cli-token'], 'piped in\n');
  assert.equal(set.code, 0, set.errors);
  const changed = await dop([
    ...['secrets', 'set', 'shop/cli-token', '--no-value'],
    ...['--repository', 'shop/publish', '--ref', 'refs/heads/release-*'],
  ]);
  assert.equal(changed.code, 0, changed.errors);
  const list = await dop(['--json', 'secrets', 'list']);
  assert.ok(!list.out.includes('piped in'));
  const found = JSON.parse(list.out).find(
    ({ name }) => name === 'shop/cli-token',
  );
  assert.deepEqual(found.repositories, ['shop/publish']);
  assert.deepEqual(found.refs, ['refs/heads/release-*']);
  const argument = await dop(['secrets', 'set', 'shop/cli-token', 'a value']);
  assert.equal(argument.code, 2);
  const empty = await dop(['secrets', 'set', 'shop/cli-token'], '');
  assert.equal(empty.code, 2);
  const gone = await dop(['secrets', 'delete', 'shop/cli-token']);
  assert.equal(gone.code, 0, gone.errors);
  const again = await dop(['secrets', 'delete', 'shop/cli-token']);
  assert.match(again.errors, /There is no secret shop\/cli-token/);
});

test('it stays hidden when the portal is killed in the middle of the step', async () => {
  const go = join(place.outside, 'go');
  const id = await push(
    `echo "before $SCRIPT_SECRET"; until [ -e "${go}" ]; do sleep 0.1; done; echo "after $SCRIPT_SECRET"`,
  );
  await until('The first line', async () => {
    const run = await mia.get(`/api/pipelines/runs/${id}`);
    return run.steps[0].attempts.length > 0 && (await logOf(run)) !== '';
  });
  // While it runs: what the attempt needs, and its raw output.
  const files = await filesWithValue();
  assert.equal(files.length, 2, files.join());
  for (const file of files) {
    assert.equal((await stat(file)).mode % 0o1000, 0o600, file);
  }
  portal.child.kill('SIGKILL');
  await portal.exit;
  await writeFile(go, '');
  const { data, port } = portal;
  portal = startPortal({ data, port });
  await portal.ready();
  const run = await endOfRun(mia, id);
  assert.equal(run.state, 'succeeded', run.steps[0].reason);
  assert.equal(run.steps[0].attempts.length, 1);
  assert.equal(await logOf(run), 'before ***\nafter ***\n');
});

test('when no step runs, the value is in no file of the portal', async () => {
  await until(
    'A data folder without it',
    async () => (await filesWithValue()).length === 0,
  );
  await ada.request('DELETE', secret);
  const run = await endOfRun(mia, await push(`${show} # gone`));
  assert.equal(await logOf(run), 'got nothing\n');
  assert.match(attemptOf(run).secrets[0].unset, /^There is no secret/);
});
