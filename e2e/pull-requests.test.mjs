// A pull request through the whole portal: opened, looked at by a workflow,
// pushed to, looked at again, merged, and delivered from its target.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { answerOf, endOfRun, logPath, openPortal } from './lib/badDays.mjs';

const workflow = (name, triggers, script) => `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: ${triggers}
  steps:
    source:
      uses: dop/git-checkout@1
      with: { repository: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}' }
    look:
      uses: dop/shell@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        script: ${JSON.stringify(script)}
`;

let place;
let ada;
let eve;
let repository;
let copy;
let path;

before(async () => {
  place = await openPortal();
  ({ ada, eve } = place);
  ({ repository, copy } = await place.newRepository('shop/greeter', {
    trust: 'members',
  }));
  path = `/api/code/repositories/shop/greeter/pull-requests`;
});

after(async () => {
  await place?.close();
});

/** The runs that are about a commit and were started so, once there are so many. */
function runsOf(commit, trigger, count = 1) {
  return until(`The ${trigger} runs of ${commit}`, async () => {
    const { items } = await ada.get('/api/pipelines/runs', {
      repositoryId: repository.id,
    });
    const found = items.filter(
      run => run.commit === commit && run.trigger === trigger,
    );
    return found.length >= count && found;
  });
}

async function finished(commit, trigger) {
  const [{ id }] = await runsOf(commit, trigger);
  return endOfRun(ada, id);
}

async function logOf(run) {
  const { text } = await ada.get(logPath(run, 'look'));
  return text;
}

test('a change goes from a branch into production by way of a pull request', async () => {
  const first = await copy.pushFiles({
    'greeting.txt': 'hello\n',
    '.dop/checks.yaml': workflow(
      'checks',
      '{ pullRequest: { branches: [main] } }',
      'echo "#${{ trigger.event.number }} ${{ trigger.event.action }}: $(cat greeting.txt)"',
    ),
    '.dop/delivery.yaml': workflow(
      'delivery',
      '{ push: { branches: [main] } }',
      'echo "delivers $(cat greeting.txt)"',
    ),
  });
  assert.equal((await finished(first, 'push')).state, 'succeeded');

  await copy.git('switch', '--quiet', '-c', 'shorter');
  const shorter = await copy.pushFiles({ 'greeting.txt': 'hi\n' }, 'Say hi');
  const asked = { title: 'Greet in fewer letters', source: 'shorter' };
  assert.equal((await answerOf(eve, 'POST', path, asked)).status, 403);
  const opened = await ada.post(path, asked);
  assert.equal(opened.number, 1);
  assert.deepEqual(opened.merge, { mergeable: 'yes', fastForward: true });
  const run = await finished(shorter, 'pullRequest');
  assert.equal(run.state, 'succeeded', JSON.stringify(run));
  assert.equal(run.workflowName, 'checks');
  assert.equal(run.ref, 'refs/heads/shorter');
  assert.match(await logOf(run), /#1 opened: hi/);

  const shortest = await copy.pushFiles({ 'greeting.txt': 'o\n' }, 'Say o');
  const again = await finished(shortest, 'pullRequest');
  assert.match(await logOf(again), /#1 updated: o/);
  assert.equal((await ada.get(`${path}/1`)).head, shortest);

  const merge = { expectedHead: shorter, method: 'merge' };
  assert.equal(
    (await answerOf(ada, 'POST', `${path}/1/merge`, merge)).status,
    409,
  );
  merge.expectedHead = shortest;
  assert.equal(
    (await answerOf(eve, 'POST', `${path}/1/merge`, merge)).status,
    403,
  );
  const merged = await ada.post(`${path}/1/merge`, merge);
  assert.equal(merged.state, 'merged');
  await copy.git('fetch', '--quiet', 'origin');
  assert.equal(await copy.git('rev-parse', 'origin/main'), merged.mergeCommit);
  const delivered = await finished(merged.mergeCommit, 'push');
  assert.equal(delivered.workflowName, 'delivery');
  assert.match(await logOf(delivered), /delivers o/);

  // Nothing else was started: one run for each head, two for main.
  const { items } = await ada.get('/api/pipelines/runs', {
    repositoryId: repository.id,
  });
  assert.deepEqual(items.map(({ workflowName }) => workflowName).sort(), [
    'checks',
    'checks',
    'delivery',
    'delivery',
  ]);
});

test('a pull request with conflicts says where, and is merged once they are solved by hand', async () => {
  await copy.git('switch', '--quiet', '-C', 'main', 'origin/main');
  await copy.git('switch', '--quiet', '-c', 'polite');
  const polite = await copy.pushFiles({ 'greeting.txt': 'good day\n' });
  await copy.git('switch', '--quiet', 'main');
  await copy.pushFiles({ 'greeting.txt': 'hey\n' });
  const { number, merge } = await ada.post(path, {
    title: 'Be polite',
    source: 'polite',
  });
  assert.deepEqual(merge, {
    mergeable: 'conflicts',
    fastForward: false,
    conflicts: ['greeting.txt'],
  });
  const refused = await answerOf(ada, 'POST', `${path}/${number}/merge`, {
    expectedHead: polite,
    method: 'merge',
  });
  assert.equal(refused.status, 409);
  assert.match(refused.text, /same places: greeting\.txt/);

  await copy.git('merge', '--quiet', '-X', 'theirs', 'polite');
  await copy.git('push', '--quiet', 'origin', 'main', ':polite');
  const closed = await ada.get(`${path}/${number}`);
  assert.equal(closed.state, 'merged');
  assert.equal(closed.mergeCommit, await copy.git('rev-parse', 'main'));
});
