import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestDatabases } from '@backstage/backend-test-utils';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import { mediaTypes } from './model/parseManifest';
import {
  descriptor,
  digestOf,
  errorOf,
  ImagePusher,
} from './__testUtils__/ImagePusher';
import {
  startRegistry,
  type TestRegistry,
} from './__testUtils__/startRegistry';
import { waitFor } from './__testUtils__/waitFor';

jest.setTimeout(60_000);

describe('the distribution specification', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const access = FakeAccessService.create();
  const owner = access.addUser('ada', { groups: { shop: 'owner' } });
  access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
  const name = 'shop/checkout';
  let registry: TestRegistry;
  let pusher: ImagePusher;
  const call = (method: string, path: string, init?: RequestInit) =>
    registry.request(owner, method, path, init);

  beforeAll(async () => {
    registry = await startRegistry(access);
    pusher = ImagePusher.create(registry, owner);
  });
  afterAll(() => registry.stop());

  async function begin(): Promise<string> {
    const response = await call('POST', `/v2/${name}/blobs/uploads/`);
    expect(response.status).toBe(202);
    return String(response.headers.get('location'));
  }

  it('end-1: says its version, to those who sign in, uncompressed', async () => {
    const response = await call('GET', '/v2/');
    expect(response.status).toBe(200);
    expect(response.headers.get('docker-distribution-api-version')).toBe(
      'registry/2.0',
    );
    expect(response.headers.get('cache-control')).toContain('no-transform');
  });

  it('end-4, end-6, end-2: takes a blob in one POST or POST and PUT, and gives it back whole or in ranges', async () => {
    const content = randomBytes(200_000);
    const digest = digestOf(content);
    const path = `/v2/${name}/blobs/${digest}`;
    expect((await call('HEAD', path)).status).toBe(404);
    const location = await begin();
    const stored = await call('PUT', `${location}?digest=${digest}`, {
      body: content,
    });
    expect(stored.status).toBe(201);
    expect(stored.headers.get('location')).toBe(path);
    expect((await pusher.blob(name, 'in one piece')).status).toBe(201);

    const head = await call('HEAD', path);
    expect([
      head.status,
      head.headers.get('content-length'),
      head.headers.get('docker-content-digest'),
    ]).toEqual([200, '200000', digest]);
    expect(
      Buffer.from(await (await call('GET', path)).arrayBuffer()).equals(
        content,
      ),
    ).toBe(true);
    for (const [range, start, end] of [
      ['bytes=10-19', 10, 20],
      ['bytes=199990-', 199_990, 200_000],
      ['bytes=-5', 199_995, 200_000],
    ] as const) {
      const part = await call('GET', path, { headers: { range } });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(
        `bytes ${start}-${end - 1}/200000`,
      );
      expect(
        Buffer.from(await part.arrayBuffer()).equals(
          content.subarray(start, end),
        ),
      ).toBe(true);
    }
    expect(
      (await call('GET', path, { headers: { range: 'bytes=200000-' } })).status,
    ).toBe(416);
    expect(
      (
        await call('GET', path, {
          headers: {
            'if-none-match': `"${digest}"`,
            'cache-control': 'max-age=0',
          },
        })
      ).status,
    ).toBe(304);
    const { status, code } = await errorOf(
      await call('GET', `/v2/${name}/blobs/${digestOf('other')}`),
    );
    expect([status, code]).toEqual([404, 'BLOB_UNKNOWN']);
  });

  it('end-5, end-13: takes chunks in order, tells how far it is, refuses others', async () => {
    const content = randomBytes(30_000);
    const location = await begin();
    const chunk = (start: number, end: number) =>
      call('PATCH', location, {
        body: content.subarray(start, end),
        headers: {
          'content-range': `${start}-${end - 1}`,
          'content-type': 'application/octet-stream',
        },
      });
    const first = await chunk(0, 10_000);
    expect([first.status, first.headers.get('range')]).toEqual([202, '0-9999']);
    const early = await chunk(20_000, 30_000);
    expect(early.status).toBe(416);
    expect(early.headers.get('range')).toBe('0-9999');
    expect((await errorOf(early)).message).toContain('go on from 10000');
    expect((await chunk(0, 10_000)).status).toBe(416);
    const status = await call('GET', location);
    expect([status.status, status.headers.get('range')]).toEqual([
      204,
      '0-9999',
    ]);
    expect((await chunk(10_000, 20_000)).status).toBe(202);
    const stored = await call(
      'PUT',
      `${location}?digest=${digestOf(content)}`,
      {
        body: content.subarray(20_000),
        headers: { 'content-range': '20000-29999' },
      },
    );
    expect(stored.status).toBe(201);
    expect((await call('GET', location)).status).toBe(404);
  });

  it('keeps what arrived when a connection breaks or the portal restarts, and goes on from there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dop-resume-'));
    const content = randomBytes(400_000);
    const knex = await databases.init('SQLITE_3');
    let other = await startRegistry(access, { folder, knex });
    const started = await other.request(
      owner,
      'POST',
      `/v2/${name}/blobs/uploads/`,
    );
    const location = String(started.headers.get('location'));
    const file = join(folder, 'images', 'uploads', location.slice(-36));
    const request = httpRequest(`${other.url}${location}`, {
      method: 'PATCH',
      headers: {
        authorization: `Basic ${Buffer.from(`x:${owner}`).toString('base64')}`,
        'content-length': '400000',
      },
    });
    const broken = once(request, 'error');
    request.write(content.subarray(0, 250_000));
    await waitFor(() => statSync(file).size === 250_000);
    request.destroy(new Error('The line is dead'));
    await broken;
    const before = await other.request(owner, 'GET', location);
    const offset = Number(before.headers.get('range')?.split('-')[1]) + 1;
    expect(offset).toBe(250_000);
    await other.stop();
    other = await startRegistry(access, { folder, knex });
    const after = await other.request(owner, 'GET', location);
    expect(after.headers.get('range')).toBe(`0-${offset - 1}`);
    const stored = await other.request(
      owner,
      'PUT',
      `${location}?digest=${digestOf(content)}`,
      {
        body: content.subarray(offset),
        headers: { 'content-range': `${offset}-399999` },
      },
    );
    expect(stored.status).toBe(201);
    await other.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('takes a push as slow as it likes, but lets go of one that stands still', async () => {
    const strict = await startRegistry(access, {
      config: { idleTimeout: { milliseconds: 600 } },
    });
    const open = async () => {
      const started = await strict.request(
        owner,
        'POST',
        `/v2/${name}/blobs/uploads/`,
      );
      const location = String(started.headers.get('location'));
      const request = httpRequest(`${strict.url}${location}`, {
        method: 'PATCH',
        headers: {
          authorization: `Basic ${Buffer.from(`x:${owner}`).toString(
            'base64',
          )}`,
          'content-length': '6',
        },
      });
      return { location, request };
    };
    const slow = await open();
    const answer = once(slow.request, 'response');
    for (const letter of 'abcdef') {
      slow.request.write(letter);
      // Each pause is within the limit, all together are not.
      await sleep(200);
    }
    slow.request.end();
    expect((await answer)[0].statusCode).toBe(202);

    const still = await open();
    const broken = once(still.request, 'error');
    still.request.write('abc');
    await broken;
    const status = await strict.request(owner, 'GET', still.location);
    expect(status.headers.get('range')).toBe('0-2');
    await strict.stop();
  });

  it('stores nothing under a wrong digest, and refuses other algorithms clearly', async () => {
    const location = await begin();
    const wrong = await call('PUT', `${location}?digest=${digestOf('right')}`, {
      body: 'wrong',
    });
    const error = await errorOf(wrong);
    expect([error.status, error.code]).toEqual([400, 'DIGEST_INVALID']);
    expect(error.message).toContain(digestOf('wrong'));
    for (const text of ['right', 'wrong']) {
      expect(
        (await call('HEAD', `/v2/${name}/blobs/${digestOf(text)}`)).status,
      ).toBe(404);
    }
    expect((await call('GET', location)).status).toBe(404);
    expect(readdirSync(join(registry.folder, 'images', 'uploads'))).toEqual([]);
    const sha512 = await errorOf(
      await call('PUT', `${await begin()}?digest=sha512:${'a'.repeat(128)}`, {
        body: 'x',
      }),
    );
    expect([sha512.code, sha512.message]).toEqual([
      'DIGEST_INVALID',
      expect.stringContaining('sha256 only'),
    ]);
    const manifest = await errorOf(
      await pusher.manifest(name, digestOf('else'), { schemaVersion: 2 }),
    );
    expect(manifest.code).toBe('DIGEST_INVALID');
  });

  it('end-11: mounts a blob from a repository that the caller may read, else takes an upload', async () => {
    await pusher.blob(name, 'to be mounted');
    const digest = digestOf('to be mounted');
    const mount = (from: string, what: string) =>
      call(
        'POST',
        `/v2/${name}/worker/blobs/uploads/?mount=${what}&from=${from}`,
      );
    const mounted = await mount(name, digest);
    expect([mounted.status, mounted.headers.get('location')]).toEqual([
      201,
      `/v2/${name}/worker/blobs/${digest}`,
    ]);
    expect(
      await (await call('GET', `/v2/${name}/worker/blobs/${digest}`)).text(),
    ).toBe('to be mounted');
    expect((await mount('shop/unknown', digest)).status).toBe(202);
    expect((await mount(name, digestOf('nowhere'))).status).toBe(202);
  });

  it('cancels an upload', async () => {
    const location = await begin();
    expect((await call('DELETE', location)).status).toBe(204);
    const error = await errorOf(await call('PATCH', location, { body: 'x' }));
    expect([error.status, error.code]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('end-7, end-3, end-9: takes manifests and indexes by tag and digest, gives the same bytes, deletes them', async () => {
    const amd = await pusher.image(name, 'amd', 'one');
    expect(amd.response.status).toBe(201);
    expect(amd.response.headers.get('docker-content-digest')).toBe(amd.digest);
    const arm = await pusher.image(name, 'arm', 'two', {
      architecture: 'arm64',
    });
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [amd, arm].map(({ manifest }) =>
        descriptor(manifest, mediaTypes.ociManifest),
      ),
    });
    expect(
      (await pusher.manifest(name, 'both', index, mediaTypes.ociIndex)).status,
    ).toBe(201);
    for (const reference of ['both', digestOf(index)]) {
      const response = await call('GET', `/v2/${name}/manifests/${reference}`);
      expect(response.headers.get('content-type')).toBe(mediaTypes.ociIndex);
      expect(await response.text()).toBe(index);
      expect(
        (await call('HEAD', `/v2/${name}/manifests/${reference}`)).headers.get(
          'content-length',
        ),
      ).toBe(String(index.length));
    }
    const held = await errorOf(
      await call('DELETE', `/v2/${name}/manifests/${arm.digest}`),
    );
    expect([held.status, held.message]).toEqual([
      409,
      expect.stringContaining(digestOf(index)),
    ]);
    expect((await call('DELETE', `/v2/${name}/manifests/arm`)).status).toBe(
      202,
    );
    expect((await call('GET', `/v2/${name}/manifests/arm`)).status).toBe(404);
    expect(
      (await call('DELETE', `/v2/${name}/manifests/${digestOf(index)}`)).status,
    ).toBe(202);
    // The tagged platform stays, the other went with its index.
    expect(
      (await call('GET', `/v2/${name}/manifests/${amd.digest}`)).status,
    ).toBe(200);
    expect(
      (await call('GET', `/v2/${name}/manifests/${arm.digest}`)).status,
    ).toBe(404);
    expect(
      (await call('DELETE', `/v2/${name}/manifests/${arm.digest}`)).status,
    ).toBe(404);
  });

  it('says what is wrong with a manifest and where', async () => {
    const missing = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: descriptor('never pushed', mediaTypes.ociConfig),
      layers: [],
    };
    await pusher.blob(name, 'real');
    const liar = {
      ...missing,
      config: { ...descriptor('real', mediaTypes.ociConfig), size: 5 },
    };
    const cases: [object | string, string, number, string, string][] = [
      ['{', mediaTypes.ociManifest, 400, 'MANIFEST_INVALID', 'no JSON'],
      [
        { schemaVersion: 2, layers: [] },
        mediaTypes.ociManifest,
        400,
        'MANIFEST_INVALID',
        'config',
      ],
      [
        missing,
        mediaTypes.ociManifest,
        404,
        'MANIFEST_BLOB_UNKNOWN',
        digestOf('never pushed'),
      ],
      [liar, mediaTypes.ociManifest, 400, 'SIZE_INVALID', 'has 4'],
      [missing, mediaTypes.ociIndex, 400, 'MANIFEST_INVALID', 'Content-Type'],
      [
        { schemaVersion: 1 },
        'application/vnd.docker.distribution.manifest.v1+prettyjws',
        415,
        'MANIFEST_INVALID',
        mediaTypes.ociManifest,
      ],
      [
        {
          schemaVersion: 2,
          manifests: [descriptor('nothing', mediaTypes.ociManifest)],
        },
        mediaTypes.ociIndex,
        404,
        'MANIFEST_BLOB_UNKNOWN',
        'push that manifest first',
      ],
      [
        'x'.repeat(4 * 1024 * 1024 + 1),
        mediaTypes.ociManifest,
        413,
        'MANIFEST_INVALID',
        'at most',
      ],
    ];
    for (const [manifest, mediaType, status, code, part] of cases) {
      const error = await errorOf(
        await pusher.manifest(name, 'bad', manifest, mediaType),
      );
      expect([error.status, error.code]).toEqual([status, code]);
      expect(error.message).toContain(part);
    }
    expect((await call('GET', `/v2/${name}/manifests/bad`)).status).toBe(404);
  });

  it('end-12: lists what refers to an image, filtered by type, with OCI-Subject on the push', async () => {
    const image = await pusher.image(name, 'signed', 'signed');
    const path = `/v2/${name}/referrers/${image.digest}`;
    const none = await call('GET', path);
    expect([none.status, await none.json()]).toEqual([
      200,
      { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] },
    ]);
    const sbom = await pusher.referrer(name, image, 'application/spdx+json');
    expect(sbom.response.headers.get('oci-subject')).toBe(image.digest);
    await pusher.referrer(name, image, 'application/signature');
    const all = await (await call('GET', path)).json();
    expect(all).toMatchObject({ manifests: [{}, {}] });
    const filtered = await call(
      'GET',
      `${path}?artifactType=application/spdx%2Bjson`,
    );
    expect(filtered.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(await filtered.json()).toMatchObject({
      manifests: [
        {
          digest: sbom.digest,
          artifactType: 'application/spdx+json',
          annotations: { made: 'by hand' },
        },
      ],
    });
  });

  it('end-8: lists tags and repositories in order, a page at a time', async () => {
    const repository = 'shop/checkout/tags';
    for (const tag of ['b', 'B', 'a', 'c', '_x']) {
      await pusher.image(repository, tag, 'same');
    }
    const list = async (path: string) => {
      const response = await call('GET', path);
      return {
        body: await response.json(),
        link: response.headers.get('link'),
      };
    };
    expect(await list(`/v2/${repository}/tags/list`)).toEqual({
      body: { name: repository, tags: ['B', '_x', 'a', 'b', 'c'] },
      link: null,
    });
    const page = await list(`/v2/${repository}/tags/list?n=2&last=B`);
    expect(page).toEqual({
      body: { name: repository, tags: ['_x', 'a'] },
      link: `</v2/${repository}/tags/list?last=a&n=2>; rel="next"`,
    });
    expect((await list(`/v2/${repository}/tags/list?n=0`)).body).toEqual({
      name: repository,
      tags: [],
    });
    expect(
      (await call('GET', `/v2/shop/checkout/never/tags/list`)).status,
    ).toBe(404);
    expect((await call('GET', `/v2/${repository}/tags/list?n=x`)).status).toBe(
      400,
    );
    expect((await list('/v2/_catalog?n=1')).body).toEqual({
      repositories: ['shop/checkout'],
    });
  });

  it('refuses names and tags at the edge with the rule that they break', async () => {
    const long = `shop/${'a'.repeat(296)}`;
    for (const bad of [
      'Shop/Checkout',
      'shop/check out',
      'shop/../etc',
      'shop/-x',
      'checkout',
      'shop/x.git.',
      long,
    ]) {
      const response = await call(
        'POST',
        `/v2/${bad.replace('..', '%2e%2e').replace(' ', '%20')}/blobs/uploads/`,
      );
      const error = await errorOf(response);
      expect([bad, error.status, error.code]).toEqual([
        bad,
        400,
        'NAME_INVALID',
      ]);
    }
    const tag = await errorOf(await pusher.manifest(name, '-x', {}));
    expect([tag.status, tag.message]).toEqual([
      400,
      expect.stringContaining('is no tag'),
    ]);
    const route = await errorOf(await call('GET', '/v2/shop/checkout/nothing'));
    expect(route.status).toBe(404);
  });
});
