// Tokens in the wrong hands, against the whole portal.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { PortalClient, until } from '../scripts/lib/client.mjs';
import {
  answerOf,
  createRepository,
  endOfRun,
  openPortal,
  startWorkflow,
} from './lib/badDays.mjs';
import { makeOddComponent, oddWorkflow } from './lib/oddComponent.mjs';

let place;
let ada;
let eve;
let odd;

before(async () => {
  place = await openPortal();
  ({ ada, eve } = place);
  odd = await makeOddComponent(place);
});

after(() => place?.close());

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
  const run = await startWorkflow(ada, repository, 'token', commit);
  const token = await until('The token of the run', async () =>
    (await readFile(join(place.outside, 'token'), 'utf8')).trim(),
  );
  const holder = new PortalClient(place.portal.url, { token, name: 'run' });
  assert.match(token, /^dop_run_/);
  assert.equal(await remote(holder, 'shop/odd'), 'open');
  const address = `${place.portal.url}/git/shop/odd.git`;
  await assert.rejects(
    holder.git(['push', address, 'HEAD:refs/heads/taken'], {
      cwd: copy.folder,
    }),
    /403|may not|not allowed/i,
  );
  assert.doesNotMatch(await ada.git(['ls-remote', address]), /taken/);
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
  assert.equal((await endOfRun(ada, run.id)).state, 'succeeded');
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
