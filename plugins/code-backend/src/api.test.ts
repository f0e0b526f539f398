import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Page } from '@dop/plugin-access-common';
import { listRoutes } from '@dop/plugin-access-node/testUtils';
import type {
  CommitDetail,
  CommitSummary,
  Repository,
  RepositoryChanged,
  Tree,
} from '@dop/plugin-code-common';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import type { RouterContext } from './routers/context';
import { createRouter } from './routers/createRouter';
import { openApiDocument } from './schema/openapi.generated';
import { GitClient } from './__testUtils__/GitClient';
import { startCode, type RunningCode } from './__testUtils__/startCode';

jest.setTimeout(180_000);

const zero = '0'.repeat(40);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Every route of `/api/code` with what it asks for; a route that is not here fails. */
const routes = [
  'GET /openapi.json',
  'GET /repositories',
  'POST /repositories',
  'GET /repositories/:namespace/:name',
  'PATCH /repositories/:namespace/:name',
  'DELETE /repositories/:namespace/:name',
  'GET /repositories/:namespace/:name/findings',
  'GET /repositories/:namespace/:name/refs',
  'GET /repositories/:namespace/:name/tree',
  'GET /repositories/:namespace/:name/blob',
  'GET /repositories/:namespace/:name/commits',
  'GET /repositories/:namespace/:name/commits/:sha',
  'POST /repositories/:namespace/:name/commits',
  'GET /repositories/:namespace/:name/compare',
  'GET /repositories/:namespace/:name/pull-requests',
  'POST /repositories/:namespace/:name/pull-requests',
  'GET /repositories/:namespace/:name/pull-requests/:number',
  'PATCH /repositories/:namespace/:name/pull-requests/:number',
  'POST /repositories/:namespace/:name/pull-requests/:number/merge',
  'GET /internal/repositories',
  'GET /internal/repositories/:id',
  'GET /internal/repositories/:id/files',
  'PUT /internal/repositories/:id/findings',
];

describe('API of the Git hosting', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_15'],
    disableDocker: true,
  });

  it('has exactly the routes of its table', () => {
    const context: Partial<RouterContext> = {
      auditor: mockServices.auditor.mock(),
    };
    const router = createRouter(context as RouterContext);
    expect(listRoutes(router)).toEqual([...routes].sort());
    const api = ApiWatch.create(openApiDocument);
    expect(
      [
        ...api.described(routes),
        'GET /dead-letters',
        'POST /dead-letters/:sequence/retry',
      ].sort(),
    ).toEqual(api.contract.routes());
  });

  it.each(databases.eachSupportedId())(
    'makes, shows, changes and removes repositories, %p',
    async databaseId => {
      expect.hasAssertions();
      const knex = await databases.init(databaseId);
      const { client, connection } = knex.client.config;
      const code = await startCode(
        databaseId === 'SQLITE_3'
          ? {}
          : { database: { client, connection: { ...connection } } },
      );
      try {
        await tellTheWholeStory(code);
      } finally {
        await code.stop();
      }
    },
  );
});

async function tellTheWholeStory(code: RunningCode) {
  const owner = code.access.account('olga', { shop: 'owner' });
  const member = code.access.account('max', { shop: 'member' });
  const stranger = code.access.account('sam', { other: 'owner' });
  const call = <T>(
    secret: string,
    method: string,
    path: string,
    body?: unknown,
  ) => code.call<T>(method, path, { secret, body });
  const at = '/repositories/shop/checkout';

  // Names at the edge, and who may make one.
  for (const name of [
    '..',
    'a..b',
    'x.git',
    '.hidden',
    'a/b',
    'n'.repeat(300),
    '',
  ]) {
    const { status } = await call(owner, 'POST', '/repositories', {
      namespace: 'shop',
      name,
    });
    expect({ name, status: status >= 400 && status < 500 }).toEqual({
      name,
      status: true,
    });
  }
  expect(
    (
      await call(stranger, 'POST', '/repositories', {
        namespace: 'shop',
        name: 'x',
      })
    ).status,
  ).toBe(403);
  expect(
    (
      await call(member, 'POST', '/repositories', {
        namespace: 'shop',
        name: 'Checkout.v2',
      })
    ).status,
  ).toBe(201);
  expect(
    (
      await call(member, 'POST', '/repositories', {
        namespace: 'shop',
        name: 'checkout.V2',
      })
    ).status,
  ).toBe(409);
  const created = await call<Repository>(owner, 'POST', '/repositories', {
    namespace: 'shop',
    name: 'checkout',
    visibility: 'private',
  });
  expect(created.body).toMatchObject({
    empty: true,
    cloneUrl: 'http://localhost/git/shop/checkout.git',
  });
  const { id } = created.body;

  // Nothing in it yet.
  expect((await call(member, 'GET', `${at}/refs`)).body).toEqual({
    refs: [],
    truncated: false,
  });
  expect((await call(member, 'GET', `${at}/tree`)).status).toBe(404);

  // Lists show what the caller may see; routes hide the rest.
  const names = async (secret: string, query = '') =>
    (
      await call<Page<Repository>>(secret, 'GET', `/repositories${query}`)
    ).body.items.map(({ name }) => name);
  expect(await names(member)).toEqual(['checkout', 'Checkout.v2']);
  expect(await names(member, '?search=.V2')).toEqual(['Checkout.v2']);
  expect(await names(member, '?search=%25')).toEqual([]);
  expect(await names(stranger)).toEqual(['Checkout.v2']);
  const page = (
    await call<Page<Repository>>(member, 'GET', '/repositories?limit=1')
  ).body;
  expect(
    await names(
      member,
      `?limit=1&cursor=${encodeURIComponent(page.nextCursor ?? '')}`,
    ),
  ).toEqual(['Checkout.v2']);
  expect((await call(member, 'GET', '/repositories?cursor=xx')).status).toBe(
    400,
  );
  for (const route of routes.filter(each => each.includes(':name'))) {
    const [method, path] = route.split(' ');
    const { status } = await call(
      stranger,
      method,
      path
        .replace(':namespace/:name', 'shop/checkout')
        .replace(':sha', 'a'.repeat(40)),
      method === 'GET' || method === 'DELETE' ? undefined : {},
    );
    expect({ route, status }).toEqual({ route, status: 404 });
  }
  for (const route of routes.filter(each => each.includes('/internal'))) {
    const [method, path] = route.split(' ');
    const { status } = await call(
      owner,
      method,
      path.replace(':id', id),
      method === 'PUT' ? { findings: [] } : undefined,
    );
    expect({ route, status }).toEqual({ route, status: 403 });
  }

  // Commits without a work tree: odd names, rules, and who was first.
  const odd = 'dir/ön "quoted" \n\ttab.txt';
  const first = await call<{ sha: string }>(member, 'POST', `${at}/commits`, {
    branch: 'main',
    message: 'First\n\nWith a body',
    expectedHead: zero,
    files: [
      { path: 'README.md', content: base64('# Hello\n') },
      { path: 'run.sh', content: base64('#!/bin/sh\n'), executable: true },
      { path: odd, content: base64('odd\n') },
      { path: '-option', content: base64('x\n') },
      { path: '.dop/a.yaml', content: base64('kind: Workflow\n') },
      { path: 'page.html', content: base64('<script>alert(1)</script>') },
    ],
  });
  expect(first.status).toBe(201);
  const { sha } = first.body;
  for (const [files, status] of [
    [[{ path: '../x', content: '' }], 400],
    [[{ path: '.git/config', content: '' }], 400],
    [[{ path: 'README.md', content: base64('# Hello\n') }], 409],
    [[{ path: 'nothing', deleted: true }], 400],
  ] as const) {
    const result = await call(member, 'POST', `${at}/commits`, {
      branch: 'main',
      message: 'Bad',
      files,
    });
    expect({ files, status: result.status }).toEqual({ files, status });
  }
  expect(
    (
      await call(member, 'POST', `${at}/commits`, {
        branch: 'main',
        message: 'Late',
        expectedHead: zero,
        files: [{ path: 'b', content: '' }],
      })
    ).status,
  ).toBe(409);
  for (const branch of ['a..b', '-x', 'x.lock', 'a b']) {
    const result = await call(member, 'POST', `${at}/commits`, {
      branch,
      message: 'Bad',
      files: [{ path: 'b', content: '' }],
    });
    expect({ branch, status: result.status }).toEqual({ branch, status: 400 });
  }

  const tree = (await call<Tree>(member, 'GET', `${at}/tree`)).body;
  expect(tree.entries.map(({ path, type }) => [path, type])).toEqual([
    ['.dop', 'folder'],
    ['dir', 'folder'],
    ['-option', 'file'],
    ['README.md', 'file'],
    ['page.html', 'file'],
    ['run.sh', 'file'],
  ]);
  expect(tree.commit).toMatchObject({ sha, title: 'First', authorName: 'max' });
  const query = (path: string, ref = 'main') =>
    new URLSearchParams({ path, ref }).toString();
  const blob = await call(member, 'GET', `${at}/blob?${query(odd)}`);
  expect(blob.body).toBe('odd\n');
  const html = await call(member, 'GET', `${at}/blob?${query('page.html')}`);
  expect(Object.fromEntries(html.headers)).toMatchObject({
    'content-disposition': expect.stringMatching(/^attachment/),
    'content-type': 'application/octet-stream',
    'content-security-policy': expect.stringContaining('sandbox'),
    'x-content-type-options': 'nosniff',
  });
  for (const ref of ['--help', 'main~1', ':/First', 'HEAD', 'main:README.md']) {
    const { status } = await call(
      member,
      'GET',
      `${at}/tree?${query('', ref)}`,
    );
    expect([400, 404]).toContain(status);
  }

  // A push on top of it, with a rename and a binary file.
  const work = await GitClient.clone(code.remote('shop/checkout', member));
  await work.git('mv', 'run.sh', 'start.sh');
  const second = await work.commit(
    { 'b.bin': Buffer.from([0, 1, 2, 0]), 'README.md': '# Hello\n\nMore\n' },
    'Second',
  );
  await work.git('push', '-q', 'origin', 'main');
  await work.remove();
  const detail = (
    await call<CommitDetail>(member, 'GET', `${at}/commits/${second}`)
  ).body;
  expect(
    detail.files.map(({ path, oldPath, status }) => [path, oldPath, status]),
  ).toEqual([
    ['README.md', undefined, 'modified'],
    ['b.bin', undefined, 'added'],
    ['start.sh', 'run.sh', 'renamed'],
  ]);
  expect(detail.files[0].patch).toContain('+More');
  expect(detail.files[1]).toMatchObject({ binary: true });
  const root = (await call<CommitDetail>(member, 'GET', `${at}/commits/${sha}`))
    .body;
  expect(root).toMatchObject({ parents: [], message: 'First\n\nWith a body' });
  expect(root.files.find(({ path }) => path === odd)?.patch).toContain('+odd');
  const commits = (
    await call<Page<CommitSummary>>(member, 'GET', `${at}/commits?limit=1`)
  ).body;
  expect(commits.items[0].sha).toBe(second);
  expect(
    (
      await call<Page<CommitSummary>>(
        member,
        'GET',
        `${at}/commits?cursor=${commits.nextCursor}`,
      )
    ).body.items.map(({ title }) => title),
  ).toEqual(['First']);

  // What other plugins read.
  const files = await code.call(
    'GET',
    `/internal/repositories/${id}/files?commit=${second}&glob=.dop/*.yaml&glob=README.md`,
  );
  expect(files.body).toMatchObject({
    commit: { sha: second, message: 'Second', authorName: 'Ada' },
    files: [
      { path: '.dop/a.yaml', content: 'kind: Workflow\n' },
      { path: 'README.md', content: '# Hello\n\nMore\n' },
    ],
    truncated: false,
  });
  const finding = {
    path: '.dop/a.yaml',
    line: 1,
    column: 1,
    rule: 'schema',
    message: 'metadata is missing',
  };
  expect(
    (
      await code.call('PUT', `/internal/repositories/${id}/findings`, {
        body: { findings: [finding] },
      })
    ).status,
  ).toBe(204);
  expect((await call(member, 'GET', `${at}/findings`)).body).toEqual({
    items: [finding],
  });

  // Settings, and the end.
  expect(
    (await call(member, 'PATCH', at, { visibility: 'internal' })).status,
  ).toBe(403);
  expect((await call(owner, 'PATCH', at, { trust: 'members' })).status).toBe(
    403,
  );
  expect((await call(owner, 'PATCH', at, { colour: 'red' })).status).toBe(400);
  const renamed = await call(owner, 'PATCH', at, {
    name: 'till',
    visibility: 'internal',
    protectedRefs: [],
  });
  expect(renamed.body).toMatchObject({ id, name: 'till', protectedRefs: [] });
  expect((await call(member, 'GET', at)).status).toBe(404);
  expect(
    (await call(stranger, 'GET', '/repositories/shop/till')).body,
  ).toMatchObject({
    id,
    empty: false,
    may: { push: false, administer: false, trust: false },
  });
  expect((await call(member, 'DELETE', '/repositories/shop/till')).status).toBe(
    403,
  );
  expect((await call(owner, 'DELETE', '/repositories/shop/till')).status).toBe(
    204,
  );
  expect(await names(owner)).toEqual(['Checkout.v2']);
  const changes = () =>
    code.events
      .filter(
        ({ type, subject }) =>
          type === 'dop.repository.changed' && subject === id,
      )
      .map(({ data }) => (data as unknown as RepositoryChanged).change);
  while (changes().length < 3) {
    await new Promise(resolve => setImmediate(resolve));
  }
  expect(changes()).toEqual(['created', 'updated', 'deleted']);

  expect((await call(stranger, 'GET', '/openapi.json')).body).toEqual(
    openApiDocument,
  );
  const ada = code.access.account('ada', {}, { administrator: true });
  expect((await call(ada, 'GET', '/dead-letters')).body).toEqual({ items: [] });
  // What pull requests are has a test of its own.
  expect(code.api.contract.untried).toEqual([
    'changePullRequest',
    'compare',
    'getPullRequest',
    'listPullRequests',
    'mergePullRequest',
    'openPullRequest',
    'retryDeadLetter',
  ]);
}
