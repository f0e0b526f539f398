import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import {
  request as httpRequest,
  type IncomingMessage,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text as textOf } from 'node:stream/consumers';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { accessServiceRef } from '@dop/plugin-access-node';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import type { TestReport } from '@dop/plugin-test-reports-common';
import express from 'express';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import request from 'supertest';
import { pack } from 'tar-stream';
import { testReportsPlugin } from './plugin';
import { openApiDocument } from './schema/openapi.generated';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const commit = (digit: string) => digit.repeat(40);
const xml = (...failing: string[]) =>
  `<testsuite name="cart">${['adds', 'removes', 'sums']
    .map(name =>
      failing.includes(name)
        ? `<testcase name="${name}" time="0.1"><failure message="${name} is broken">at ${name}</failure></testcase>`
        : `<testcase name="${name}" time="0.1"/>`,
    )
    .join('')}</testsuite>`;
const digestOf = (text: string | Buffer) =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe.each(databases.eachSupportedId())('test reports on %s', id => {
  let folder: string;
  let backend: TestBackend;
  let server: Server;
  let access: FakeAccessService;
  let owner: string;
  let member: string;
  let stranger: string;
  let artifacts: Map<string, string | Buffer>;
  let fetched: number;
  let audited: string[];

  const authorization = (secret: string) => ({
    authorization: `Bearer ${secret}`,
  });
  /** Every answer is held to the OpenAPI document. */
  const api = ApiWatch.create(openApiDocument);
  const held = (asked: request.Test) =>
    asked.on('response', (response: request.Response) =>
      api.note({
        method: asked.method,
        url: asked.url,
        status: response.status,
        contentType: String(response.headers['content-type'] ?? ''),
        answer: response.text ?? '',
      }),
    );
  const client = () => ({
    get: (path: string) => held(request(server).get(path)),
    put: (path: string) => held(request(server).put(path)),
    post: (path: string) => held(request(server).post(path)),
    delete: (path: string) => held(request(server).delete(path)),
  });
  const get = (path: string, secret = member) =>
    client().get(`/api/test-reports${path}`).set(authorization(secret));
  const put = (text: string, query: Record<string, string>, secret = member) =>
    client()
      .put('/api/test-reports/reports')
      .query({ repository: 'shop/cart', commit: commit('a'), ...query })
      .set(authorization(secret))
      .set('content-type', 'application/xml')
      .send(text);
  const settled = async (reportId: string): Promise<TestReport> => {
    for (;;) {
      const { body } = await get(`/reports/${reportId}`).expect(200);
      if (!['waiting', 'reading'].includes(body.state)) {
        return body;
      }
    }
  };
  /** The loop removes the file right after its last report. */
  const fileGone = async (content: string) => {
    const digest = digestOf(content).slice('sha256:'.length);
    const blobs = join(folder, 'test-reports/files/sha256', digest.slice(0, 2));
    while ((await readdir(blobs)).includes(digest.slice(2))) {
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  const send = (type: string, data: object, eventId: string = randomUUID()) =>
    client()
      .post('/api/test-reports/events')
      .set(
        'authorization',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('plugin:pipelines'),
          targetPluginId: 'test-reports',
        }),
      )
      .send({
        id: eventId,
        type,
        source: 'pipelines',
        subject: 'repository-1',
        time: new Date().toISOString(),
        data,
      });
  const produced = (text: string | Buffer, provenance: object = {}) => {
    artifacts.set(digestOf(text), text);
    return {
      provenance: {
        runId: 'run-1',
        runNumber: 1,
        workflowId: 'workflow-1',
        workflowName: 'delivery',
        stepId: 'test',
        instanceKey: 'test',
        attempt: 1,
        outcome: 'failed',
        repositoryId: 'repository-1',
        commit: commit('a'),
        ref: 'refs/heads/main',
        protectedRef: true,
        isolated: false,
        services: ['component:shop/cart'],
        time: '2026-11-22T10:00:00.000Z',
        ...provenance,
      },
      artifact: {
        digest: digestOf(text),
        size: text.length,
        mediaType: 'application/xml',
        path: 'outputs/junit.xml',
      },
      output: 'report',
      suite: 'test',
    };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reports-'));
    access = FakeAccessService.create();
    owner = access.addUser('olga', { groups: { shop: 'owner' } });
    member = access.addUser('mia', { groups: { shop: 'member' } });
    stranger = access.addUser('sam', { groups: { bank: 'member' } });
    access.addRepository({
      id: 'repository-1',
      namespace: 'shop',
      name: 'cart',
      visibility: 'private',
    });
    access.addRepository({
      id: 'repository-2',
      namespace: 'bank',
      name: 'ledger',
      visibility: 'private',
    });
    artifacts = new Map();
    fetched = 0;
    audited = [];
    const knex = await databases.init(id);
    const pipelines = createBackendPlugin({
      pluginId: 'pipelines',
      register(env) {
        env.registerInit({
          deps: { http: coreServices.httpRouter },
          async init({ http }) {
            const router = express.Router();
            router.get('/artifacts/:digest', (req, res) => {
              fetched += 1;
              const text = artifacts.get(req.params.digest);
              res.status(text === undefined ? 404 : 200).send(text);
            });
            http.use(router);
          },
        });
      },
    });
    backend = await startTestBackend({
      features: [
        testReportsPlugin,
        pipelines,
        createServiceFactory({
          service: accessServiceRef,
          deps: {},
          factory: () => access,
        }),
        mockServices.database.mock({ getClient: async () => knex }).factory,
        mockServices.auditor.mock({
          createEvent: async ({ eventId }) => ({
            success: async () => {
              audited.push(`${eventId} succeeded`);
            },
            fail: async () => {
              audited.push(`${eventId} failed`);
            },
          }),
        }).factory,
        mockServices.rootConfig.factory({
          data: {
            dop: { dataDirectory: folder },
            // The fake access service decides, on every route.
            backend: { auth: { dangerouslyDisableDefaultAuthPolicy: true } },
          },
        }),
      ],
    });
    server = backend.server as Server;
  });

  afterAll(async () => {
    await backend.stop();
    await rm(folder, { recursive: true });
  });

  it('takes a file from outside, compares it with the one before, and shows what changed', async () => {
    const first = await put(xml('adds'), { name: 'outside' }).expect(201);
    expect(await settled(first.body.id)).toMatchObject({
      state: 'complete',
      evidence: 'claimed',
      uploadedBy: 'user:default/mia',
      repository: { id: 'repository-1', namespace: 'shop', name: 'cart' },
      branch: 'main',
      totals: { tests: 3, failed: 1, passed: 2 },
      durationMs: 300,
    });
    const second = await put(xml('removes', 'sums'), {
      name: 'outside',
      commit: commit('b'),
    }).expect(201);
    expect((await settled(second.body.id)).comparison).toEqual({
      reportId: first.body.id,
      commit: commit('a'),
      branch: 'main',
      newFailures: 2,
      stillFailing: 0,
      fixed: 1,
    });
    const path = `/reports/${second.body.id}`;
    const tests = await get(`${path}/tests`).expect(200);
    expect(tests.body.items).toMatchObject([
      {
        name: 'removes',
        status: 'failed',
        change: 'newFailure',
        message: 'removes is broken',
      },
      { name: 'sums', status: 'failed', change: 'newFailure' },
      { name: 'adds', status: 'passed', change: 'fixed', suites: ['cart'] },
    ]);
    const found = await get(
      `${path}/tests?search=REMO&status=failed,errored&change=newFailure`,
    ).expect(200);
    expect(found.body.items.map((test: { name: string }) => test.name)).toEqual(
      ['removes'],
    );
    const one = await get(`${path}/tests/0`).expect(200);
    expect(one.body).toMatchObject({
      name: 'adds',
      history: [
        { reportId: first.body.id, status: 'failed', commit: commit('a') },
        { reportId: second.body.id, status: 'passed', commit: commit('b') },
      ],
    });
    expect((await get(`${path}/causes`)).body.items).toHaveLength(2);
    expect((await get(`${path}/suites`)).body.items).toMatchObject([
      { path: ['cart'], totals: { tests: 3 } },
    ]);
    const file = await get(`${path}/file`).expect(200);
    expect(file.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringContaining('attachment'),
    });
    expect(file.body.toString()).toBe(xml('removes', 'sums'));
  });

  it('takes the same file with the same words once, with another key again', async () => {
    const first = await put(xml(), { name: 'twice' }).expect(201);
    expect(audited).toContain('report-upload succeeded');
    const again = await put(xml(), { name: 'twice' }).expect(200);
    expect(again.body.id).toBe(first.body.id);
    const other = await put(xml(), { name: 'twice', key: 'build-2' }).expect(
      201,
    );
    expect(other.body.id).not.toBe(first.body.id);
  });

  it('takes what a run made from its event, once, however often it is sent', async () => {
    const event = produced(xml('adds'));
    const before = fetched;
    const eventId = randomUUID();
    await send('dop.test-report.produced', event, eventId).expect(204);
    await send('dop.test-report.produced', event, eventId).expect(204);
    expect(fetched).toBe(before + 1);
    const { body } = await get('/runs/run-1').expect(200);
    expect(body.reports).toHaveLength(1);
    await settled(body.reports[0].id);
    expect((await get('/runs/run-1')).body).toMatchObject({
      pending: false,
      totals: { tests: 3, failed: 1 },
      reports: [
        {
          evidence: 'notIsolated',
          run: { id: 'run-1', attempt: 1, outcome: 'failed', stepId: 'test' },
          services: ['component:shop/cart'],
          time: '2026-11-22T10:00:00.000Z',
        },
      ],
    });
    const listed = await get('/reports?entityRef=component:shop/cart').expect(
      200,
    );
    expect(listed.body.items).toHaveLength(1);
  });

  it('counts only the last attempt of a step, and keeps the others', async () => {
    const run = { runId: 'run-2', runNumber: 2, commit: commit('b') };
    await send(
      'dop.test-report.produced',
      produced(xml('adds', 'sums'), run),
    ).expect(204);
    await send(
      'dop.test-report.produced',
      produced(xml('sums'), { ...run, attempt: 2 }),
    ).expect(204);
    const { body } = await get('/runs/run-2').expect(200);
    await Promise.all(
      body.reports.map((report: TestReport) => settled(report.id)),
    );
    const summary = (await get('/runs/run-2')).body;
    expect(summary.totals).toMatchObject({ tests: 3, failed: 1 });
    expect(
      summary.reports.map(({ superseded }: TestReport) => superseded),
    ).toEqual([false, true]);
    // Compared with the run before, not with its own first attempt.
    expect(summary.reports[0].comparison).toMatchObject({
      commit: commit('a'),
      newFailures: 1,
      fixed: 1,
    });
  });

  it('what is claimed, or comes from an unprotected ref, never enters a protected history', async () => {
    await settled(
      (
        await put(xml('adds', 'removes', 'sums'), {
          name: 'test',
          commit: commit('c'),
        })
      ).body.id,
    );
    await send(
      'dop.test-report.produced',
      produced(xml('removes'), {
        runId: 'run-3',
        runNumber: 3,
        protectedRef: false,
        commit: commit('d'),
      }),
    ).expect(204);
    await send(
      'dop.test-report.produced',
      produced(xml(), { runId: 'run-4', runNumber: 4, commit: commit('e') }),
    ).expect(204);
    const { body } = await get('/runs/run-4').expect(200);
    const report = await settled(body.reports[0].id);
    expect(report.comparison).toMatchObject({ commit: commit('b'), fixed: 1 });
    const test = await get(`/reports/${report.id}/tests?search=sums`);
    const one = await get(
      `/reports/${report.id}/tests/${test.body.items[0].index}`,
    );
    expect(
      one.body.history.map(({ commit: sha }: { commit: string }) => sha[0]),
    ).not.toContain('c');
    expect(
      one.body.history.map(({ commit: sha }: { commit: string }) => sha[0]),
    ).not.toContain('d');
  });

  it('a run token speaks for its own attempt only', async () => {
    const token = access.addRun({
      repositoryId: 'repository-1',
      runId: 'run-5',
      commit: commit('f'),
      isolated: true,
    });
    const { body } = await put(
      xml(),
      { commit: '', repository: '' },
      token,
    ).expect(400);
    expect(body.error.message).toMatch(/Query parameter repository/);
    const sent = await client()
      .put('/api/test-reports/reports?name=unit')
      .set(authorization(token))
      .send(xml())
      .expect(201);
    expect(sent.body).toMatchObject({
      evidence: 'proved',
      commit: commit('f'),
      run: { id: 'run-5', attempt: 1 },
    });
    await put(xml(), { repository: 'bank/ledger' }, token).expect(403);
    await put(xml(), { commit: commit('a') }, token).expect(400);
    await put(xml(), { commit: commit('f'), branch: 'other' }, token).expect(
      400,
    );
    await get('/reports', token).expect(403);
  });

  it('takes a folder of files as one report', async () => {
    const tar = pack();
    const whole = buffer(tar);
    tar.entry({ name: 'unit/', type: 'directory' });
    tar.entry({ name: 'unit/cart.xml' }, xml('adds'));
    tar.entry(
      { name: 'unit/coverage.xml' },
      `<coverage>${'<line/>'.repeat(100_000)}</coverage>`,
    );
    tar.entry({ name: 'unit/notes.txt' }, '<testsuite name="no"/>');
    tar.entry({ name: 'whole.xml' }, xml().replace('cart', 'till'));
    tar.finalize();
    const run = { runId: 'run-8', runNumber: 8 };
    await send('dop.test-report.produced', produced(await whole, run)).expect(
      204,
    );
    const { body } = await get('/runs/run-8').expect(200);
    const report = await settled(body.reports[0].id);
    expect(report).toMatchObject({
      state: 'complete',
      totals: { tests: 6, failed: 1, passed: 5 },
      warnings: [
        {
          message: expect.stringMatching(
            /^unit\/coverage\.xml: This is no JUnit XML/,
          ),
        },
      ],
    });
    const suites = await get(`/reports/${report.id}/suites`).expect(200);
    expect(
      suites.body.items.map(({ path }: { path: string[] }) => path.join('/')),
    ).toEqual(['cart', 'till']);

    // A folder that was cut off, and one without reports.
    await send(
      'dop.test-report.produced',
      produced((await whole).subarray(0, 2_048 + 100), {
        ...run,
        runId: 'run-9',
      }),
    ).expect(204);
    const cut = await get('/runs/run-9');
    expect(await settled(cut.body.reports[0].id)).toMatchObject({
      state: expect.stringMatching(/incomplete|unreadable/),
    });
    await send(
      'dop.test-report.produced',
      produced(Buffer.alloc(1_024), { ...run, runId: 'run-10' }),
    ).expect(204);
    const empty = await get('/runs/run-10');
    expect(await settled(empty.body.reports[0].id)).toMatchObject({
      state: 'unreadable',
      warnings: [{ message: 'The folder holds no .xml file' }],
    });
  });

  it('answers 413 to a file that is too large, before it is sent', async () => {
    const { port } = server.address() as AddressInfo;
    const sending = httpRequest({
      port,
      method: 'PUT',
      path: `/api/test-reports/reports?repository=shop/cart&name=large&commit=${commit(
        'a',
      )}`,
      headers: { ...authorization(member), 'content-length': 10 ** 12 },
    });
    sending.flushHeaders();
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(413);
    expect(JSON.parse(await textOf(answer)).error.message).toMatch(
      /has 1000000000000 bytes; a report may have/,
    );
    sending.destroy();
  });

  it('says that an artifact is gone or too large instead of asking for ever', async () => {
    const gone = produced('<testsuite/>', { runId: 'run-6' });
    artifacts.clear();
    await send('dop.test-report.produced', gone).expect(204);
    const large = produced(xml(), { runId: 'run-7' });
    large.artifact.size = 10 ** 12;
    await send('dop.test-report.produced', large).expect(204);
    expect((await get('/runs/run-6')).body.reports[0]).toMatchObject({
      state: 'unreadable',
      warnings: [{ message: expect.stringContaining('gone') }],
    });
    expect(
      (await get('/runs/run-7')).body.reports[0].warnings[0].message,
    ).toMatch(/bytes/);
  });

  it('keeps what could be read of a damaged file', async () => {
    const sent = await put(xml('adds').slice(0, -30), {
      name: 'damaged',
    }).expect(201);
    expect(await settled(sent.body.id)).toMatchObject({
      state: 'incomplete',
      totals: { tests: 2 },
      warnings: [
        { line: 1, message: expect.stringContaining('reading stopped') },
      ],
    });
    const page = await put('<html></html>', { name: 'damaged' }).expect(201);
    expect(await settled(page.body.id)).toMatchObject({
      state: 'unreadable',
      totals: { tests: 0 },
    });
  });

  it('refuses whoever may not, on every route, and shows no foreign row', async () => {
    const foreign = await put(
      xml(),
      { repository: 'bank/ledger' },
      stranger,
    ).expect(201);
    const own = await put(xml(), { name: 'rights' }).expect(201);
    for (const path of [
      '',
      '/tests',
      '/tests/0',
      '/causes',
      '/suites',
      '/file',
    ]) {
      await get(`/reports/${foreign.body.id}${path}`).expect(404);
      await get(`/reports/${own.body.id}${path}`, stranger).expect(404);
      await client()
        .get(`/api/test-reports/reports/${own.body.id}${path}`)
        .expect(401);
    }
    expect((await get('/runs/run-1', stranger).expect(200)).body).toMatchObject(
      {
        totals: { tests: 0 },
        reports: [],
      },
    );
    await put(xml(), {}, stranger).expect(404);
    await client().get('/api/test-reports/reports').expect(401);
    await client().put('/api/test-reports/reports').send('x').expect(401);
    await client().get('/api/test-reports/runs/run-1').expect(401);
    await client()
      .delete(`/api/test-reports/reports/${own.body.id}`)
      .expect(401);
    const mine = await get('/reports?limit=200');
    expect(
      mine.body.items.map(({ repository }: TestReport) => repository.id),
    ).not.toContain('repository-2');
    const theirs = await get('/reports', stranger);
    expect(
      theirs.body.items.map(({ id: reportId }: TestReport) => reportId),
    ).toEqual([foreign.body.id]);
    expect((await get('/reports?repository=bank/ledger')).body.items).toEqual(
      [],
    );
    await client()
      .post('/api/test-reports/events')
      .set(
        'authorization',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.service('plugin:images'),
          targetPluginId: 'test-reports',
        }),
      )
      .send({
        id: '1',
        type: 'dop.test-report.produced',
        source: 'pipelines',
        subject: 's',
        time: '',
        data: {},
      })
      .expect(403);
    const readOnly = access.addUser('rita', {
      groups: { shop: 'member' },
      scopes: ['repository:read'],
    });
    await put(xml(), { name: 'rights-2' }, readOnly).expect(403);
  });

  it('pages through reports without gap or repetition, and refuses what it does not know', async () => {
    const all = (await get('/reports?limit=200')).body.items.map(
      (report: TestReport) => report.id,
    );
    const paged: string[] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page: { body: { items: TestReport[]; nextCursor?: string } } =
        await get(`/reports?limit=3${cursor && `&cursor=${cursor}`}`).expect(
          200,
        );
      paged.push(...page.body.items.map((report: TestReport) => report.id));
      cursor = page.body.nextCursor;
    }
    expect(paged).toEqual(all);
    await get('/reports?cursor=nonsense').expect(400);
    await get('/reports?limit=1000').expect(400);
    await get('/reports/0').expect(404);
    await get('/reports/1%20or%201=1').expect(404);
    await put(xml(), { commit: 'not a commit' }).expect(400);
    await put(xml(), { format: 'trx' }).expect(400);
    await put(xml(), { repository: 'shop/nothing' }).expect(404);
  });

  it('only an owner removes a report; nothing of it is left', async () => {
    const text = xml('adds').replace('cart', 'removed');
    const { body } = await put(text, { name: 'removed' }).expect(201);
    await settled(body.id);
    const remove = (secret: string) =>
      client()
        .delete(`/api/test-reports/reports/${body.id}`)
        .set(authorization(secret));
    audited.length = 0;
    await remove(member).expect(403);
    await remove(owner).expect(204);
    expect(audited).toEqual([
      'report-remove failed',
      'report-remove succeeded',
    ]);
    await get(`/reports/${body.id}`).expect(404);
    await remove(owner).expect(404);
    await fileGone(text);
    await settled((await put(text, { name: 'removed' }).expect(201)).body.id);
  });

  it('reports go with their repository', async () => {
    access.addRepository({
      id: 'repository-3',
      namespace: 'shop',
      name: 'old',
    });
    const own = xml().replace('cart', 'old');
    const shared = xml().replace('cart', 'shared');
    const { body } = await put(own, { repository: 'shop/old' }).expect(201);
    await settled(body.id);
    await settled((await put(shared, { repository: 'shop/old' })).body.id);
    const kept = await put(shared, { name: 'kept' }).expect(201);
    await settled(kept.body.id);
    await send('dop.repository.changed', {
      repositoryId: 'repository-3',
      change: 'deleted',
    }).expect(204);
    expect((await get(`/reports/${body.id}`)).status).toBe(404);
    // Their files as well, but for what another repository has too.
    await fileGone(own);
    const file = await get(`/reports/${kept.body.id}/file`).expect(200);
    expect(file.body.toString()).toBe(shared);
  });

  it('answered everything as its OpenAPI document says', async () => {
    const { body } = await get('/openapi.json', stranger).expect(200);
    expect(body).toEqual(openApiDocument);
    expect(() => api.check()).not.toThrow();
    expect(api.contract.untried).toEqual([]);
  });
});
