import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import { digestOf, errorOf, ImagePusher } from './__testUtils__/ImagePusher';
import { openApiDocument } from './schema/openapi.generated';
import {
  startRegistry,
  type TestRegistry,
} from './__testUtils__/startRegistry';

jest.setTimeout(60_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_15'],
  disableDocker: true,
});

describe.each(databases.eachSupportedId())('rights on %s', databaseId => {
  const access = FakeAccessService.create();
  const owner = access.addUser('ada', { groups: { shop: 'owner' } });
  const member = access.addUser('bob', { groups: { shop: 'member' } });
  const stranger = access.addUser('eve', { groups: { other: 'owner' } });
  const administrator = access.addUser('root', { administrator: true });
  access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
  access.addRepository({
    id: 'r2',
    namespace: 'shop',
    name: 'secret',
    visibility: 'private',
  });
  access.addRepository({ id: 'r3', namespace: 'other', name: 'thing' });
  let registry: TestRegistry;
  const status = async (
    secret: string | undefined,
    method: string,
    path: string,
  ) => (await registry.request(secret, method, path)).status;
  const push = (secret: string) => ImagePusher.create(registry, secret);
  const api = async (secret: string, method: string, path: string) => {
    access.setDefaultPrincipal(secret);
    const response = await registry.api.fetch(
      `${registry.url}/api/images${path}`,
      {
        method,
      },
    );
    access.setDefaultPrincipal(undefined);
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : undefined,
    };
  };
  const tell = (plugin: string, event: object) =>
    fetch(`${registry.url}/api/images/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: mockCredentials.service.header({
          onBehalfOf: mockCredentials.service(`plugin:${plugin}`),
          targetPluginId: 'images',
        }),
      },
      body: JSON.stringify({
        source: plugin,
        time: new Date(0).toISOString(),
        ...event,
      }),
    });

  beforeAll(async () => {
    registry = await startRegistry(access, {
      knex: await databases.init(databaseId),
    });
  });
  afterAll(() => registry.stop());

  it('asks who calls on every route, by the standard challenge', async () => {
    const digest = digestOf('x');
    for (const [method, path, scope] of [
      ['GET', '/v2/', undefined],
      ['GET', '/v2/_catalog', undefined],
      ['GET', '/v2/shop/checkout/tags/list', 'pull'],
      ['GET', `/v2/shop/checkout/referrers/${digest}`, 'pull'],
      ['HEAD', `/v2/shop/checkout/blobs/${digest}`, 'pull'],
      ['GET', `/v2/shop/checkout/blobs/${digest}`, 'pull'],
      ['DELETE', `/v2/shop/checkout/blobs/${digest}`, 'delete'],
      ['HEAD', '/v2/shop/checkout/manifests/a', 'pull'],
      ['GET', '/v2/shop/checkout/manifests/a', 'pull'],
      ['PUT', '/v2/shop/checkout/manifests/a', 'pull,push'],
      ['DELETE', '/v2/shop/checkout/manifests/a', 'delete'],
      ['POST', '/v2/shop/checkout/blobs/uploads/', 'pull,push'],
      ...['GET', 'PATCH', 'PUT', 'DELETE'].map(verb => [
        verb,
        '/v2/shop/checkout/blobs/uploads/00000000-0000-4000-8000-000000000000',
        'pull,push',
      ]),
    ]) {
      const response = await registry.request(
        undefined,
        String(method),
        String(path),
      );
      expect([method, path, response.status]).toEqual([method, path, 401]);
      expect(response.headers.get('www-authenticate')).toBe(
        `Bearer realm="${registry.url}/v2/token",service="${registry.host}"${
          scope ? `,scope="repository:shop/checkout:${scope}"` : ''
        }`,
      );
    }
    expect(await status(undefined, 'GET', '/v2/token')).toBe(401);
    expect(await status('dop_pat_wrong', 'GET', '/v2/token')).toBe(401);
    expect(await status('dop_pat_wrong', 'GET', '/v2/')).toBe(401);
  });

  it('lets each role do what it may, and hides what is private', async () => {
    expect(
      (await push(member).image('shop/checkout', '1', 'a')).response.status,
    ).toBe(201);
    expect(
      (await push(member).image('shop/secret', '1', 'b')).response.status,
    ).toBe(201);
    expect(await status(stranger, 'GET', '/v2/shop/checkout/manifests/1')).toBe(
      200,
    );
    expect(
      (await errorOf(await push(stranger).blob('shop/checkout', 'x'))).code,
    ).toBe('DENIED');
    const hidden = await errorOf(
      await registry.request(stranger, 'GET', '/v2/shop/secret/manifests/1'),
    );
    const missing = await errorOf(
      await registry.request(stranger, 'GET', '/v2/shop/missing/manifests/1'),
    );
    expect(hidden).toEqual({
      ...missing,
      message: missing.message.replace('missing', 'secret'),
    });
    expect(hidden.code).toBe('NAME_UNKNOWN');
    expect(
      await status(member, 'DELETE', '/v2/shop/checkout/manifests/1'),
    ).toBe(403);
    const catalog = await (
      await registry.request(stranger, 'GET', '/v2/_catalog')
    ).json();
    expect(catalog).toEqual({ repositories: ['shop/checkout'] });
    expect(
      (await api(stranger, 'GET', '/repositories')).body.items.map(
        ({ name }: { name: string }) => name,
      ),
    ).toEqual(['shop/checkout']);
    expect((await api(member, 'GET', '/repositories')).body.items).toHaveLength(
      2,
    );
    for (const path of ['summary', 'tags', 'images/1']) {
      expect(
        (await api(stranger, 'GET', `/repositories/shop/secret/-/${path}`))
          .status,
      ).toBe(404);
      expect(
        (await api(member, 'GET', `/repositories/shop/secret/-/${path}`))
          .status,
      ).toBe(200);
    }
    expect(
      (await api(member, 'DELETE', '/repositories/shop/checkout/-/tags/1'))
        .status,
    ).toBe(403);
    expect(
      (await api(stranger, 'DELETE', '/repositories/shop/secret/-/tags/1'))
        .status,
    ).toBe(404);
  });

  it('gives bearers that open what was asked for, and die with their source', async () => {
    const secret = access.addUser('ann', { groups: { shop: 'member' } });
    const ask = async (scope: string) => {
      const response = await registry.request(
        secret,
        'GET',
        `/v2/token?service=x&scope=${scope}`,
      );
      const body: { token: string } = await response.json();
      return { authorization: `Bearer ${body.token}` };
    };
    const call = (headers: HeadersInit, method: string, path: string) =>
      fetch(`${registry.url}${path}`, { method, headers });
    const pull = await ask('repository:shop/checkout:pull');
    expect(
      (await call(pull, 'GET', '/v2/shop/checkout/manifests/1')).status,
    ).toBe(200);
    const insufficient = await call(
      pull,
      'POST',
      '/v2/shop/checkout/blobs/uploads/',
    );
    expect(insufficient.status).toBe(401);
    expect(insufficient.headers.get('www-authenticate')).toContain(
      'error="insufficient_scope"',
    );
    expect(JSON.stringify(pull)).not.toContain(secret);
    const both = await ask('repository:shop/checkout:pull,push');
    const started = await call(
      both,
      'POST',
      '/v2/shop/checkout/blobs/uploads/',
    );
    expect(started.status).toBe(202);
    const foreign = await ask('repository:other/thing:push');
    expect(
      (await call(foreign, 'POST', '/v2/other/thing/blobs/uploads/')).status,
    ).toBe(403);
    expect(
      (await call({ authorization: 'Bearer dopreg.forged' }, 'GET', '/v2/'))
        .status,
    ).toBe(401);

    access.remove(secret);
    for (const [method, path] of [
      ['POST', '/v2/shop/checkout/blobs/uploads/'],
      ['PUT', `${started.headers.get('location')}?digest=${digestOf('x')}`],
      ['PUT', '/v2/shop/checkout/manifests/2'],
      ['DELETE', '/v2/shop/checkout/manifests/1'],
    ]) {
      expect([method, path, (await call(both, method, path)).status]).toEqual([
        method,
        path,
        401,
      ]);
    }
  });

  it('obeys the scopes of personal tokens', async () => {
    const reader = access.addUser('rita', {
      groups: { shop: 'owner' },
      scopes: ['registry:read'],
    });
    expect(await status(reader, 'GET', '/v2/shop/checkout/manifests/1')).toBe(
      200,
    );
    const error = await errorOf(await push(reader).blob('shop/checkout', 'x'));
    expect([error.status, error.message]).toEqual([
      403,
      expect.stringContaining('registry:write'),
    ]);
    const other = access.addUser('gita', {
      groups: { shop: 'owner' },
      scopes: ['repository:read'],
    });
    expect(await status(other, 'GET', '/v2/shop/checkout/manifests/1')).toBe(
      403,
    );
  });

  it('keeps a run to its own repository, and on unprotected refs to its own tags', async () => {
    const main = access.addRun({
      repositoryId: 'r1',
      runId: 'run-main',
      isolated: true,
    });
    const branch = access.addRun({
      repositoryId: 'r1',
      runId: 'run-branch',
      ref: 'refs/heads/main-fix',
      protectedRef: false,
      refSlug: 'main-fix',
    });
    expect(
      (await push(main).image('shop/checkout', 'main-fix-7', 'released'))
        .response.status,
    ).toBe(201);
    expect(
      (await push(main).image('shop/checkout/worker', 'main', 'worker'))
        .response.status,
    ).toBe(201);
    for (const tag of ['latest', 'main', 'main-2', 'main-fixed', '1']) {
      const error = await errorOf(
        (
          await push(branch).image('shop/checkout', tag, 'branch')
        ).response,
      );
      expect([tag, error.status, error.code]).toEqual([tag, 403, 'DENIED']);
    }
    expect(
      (await push(branch).image('shop/checkout', 'main-fix', 'branch')).response
        .status,
    ).toBe(201);
    expect(
      (await push(branch).image('shop/checkout', 'main-fix-8', 'branch'))
        .response.status,
    ).toBe(201);
    const taken = await errorOf(
      (
        await push(branch).image('shop/checkout', 'main-fix-7', 'branch')
      ).response,
    );
    expect([taken.status, taken.message]).toEqual([
      403,
      expect.stringContaining('A protected ref wrote'),
    ]);
    for (const name of ['other/thing', 'shop/secret', 'dop/base']) {
      expect((await push(main).blob(name, 'x')).status).not.toBe(201);
    }
    expect(await status(main, 'GET', '/v2/other/thing/tags/list')).toBe(404);
    expect(await status(main, 'DELETE', '/v2/shop/checkout/manifests/1')).toBe(
      403,
    );
    access.remove(main);
    expect((await push(main).blob('shop/checkout', 'late')).status).toBe(401);
  });

  it("leaves the portal's own images to administrators, and lets everybody pull them", async () => {
    expect(
      (await push(administrator).image('dop/base', '1', 'base')).response
        .status,
    ).toBe(201);
    const run = access.addRun({ repositoryId: 'r3' });
    for (const secret of [stranger, run]) {
      expect(await status(secret, 'GET', '/v2/dop/base/manifests/1')).toBe(200);
      expect((await push(secret).blob('dop/base', 'x')).status).toBe(403);
      expect(await status(secret, 'DELETE', '/v2/dop/base/manifests/1')).toBe(
        403,
      );
    }
  });

  it('tells proved from claimed: run tokens, people, what a run only says, labels', async () => {
    const isolated = access.addRun({
      repositoryId: 'r1',
      runId: 'run-9',
      runNumber: 9,
      stepId: 'image',
      instanceKey: 'image',
      commit: 'c'.repeat(40),
      isolated: true,
    });
    const shared = access.addRun({
      repositoryId: 'r1',
      runId: 'run-10',
      isolated: false,
    });
    const { digest } = await push(isolated).image(
      'shop/checkout',
      'nine',
      'nine',
    );
    await push(shared).image('shop/checkout', 'nine-again', 'nine');
    await push(member).image('shop/checkout', 'by-hand', 'nine');
    const provenance = {
      runId: 'run-9',
      runNumber: 9,
      workflowId: 'w',
      workflowName: 'Checkout',
      stepId: 'image',
      instanceKey: 'image',
      attempt: 1,
      outcome: 'succeeded',
      repositoryId: 'r1',
      commit: 'c'.repeat(40),
      ref: 'refs/heads/main',
      protectedRef: true,
      isolated: true,
      services: ['component:shop/checkout'],
      time: new Date(0).toISOString(),
    };
    const event = (id: string, run: object, image: object) => ({
      id,
      type: 'dop.image.produced',
      subject: 'r1',
      data: { provenance: { ...provenance, ...run }, image },
    });
    const image = { repository: 'shop/checkout', digest };
    expect((await tell('pipelines', event('e1', {}, image))).status).toBe(204);
    expect(
      (await tell('pipelines', event('e2', { runId: 'run-11' }, image))).status,
    ).toBe(204);
    expect(
      (await tell('pipelines', event('e3', { repositoryId: 'r3' }, image)))
        .status,
    ).toBe(204);
    expect((await tell('components', event('e4', {}, image))).status).toBe(403);

    const { body } = await api(
      stranger,
      'GET',
      `/repositories/shop/checkout/-/images/${digest}`,
    );
    const pushes = body.pushes.map(
      (item: {
        proof: string;
        userEntityRef?: string;
        run?: { runId: string; workflowName?: string };
      }) => [
        item.proof,
        item.userEntityRef ?? item.run?.runId,
        item.run?.workflowName,
      ],
    );
    expect(pushes).toHaveLength(4);
    expect(pushes).toEqual(
      expect.arrayContaining([
        ['proved', 'run-9', 'Checkout'],
        ['claimed', 'run-10', undefined],
        ['proved', 'user:default/bob', undefined],
        ['claimed', 'run-11', 'Checkout'],
      ]),
    );
    expect(body).toMatchObject({
      services: ['component:shop/checkout'],
      claimed: { revision: 'claimed-nine' },
      tags: ['by-hand', 'nine', 'nine-again'],
      platforms: [
        {
          platform: { os: 'linux', architecture: 'amd64' },
          config: { user: '1000', command: ['serve'], environment: ['A=b'] },
          layers: [{ createdBy: 'COPY nine' }],
          history: [{ createdBy: 'COPY nine', empty: false }, { empty: true }],
        },
      ],
    });
  });

  it('keeps the images of a deleted repository for administrators, and its names from others', async () => {
    access.addRepository({ id: 'old', namespace: 'shop', name: 'gone' });
    const { digest } = await push(owner).image('shop/gone', '1', 'gone');
    access.removeRepository('old');
    const deleted = {
      id: 'd1',
      type: 'dop.repository.changed',
      subject: 'old',
      data: { repositoryId: 'old', change: 'deleted' },
    };
    expect((await tell('code', deleted)).status).toBe(204);
    access.addRepository({ id: 'new', namespace: 'shop', name: 'gone' });
    expect(await status(owner, 'GET', '/v2/shop/gone/manifests/1')).toBe(404);
    expect((await push(owner).blob('shop/gone', 'x')).status).toBe(404);
    expect(
      await status(administrator, 'GET', '/v2/shop/gone/manifests/1'),
    ).toBe(200);
    expect(
      (await api(owner, 'GET', '/repositories?search=gone')).body.items,
    ).toEqual([]);
    expect(
      (await api(administrator, 'GET', '/repositories?search=GONE')).body.items,
    ).toMatchObject([{ name: 'shop/gone', orphaned: true }]);
    expect(
      (
        await api(
          administrator,
          'DELETE',
          `/repositories/shop/gone/-/images/${digest}`,
        )
      ).body,
    ).toEqual({ deleted: [digest] });
  });

  it('takes pushes of the same and of other images at once', async () => {
    const pushed = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        push(owner).image('shop/checkout/busy', 'tag', `busy ${index % 3}`),
      ),
    );
    expect(pushed.map(({ response }) => response.status)).toEqual(
      Array(12).fill(201),
    );
    const { body } = await api(
      owner,
      'GET',
      '/repositories/shop/checkout/busy/-/summary',
    );
    expect(body).toMatchObject({ tagCount: 1, imageCount: 3, mayDelete: true });
  });

  it('pages through tags by time and by name', async () => {
    for (const tag of ['t1', 't2', 't3']) {
      await push(owner).image('shop/checkout/paged', tag, tag);
    }
    const all = async (sort: string) => {
      const found: string[] = [];
      let cursor = '';
      do {
        const { body } = await api(
          owner,
          'GET',
          `/repositories/shop/checkout/paged/-/tags?limit=1&sort=${sort}&cursor=${cursor}`,
        );
        found.push(...body.items.map(({ tag }: { tag: string }) => tag));
        cursor = body.nextCursor ?? '';
      } while (cursor);
      return found;
    };
    expect(await all('name')).toEqual(['t1', 't2', 't3']);
    expect(await all('time')).toEqual(['t3', 't2', 't1']);
    expect((await api(owner, 'GET', '/repositories?limit=0')).status).toBe(400);
  });

  it('answers all of this as the OpenAPI document says', async () => {
    const { body } = await api(stranger, 'GET', '/openapi.json');
    expect(body).toEqual(openApiDocument);
    await api(stranger, 'GET', '/registry');
    await api(owner, 'DELETE', '/repositories/shop/checkout/paged/-/tags/t1');
    await api(administrator, 'GET', '/dead-letters');
    expect(() => registry.api.check()).not.toThrow();
    expect(registry.api.contract.untried).toEqual(['retryDeadLetter']);
  });
});
