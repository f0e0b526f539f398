// Steps that misbehave, against the whole portal: the step says what was wrong,
// and the portal's memory stays bounded.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import {
  deliveryOf,
  endOfRun,
  logPath,
  openPortal,
  shellWorkflow,
  startWorkflow,
} from './lib/badDays.mjs';
import { makeOddComponent, oddWorkflow } from './lib/oddComponent.mjs';

let place;
let ada;
let odd;

before(async () => {
  place = await openPortal({ 'dop.pipelines.graceSeconds': 2 });
  ({ ada } = place);
  odd = await makeOddComponent(place);
});

after(() => place?.close());

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
  const run = await endOfRun(
    ada,
    (
      await startWorkflow(ada, repository, 'outputs', commit)
    ).id,
  );
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
  const { repository, copy } = await place.newRepository('shop/loud', {
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
  const run = await endOfRun(ada, runIds[0]);
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
  const run = await startWorkflow(ada, repository, 'hang', commit);
  await until('The output of the step', async () =>
    (await ada.get(logPath(run, 'hang'))).text.includes('started'),
  );
  const alive = () =>
    spawnSync('pgrep', ['-f', `sleep ${mark}`], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(Boolean).length;
  assert.ok(alive() >= 5, `${alive()} processes`);
  await ada.post(`/api/pipelines/runs/${run.id}/cancel`, {});
  const done = await endOfRun(ada, run.id);
  assert.equal(done.state, 'cancelled');
  assert.equal(done.cancelledBy, 'user:default/ada');
  await until('The end of all processes', () => alive() === 0, {
    timeoutMs: 5_000,
  });
});
