// Pushes on bad days, against the whole portal: at once, on a slow line, and to
// branches with misleading names.
//
// Scaled: a push of ten minutes under the idle limit of two minutes is a push
// of 40 s here, under an idle limit of 5 s. DOP_TEST_SLOW_PUSH_SECONDS=600 takes
// the ten minutes, with the portal as it comes.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import {
  deliveryOf,
  endOfRun,
  openPortal,
  shellWorkflow,
  slowLine,
} from './lib/badDays.mjs';

const slowSeconds = Number(process.env.DOP_TEST_SLOW_PUSH_SECONDS ?? 40);
const slowRate = 20_000;
const slowBytes = slowSeconds * slowRate;

let place;
let ada;
let eve;
let slow;

before(async () => {
  place = await openPortal(
    slowSeconds >= 300 ? {} : { 'dop.code.idleTimeout': '5s' },
  );
  ({ ada, eve } = place);
  // It goes on while the other tests run.
  slow = pushSlowly();
  slow.catch(() => undefined);
});

after(async () => {
  await slow?.catch(() => undefined);
  await place?.close();
});

async function pushSlowly() {
  const { repository, copy } = await place.newRepository('shop/slow');
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

test('pushes at once to one branch: each has its delivery and its run, in the order of the branch', async () => {
  const { repository, copy } = await place.newRepository('shop/race', {
    trust: 'protectedRefs',
  });
  const begin = await copy.pushFiles({
    '.dop/race.yaml': shellWorkflow('race', { one: 'true' }),
  });
  const other = await place.workingCopy(repository, ada);

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
    assert.equal((await endOfRun(ada, id)).state, 'succeeded');
  }
});

test('a branch named like a protected tag is no tag: members rewrite the branch, not the tag', async () => {
  await ada.request('PUT', '/api/access/groups/shop/members/eve', {
    role: 'member',
  });
  const { repository, copy } = await place.newRepository('shop/branches', {
    trust: 'protectedRefs',
  });
  assert.deepEqual(repository.protectedRefs, [
    'refs/heads/main',
    'refs/tags/*',
  ]);
  await copy.pushFiles({ README: 'one\n' });
  const member = await place.workingCopy(repository, eve);

  const first = await member.git('rev-parse', 'origin/main');
  await member.git('reset', '--quiet', '--hard', first);
  const branches = ['v1.0', 'tags/v1', 'refs/tags/v2', 'heads/main'];
  for (const branch of branches) {
    await member.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  }
  await member.git('push', '--quiet', 'origin', 'HEAD:refs/tags/v1.0');
  const second = await member.commit({ README: 'two\n' });
  await member.git('commit', '--quiet', '--amend', '-m', 'Rewritten');
  for (const branch of branches) {
    await member.git(
      'push',
      '--quiet',
      '--force',
      'origin',
      `HEAD:refs/heads/${branch}`,
    );
  }
  await assert.rejects(
    member.git('push', '--force', 'origin', 'HEAD:refs/tags/v1.0'),
    /refs\/tags\/v1\.0: is protected/,
  );
  await assert.rejects(
    member.git('push', 'origin', ':refs/tags/v1.0'),
    /is protected/,
  );
  const refs = await member.git('ls-remote', 'origin', 'refs/tags/v1.0');
  assert.equal(refs.split('\t')[0], first);
  assert.notEqual(second, first);
  // Trust for protected refs does not reach a branch that looks like one.
  const commit = await member.commit({
    '.dop/try.yaml': shellWorkflow('try', { one: 'true' }),
  });
  await member.git('push', '--quiet', 'origin', 'HEAD:refs/heads/tags/v1');
  const { runIds } = await deliveryOf(ada, repository, commit);
  assert.equal(runIds.length, 1);
  const step = await until('The reason why it does not start', async () => {
    const run = await ada.get(`/api/pipelines/runs/${runIds[0]}`);
    return run.steps[0].reason && run.steps[0];
  });
  assert.equal(step.attempts.length, 0);
  assert.match(step.reason, /trust/i);
  await ada.post(`/api/pipelines/runs/${runIds[0]}/cancel`, {});
  for (const branch of branches) {
    await member.git('push', '--quiet', 'origin', `:refs/heads/${branch}`);
  }
});

test('a push on a slow line takes as long as it needs', async t => {
  const { repository, commit, seconds } = await slow;
  assert.ok(
    seconds > 0.9 * (slowBytes / slowRate),
    `The line was not slow: ${seconds} s`,
  );
  t.diagnostic(`${slowBytes} bytes in ${Math.round(seconds)} s`);
  const delivery = await deliveryOf(ada, repository, commit);
  assert.equal(delivery.commit, commit);
  assert.ok(place.peakMiB() < 900, `${place.peakMiB()} MiB`);
});
