import { TestDatabases } from '@backstage/backend-test-utils';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import type { ImageChanged } from '@dop/plugin-images-common';
import type { Knex } from 'knex';
import { ImagePusher } from './__testUtils__/ImagePusher';
import {
  startRegistry,
  type TestRegistry,
} from './__testUtils__/startRegistry';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('pipelines, on %p', databaseId => {
  const access = FakeAccessService.create();
  const owner = access.addUser('ada', { groups: { shop: 'owner' } });
  const administrator = access.addUser('root', { administrator: true });
  const name = 'shop/checkout';
  access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
  let knex: Knex;
  let registry: TestRegistry;
  let read = 0;

  beforeAll(async () => {
    knex = await databases.init(databaseId);
    registry = await startRegistry(access, { knex });
  });
  afterAll(() => registry.stop());

  /** What was told since it was asked last; nobody takes it here. */
  const told = async () => {
    const rows: { sequence: number | string; target: string; body: string }[] =
      await knex('outbox').where('sequence', '>', read).orderBy('sequence');
    read = Number(rows.at(-1)?.sequence ?? read);
    return rows.map(({ target, body }) => {
      const { type, data }: { type: string; data: ImageChanged } =
        JSON.parse(body);
      expect([target, type]).toEqual(['pipelines', 'dop.image.changed']);
      expect(Date.parse(data.time)).toBeGreaterThan(Date.now() - 60_000);
      const { time: _, ...rest } = data;
      return rest;
    });
  };
  const change = { repository: name, repositoryId: 'r1' };
  const actor = 'user:default/ada';

  it('hear of images that people push, tag anew and delete, and of nothing that was so before', async () => {
    const pusher = ImagePusher.create(registry, owner);
    const one = await pusher.image(name, 'v1', 'one');
    const pushed = { ...change, change: 'pushed', actor };
    expect(await told()).toEqual([
      { ...pushed, digests: [one.digest], tag: 'v1' },
    ]);
    // The same again, by tag and by digest.
    await pusher.manifest(name, 'v1', one.manifest);
    await pusher.manifest(name, one.digest, one.manifest);
    expect(await told()).toEqual([]);
    await pusher.manifest(name, 'latest', one.manifest);
    const two = await pusher.image(name, 'latest', 'two');
    expect(await told()).toEqual([
      { ...pushed, digests: [one.digest], tag: 'latest' },
      { ...pushed, digests: [two.digest], tag: 'latest' },
    ]);

    await registry.request(owner, 'DELETE', `/v2/${name}/manifests/latest`);
    await registry.request(owner, 'DELETE', `/v2/${name}/manifests/latest`);
    expect(await told()).toEqual([
      {
        ...change,
        change: 'untagged',
        digests: [two.digest],
        tag: 'latest',
        actor,
      },
    ]);
    const { digest: signature } = await pusher.referrer(name, one, 'a/b');
    expect(await told()).toEqual([{ ...pushed, digests: [signature] }]);
    await registry.request(
      owner,
      'DELETE',
      `/v2/${name}/manifests/${one.digest}`,
    );
    expect(await told()).toEqual([
      {
        ...change,
        change: 'deleted',
        digests: [one.digest, signature],
        actor,
      },
    ]);
  });

  it('hear nothing of what was refused, and nothing of what attempts push', async () => {
    const attempt = access.addRun({
      runId: 'run-1',
      repositoryId: 'r1',
      protectedRef: true,
    });
    const pushed = await ImagePusher.create(registry, attempt).image(
      name,
      'of-a-run',
      'three',
    );
    expect(pushed.response.status).toBe(201);
    const refused = await ImagePusher.create(registry, owner).manifest(
      name,
      'broken',
      pushed.manifest.replaceAll('sha256:', 'sha256:0'),
    );
    expect(refused.status).toBeGreaterThan(399);
    expect(await told()).toEqual([]);
  });

  it("hear of the portal's own images without a repository", async () => {
    const { digest } = await ImagePusher.create(registry, administrator).image(
      'dop/tools',
      'v1',
      'own',
    );
    expect(await told()).toEqual([
      {
        change: 'pushed',
        repository: 'dop/tools',
        digests: [digest],
        tag: 'v1',
        actor: 'user:default/root',
      },
    ]);
  });
});
