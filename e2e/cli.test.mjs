// The command `dop` as built, against a portal: sign in, start and watch, read,
// fetch, act on runs, refuse.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createService, finishedRun } from '../scripts/lib/journey.mjs';
import { until } from '../scripts/lib/client.mjs';
import { work } from '../scripts/lib/setUp.mjs';
import { deliveryOf, endOfRun, openPortal } from './lib/badDays.mjs';
import { gatedSteps, shell } from './lib/gatedSteps.mjs';

let folder;
let place;
let portal;
let run;
let own;
let gates;

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
  own = await place.newRepository('shop/acts', { trust: 'protectedRefs' });
  gates = gatedSteps(place, own);
  await place.ada.request('PUT', '/api/access/groups/shop/members/eve', {
    role: 'member',
  });
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

/** The command as Eve, who is signed in by her variables alone. */
const dopOfEve = (...args) =>
  dop(args, { env: { DOP_URL: portal.url, DOP_TOKEN: place.eve.token } });

/** The run, once it is in this state. */
const inState = (runId, state) =>
  until(`The run ${state}`, async () => {
    const now = await place.ada.get(`/api/pipelines/runs/${runId}`);
    return now.state === state && now;
  });

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

test('pauses a run, lets it go on, and cancels it', async () => {
  const { behind, openGate } = gates;
  const { id } = await gates.start(
    'acts',
    `first: ${shell(behind('first'))}`,
    `second: ${shell(behind('never'), 'needs: [first], ')}`,
  );
  const name = 'shop/acts:acts#1';
  await inState(id, 'running');
  const paused = await dop(['pause', name]);
  assert.deepEqual([paused.code, paused.out], [0, `${name} paused\n`]);
  await openGate('first');
  const stepsNow = async () =>
    JSON.parse((await dop(['--json', 'show', id])).out).steps.map(
      ({ state }) => state,
    );
  await until('The end of the first step', async () =>
    (await stepsNow()).includes('succeeded'),
  );
  assert.deepEqual(await stepsNow(), ['succeeded', 'ready']);

  const resumed = await dop(['resume', `${portal.url}/pipelines/runs/${id}`]);
  assert.deepEqual([resumed.code, resumed.out], [0, `${name} running\n`]);
  await until('The second step', async () =>
    (await stepsNow()).includes('running'),
  );

  const cancelled = await dop(['--json', 'cancel', name]);
  assert.equal(cancelled.code, 0, cancelled.errors);
  assert.equal(JSON.parse(cancelled.out).cancelledBy, 'user:default/ada');
  assert.equal((await endOfRun(place.ada, id)).state, 'cancelled');
  const late = await dop(['pause', name]);
  assert.equal(late.code, 2, late.out);
  assert.match(late.errors, /^dop: .*(over|ended|cancelled)/);
});

test('tells who is asked, and approves or rejects with a reason and a form', async () => {
  const none = await dopOfEve('approve');
  assert.equal(none.out, 'Nothing waits for your approval.\n');
  const { id } = await gates.start(
    'release',
    'quality: { approve: { by: [group:default/shop], form: { type: object, properties: { build: { type: string } }, required: [build] } } }',
    'legal: { approve: { by: [group:default/shop] } }',
    `ship: ${shell('true', 'needs: [quality, legal], ')}`,
  );
  await inState(id, 'waiting');
  const name = 'shop/acts:release#1';
  const listed = await dopOfEve('approve');
  assert.match(listed.out, new RegExp(`^${name} +quality`, 'm'));
  assert.match(listed.out, new RegExp(`^${name} +legal`, 'm'));

  const which = await dopOfEve('approve', name);
  assert.equal(which.code, 2);
  assert.match(which.errors, /Say which: quality, legal/);
  const ownChange = await dop(['approve', name, 'legal']);
  assert.equal(ownChange.code, 3, ownChange.out);
  assert.match(ownChange.errors, /Nobody decides about their own change/);
  const empty = await dopOfEve('approve', name, 'quality');
  assert.equal(empty.code, 2, empty.out);
  assert.match(empty.errors, /build/);

  // Digits stay text where the form says so.
  const approved = await dopOfEve(
    'approve',
    name,
    'quality',
    '--form',
    'build=0123',
  );
  assert.equal(approved.code, 0, approved.errors);
  const rejected = await dopOfEve(
    ...['approve', name, '--reject', '-m', 'The licence is missing'],
  );
  assert.equal(rejected.code, 0, rejected.errors);
  const { state, steps } = await endOfRun(place.ada, id);
  assert.equal(state, 'rejected');
  assert.deepEqual(
    steps.map(step => step.state),
    ['succeeded', 'rejected', 'skipped'],
  );
  assert.deepEqual(steps[0].outputs.form, { build: '0123' });
  const watched = await dop(['watch', name]);
  assert.equal(watched.code, 1);
  assert.match(watched.out, /✗ legal rejected.*The licence is missing/);
  const late = await dopOfEve('approve', name, 'quality');
  assert.equal(late.code, 2);
  assert.match(late.errors, /No step quality of the run waits/);
});

test('runs all again with another input, what failed, or one step', async () => {
  const { isOpen, openGate } = gates;
  const say = 'echo "said $WORD"';
  const commit = await own.copy.pushFiles({
    '.dop/again.yaml': `apiVersion: dop/v1
kind: Workflow
metadata: { name: again }
spec:
  triggers: { manual: {} }
  inputs: { type: object, properties: { word: { type: string, default: hello } } }
  steps:
    good: { uses: dop/shell@1, with: { script: '${say}', env: { WORD: '\${{ inputs.word }}' } } }
    bad: { needs: [good], uses: dop/shell@1, with: { script: '${isOpen(
      'repaired',
    )}' } }
`,
  });
  await deliveryOf(place.ada, own.repository, commit);
  const first = await dop(['start', 'again', '--watch']);
  assert.equal(first.code, 1, `${first.out}${first.errors}`);
  assert.match(first.out, /✗ failed in bad/);
  const both = await dop(['rerun', 'again#1', '--failed', '--from', 'bad']);
  assert.equal(both.code, 2);
  assert.match(both.errors, /Give one of --from, --failed and --only/);

  await openGate('repaired');
  for (const parts of [['--failed'], ['--from', 'bad']]) {
    const next = await dop(['rerun', 'again#1', ...parts, '--watch']);
    assert.equal(next.code, 0, `${next.out}${next.errors}`);
    const { steps } = JSON.parse(
      (await dop(['--json', 'show', 'again#last'])).out,
    );
    assert.deepEqual(
      steps.map(({ key, takenFrom }) => [key, takenFrom?.number]),
      [
        ['good', 1],
        ['bad', undefined],
      ],
    );
  }

  const all = await dop(['--json', 'rerun', 'again#1', '-i', 'word=0123']);
  assert.equal(all.code, 0, all.errors);
  const { id, number } = JSON.parse(all.out);
  assert.equal(number, 4);
  const watched = await dop(['watch', id]);
  assert.equal(watched.code, 0, `${watched.out}${watched.errors}`);
  assert.match(watched.out, /^good \| said 0123$/m);

  const one = await dop([
    ...['rerun', 'again#1', '--only', 'good', '--watch'],
    ...['--input', 'env={ WORD: other }'],
  ]);
  assert.equal(one.code, 0, `${one.out}${one.errors}`);
  assert.match(one.out, /^good \| said other$/m);
  assert.doesNotMatch(one.out, /✓ bad/);
});

test('holds new runs of a workflow back until they may begin', async () => {
  const { id } = await gates.start('calm', `only: ${shell('true')}`);
  await endOfRun(place.ada, id);
  const drained = await dop(['drain', 'calm']);
  assert.deepEqual(
    [drained.code, drained.out],
    [0, 'shop/acts:calm begins no new runs; those under way go on\n'],
  );
  const held = JSON.parse((await dop(['--json', 'start', 'calm'])).out);
  assert.equal(held.state, 'queued');
  const open = await dop(['drain', 'calm', '--off']);
  assert.equal(open.out, 'shop/acts:calm begins new runs\n');
  assert.equal((await dop(['watch', held.id])).code, 0);
});

test('Ctrl-C ends watching with 130 and leaves the run alone', async () => {
  const { id } = await gates.start(
    'long',
    `only: ${shell(`echo begun; ${gates.behind('long')}; echo done`)}`,
  );
  const child = spawn(join(work, 'bin', 'dop'), ['watch', id], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
  });
  let out = '';
  child.stdout.on('data', data => {
    out += data;
    if (out.includes('| begun')) {
      child.kill('SIGINT');
    }
  });
  const code = await new Promise(resolve => child.on('close', resolve));
  assert.equal(code, 130, out);
  await inState(id, 'running');
  await gates.openGate('long');
  const watched = await dop(['watch', id]);
  assert.equal(watched.code, 0, watched.errors);
  assert.match(watched.out, /^only \| begun\nonly \| done$/m);
});

test('every act is in the audit, done or refused, with who and about what', async () => {
  const wanted = [
    'run-pause succeeded ada acts#1',
    'run-pause failed ada acts#1',
    'run-resume succeeded ada acts#1',
    'run-cancel succeeded ada acts#1',
    'run-approval failed ada release#1 legal approve',
    'run-approval failed eve release#1 quality approve',
    'run-approval succeeded eve release#1 quality approve',
    'run-approval succeeded eve release#1 legal reject',
    'run-rerun succeeded ada again#1',
    'workflow-drain succeeded ada calm',
  ];
  const runs = await place.ada.get('/api/pipelines/runs', { limit: '200' });
  const names = new Map(
    runs.items.flatMap(({ id, workflowId, workflowName, number }) => [
      [id, `${workflowName}#${number}`],
      [workflowId, workflowName],
    ]),
  );
  const written = await until('The audit', async () => {
    const { items } = await place.ada.get('/api/access/audit', {
      plugin: 'pipelines',
      limit: '200',
    });
    const told = items.map(({ eventId, status, actor, meta }) =>
      [
        eventId,
        status,
        actor.replace('user:default/', ''),
        names.get(meta.runId ?? meta.workflowId),
        ...(meta.decision ? [meta.step, meta.decision] : []),
      ].join(' '),
    );
    return told.includes(wanted.at(-1)) && told;
  });
  assert.deepEqual(
    wanted.filter(line => !written.includes(line)),
    [],
    written.join('\n'),
  );
});

test('forgets the token when one signs out', async () => {
  assert.equal((await dop(['logout'])).code, 0);
  await assert.rejects(stat(join(folder, '.config/dop/login.json')), {
    code: 'ENOENT',
  });
  const { code, errors } = await dop(['runs']);
  assert.equal(code, 3);
  assert.match(errors, /No portal is known/);
  // Twice is no error.
  assert.equal((await dop(['logout'])).code, 0);
});
