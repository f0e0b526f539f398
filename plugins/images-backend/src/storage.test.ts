import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import { FolderBlobStore } from '@dop/plugin-devops-node';
import { GarbageCollector } from './garbage/GarbageCollector';
import { ContentStore } from './store/ContentStore';
import { RepositoryStore } from './store/RepositoryStore';
import { UploadStore } from './store/UploadStore';
import { digestOf, errorOf, ImagePusher } from './__testUtils__/ImagePusher';
import { startRegistry } from './__testUtils__/startRegistry';
import { UploadFiles } from './uploads/UploadFiles';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_15'],
  disableDocker: true,
});
const name = 'shop/checkout';

function shop() {
  const access = FakeAccessService.create();
  const owner = access.addUser('ada', { groups: { shop: 'owner' } });
  access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
  return { access, owner };
}

describe.each(databases.eachSupportedId())('garbage on %s', databaseId => {
  it('goes, but never what an image needs, what is young, or what is being pushed', async () => {
    const { access, owner } = shop();
    const knex = await databases.init(databaseId);
    const registry = await startRegistry(access, { knex });
    const pusher = ImagePusher.create(registry, owner);
    const folder = join(registry.folder, 'images');
    const has = async (digest: string) =>
      (await registry.request(owner, 'HEAD', `/v2/${name}/blobs/${digest}`))
        .status === 200;

    const kept = await pusher.image(name, 'kept', 'kept');
    const untagged = await pusher.image(name, 'moved', 'untagged');
    await pusher.image(name, 'moved', 'now this');
    const sbom = await pusher.referrer(name, kept, 'application/spdx+json');
    const deleted = await pusher.image(name, 'deleted', 'deleted');
    await pusher.blob(name, 'orphan');
    await registry.request(owner, 'POST', `/v2/${name}/blobs/uploads/`);
    const removal = await registry.request(
      owner,
      'DELETE',
      `/v2/${name}/manifests/${deleted.digest}`,
    );
    expect(removal.status).toBe(202);
    // All of it is old, but for one blob of an image that is being pushed now.
    for (const table of ['blobs', 'repository_blobs', 'uploads']) {
      await knex(table).update({ touched_at: 1 });
    }
    await pusher.blob(name, 'being pushed');

    const blobs = await FolderBlobStore.create(join(folder, 'blobs'));
    const content = ContentStore.create(knex, blobs);
    const collector = GarbageCollector.create({
      knex,
      blobs,
      content,
      uploads: UploadStore.create(
        knex,
        await UploadFiles.create(join(folder, 'uploads')),
      ),
      repositories: RepositoryStore.create(knex, access),
      logger: mockServices.logger.mock(),
      graceMs: 60_000,
      uploadExpiryMs: 60_000,
    });
    // Layer and configuration of the deleted image, and the orphan; its
    // manifest has no repository that lists it, only its bytes.
    expect(await collector.collect()).toMatchObject({
      uploads: 1,
      links: 3,
      blobs: 4,
    });
    expect(await collector.collect()).toEqual({
      uploads: 0,
      links: 0,
      blobs: 0,
      bytes: 0,
    });
    expect(await blobs.stat(digestOf('orphan'))).toBeUndefined();
    expect(await blobs.stat(deleted.digest)).toBeUndefined();
    expect(await has(digestOf('being pushed'))).toBe(true);
    for (const { digest } of [kept, untagged, sbom]) {
      const pulled = await registry.request(
        owner,
        'GET',
        `/v2/${name}/manifests/${digest}`,
      );
      const manifest = (await pulled.json()) as {
        config: { digest: string };
        layers: { digest: string }[];
      };
      for (const blob of [manifest.config, ...manifest.layers]) {
        expect(await blobs.stat(blob.digest)).toBeDefined();
      }
    }
    // What was collected can be pushed again.
    expect((await pusher.image(name, 'back', 'deleted')).response.status).toBe(
      201,
    );
    await registry.stop();
  });
});

describe.each(databases.eachSupportedId())('garbage on %s', databaseId => {
  it('never takes the blobs of a manifest that is pushed meanwhile', async () => {
    const { access, owner } = shop();
    const knex = await databases.init(databaseId);
    const registry = await startRegistry(access, { knex });
    const pusher = ImagePusher.create(registry, owner);
    const folder = join(registry.folder, 'images');
    const blobs = await FolderBlobStore.create(join(folder, 'blobs'));
    const collector = GarbageCollector.create({
      knex,
      blobs,
      content: ContentStore.create(knex, blobs),
      uploads: UploadStore.create(
        knex,
        await UploadFiles.create(join(folder, 'uploads')),
      ),
      repositories: RepositoryStore.create(knex, access),
      logger: mockServices.logger.mock(),
      graceMs: 60_000,
      uploadExpiryMs: 60_000,
    });
    for (let round = 0; round < 12; round += 1) {
      const contents = [`config ${round}`, `layer ${round}`];
      for (const content of contents) {
        await pusher.blob(name, content);
      }
      // Pushed long ago, and no image has named them since.
      await knex('blobs').update({ touched_at: 1 });
      await knex('repository_blobs').update({ touched_at: 1 });
      const [config, layer] = contents.map(content => ({
        digest: digestOf(content),
        size: content.length,
        mediaType: 'application/octet-stream',
      }));
      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config,
        layers: [layer],
      });
      const [pushed] = await Promise.all([
        registry.request(owner, 'PUT', `/v2/${name}/manifests/round${round}`, {
          body: manifest,
          headers: {
            'content-type': 'application/vnd.oci.image.manifest.v1+json',
          },
        }),
        collector.collect(),
      ]);
      await collector.collect();
      // Either the image is whole, or the client is told to push a blob again.
      const outcome =
        pushed.status === 201 ? 'stored' : (await errorOf(pushed)).code;
      expect(['stored', 'MANIFEST_BLOB_UNKNOWN']).toContain(outcome);
      const whole = [manifest, ...contents];
      const pull = async (path: string) =>
        (await registry.request(owner, 'GET', `/v2/${name}/${path}`)).text();
      const there =
        outcome === 'stored'
          ? await Promise.all([
              pull(`manifests/round${round}`),
              ...contents.map(content => pull(`blobs/${digestOf(content)}`)),
            ])
          : whole;
      expect(there).toEqual(whole);
    }
    await registry.stop();
  });
});

const smallDisk = mountSmallDisk();

afterAll(() => {
  if (smallDisk) {
    execFileSync('umount', [smallDisk]);
    rmSync(smallDisk, { recursive: true, force: true });
  }
});

/** A disk of 4 MiB; undefined where only root may mount one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'dop-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return folder;
  } catch {
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  }
}

(smallDisk ? describe : describe.skip)('a full disk', () => {
  const folder = smallDisk ?? '';

  it('refuses the blob clearly, keeps nothing of it, and works on once there is room', async () => {
    const { access, owner } = shop();
    const registry = await startRegistry(access, { folder });
    const content = randomBytes(8 << 20);
    const push = async (body: Buffer) => {
      const started = await registry.request(
        owner,
        'POST',
        `/v2/${name}/blobs/uploads/`,
      );
      const location = String(started.headers.get('location'));
      const patched = await registry.request(owner, 'PATCH', location, {
        body,
      });
      return patched.ok
        ? registry.request(owner, 'PUT', `${location}?digest=${digestOf(body)}`)
        : patched;
    };
    const error = await errorOf(await push(content));
    expect([error.status, error.code]).toEqual([507, 'STORAGE_FULL']);
    expect(error.message).toContain('nothing was stored');
    const single = await errorOf(
      await ImagePusher.create(registry, owner).blob(name, content),
    );
    expect(single.code).toBe('STORAGE_FULL');
    expect(readdirSync(join(folder, 'images', 'uploads'))).toEqual([]);
    expect(existsSync(join(folder, 'images', 'blobs', 'sha256'))).toBe(false);
    const missing = await registry.request(
      owner,
      'HEAD',
      `/v2/${name}/blobs/${digestOf(content)}`,
    );
    expect(missing.status).toBe(404);
    expect((await push(content.subarray(0, 1 << 20))).status).toBe(201);
    await registry.stop();
  });
});
