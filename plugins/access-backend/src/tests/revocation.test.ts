import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { accessServiceRef } from '@dop/plugin-access-node';
import PromiseRouter from 'express-promise-router';
import {
  makeAdministrator,
  refresh,
  startPortal,
  type Portal,
} from '../__testUtils__/startPortal';

jest.setTimeout(120_000);

const password = 'correct horse battery';

/** Stands for code, with its API and its Git. */
const codePlugin = createBackendPlugin({
  pluginId: 'code',
  register(env) {
    env.registerInit({
      deps: { access: accessServiceRef, httpRouter: coreServices.httpRouter },
      async init({ access, httpRouter }) {
        const router = PromiseRouter();
        router.get('/list', async (request, response) => {
          const principal = await access.principal(request);
          await access.authorize(principal, 'dop.group.administer', {
            group: 'shop',
          });
          response.json(await access.visibleRepositories(principal));
        });
        router.get('/git/:secret', async (request, response) => {
          response.json(
            await access.principalFromSecret(request.params.secret),
          );
        });
        httpRouter.addAuthPolicy({ path: '/git', allow: 'unauthenticated' });
        httpRouter.use(router);
      },
    });
  },
});

describe('What access said', () => {
  let portal: Portal;
  let admin: string;

  const change = async (method: string, path: string, body?: unknown) => {
    const { status } = await portal.call(method, `/api/access${path}`, {
      token: admin,
      body,
    });
    expect(status).toBeLessThan(300);
  };
  const list = async (token: string) =>
    (await portal.call('GET', '/api/code/list', { token })).status;
  const git = async (secret: string) =>
    (await portal.call('GET', `/api/code/git/${secret}`)).status;
  const makeToken = async (token: string) => {
    const { body } = await portal.call('POST', '/api/access/tokens', {
      token,
      body: {
        name: 'all',
        scopes: ['api'],
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
      },
    });
    return { secret: body.secret ?? '', id: body.token?.id ?? '' };
  };
  /** A new owner of the group, signed in. */
  const person = async (name: string) => {
    await change('POST', '/accounts', { name, displayName: name, password });
    await change('PUT', `/groups/shop/members/${name}`, { role: 'owner' });
    const entered = await portal.call('POST', '/api/access/sessions', {
      body: { name, password },
    });
    return refresh(portal, entered);
  };

  beforeAll(async () => {
    portal = await startPortal({ features: [codePlugin] });
    admin = await makeAdministrator(portal, password);
    await change('POST', '/groups', { name: 'shop' });
  });
  afterAll(() => portal?.stop());

  it('is not asked again while nothing changes', async () => {
    const session = await person('anna');
    const { secret } = await makeToken(session);
    const fetched = jest.spyOn(global, 'fetch');
    const questions = () =>
      fetched.mock.calls.filter(([url]) =>
        /\/api\/access\/(alive|internal)/.test(String(url)),
      ).length;
    try {
      expect(await list(session)).toBe(200);
      // Alive, who, may, sees.
      expect(questions()).toBe(4);
      await Promise.all(Array.from({ length: 10 }, () => list(session)));
      expect(questions()).toBe(4);
      expect(await git(secret)).toBe(200);
      expect(await git(secret)).toBe(200);
      expect(questions()).toBe(5);
    } finally {
      fetched.mockRestore();
    }
  });

  it('is void at once when a token is revoked', async () => {
    const session = await person('bert');
    const { secret, id } = await makeToken(session);
    expect([await list(secret), await git(secret)]).toEqual([200, 200]);
    await portal.call('DELETE', `/api/access/tokens/${id}`, { token: session });
    expect([await list(secret), await git(secret)]).toEqual([401, 401]);
    expect(await list(session)).toBe(200);
  });

  it('is void at once when an account is disabled', async () => {
    const session = await person('carl');
    const { secret } = await makeToken(session);
    expect([
      await list(session),
      await list(secret),
      await git(secret),
    ]).toEqual([200, 200, 200]);
    await change('PATCH', '/accounts/carl', { active: false });
    expect([
      await list(session),
      await list(secret),
      await git(secret),
    ]).toEqual([401, 401, 401]);
  });

  it('is void at once when somebody loses a role', async () => {
    const session = await person('dora');
    expect(await list(session)).toBe(200);
    await change('DELETE', '/groups/shop/members/dora');
    expect(await list(session)).toBe(403);
    await change('PUT', '/groups/shop/members/dora', { role: 'owner' });
    expect(await list(session)).toBe(200);
  });

  it('is void at once when a browser is signed out', async () => {
    const session = await person('emil');
    expect(await list(session)).toBe(200);
    const { body } = await portal.call('GET', '/api/access/sessions', {
      token: session,
    });
    await portal.call('DELETE', `/api/access/sessions/${body.items?.[0].id}`, {
      token: session,
    });
    expect(await list(session)).toBe(401);
  });
});
