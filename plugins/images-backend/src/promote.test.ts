import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import { descriptor, digestOf, ImagePusher } from './__testUtils__/ImagePusher';
import {
  startRegistry,
  type TestRegistry,
} from './__testUtils__/startRegistry';
import { mediaTypes } from './model/parseManifest';

jest.setTimeout(60_000);

const program = resolvePackagePath(
  '@dop/plugin-images-backend',
  '../../components/image-promote/main.mjs',
);

describe('dop/image-promote in this registry', () => {
  const access = FakeAccessService.create();
  access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
  access.addRepository({
    id: 'r2',
    namespace: 'shop',
    name: 'checkout-stable',
  });
  const owner = access.addUser('ada', { groups: { shop: 'owner' } });
  const main = access.addRun({ repositoryId: 'r1', isolated: true });
  const branch = access.addRun({
    repositoryId: 'r1',
    ref: 'refs/heads/try',
    protectedRef: false,
    refSlug: 'try',
  });
  const work = mkdtempSync(join(tmpdir(), 'dop-promote-'));
  let registry: TestRegistry;

  beforeAll(async () => {
    registry = await startRegistry(access);
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(work, { recursive: true, force: true });
  });

  /** Runs the component as a step with this run token. */
  async function promote(
    token: string,
    digest: string,
    target: { to: string; tag?: string },
    repository = 'shop/checkout',
  ): Promise<{ log: string; image?: object }> {
    const file = (name: string) => join(work, name);
    writeFileSync(
      file('in.json'),
      JSON.stringify({ image: { repository, digest }, ...target }),
    );
    writeFileSync(file('token'), token);
    rmSync(file('out.json'), { force: true });
    return new Promise(resolve =>
      execFile(
        process.execPath,
        [program],
        {
          env: {
            CO_HOME: work,
            CO_INPUT: file('in.json'),
            CO_OUTPUT: file('out.json'),
            CO_TOKEN_FILE: file('token'),
            CO_PORTAL_URL: registry.url,
          },
        },
        (error, stdout, stderr) =>
          resolve({
            log: stdout + stderr,
            ...(error
              ? {}
              : JSON.parse(readFileSync(file('out.json'), 'utf8'))),
          }),
      ),
    );
  }

  async function manifestAt(repository: string, reference: string) {
    const response = await registry.request(
      owner,
      'GET',
      `/v2/${repository}/manifests/${reference}`,
    );
    return response.ok ? digestOf(await response.text()) : response.status;
  }

  it('gives an index the same digest elsewhere, proved to come from the attempt', async () => {
    const pusher = ImagePusher.create(registry, owner);
    const platforms = await Promise.all(
      ['amd64', 'arm64'].map(async architecture => ({
        ...descriptor(
          (
            await pusher.image('shop/checkout', architecture, architecture, {
              architecture,
            })
          ).manifest,
          mediaTypes.ociManifest,
        ),
        platform: { os: 'linux', architecture },
      })),
    );
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: platforms,
    });
    const digest = digestOf(index);
    await pusher.manifest('shop/checkout', 'v1', index, mediaTypes.ociIndex);
    const to = 'shop/checkout/stable';
    expect(await promote(main, digest, { to, tag: 'v1' })).toMatchObject({
      image: { repository: to, digest, tag: 'v1' },
    });
    expect(await manifestAt(to, 'v1')).toBe(digest);

    access.setDefaultPrincipal(owner);
    const response = await registry.api.fetch(
      `${registry.url}/api/images/repositories/${to}/-/images/${digest}`,
    );
    access.setDefaultPrincipal(undefined);
    expect(await response.json()).toMatchObject({
      tags: ['v1'],
      pushes: [{ proof: 'proved' }],
      platforms: [
        { platform: { architecture: 'amd64' }, layers: [{}] },
        { platform: { architecture: 'arm64' }, layers: [{}] },
      ],
    });
  });

  it("keeps to the run's repository and, on unprotected refs, to tags of the branch", async () => {
    const pusher = ImagePusher.create(registry, owner);
    const { digest } = await pusher.image('shop/checkout', 'try', 'try');
    const to = 'shop/checkout';
    const refused = await promote(branch, digest, { to, tag: 'stable' });
    expect(refused.image).toBeUndefined();
    expect(refused.log).toContain('its runs write only tags that begin with');
    expect(await manifestAt(to, 'stable')).toBe(404);
    expect(
      (await promote(branch, digest, { to, tag: 'try-7' })).image,
    ).toMatchObject({ tag: 'try-7' });
    expect(
      (await promote(main, digest, { to, tag: 'stable' })).image,
    ).toMatchObject({ tag: 'stable' });
    expect(await manifestAt(to, 'stable')).toBe(digest);

    const foreign = 'shop/checkout-stable';
    const outside = await promote(main, digest, { to: foreign, tag: 'v1' });
    expect(outside.image).toBeUndefined();
    expect(outside.log).toContain(foreign);
    const secret = await pusher.image(foreign, 'v1', 'of others');
    const taken = await promote(main, secret.digest, { to }, foreign);
    expect(taken.image).toBeUndefined();
    expect(taken.log).toContain(`There is no image ${foreign}@`);
  });
});
