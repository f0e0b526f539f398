// The command `dop` as built, against a portal: sign in, start and watch, read,
// fetch, refuse.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createService, finishedRun } from '../scripts/lib/journey.mjs';
import { work } from '../scripts/lib/setUp.mjs';
import { openPortal } from './lib/badDays.mjs';

let folder;
let place;
let portal;
let run;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dop-cli-e2e-'));
  place = await openPortal();
  ({ portal } = place);
  const repository = await createService(place.ada, {
    group: 'shop',
    name: 'checkout',
    description: 'Takes orders.',
  });
  run = await finishedRun(place.ada, repository);
});

after(async () => {
  await place?.close();
  await rm(folder, { recursive: true, force: true });
});

function dop(args, { env = {}, input } = {}) {
  return new Promise(resolve => {
    const child = execFile(
      join(work, 'bin', 'dop'),
      args,
      {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, ...env },
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, out, errors) =>
        resolve({ code: error ? error.code : 0, out, errors }),
    );
    child.stdin.end(input);
  });
}

test('signs in with a token that nobody else can read, and not with a wrong one', async () => {
  const wrong = await dop(['login', portal.url], { input: 'dop_pat_x_y\n' });
  assert.equal(wrong.code, 3, wrong.errors);
  assert.match(wrong.errors, /does not take this token/);

  const right = await dop(['login', `${portal.url}/`], {
    input: `${place.ada.token}\n`,
  });
  assert.equal(right.code, 0, right.errors);
  const file = join(folder, '.config/dop/login.json');
  assert.equal((await stat(file)).mode % 0o1000, 0o600);
  const me = await dop(['--json', 'whoami']);
  assert.equal(JSON.parse(me.out).url, portal.url);
});

test('a kept token is not sent to another address', async () => {
  const { code, errors } = await dop(['--url', 'http://127.0.0.1:9', 'runs']);
  assert.equal(code, 3);
  assert.match(errors, /Not signed in to http:\/\/127\.0\.0\.1:9/);
});

test('starts a run and watches it live to its end', async () => {
  const name = `shop/checkout:${run.workflowName}`;
  const listed = await dop(['workflows']);
  assert.match(listed.out, new RegExp(`^${name} +succeeded`, 'm'));

  const { code, out, errors } = await dop(['start', name, '--watch']);
  assert.equal(code, 0, `${out}${errors}`);
  assert.match(out, /✓ source succeeded/);
  assert.match(out, /test +\| .*5 passed/);
  assert.match(out, /✓ succeeded after/);

  const shown = await dop(['--json', 'show', `${name}#last`]);
  assert.equal(JSON.parse(shown.out).number, run.number + 1);
});

test('reads the log of a step and fetches what a run left', async () => {
  const logs = await dop(['logs', run.id, 'test']);
  assert.match(logs.out, /5 passed, 0 failed/);
  const to = join(folder, 'left');
  const fetched = await dop(['artifacts', run.id, '--to', to]);
  assert.equal(fetched.code, 0, fetched.errors);
  assert.match(
    await readFile(join(to, 'source/tree/package.json'), 'utf8'),
    /"checkout"/,
  );
  const missing = await dop(['artifacts', run.id, '--step', 'nothing']);
  assert.equal(missing.code, 2);
  assert.match(missing.errors, /It has: source\.tree/);
});

test('asks the portal to lint, which knows the repository', async () => {
  await writeFile(
    join(folder, 'other.yaml'),
    `apiVersion: dop/v1
kind: Workflow
metadata: { name: other }
spec:
  delivers: [component:other/thing]
  triggers: { manual: {} }
  steps:
    say: { uses: dop/shell@1, with: { script: 'true' } }
`,
  );
  const { code, out } = await dop([
    'lint',
    '--portal',
    '--repository',
    'shop/checkout',
    'other.yaml',
  ]);
  assert.equal(code, 1, out);
  assert.match(out, /^other\.yaml:5:\d+: error /m);
});

test('ends quietly when its reader has had enough', async () => {
  const child = spawn(
    'sh',
    ['-c', `"${join(work, 'bin', 'dop')}" logs ${run.id} | head -n 1`],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let errors = '';
  child.stderr.on('data', data => {
    errors += data;
  });
  child.stdout.resume();
  const code = await new Promise(resolve => child.on('close', resolve));
  assert.equal(code, 0);
  assert.equal(errors, '');
});

test('says that a run is none of those that one may see', async () => {
  const { code, errors } = await dop([
    'show',
    '00000000-0000-7000-8000-000000000000',
  ]);
  assert.equal(code, 2);
  assert.match(errors, /no such run/i);
});
