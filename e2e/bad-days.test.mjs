// Bad days: steps that misbehave, pushes at once and on a slow line, tokens in
// the wrong hands, against the whole portal.
//
// Scaled: a push of ten minutes with the idle limit of two minutes is a push
// of 40 s here, with an idle limit of 5 s.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PortalClient, until } from '../scripts/lib/client.mjs';
import { endStates } from '../scripts/lib/journey.mjs';
import {
  answerOf,
  createRepository,
  deliveryOf,
  openPortal,
  shellWorkflow,
  slowLine,
  stepWhen,
  workingCopy,
} from './lib/badDays.mjs';

const slowBytes = 800_000;
const slowRate = 20_000;

let place;
let ada;
let eve;
let odd;
let slow;
const copies = [];

before(async () => {
  place = await openPortal({
    'dop.code.idleTimeout': '5s',
    'dop.pipelines.graceSeconds': 2,
  });
  ({ ada, eve } = place);
  slow = pushSlowly();
  slow.catch(() => undefined);
  odd = await makeOddComponent();
});

after(async () => {
  await slow?.catch(() => undefined);
  await Promise.all(copies.map(copy => copy.remove()));
  await place?.close();
});

async function repositoryWithCopy(name, settings) {
  const repository = await createRepository(ada, name, settings);
  const copy = await workingCopy(ada, repository);
  copies.push(copy);
  return { repository, copy };
}

/** Starts a workflow by hand, once the portal knows it at this commit. */
async function start(repository, name, commit) {
  await deliveryOf(ada, repository, commit);
  const { items } = await ada.get('/api/pipelines/workflows', {
    repositoryId: repository.id,
  });
  const workflow = items.find(item => item.name === name);
  assert.deepEqual(workflow.errors, 0, JSON.stringify(workflow));
  return ada.post(`/api/pipelines/workflows/${workflow.id}/runs`, {});
}

async function ended(runId, options) {
  return until(
    'The end of the run',
    async () => {
      const run = await ada.get(`/api/pipelines/runs/${runId}`);
      return endStates.includes(run.state) && run;
    },
    options,
  );
}

const logPath = (run, key) =>
  `/api/pipelines/runs/${run.id}/steps/${key}/attempts/1/log`;

async function pushSlowly() {
  const { repository, copy } = await repositoryWithCopy('shop/slow');
  const commit = await copy.commit({ big: randomBytes(slowBytes) });
  const line = await slowLine(place.portal, slowRate);
  const begin = Date.now();
  try {
    await copy.git(
      '-c',
      line.option,
      '-c',
      'http.postBuffer=65536',
      'push',
      'origin',
      'HEAD',
    );
  } finally {
    await line.close();
  }
  return { repository, commit, seconds: (Date.now() - begin) / 1_000 };
}

/** A DevOps component of a repository, which does what none should. */
async function makeOddComponent() {
  const { repository, copy } = await repositoryWithCopy('shop/odd', {
    trust: 'protectedRefs',
  });
  const commit = await copy.pushFiles({
    'component.yaml': `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: odd, title: Odd, description: Does what none should. }
spec:
  version: 1.0.0
  process: { command: [node, main.mjs] }
  inputs:
    type: object
    additionalProperties: false
    required: [mode]
    properties:
      mode: { type: string }
      folder: { type: string }
  outputs:
    type: object
    additionalProperties: false
    required: [value]
    properties:
      value: { type: integer }
  network: portal
`,
    'main.mjs': `import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
const { mode, folder } = JSON.parse(readFileSync(process.env.CO_INPUT, 'utf8'));
const out = process.env.CO_OUTPUT;
if (mode === 'invalid') {
  writeFileSync(out, '{"value":"no number"}');
} else if (mode === 'garbage') {
  writeFileSync(out, '{"value":');
} else if (mode === 'endless') {
  writeFileSync(out, ' '.repeat(300 * 1024 * 1024));
} else if (mode === 'link') {
  symlinkSync('/etc/hostname', out);
} else if (mode === 'token') {
  copyFileSync(process.env.CO_TOKEN_FILE, folder + '/token');
  while (!existsSync(folder + '/stop')) {
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  writeFileSync(out, '{"value":1}');
}
`,
  });
  await ada.post('/api/components/components', {
    repository: 'shop/odd',
    commit,
  });
  return { repository, copy };
}

function oddWorkflow(name, steps) {
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: { manual: {} }
  steps:
${steps}`;
}

test('exit 0 without valid outputs fails the step and says what is wrong with them', async () => {
  const { repository, copy } = odd;
  const modes = ['nothing', 'invalid', 'garbage', 'endless', 'link'];
  const commit = await copy.pushFiles({
    '.dop/outputs.yaml': oddWorkflow(
      'outputs',
      `${modes
        .map(
          mode =>
            `    ${mode}: { uses: shop/odd@1, with: { mode: ${mode} } }\n`,
        )
        .join('')}    then:
      uses: dop/shell@1
      with: { script: 'echo \${{ string(steps.nothing.outputs.value) }}' }
`,
    ),
  });
  const run = await ended((await start(repository, 'outputs', commit)).id);
  assert.equal(run.state, 'failed');
  const reasons = Object.fromEntries(
    run.steps.map(step => [step.key, `${step.state}: ${step.reason}`]),
  );
  assert.match(reasons.nothing, /^failed: .*out(put|\.json)/i);
  assert.match(reasons.invalid, /^failed: .*value.*integer/is);
  assert.match(reasons.garbage, /^failed: .*JSON/);
  assert.match(reasons.endless, /^failed: .*(large|KiB|bytes)/);
  assert.match(reasons.link, /^failed: .*/);
  assert.match(reasons.then, /^skipped: /);
  for (const step of run.steps) {
    assert.deepEqual(step.outputs ?? {}, {}, step.key);
  }
});

test('a line of 500 MB, a million lines and binary output take bounded memory and are read by offset', async () => {
  const { repository, copy } = await repositoryWithCopy('shop/loud', {
    trust: 'protectedRefs',
  });
  const commit = await copy.pushFiles({
    '.dop/loud.yaml': shellWorkflow('loud', {
      line: "head -c 500000000 /dev/zero | tr '\\0' x",
      lines: 'seq 1000000',
      binary:
        "node -e 'const b=Buffer.alloc(3e6);for(let i=0;i<b.length;i++)b[i]=(i*7+(i>>8))&255;process.stdout.write(b)'",
    }),
  });
  const { runIds } = await deliveryOf(ada, repository, commit);
  const run = await ended(runIds[0]);
  assert.equal(
    run.state,
    'succeeded',
    JSON.stringify(run.steps.map(({ key, reason }) => [key, reason])),
  );
  const bytes = async key => {
    const response = await ada.request('GET', `${logPath(run, key)}.txt`);
    return Buffer.from(await response.arrayBuffer());
  };

  const line = await bytes('line');
  const limit = 64 * 1024 * 1024;
  assert.ok(line.length <= limit + 1_000, `${line.length} bytes are kept`);
  assert.ok(line.length >= limit - 1_000, `${line.length} bytes are kept`);
  assert.match(line.subarray(-300).toString(), /limit of 67108864 bytes/);
  const middle = await ada.get(logPath(run, 'line'), {
    offset: 50_000_000,
    limit: 100_000,
  });
  assert.equal(middle.text, 'x'.repeat(100_000));
  assert.equal(middle.nextOffset, 50_100_000);

  const expected = Array.from({ length: 1_000_000 }, (_, i) => `${i + 1}\n`);
  const hash = data => createHash('sha256').update(data).digest('hex');
  assert.equal(hash(await bytes('lines')), hash(expected.join('')));
  const last = await ada.get(logPath(run, 'lines'), { offset: 6_888_881 });
  assert.equal(last.text, '999999\n1000000\n');
  assert.equal(last.end, true);

  const binary = Buffer.alloc(3e6);
  for (let i = 0; i < binary.length; i += 1) {
    binary[i] = (i * 7 + (i >> 8)) & 255;
  }
  assert.equal(hash(await bytes('binary')), hash(binary));
  let offset = 0;
  for (let parts = 0; ; parts += 1) {
    const part = await ada.get(logPath(run, 'binary'), { offset });
    assert.ok(part.nextOffset > offset || part.end, 'No end is reached');
    offset = part.nextOffset;
    if (part.end) {
      break;
    }
    assert.ok(parts < 100);
  }
  assert.equal(offset, binary.length);
  assert.ok(place.peakMiB() < 900, `${place.peakMiB()} MiB`);
});

test('cancel ends everything that a running step has started', async () => {
  const { repository, copy } = odd;
  const mark = `${place.portal.port}4242`;
  const commit = await copy.pushFiles({
    '.dop/hang.yaml': shellWorkflow(
      'hang',
      {
        hang: `sleep ${mark} &
(trap '' TERM; sleep ${mark}; sleep ${mark}) &
setsid sleep ${mark} &
setsid sh -c "trap '' TERM HUP; sleep ${mark} & wait" &
echo started
sleep ${mark}`,
      },
      '',
    ).replace('push: {}, ', ''),
  });
  const run = await start(repository, 'hang', commit);
  await until('The output of the step', async () =>
    (await ada.get(logPath(run, 'hang'))).text.includes('started'),
  );
  const alive = () =>
    spawnSync('pgrep', ['-f', `sleep ${mark}`], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(Boolean).length;
  assert.ok(alive() >= 5, `${alive()} processes`);
  await ada.post(`/api/pipelines/runs/${run.id}/cancel`, {});
  const done = await ended(run.id);
  assert.equal(done.state, 'cancelled');
  assert.equal(done.cancelledBy, 'user:default/ada');
  await until('The end of all processes', () => alive() === 0, {
    timeoutMs: 5_000,
  });
});

test('pushes at once to one branch: each has its delivery and its run, in the order of the branch', async () => {
  const { repository, copy } = await repositoryWithCopy('shop/race', {
    trust: 'protectedRefs',
  });
  const begin = await copy.pushFiles({
    '.dop/race.yaml': shellWorkflow('race', { one: 'true' }),
  });
  const other = await workingCopy(ada, repository);
  copies.push(other);
  await other.git('reset', '--quiet', '--hard', begin);
  const pushAll = async (mine, name) => {
    let lost = 0;
    for (let index = 0; index < 3; index += 1) {
      await mine.commit({ [name]: `${index}\n` }, `${name} ${index}`);
      for (;;) {
        const won = await mine.git('push', '--quiet', 'origin', 'HEAD').then(
          () => true,
          error => {
            assert.match(error.message, /reject|fetch first|lock/);
            return false;
          },
        );
        if (won) {
          break;
        }
        lost += 1;
        assert.ok(lost < 50);
        await mine.git('pull', '--quiet', '--rebase', 'origin', 'main');
      }
    }
  };
  await Promise.all([pushAll(copy, 'left'), pushAll(other, 'right')]);
  await copy.git('fetch', '--quiet', 'origin');
  const history = (
    await copy.git('rev-list', '--reverse', 'origin/main')
  ).split('\n');
  assert.equal(history.length, 7);
  const deliveries = await until('All deliveries', async () => {
    const { items } = await ada.get('/api/pipelines/deliveries', {
      repositoryId: repository.id,
    });
    return (
      items.length === 7 &&
      items.every(({ state }) => state === 'processed') &&
      items.reverse()
    );
  });
  assert.deepEqual(
    deliveries.map(({ commit }) => commit),
    history,
  );
  assert.deepEqual(
    deliveries.slice(1).map(delivery => delivery.before),
    history.slice(0, -1),
  );
  const { items } = await ada.get('/api/pipelines/runs', {
    repositoryId: repository.id,
  });
  assert.deepEqual(
    items.sort((a, b) => a.number - b.number).map(({ commit }) => commit),
    history,
  );
  for (const { id } of items) {
    assert.equal((await ended(id)).state, 'succeeded');
  }
});

/** What the registry answers to a push by this token, and to a pull. */
async function registryAnswers(client, name) {
  const granted = await fetch(
    `${place.portal.url}/v2/token?${new URLSearchParams({
      scope: `repository:${name}:pull,push`,
    })}`,
    {
      headers: {
        authorization: `Basic ${Buffer.from(
          `${client.name}:${client.token}`,
        ).toString('base64')}`,
      },
    },
  );
  if (!granted.ok) {
    return { push: granted.status, pull: granted.status };
  }
  const { token } = await granted.json();
  const headers = { authorization: `Bearer ${token}` };
  const at = path => `${place.portal.url}/v2/${name}${path}`;
  const push = await fetch(at('/blobs/uploads/'), { method: 'POST', headers });
  const pull = await fetch(at('/tags/list'), { headers });
  return { push: push.status, pull: pull.status };
}

const remote = (client, name) =>
  client
    .git(['ls-remote', `${place.portal.url}/git/${name}.git`])
    .then(() => 'open')
    .catch(error => error.message);

const report = (client, repository) =>
  answerOf(
    client,
    'PUT',
    `/api/test-reports/reports?${new URLSearchParams({
      repository,
      commit: 'a'.repeat(40),
    })}`,
    '<testsuite/>',
    { 'content-type': 'application/xml' },
  );

test('the token of a run opens its own repository while it runs, and no other', async () => {
  const { repository, copy } = odd;
  await createRepository(ada, 'shop/secret', { visibility: 'private' });
  await createRepository(ada, 'shop/open');
  const commit = await copy.pushFiles({
    '.dop/token.yaml': oddWorkflow(
      'token',
      `    hold: { uses: shop/odd@1, with: { mode: token, folder: '${place.outside}' } }\n`,
    ),
  });
  const run = await start(repository, 'token', commit);
  const token = await until('The token of the run', async () =>
    (await readFile(join(place.outside, 'token'), 'utf8')).trim(),
  );
  const holder = new PortalClient(place.portal.url, { token, name: 'run' });
  assert.match(token, /^dop_run_/);
  assert.equal(await remote(holder, 'shop/odd'), 'open');
  await assert.rejects(
    holder
      .git(
        [
          'push',
          `${place.portal.url}/git/shop/odd.git`,
          'HEAD:refs/heads/main',
        ],
        { cwd: copy.folder },
      )
      .then(() => copy.git('rev-parse', 'HEAD~99')),
  );
  for (const name of ['shop/secret', 'shop/open']) {
    assert.match(await remote(holder, name), /not found|403/i, name);
    const { push } = await registryAnswers(holder, name);
    assert.ok([401, 403, 404].includes(push), `${name}: ${push}`);
    const { status } = await report(holder, name);
    assert.ok([403, 404].includes(status), `${name}: ${status}`);
  }
  for (const path of [
    '/api/pipelines/runs',
    '/api/code/repositories',
    '/api/code/repositories/shop/secret',
    '/api/access/accounts',
    '/api/access/tokens',
    '/api/catalog/entities',
  ]) {
    const { status } = await answerOf(holder, 'GET', path);
    assert.ok([401, 403].includes(status), `${path}: ${status}`);
  }
  for (const path of [
    `/api/pipelines/workflows/${run.workflowId}/runs`,
    `/api/pipelines/runs/${run.id}/cancel`,
  ]) {
    const { status } = await answerOf(holder, 'POST', path, {});
    assert.ok([401, 403].includes(status), `${path}: ${status}`);
  }
  await writeFile(join(place.outside, 'stop'), '');
  assert.equal((await ended(run.id)).state, 'succeeded');
  assert.match(
    await remote(holder, 'shop/odd'),
    /could not read Username|Authentication failed/,
  );
  assert.ok([401, 403].includes((await report(holder, 'shop/odd')).status));
  assert.ok((await registryAnswers(holder, 'shop/odd')).push >= 401);
});

test('the personal token of a member of another group writes nothing and does not see what is private', async () => {
  const { repository, copy } = odd;
  assert.match(await remote(eve, 'shop/secret'), /not found/i);
  for (const path of ['', '/tree', '/commits', '/findings']) {
    const { status } = await answerOf(
      eve,
      'GET',
      `/api/code/repositories/shop/secret${path}`,
    );
    assert.equal(status, 404, path);
  }
  assert.ok((await registryAnswers(eve, 'shop/secret')).pull >= 401);
  const { items } = await eve.get('/api/code/repositories');
  assert.ok(items.every(({ name }) => name !== 'secret'));

  assert.equal(await remote(eve, 'shop/odd'), 'open');
  await assert.rejects(
    eve.git(
      ['push', `${place.portal.url}/git/shop/odd.git`, 'HEAD:refs/heads/x'],
      { cwd: copy.folder },
    ),
    /403|may not|not allowed/i,
  );
  assert.equal((await report(eve, 'shop/odd')).status, 403);
  assert.ok([401, 403].includes((await registryAnswers(eve, 'shop/odd')).push));
  const runs = await eve.get('/api/pipelines/runs', {
    repositoryId: repository.id,
  });
  const [run] = runs.items;
  for (const path of [
    `/api/pipelines/workflows/${run.workflowId}/runs`,
    `/api/pipelines/runs/${run.id}/cancel`,
    `/api/pipelines/runs/${run.id}/rerun`,
    '/api/code/repositories/shop/odd/commits',
  ]) {
    const { status, text } = await answerOf(eve, 'POST', path, {
      ...(path.endsWith('commits') && {
        branch: 'x',
        message: 'x',
        files: [{ path: 'x', content: '' }],
      }),
    });
    assert.equal(status, 403, `${path}: ${status} ${text}`);
  }
  for (const change of [{ trust: 'members' }, { visibility: 'private' }]) {
    const { status } = await answerOf(
      eve,
      'PATCH',
      '/api/code/repositories/shop/odd',
      change,
    );
    assert.equal(status, 403);
  }
});

test('a push on a slow line takes as long as it needs', async () => {
  const { repository, commit, seconds } = await slow;
  assert.ok(
    seconds > 0.9 * (slowBytes / slowRate),
    `The line was not slow: ${seconds} s`,
  );
  const delivery = await deliveryOf(ada, repository, commit);
  assert.equal(delivery.commit, commit);
  assert.ok(place.peakMiB() < 900, `${place.peakMiB()} MiB`);
});
