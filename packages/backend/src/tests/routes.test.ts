import { listRoutes } from '@dop/plugin-access-node/testUtils';
import { ApiWatch } from '@dop/plugin-devops-node/testUtils';
import { auditedWrites, writesNothing } from './auditTable';
import { foreignRoutes } from './foreignRoutes';
import {
  ask,
  askWell,
  basic,
  bearer,
  until,
  type Answer,
} from '../__testUtils__/Person';
import type { RouteRow } from './RouteRow';
import { ownRoutes } from './routeTable';
import { addAccount, seedPortal, type Seed } from '../__testUtils__/seedPortal';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';

jest.setTimeout(30_000);

const own = new Set(ownRoutes.map(({ route }) => route));
const cases = ownRoutes.map(
  row => [`${row.route} (${row.path})`, row] as const,
);
const of = (who: RouteRow['who']) => cases.filter(([, row]) => row.who === who);

const methodOf = ({ route }: RouteRow) =>
  route.split(' ')[0].replace('USE', 'GET');
const reads = (row: RouteRow) => ['GET', 'HEAD'].includes(methodOf(row));

/** Which of the portal's own plugins a route is of. */
function ownPlugin({ path }: RouteRow): string | undefined {
  if (/^\/v2\b/.test(path)) {
    return 'images';
  }
  return /^\/api\/(access|code|components|images|pipelines|test-reports)\/(?!\.)/.exec(
    path,
  )?.[1];
}

describe('The routes of the whole portal', () => {
  let portal: TestPortal;
  let seed: Seed;
  let mounted: string[];
  /** An administrator whose session outlives the writes. */
  let reader: { session: string };

  beforeAll(async () => {
    portal = await startPortal();
    mounted = listRoutes(portal.app).filter(line => line !== 'USE /probe');
    seed = await seedPortal(portal);
  }, 180_000);
  afterAll(() => portal?.stop());

  const fill = (text: string) =>
    text.replace(/\{([a-zA-Z]+)\}/g, (_, name) => seed.values[name]);

  /** Git and registry take personal tokens, everything else a session. */
  async function call(
    row: RouteRow,
    person?: { session: string; token: string },
  ): Promise<Answer> {
    const path = fill(row.path);
    const clients = /^\/(git|v2)\//.test(`${path}/`);
    return ask(portal.url, {
      method: methodOf(row),
      path,
      body: row.body && JSON.parse(fill(JSON.stringify(row.body))),
      authorization:
        person && (clients ? basic(person.token) : bearer(person.session)),
    });
  }

  /** With a token of the administrator that is for something else. */
  const callNarrowly = (row: RouteRow) => {
    const secret = row.path.startsWith('/api/test-reports')
      ? seed.narrow.repository
      : seed.narrow.reports;
    return call(row, { session: secret, token: secret });
  };

  function expectNothingPrivate(row: RouteRow, { text }: Answer): void {
    const asked = fill(`${row.path} ${JSON.stringify(row.body)}`);
    const known = [...Object.values(seed.values), 'hidden/vault'].filter(
      value =>
        value.length > 8 && text.includes(value) && !asked.includes(value),
    );
    expect(known).toEqual([]);
  }

  it('are all in a table, and the tables of our plugins name no others', () => {
    const unnamed = mounted.filter(
      line =>
        !own.has(line) && !foreignRoutes.some(({ lines }) => lines.test(line)),
    );
    expect(unnamed).toEqual([]);
    expect([...own].filter(line => !mounted.includes(line))).toEqual([]);
  });

  it.each([
    'pipelines',
    'components',
    'code',
    'images',
    'test-reports',
    'access',
  ])('of %s are those of its OpenAPI document', async pluginId => {
    const { text } = await ask(portal.url, {
      method: 'GET',
      path: `/api/${pluginId}/openapi.json`,
      authorization: bearer(seed.stranger.session),
    });
    const prefix = ` /api/${pluginId}/`;
    const api = ApiWatch.create(JSON.parse(text));
    expect(api.contract.routes()).toEqual(
      api.described(
        mounted
          .filter(line => line.includes(prefix))
          .map(line => line.replace(prefix, ' /'))
          // Backstage mounts these in every plugin with actions or permissions.
          .filter(line => !/\/\.(backstage|well-known)\//.test(line)),
      ),
    );
  });

  it('that come with Backstage ask who calls', async () => {
    const open: string[] = [];
    const asked = mounted.filter(
      line =>
        !own.has(line) &&
        foreignRoutes.find(({ lines }) => lines.test(line))?.who === 'signedIn',
    );
    expect(asked.length).toBeGreaterThan(30);
    for (const line of asked) {
      const [method, path] = line.split(' ');
      const { status } = await ask(portal.url, {
        method: method.replace('USE', 'GET'),
        path: path.replace(/:[a-zA-Z]+/g, 'x'),
      });
      if (status !== 401) {
        open.push(`${line}: ${status}`);
      }
    }
    expect(open).toEqual([]);
  });

  it.each(of('everybody'))('%s takes whoever comes', async (_, row) => {
    const answer = await call(row);
    // The ways in say what is missing in the empty request.
    expect(answer.status).toBe(row.anybody ?? 400);
    expectNothingPrivate(row, answer);
  });

  it.each(of('signedIn'))('%s takes who is signed in', async (_, row) => {
    expect((await call(row)).status).toBe(401);
    expect((await callNarrowly(row)).status).toBe(row.narrow ?? 403);
    const answer = await call(row, seed.stranger);
    expect([200, 201]).toContain(answer.status);
    expectNothingPrivate(row, answer);
  });

  it.each(of('list'))('%s hides what is private', async (_, row) => {
    expect((await call(row)).status).toBe(401);
    expect((await callNarrowly(row)).status).toBe(403);
    const foreign = fill(row.foreign ?? '');
    const answer = await call(row, seed.stranger);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(foreign);
    expectNothingPrivate(row, answer);
    const whole = await call(row, seed.administrator);
    expect(whole.status).toBe(200);
    expect(whole.text).toContain(foreign);
  });

  it.each(of('entitled'))('%s refuses the second account', async (_, row) => {
    expect((await call(row)).status).toBe(401);
    expect((await callNarrowly(row)).status).toBe(403);
    const answer = await call(row, seed.stranger);
    expect([row.stranger ?? 403, 404]).toContain(answer.status);
    // A refusal of the route, not of an address that leads nowhere.
    const silent = methodOf(row) === 'HEAD' || row.path.startsWith('/git');
    expect(answer.text).toMatch(silent ? /^[^{]*$/ : /^\{"errors?":/);
  });

  it.each(of('entitled').filter(([, row]) => reads(row)))(
    '%s answers the administrator',
    async (_, row) => {
      const { status } = await call(row, seed.administrator);
      expect(status).toBe(row.administrator ?? 200);
    },
  );

  it.each(of('plugins'))('%s takes no people', async (_, row) => {
    expect((await call(row)).status).toBe(401);
    expect((await callNarrowly(row)).status).toBe(403);
    expect((await call(row, seed.stranger)).status).toBe(403);
    expect((await call(row, seed.administrator)).status).toBe(403);
  });

  it('find nothing private in the search for who may not see it', async () => {
    const search = async (person: { session: string }) => {
      const { text } = await ask(portal.url, {
        method: 'GET',
        path: '/api/search/query?term=vault',
        authorization: bearer(person.session),
      });
      return (JSON.parse(text).results as { document: { location: string } }[])
        .map(({ document }) => document.location)
        .filter(location => location.includes('hidden'));
    };
    const found = await until('The index', async () => {
      const locations = await search(seed.administrator);
      if (locations.length > 0) {
        return locations;
      }
      // Else it is made every ten minutes.
      await ask(portal.url, {
        method: 'POST',
        path: '/api/search/.backstage/scheduler/v1/tasks/search_index_software_catalog/trigger',
        authorization: bearer(seed.administrator.session),
      });
      return undefined;
    });
    expect(found.join()).toContain('/hidden/component/vault');
    expect(await search(seed.stranger)).toEqual([]);
  });

  it('know the run that made an image, by its token and by what it told', async () => {
    const read = async () => {
      const { text } = await ask(portal.url, {
        method: 'GET',
        path: fill('/api/images/repositories/hidden/vault/-/images/{image}'),
        authorization: bearer(seed.administrator.session),
      });
      return JSON.parse(text).pushes[0].run;
    };
    // The names come with the event `dop.image.produced`, not with the push.
    const run = await until('What the run told of its image', async () => {
      const found = await read();
      return found?.workflowName && found;
    });
    expect(run).toMatchObject({
      runId: seed.values.runId,
      workflowId: seed.values.workflowId,
      workflowName: expect.stringMatching(/vault/),
      stepId: 'image',
      attempt: 1,
      commit: seed.values.commit,
      ref: 'refs/heads/main',
      protectedRef: true,
      services: ['component:hidden/vault'],
    });
  });

  it('of people who write are in the table of the audit', () => {
    const writes = ownRoutes.filter(
      row => !reads(row) && row.who !== 'plugins' && ownPlugin(row),
    );
    const unnamed = writes.filter(
      ({ route }) => !auditedWrites[route] && !writesNothing.includes(route),
    );
    expect(unnamed.map(({ route }) => route)).toEqual([]);
    expect(
      Object.keys(auditedWrites).filter(
        name => !writes.some(({ route }) => route === name),
      ),
    ).toEqual([]);
  });

  it('left the repository as it was after all refusals', async () => {
    const row = ownRoutes.find(
      ({ route }) => route === 'GET /api/code/repositories/:namespace/:name',
    );
    const { text } = await call(row!, seed.administrator);
    expect(JSON.parse(text)).toMatchObject({
      id: seed.values.repositoryId,
      visibility: 'private',
    });
  });

  it('leave a trace of every write in the audit', async () => {
    reader = await addAccount(portal.url, seed.administrator, {
      name: 'heidi',
      administrator: true,
    });
    const administrator = await addAccount(portal.url, seed.administrator, {
      name: 'grace',
      administrator: true,
    });
    const get = async (path: string) =>
      askWell<{ items: { latestVersion: string; status: string }[] }>(
        portal.url,
        {
          method: 'GET',
          path,
          authorization: bearer(administrator.session),
        },
      );
    const { items } = await get('/api/components/components?search=node-test');
    seed.values.nodeTest = items[0].latestVersion;
    const rows = ownRoutes.filter(({ route }) => auditedWrites[route]);
    const removes = (row: RouteRow) => methodOf(row) === 'DELETE';
    const write = (row: RouteRow) =>
      call({ ...row, ...auditedWrites[row.route] }, administrator);
    for (const row of rows.filter(each => !removes(each))) {
      await write(row);
    }
    await ask(portal.url, {
      method: 'POST',
      path: '/git/hidden/vault.git/git-receive-pack',
      authorization: basic(administrator.token),
      headers: { 'content-type': 'application/x-git-receive-pack-request' },
      body: '0000',
    });
    // What others hang on is removed last.
    for (const row of rows.filter(removes).reverse()) {
      await write(row);
    }
    const events = new Set([
      'plugin=code&event=repository-push',
      ...rows.map(
        row =>
          `plugin=${ownPlugin(row)}&event=${auditedWrites[row.route].event}`,
      ),
    ]);
    await until('All of them in the audit', async () => {
      for (const event of events) {
        const found = await get(`/api/access/audit?limit=5&${event}`);
        if (found.items.some(({ status }) => status !== 'initiated')) {
          events.delete(event);
        }
      }
      return events.size === 0;
    }).catch(() => undefined);
    expect([...events]).toEqual([]);
  }, 90_000);

  it('tell the feed of what was done in every plugin', async () => {
    const missing = new Set([
      'dev.cdevents.repository.created.0.3.0',
      'dev.cdevents.repository.modified.0.3.0',
      'dev.cdevents.repository.deleted.0.3.0',
      'dev.cdevents.branch.created.0.3.0',
      'dev.cdeventsx.dop-ref.updated.0.1.0',
      'dev.cdevents.artifact.published.0.3.0',
      'dev.cdevents.artifact.deleted.0.2.0',
      'dev.cdeventsx.dop-component.published.0.1.0',
      'dev.cdeventsx.dop-component.retired.0.1.0',
    ]);
    await until('All of it in the feed', async () => {
      let since = '0';
      for (let more = true; more; ) {
        const { text } = await ask(portal.url, {
          method: 'GET',
          path: `/api/pipelines/events?limit=200&since=${since}`,
          authorization: bearer(reader.session),
        });
        const { items, next }: { items: { type: string }[]; next: string } =
          JSON.parse(text);
        items.forEach(({ type }) => missing.delete(type));
        more = items.length > 0;
        since = next;
      }
      return missing.size === 0;
    }).catch(() => undefined);
    expect([...missing]).toEqual([]);
  }, 90_000);
});
