import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { isTerminal } from '@dop/plugin-pipelines-common';
import { pipelinesExtensionPoint } from '@dop/plugin-pipelines-node';
import { startPortal, type TestPortal } from './__testUtils__/startPortal';
import { until } from './__testUtils__/until';

jest.setTimeout(120_000);

/** Leaves an artifact, reads it, and writes a log. */
const workflow = `apiVersion: dop/v1
kind: Workflow
metadata: { name: flow }
spec:
  triggers: { push: {} }
  steps:
    source:
      uses: dop/git-checkout@1
      with: { repository: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}' }
    show:
      uses: dop/shell@1
      with: { source: '\${{ steps.source.outputs.tree }}', script: 'cat greeting.txt' }
`;

/** A module that keeps blobs of pipelines somewhere else. */
function elsewhere(moduleId: string, folder: string) {
  return createBackendModule({
    pluginId: 'pipelines',
    moduleId,
    register(env) {
      env.registerInit({
        deps: { pipelines: pipelinesExtensionPoint },
        async init({ pipelines }) {
          pipelines.setBlobStore(await FolderBlobStore.create(folder));
        },
      });
    },
  });
}

describe('another store for blobs', () => {
  let folder: string;
  let portal: TestPortal | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blobs-'));
  });
  afterEach(async () => {
    await portal?.stop();
    portal = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  it('has logs and artifacts of runs, and the data folder has none', async () => {
    portal = await startPortal({ features: [elsewhere('one', folder)] });
    const { fake } = portal.access;
    const mia = fake.addUser('mia', { groups: { shop: 'member' } });
    const clone = await portal.repository('shop/delivery', mia);
    const record = await fake.repository({ id: clone.id });
    fake.addRepository({ ...record!, trust: 'members' });
    await clone.push({ '.dop/flow.yaml': workflow, 'greeting.txt': 'hello\n' });
    const client = portal.client(mia);
    const run = await until(async () => {
      const [found] = (await client.runs({ repositoryId: clone.id })).items;
      return found && isTerminal(found.state)
        ? client.run(found.id)
        : undefined;
    });
    expect(run.state).toBe('succeeded');
    expect((await client.log(run.id, 'show', 1)).text).toContain('hello');
    const { items } = await client.artifacts(run.id);
    const tree = await portal.call(
      'GET',
      `/pipelines/artifacts/${items[0].digest}`,
      { secret: mia },
    );
    expect((await tree.arrayBuffer()).byteLength).toBe(items[0].size);

    const store = await FolderBlobStore.create(folder);
    expect(await store.stat(items[0].digest)).toMatchObject({
      size: items[0].size,
    });
    expect(
      await readdir(join(portal.dataDirectory, 'pipelines')),
    ).not.toContain('blobs');
  });

  it('is the only one', async () => {
    await expect(
      startPortal({
        features: [elsewhere('one', folder), elsewhere('two', folder)],
      }),
    ).rejects.toThrow('There are two stores for blobs');
  });
});
