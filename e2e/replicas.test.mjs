// Two whole portals on one PostgreSQL and one data folder, as
// docs/several-replicas.md says: one hosts Git, both do everything else.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PortalClient, until } from '../scripts/lib/client.mjs';
import {
  becomeAdministrator,
  clone,
  createGroup,
  finishedRun,
} from '../scripts/lib/journey.mjs';
import { freePort, startPortal } from '../scripts/lib/portal.mjs';
import { root } from '../scripts/lib/setUp.mjs';
import { createRepository, endOfRun, logPath } from './lib/badDays.mjs';

const { Client } = createRequire(join(root, 'package.json'))('pg');
const server = process.env.DOP_TEST_POSTGRES;
const databaseName = `dop_replicas_${process.pid}`;

const workflow = `apiVersion: dop/v1
kind: Workflow
metadata: { name: delivery }
spec:
  triggers: { push: {}, manual: {} }
  steps:
    source:
      uses: dop/git-checkout@1
      with:
        repository: \${{ trigger.repository.url }}
        commit: \${{ trigger.commit }}
    say:
      uses: dop/shell@1
      matrix: { part: [1, 2, 3, 4, 5, 6] }
      with: { script: 'echo "Part \${{ matrix.part }} of \${{ trigger.commit }}"' }
    image:
      needs: [say]
      uses: dop/image-pack@1
      with:
        source: \${{ steps.source.outputs.tree }}
        repository: shop/checkout
        tag: \${{ trigger.commit }}
    promote:
      uses: dop/image-promote@1
      with:
        image: \${{ steps.image.outputs.image }}
        to: shop/checkout/stable
        tag: stable
`;

async function inDatabase(statement) {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('two replicas', { skip: !server && 'PostgreSQL is missing' }, () => {
  let folder;
  let first;
  let second;
  let ada;
  /** The same person at the other replica. */
  let there;
  const portals = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dop-replicas-'));
    await inDatabase(`CREATE DATABASE ${databaseName}`);
    const connection = new URL(server);
    connection.pathname = databaseName;
    const start = async (name, env, url) => {
      const portal = startPortal({
        data: join(folder, 'data'),
        port: await freePort(),
        log: join(folder, `${name}.log`),
        configuration: { sqlite: false, url },
        env: {
          APP_CONFIG_backend_database: JSON.stringify({
            client: 'pg',
            pluginDivisionMode: 'schema',
            connection: connection.href,
          }),
          APP_CONFIG_search_collators_catalog_schedule: JSON.stringify({
            frequency: { seconds: 5 },
            timeout: { minutes: 1 },
            initialDelay: { seconds: 1 },
            scope: 'local',
          }),
          ...env,
        },
      });
      portals.push(portal);
      await portal.ready();
      return portal;
    };
    first = await start('first', {});
    ada = await becomeAdministrator(first, {
      name: 'ada',
      displayName: 'Ada',
      password: 'correct horse battery staple',
    });
    await createGroup(ada, 'shop', 'Shop');
    second = await start(
      'second',
      {
        APP_CONFIG_dop_code_hosting: 'false',
        APP_CONFIG_discovery_endpoints: JSON.stringify([
          {
            target: { internal: `${first.url}/api/{{pluginId}}` },
            plugins: ['code'],
          },
        ]),
      },
      first.url,
    );
    there = new PortalClient(`http://localhost:${second.port}`, {
      token: ada.token,
      name: 'ada',
    });
  });

  after(async () => {
    await Promise.all(portals.map(portal => portal.stop()));
    await inDatabase(`DROP DATABASE ${databaseName} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  });

  test('each shows what the other did: runs, logs, images', async () => {
    const repository = await createRepository(ada, 'shop/checkout', {
      trust: 'protectedRefs',
    });
    const copy = await clone(ada, repository);
    const git = (...args) => ada.git(args, { cwd: copy.folder });
    await git('symbolic-ref', 'HEAD', 'refs/heads/main');
    await mkdir(join(copy.folder, '.dop'));
    await writeFile(join(copy.folder, '.dop/delivery.yaml'), workflow);
    await git('add', '--all');
    await git('commit', '--quiet', '-m', 'First');
    await git('push', '--quiet', 'origin', 'HEAD');

    const run = await finishedRun(ada, repository);
    assert.equal(run.state, 'succeeded', JSON.stringify(run.steps));
    assert.deepEqual(await there.get(`/api/pipelines/runs/${run.id}`), run);
    for (const { key } of run.steps) {
      const texts = await Promise.all(
        [ada, there].map(async client =>
          (await client.request('GET', logPath(run, key))).text(),
        ),
      );
      assert.ok(texts[0].length > 0, key);
      assert.equal(texts[1], texts[0], key);
    }
    const { image } = run.steps.find(({ key }) => key === 'promote').outputs;
    for (const client of [ada, there]) {
      const { manifest } = await client.pullImage(
        'shop/checkout/stable',
        image.digest,
      );
      assert.equal(manifest.layers.length, 1);
    }

    await assert.rejects(there.get('/api/code/repositories'), { status: 404 });

    // A start at the replica without Git is a run for both.
    const again = await there.post(
      `/api/pipelines/workflows/${run.workflowId}/runs`,
      {},
    );
    assert.equal((await endOfRun(ada, again.id)).state, 'succeeded');
    await copy.remove();
  });

  test('each finds things by an index of its own', async () => {
    for (const client of [ada, there]) {
      await until('The group in the index', async () => {
        const { results } = await client.get('/api/search/query', {
          term: 'shop',
        });
        return results.length > 0;
      });
    }
  });

  test('one goes on when the other ends', async () => {
    await first.stop();
    const { items } = await there.get('/api/pipelines/runs');
    assert.equal(items.length, 2);
    const { id } = await there.post(
      `/api/pipelines/runs/${items[1].id}/rerun`,
      { from: { only: 'say' } },
    );
    const run = await endOfRun(there, id);
    assert.equal(run.state, 'succeeded', JSON.stringify(run.steps));
    const log = await there.request('GET', logPath(run, 'say[part=3]'));
    assert.match(await log.text(), /Part 3 of/);
  });
});
