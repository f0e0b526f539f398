import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { NotAllowedError } from '@backstage/errors';
import { accessServiceRef, type AccessService } from '@dop/plugin-access-node';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import request from 'supertest';
import type { ComponentChanged } from '@dop/plugin-components-common';
import { ApiContract } from '@dop/plugin-devops-node/testUtils';
import { extract } from 'tar-stream';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import componentsPlugin from '.';
import { openApiDocument } from './schema/openapi.generated';
import {
  componentsFolder,
  temporaryFolder,
} from './shippedComponents/testUtils/runComponent';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const commit = '3f2a1c9d0b7e4f5a6c8d9e0f1a2b3c4d5e6f7a8b';

function componentYaml(version: string, extra = ''): string {
  return `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: release-notes, title: Release notes }
spec:
  version: ${version}
  process: { command: [node, main.mjs] }
  inputs: { type: object, properties: { since: { type: string } } }
  outputs: { type: object, properties: { notes: { x-dop: artifact } } }
${extra}`;
}

/** Backstage's mocks know only their own tokens, so ours travel beside them. */
function identifiedByHeader(access: FakeAccessService): AccessService {
  return {
    principal: async (asked, options) => {
      const secret = String(asked.headers['x-token']);
      const principal = await access.principalFromSecret(secret);
      if (!(options?.allow ?? ['user', 'service']).includes(principal.type)) {
        throw new NotAllowedError(`A ${principal.type} may not do this`);
      }
      return principal;
    },
    principalFromSecret: secret => access.principalFromSecret(secret),
    authorize: (...parameters) => access.authorize(...parameters),
    visibleRepositories: principal => access.visibleRepositories(principal),
    repository: by => access.repository(by),
  };
}

/** What code-backend answers for files and refs; takes what pipelines are told. */
async function startCode(
  files: () => Record<string, string>,
  told: { type: string; data: ComponentChanged }[],
): Promise<{ server: Server; url: string }> {
  const server = createServer(async (asked, answer) => {
    if (asked.url === '/events') {
      told.push(JSON.parse((await buffer(asked)).toString()));
    }
    const isFiles = asked.url?.includes('/internal/repositories/');
    answer.setHeader('content-type', 'application/json');
    answer.end(
      JSON.stringify(
        isFiles
          ? {
              files: Object.entries(files()).map(([path, content]) => ({
                path: `tools/notes/${path}`,
                size: content.length,
                content: Buffer.from(content).toString('base64'),
              })),
              truncated: false,
            }
          : { refs: [{ ref: 'refs/heads/main', commit, protected: true }] },
      ),
    );
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (let found = look(); ; found = look()) {
    if (found !== undefined) {
      return found;
    }
    await new Promise(done => setTimeout(done, 20));
  }
}

describe.each(databases.eachSupportedId())('components on %p', databaseId => {
  jest.setTimeout(120_000);
  const access = FakeAccessService.create();
  const as = {
    owner: access.addUser('olga', { groups: { shop: 'owner' } }),
    member: access.addUser('mia', { groups: { shop: 'member' } }),
    stranger: access.addUser('sam'),
    admin: access.addUser('ada', { administrator: true }),
    pipelines: access.addService('pipelines'),
  };
  const dataDirectory = temporaryFolder();
  let shipped: string;
  let files: Record<string, string> = {};
  const told: { type: string; data: ComponentChanged }[] = [];
  let code: Awaited<ReturnType<typeof startCode>>;
  let backend: Awaited<ReturnType<typeof start>>;

  async function start(id: TestDatabaseId) {
    const knex = await databases.init(id);
    return async () =>
      startTestBackend({
        features: [
          componentsPlugin,
          catalogServiceMock.factory({
            entities: [
              {
                apiVersion: 'dop/v1',
                kind: 'Workflow',
                metadata: {
                  name: 'delivery',
                  namespace: 'shop',
                  annotations: {
                    'dop/repository-id': 'r1',
                    'dop/repository': 'shop/checkout',
                  },
                },
                relations: [
                  {
                    type: 'usesDevOpsComponent',
                    targetRef: 'devopscomponent:dop/node-test',
                  },
                ],
              },
            ],
          }),
          createServiceFactory({
            service: accessServiceRef,
            deps: {},
            factory: () => identifiedByHeader(access),
          }),
          mockServices.database.mock({
            getClient: async () => knex,
          }).factory,
          mockServices.discovery.mock({ getBaseUrl: async () => code.url })
            .factory,
          mockServices.rootConfig.factory({
            data: {
              dop: { dataDirectory, components: { shipped } },
              backend: { baseUrl: 'http://localhost:7104' },
            },
          }),
        ],
      });
  }

  let running: Awaited<ReturnType<typeof startTestBackend>>;
  beforeAll(async () => {
    shipped = join(temporaryFolder(), 'components');
    await cp(componentsFolder, shipped, { recursive: true });
    access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
    access.addRepository({
      id: 'r2',
      namespace: 'shop',
      name: 'hidden',
      visibility: 'private',
    });
    code = await startCode(() => files, told);
    backend = await start(databaseId);
    running = await backend();
  });
  afterAll(async () => {
    await running.stop();
    code.server.close();
  });

  /** Every answer is held to the OpenAPI document. */
  const contract = ApiContract.create(openApiDocument);
  const differences: string[] = [];
  const held = (asked: request.Test, body?: object) =>
    asked.on('response', (response: request.Response) => {
      const contentType = String(response.headers['content-type'] ?? '');
      differences.push(
        ...contract.differences({
          method: asked.method,
          url: asked.url,
          body: body && JSON.stringify(body),
          status: response.status,
          contentType,
          answer: contentType.startsWith('application/json')
            ? JSON.stringify(response.body)
            : '',
        }),
      );
    });
  const get = (path: string, who: string) =>
    held(
      request(running.server).get(`/api/components${path}`).set('x-token', who),
    );
  const send = (
    method: 'post' | 'patch' | 'put',
    path: string,
    who: string,
    body: object,
  ) =>
    held(
      request(running.server)
        [method](`/api/components${path}`)
        .set('x-token', who)
        .send(body),
      body,
    );
  const resolve = async (uses: string[], more: object = {}) =>
    (await send('post', '/internal/resolve', as.pipelines, { uses, ...more }))
      .body;

  it('publishes what ships, once, and finds it by range', async () => {
    const list = await get('/components', as.stranger);
    expect(list.body.items.map((it: { name: string }) => it.name)).toEqual([
      'git-checkout',
      'http-request',
      'image-pack',
      'image-promote',
      'node-test',
      'shell',
    ]);
    const { components, problems } = await resolve([
      'dop/node-test@1',
      'dop/node-test@1.0',
      'dop/shell@1.0.0',
      'dop/node-test@2',
      'dop/node-tset@1',
      'node-test',
    ]);
    expect(components['dop/node-test@1']).toMatchObject({
      ref: 'dop/node-test@1.0.0',
      version: '1.0.0',
      image: 'dop/node-test',
      process: { command: ['node', 'main.mjs'] },
      contract: 'dop/v1',
      network: 'egress',
      trusted: true,
    });
    expect(components['dop/node-test@1.0'].sourceDigest).toBe(
      components['dop/node-test@1'].sourceDigest,
    );
    expect(components['dop/shell@1.0.0'].network).toBe('none');
    expect(problems).toEqual({
      'dop/node-test@2':
        'dop/node-test has no version that fits 2; there are 1.0.0.',
      'dop/node-tset@1': 'There is no DevOps component dop/node-tset.',
      'node-test': expect.stringContaining('namespace/name@version'),
    });
  });

  it('lists what ships to other plugins, and to nobody else', async () => {
    const first = await get('/internal/shipped?limit=3', as.pipelines);
    expect(first.body.items).toHaveLength(3);
    expect(first.body.items[0]).toMatchObject({
      namespace: 'dop',
      name: 'git-checkout',
      title: 'Git checkout',
      tags: ['git', 'source'],
      latestVersion: expect.stringMatching(/^1\.0\.\d+$/),
      origin: { type: 'shipped' },
    });
    const rest = await get(
      `/internal/shipped?cursor=${first.body.nextCursor}`,
      as.pipelines,
    );
    expect(rest.body.items.map((it: { name: string }) => it.name)).toEqual([
      'image-promote',
      'node-test',
      'shell',
    ]);
    expect((await get('/internal/shipped', as.admin)).status).toBe(403);
  });

  it('hands out the frozen source as a tar that unpacks to the same files', async () => {
    const { components } = await resolve(['dop/shell@1']);
    const { sourceDigest } = components['dop/shell@1'];
    const source = await get(`/internal/sources/${sourceDigest}`, as.pipelines)
      .buffer(true)
      .parse((response, done) => {
        buffer(response as unknown as Readable)
          .then(bytes => {
            done(null, bytes);
            return bytes;
          })
          .catch(error => done(error, undefined));
      });
    expect(source.status).toBe(200);
    const names: string[] = [];
    const unpack = extract();
    unpack.on('entry', (header, stream, next) => {
      names.push(header.name);
      expect(header.mtime?.getTime()).toBe(0);
      stream.on('end', next).resume();
    });
    const done = new Promise<void>(finished =>
      unpack.on('finish', () => finished()),
    );
    unpack.end(source.body);
    await done;
    expect(names).toEqual([
      'Dockerfile',
      'README.md',
      'component.yaml',
      'contract.mjs',
      'main.mjs',
    ]);
    const missing = await get(
      `/internal/sources/sha256:${'0'.repeat(64)}`,
      as.pipelines,
    );
    expect(missing.status).toBe(404);
  });

  it('keeps the published source and shows the change when files change under a version', async () => {
    const before = await resolve(['dop/shell@1']);
    await running.stop();
    await writeFile(join(shipped, 'shell', 'main.mjs'), 'changed');
    await mkdir(join(shipped, 'broken'));
    await writeFile(join(shipped, 'broken', 'component.yaml'), 'kind: [');
    running = await backend();
    expect(await resolve(['dop/shell@1'])).toEqual(before);
    const detail = await get('/components/dop/shell', as.stranger);
    expect(detail.body.selected.findingList).toMatchObject([
      { rule: 'changed-source', file: 'component.yaml' },
    ]);
    expect(detail.body.versions).toMatchObject([
      { version: '1.0.0', findings: 1 },
    ]);
    expect(detail.body.selected.readme).toContain('# Shell script');
  });

  it('lets owners publish from a repository, and nobody else', async () => {
    files = {
      'component.yaml': componentYaml('1.0.0'),
      'main.mjs': 'one',
      'README.md': '# Notes',
    };
    const body = { repository: 'shop/checkout', path: 'tools/notes', commit };
    expect((await send('post', '/components', as.member, body)).status).toBe(
      403,
    );
    expect((await send('post', '/components', as.stranger, body)).status).toBe(
      403,
    );
    expect(
      (
        await send('post', '/components', as.stranger, {
          ...body,
          repository: 'shop/hidden',
        })
      ).status,
    ).toBe(404);
    const published = await send('post', '/components', as.owner, body);
    expect(published.body).toMatchObject({
      namespace: 'shop',
      name: 'release-notes',
      version: '1.0.0',
      trusted: false,
      publishedBy: 'user:default/olga',
      origin: { repository: 'shop/checkout', commit, path: 'tools/notes' },
    });
    const again = await send('post', '/components', as.owner, body);
    expect(again.status).toBe(409);
    expect(again.body.error.message).toContain('never changes');
  });

  it('refuses a broken definition with its position', async () => {
    const body = { repository: 'shop/checkout', path: 'tools/notes', commit };
    files = { 'component.yaml': componentYaml('1.x') };
    const version = await send('post', '/components', as.owner, body);
    expect(version.status).toBe(400);
    expect(version.body.error.message).toContain('line 5, column 3');
    files = { 'component.yaml': `${componentYaml('1.0.1')}  netwrk: none` };
    const unknown = await send('post', '/components', as.owner, body);
    expect(unknown.body.error.message).toContain('There is no `netwrk` here');
    files = {
      'component.yaml': componentYaml('1.0.1', '  image: shop/hidden\n'),
    };
    const foreign = await send('post', '/components', as.owner, body);
    expect(foreign.body.error.message).toContain('may only use images named');
    const outside = await send('post', '/components', as.owner, {
      ...body,
      path: '../x',
    });
    expect(outside.status).toBe(400);
  });

  it('trusts a component as far as its repository is trusted', async () => {
    const uses = 'shop/release-notes@1';
    const trusted = async () =>
      (await resolve([uses])).components[uses].trusted;
    expect(await trusted()).toBe(false);
    access.addRepository({
      id: 'r1',
      namespace: 'shop',
      name: 'checkout',
      trust: 'protectedRefs',
    });
    expect(await trusted()).toBe(true);
  });

  it('shows components of private repositories to those who may see them only', async () => {
    files = {
      'component.yaml': componentYaml('1.0.0').replace(
        'release-notes',
        'secret-tool',
      ),
    };
    const body = { repository: 'shop/hidden', path: 'tools/notes', commit };
    expect((await send('post', '/components', as.owner, body)).status).toBe(
      201,
    );
    const seen = async (who: string) =>
      (
        await get('/components?search=notes&namespace=shop', who)
      ).body.items.map((it: { name: string }) => it.name);
    expect(await seen(as.owner)).toEqual(['release-notes', 'secret-tool']);
    expect(await seen(as.stranger)).toEqual(['release-notes']);
    for (const path of ['', '/uses']) {
      expect(
        (await get(`/components/shop/secret-tool${path}`, as.stranger)).status,
      ).toBe(404);
    }
    const principal = await access.principalFromSecret(as.stranger);
    expect(await resolve(['shop/secret-tool@1'], { principal })).toMatchObject({
      components: {},
      problems: {
        'shop/secret-tool@1': 'There is no DevOps component shop/secret-tool.',
      },
    });
  });

  it('prefers what is recommended, and retires for new runs only', async () => {
    files = { 'component.yaml': componentYaml('1.1.0') };
    const body = { repository: 'shop/checkout', path: 'tools/notes', commit };
    await send('post', '/components', as.owner, body);
    const uses = 'shop/release-notes@1';
    const path = '/components/shop/release-notes/versions/1.1.0';
    expect((await resolve([uses])).components[uses].version).toBe('1.1.0');
    await send('patch', path, as.owner, {
      lifecycle: 'deprecated',
      reason: 'slow',
    });
    expect((await resolve([uses])).components[uses].version).toBe('1.0.0');
    expect(
      (await resolve(['shop/release-notes@1.1'])).components[
        'shop/release-notes@1.1'
      ].deprecated,
    ).toBe('shop/release-notes 1.1.0 is deprecated: slow');
    expect(
      (await send('patch', path, as.member, { lifecycle: 'retired' })).status,
    ).toBe(403);
    await send('patch', path, as.owner, {
      lifecycle: 'retired',
      reason: 'unsafe',
    });
    const exact = 'shop/release-notes@1.1.0';
    expect((await resolve([exact])).problems[exact]).toContain(
      'retired: unsafe',
    );
    expect(
      (await resolve([exact], { pinned: true })).components[exact].version,
    ).toBe('1.1.0');
  });

  it('keeps a draft for those who name exactly it, until it is published', async () => {
    files = { 'component.yaml': componentYaml('1.2.0') };
    const draft = await send('post', '/components', as.owner, {
      repository: 'shop/checkout',
      path: 'tools/notes',
      commit,
      draft: true,
    });
    expect(draft.body).toMatchObject({ version: '1.2.0', lifecycle: 'draft' });
    const [any, minor, exact] = ['1', '1.2', '1.2.0'].map(
      range => `shop/release-notes@${range}`,
    );
    const { components, problems } = await resolve([any, minor, exact]);
    expect(components[any].version).toBe('1.0.0');
    expect(problems[minor]).toContain('no version that fits 1.2');
    expect(components[exact].version).toBe('1.2.0');
    const path = '/components/shop/release-notes';
    expect((await get(path, as.owner)).body.selected.version).toBe('1.0.0');
    const change = (lifecycle: string) =>
      send('patch', `${path}/versions/1.2.0`, as.owner, { lifecycle });
    expect((await change('published')).body.lifecycle).toBe('published');
    expect((await resolve([any])).components[any].version).toBe('1.2.0');
    expect((await change('draft')).status).toBe(400);
  });

  it('tells pipelines of versions that are published, deprecated and retired, and of no draft', async () => {
    const of = (name: string) =>
      told
        .filter(({ data }) => data.name === name)
        .map(({ type, data: { time, ...data } }) => {
          expect(type).toBe('dop.component.changed');
          expect(Date.parse(time)).toBeGreaterThan(Date.now() - 120_000);
          return data;
        });
    const notes = await until(() => {
      const changes = of('release-notes');
      const [last] = changes.slice(-1);
      return last?.version === '1.2.0' ? changes : undefined;
    });
    expect(
      notes.map(({ version, lifecycle, reason }) => [
        version,
        lifecycle,
        reason,
      ]),
    ).toEqual([
      ['1.0.0', 'published', undefined],
      ['1.1.0', 'published', undefined],
      ['1.1.0', 'deprecated', 'slow'],
      ['1.1.0', 'retired', 'unsafe'],
      ['1.2.0', 'published', undefined],
    ]);
    expect(notes[0]).toEqual({
      namespace: 'shop',
      name: 'release-notes',
      version: '1.0.0',
      lifecycle: 'published',
      sourceDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      repositoryId: 'r1',
      repository: 'shop/checkout',
      commit,
      fromProtectedRef: true,
      actor: 'user:default/olga',
    });
    expect(await until(() => of('shell')[0])).toEqual({
      namespace: 'dop',
      name: 'shell',
      version: '1.0.0',
      lifecycle: 'published',
      sourceDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    });
    expect(of('shell')).toHaveLength(1);
  });

  it('freezes the digest of an image; what ships may be built anew by administrators', async () => {
    const path = '/components/dop/shell/versions/1.0.0/image';
    const [one, two] = ['1', '2'].map(digit => `sha256:${digit.repeat(64)}`);
    expect((await send('put', path, as.owner, { digest: one })).status).toBe(
      403,
    );
    expect((await send('put', path, as.admin, { digest: one })).status).toBe(
      200,
    );
    expect((await send('put', path, as.admin, { digest: two })).status).toBe(
      409,
    );
    await send('put', path, as.admin, { digest: two, replace: true });
    expect(
      (await resolve(['dop/shell@1'])).components['dop/shell@1'].imageDigest,
    ).toBe(two);
  });

  it('pages and searches the library', async () => {
    const first = await get('/components?limit=2', as.stranger);
    expect(first.body.nextCursor).toBe('dop/http-request');
    const next = await get(
      `/components?limit=2&cursor=${first.body.nextCursor}`,
      as.stranger,
    );
    expect(next.body.items[0].name).toBe('image-pack');
    const found = await get('/components?search=JUNIT%20report', as.stranger);
    expect(found.body.items).toMatchObject([{ name: 'node-test' }]);
    expect(
      (await get('/components?search=100%25', as.stranger)).body.items,
    ).toEqual([]);
    expect((await get('/components?limit=0', as.stranger)).status).toBe(400);
    expect((await get('/components', 'nobody')).status).toBe(401);
  });

  it('says who uses it, as far as the caller sees the repository', async () => {
    const uses = await get('/components/dop/node-test/uses', as.owner);
    expect(uses.body.items).toEqual([
      {
        entityRef: 'workflow:shop/delivery',
        repository: 'shop/checkout',
      },
    ]);
    access.addRepository({
      id: 'r1',
      namespace: 'shop',
      name: 'checkout',
      visibility: 'private',
    });
    const hidden = await get('/components/dop/node-test/uses', as.stranger);
    expect(hidden.body.items).toEqual([]);
  });

  it('opens its internal routes to plugins only', async () => {
    const resolved = await send('post', '/internal/resolve', as.admin, {
      uses: [],
    });
    expect(resolved.status).toBe(403);
    const source = await get('/internal/sources/sha256:0', as.admin);
    expect(source.status).toBe(403);
  });

  it('answered everything as its OpenAPI document says', () => {
    expect(differences).toEqual([]);
    expect(contract.seen).toEqual(
      expect.arrayContaining([
        'getComponent 200',
        'listComponents 200',
        'listShipped 200',
        'listUses 200',
        'publishComponent 201',
        'publishComponent 403',
        'resolve 200',
        'setImage 200',
        'setLifecycle 200',
      ]),
    );
  });
});
