import { request as httpRequest } from 'node:http';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { accessServiceRef } from '@dop/plugin-access-node';
import PromiseRouter from 'express-promise-router';
import {
  cookieOf,
  makeAdministrator,
  refresh,
  startPortal,
  waitFor,
  type Portal,
} from '../__testUtils__/startPortal';

jest.setTimeout(180_000);

const password = 'correct horse battery';
const soon = () => new Date(Date.now() + 3600_000).toISOString();

/** Stands for another plugin: records, and a route for narrow tokens. */
const testReportsPlugin = createBackendPlugin({
  pluginId: 'test-reports',
  register(env) {
    env.registerInit({
      deps: {
        access: accessServiceRef,
        auth: coreServices.auth,
        discovery: coreServices.discovery,
        httpRouter: coreServices.httpRouter,
      },
      async init({ access, auth, discovery, httpRouter }) {
        const router = PromiseRouter();
        const create = async (principal: unknown, body: object) => {
          const { token } = await auth.getPluginRequestToken({
            onBehalfOf: await auth.getOwnServiceCredentials(),
            targetPluginId: 'access',
          });
          const base = await discovery.getBaseUrl('access');
          return fetch(`${base}/internal/repositories`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              authorization: `Bearer ${token}`,
            },
            body: JSON.stringify({ principal, ...body }),
          });
        };
        router.put('/reports', async (request, response) => {
          const principal = await access.principal(request);
          response.json({ principal });
        });
        router.get('/visible', async (request, response) => {
          const principal = await access.principal(request);
          response.json(await access.visibleRepositories(principal));
        });
        router.post('/records/:namespace/:name', async (request, response) => {
          const principal = await access.principal(request);
          const { namespace, name } = request.params;
          const answer = await create(principal, {
            namespace,
            name,
            visibility: request.query.visibility,
            trust: request.query.trust,
          });
          response.status(answer.status).json(await answer.json());
        });
        httpRouter.use(router);
      },
    });
  },
});

describe('A portal with two people', () => {
  let portal: Portal;
  let admin: string;
  let invitationKey: string;
  let bert: string;
  let bertEntered: Awaited<ReturnType<Portal['call']>>;

  const makeToken = async (token: string, scopes: string[]) => {
    const { body, status } = await portal.call('POST', '/api/access/tokens', {
      token,
      body: { name: scopes.join(), scopes, expiresAt: soon() },
    });
    expect(status).toBe(201);
    return { secret: body.secret ?? '', id: body.token?.id ?? '' };
  };
  const signIn = (name: string, secret: string, headers = {}) =>
    portal.call('POST', '/api/access/sessions', {
      body: { name, password: secret },
      headers,
    });

  beforeAll(async () => {
    portal = await startPortal({ features: [testReportsPlugin] });
    admin = await makeAdministrator(portal, password);
    const invited = await portal.call('POST', '/api/access/accounts', {
      token: admin,
      body: { name: 'bert', displayName: 'Bert' },
    });
    const key = invited.body.invitation?.url.split('#')[1];
    bertEntered = await portal.call('POST', '/api/access/invitations/accept', {
      body: { key, password },
    });
    invitationKey = key ?? '';
    bert = await refresh(portal, bertEntered);
    for (const name of ['shop', 'bank']) {
      await portal.call('POST', '/api/access/groups', {
        token: admin,
        body: {
          name,
          members: name === 'shop' ? [{ account: 'bert', role: 'member' }] : [],
        },
      });
    }
  });

  afterAll(() => portal?.stop());

  it('takes an invitation once', async () => {
    expect(bertEntered.body.account?.name).toBe('bert');
    const again = await portal.call('POST', '/api/access/invitations/accept', {
      body: { key: invitationKey, password },
    });
    expect(again.status).toBe(401);
    const groups = await portal.call('GET', '/api/access/groups', {
      token: bert,
    });
    expect(groups.body.items?.map(({ name }) => name)).toEqual([
      'bank',
      'shop',
    ]);
  });

  it('refuses the second account what it has no role for', async () => {
    const forbidden: [string, string, unknown?][] = [
      ['GET', '/api/access/audit'],
      ['POST', '/api/access/accounts', { name: 'eve', displayName: 'Eve' }],
      ['PATCH', '/api/access/accounts/bert', { administrator: true }],
      ['PATCH', '/api/access/accounts/admin', { active: false }],
      ['POST', '/api/access/accounts/admin/password', { password }],
      ['POST', '/api/access/accounts/admin/invitation'],
      ['POST', '/api/access/groups', { name: 'mine' }],
      ['PATCH', '/api/access/groups/shop', { displayName: 'Mine' }],
      ['PUT', '/api/access/groups/bank/members/bert', { role: 'owner' }],
      ['DELETE', '/api/access/groups/shop/members/bert'],
      ['POST', '/api/access/internal/verify', { secret: 'x' }],
      ['GET', '/api/access/internal/entities'],
      ['POST', '/api/access/internal/repositories/list', {}],
    ];
    for (const [method, path, body] of forbidden) {
      const answer = await portal.call(method, path, { token: bert, body });
      expect([method, path, answer.status]).toEqual([method, path, 403]);
      const nobody = await portal.call(method, path, { body });
      expect([method, path, nobody.status]).toEqual([method, path, 401]);
    }
    // Lists hold only what is one's own.
    await makeToken(admin, ['api']);
    const tokens = await portal.call('GET', '/api/access/tokens', {
      token: bert,
    });
    expect(tokens.body.items).toEqual([]);
    const sessions = await portal.call('GET', '/api/access/sessions', {
      token: bert,
    });
    expect(sessions.body.items).toMatchObject([{ current: true }]);
  });

  it('makes records only in groups, with names that work everywhere', async () => {
    const make = (token: string, path: string) =>
      portal.call('POST', `/api/test-reports/records/${path}`, { token });
    expect((await make(bert, 'shop/Checkout')).status).toBe(201);
    const bad: [string, string, string][] = [
      ['shop/checkOUT', 'ConflictError', 'already a repository'],
      [
        'bank/checkout',
        'NotAllowedError',
        'needs the role member of bank; you are reader',
      ],
      ['nowhere/checkout', 'NotFoundError', 'no group "nowhere"'],
      ['shop/%2E%2E%2E', 'InputError', 'begins and ends with'],
      ['shop/.git', 'InputError', 'begins and ends with'],
      ['shop/x.git', 'InputError', 'may not end with .git'],
      ['shop/x.GIT', 'InputError', 'may not end with .git'],
      ['shop/x.lock', 'InputError', 'may not end with .git or .lock'],
      ['shop/x.', 'InputError', 'begins and ends with'],
      ['shop/a..b', 'InputError', 'two dots'],
      [`shop/${'x'.repeat(300)}`, 'InputError', 'has 300'],
      ['shop/a%2Fb', 'InputError', 'begins and ends with'],
      ['shop/a%00b', 'InputError', 'begins and ends with'],
      [
        'shop/trusted?trust=members',
        'NotAllowedError',
        'Only an administrator',
      ],
    ];
    for (const [path, name, message] of bad) {
      const { body } = await make(bert, path);
      expect([path, body.error?.name]).toEqual([path, name]);
      expect(body.error?.message).toContain(message);
    }
    const hidden = await make(admin, 'bank/hidden?visibility=private');
    expect(hidden.status).toBe(201);
    const visible = await portal.call('GET', '/api/test-reports/visible', {
      token: bert,
    });
    expect(JSON.stringify(visible.body)).not.toContain(
      hidden.body.repository?.id,
    );
  });

  it('keeps a token within its scopes, and its account behind it', async () => {
    const narrow = await makeToken(bert, ['reports:write']);
    const put = await portal.call('PUT', '/api/test-reports/reports', {
      token: narrow.secret,
    });
    expect(put.body.principal).toMatchObject({
      userEntityRef: 'user:default/bert',
      token: { id: narrow.id, scopes: ['reports:write'] },
    });
    const elsewhere = await portal.call('GET', '/api/access/me', {
      token: narrow.secret,
    });
    expect(elsewhere.status).toBe(403);
    expect(elsewhere.body.error?.message).toContain('needs the scope api');

    // What is exchanged by hand opens no more than the token.
    const exchanged = await portal.call('POST', '/api/auth/dop/refresh', {
      token: narrow.secret,
    });
    const jwt = exchanged.body.backstageIdentity?.token ?? '';
    for (const path of [
      '/api/access/me',
      '/API/Access/me',
      '/api/access/me/',
    ]) {
      const withJwt = await portal.call('GET', path, { token: jwt });
      expect([path, withJwt.status]).toEqual([path, 403]);
    }

    const wide = await makeToken(bert, ['api']);
    const me = await portal.call('GET', '/api/access/me', {
      token: wide.secret,
    });
    expect(me.body.account?.name).toBe('bert');
    const more = await portal.call('POST', '/api/access/tokens', {
      token: wide.secret,
      body: { name: 'x', scopes: ['api'], expiresAt: soon() },
    });
    expect(more.status).toBe(403);
    const endless = await portal.call('POST', '/api/access/tokens', {
      token: bert,
      body: { name: 'x', scopes: ['api'] },
    });
    expect(endless.status).toBe(400);
    expect(endless.body.error?.message).toContain('expiresAt');

    // Revoked: neither the token nor what was exchanged for it works.
    const wideJwt = (
      await portal.call('POST', '/api/auth/dop/refresh', {
        token: wide.secret,
      })
    ).body.backstageIdentity?.token;
    await portal.call('DELETE', `/api/access/tokens/${wide.id}`, {
      token: bert,
    });
    for (const dead of [wide.secret, wideJwt]) {
      const refused = await portal.call('GET', '/api/access/me', {
        token: dead,
      });
      expect(refused.status).toBe(401);
    }
  });

  it('lets the policy see the account as it is', async () => {
    const ask = async (token: string) => {
      const { body } = await portal.call('POST', '/api/permission/authorize', {
        token,
        body: {
          items: [
            'catalog.location.create',
            'catalog.entity.validate',
            'dop.audit.read',
            'dop.component.read',
            'something.new',
          ].map((name, index) => ({
            id: String(index),
            permission: { type: 'basic', name, attributes: {} },
          })),
        },
      });
      return body.items?.map(({ result }) => result);
    };
    expect(await ask(admin)).toEqual(Array(5).fill('ALLOW'));
    expect(await ask(bert)).toEqual(['DENY', 'ALLOW', 'DENY', 'ALLOW', 'DENY']);
  });

  it('takes requests only for its own host names', async () => {
    const status = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const { port } = new URL(portal.url);
        httpRequest(
          {
            port,
            host: '127.0.0.1',
            path: '/api/access/me',
            headers: { host },
          },
          response => {
            response.resume();
            resolve(response.statusCode);
          },
        )
          .on('error', reject)
          .end();
      });
    const { port } = new URL(portal.url);
    expect(await status(`localhost:${port}`)).toBe(401);
    expect(await status(`127.0.0.1:${port}`)).toBe(401);
    expect(await status(`evil.example:${port}`)).toBe(403);
    expect(await status(`localhost.evil.example`)).toBe(403);
  });

  it('takes no sign-in from a foreign page', async () => {
    const foreign = await signIn('bert', password, {
      origin: 'http://evil.example',
    });
    expect(foreign.status).toBe(403);
    const own = await signIn('bert', password, { origin: portal.url });
    expect(own.status).toBe(200);
    expect(own.headers.get('set-cookie')).toMatch(
      /^dop-session=[^;]+; Max-Age=\d+; Path=\/api\/auth; .*HttpOnly; SameSite=Strict$/,
    );
  });

  it('ends a session at sign-out, and the others when the password changes', async () => {
    const one = await signIn('bert', password);
    const other = await signIn('bert', password);
    const first = await refresh(portal, one);
    const second = await refresh(portal, other);
    const out = await portal.call('POST', '/api/auth/dop/logout', {
      headers: { cookie: cookieOf(one) },
    });
    expect(out.status).toBe(204);
    const gone = await portal.call('POST', '/api/auth/dop/refresh', {
      headers: { cookie: cookieOf(one) },
    });
    expect(gone.status).toBe(401);
    const signedOut = await portal.call('GET', '/api/access/me', {
      token: first,
    });
    expect(signedOut.status).toBe(401);

    const wrong = await portal.call('POST', '/api/access/me/password', {
      token: second,
      body: { currentPassword: 'not this one', newPassword: `${password} 2` },
    });
    expect(wrong.status).toBe(403);
    const changed = await portal.call('POST', '/api/access/me/password', {
      token: second,
      body: { currentPassword: password, newPassword: `${password} 2` },
    });
    expect(changed.status).toBe(204);
    const still = await portal.call('GET', '/api/access/me', { token: second });
    expect(still.status).toBe(200);
    const earlier = await portal.call('GET', '/api/access/me', { token: bert });
    expect(earlier.status).toBe(401);
    bert = second;
  });

  it('slows down guesses of a password', async () => {
    const guesses = [];
    for (let n = 0; n < 12; n++) {
      guesses.push(await signIn('nobody-here', `wrong password ${n}`));
    }
    expect(guesses.map(({ status }) => status)).toEqual([
      ...Array(10).fill(401),
      429,
      429,
    ]);
    expect(Number(guesses[11].headers.get('retry-after'))).toBeGreaterThan(0);
    expect(guesses[11].body.error?.message).toContain('Try again in');
    expect((await signIn('admin', password)).status).toBe(200);
  });

  it('refuses a disabled account everywhere, at once', async () => {
    const token = await makeToken(bert, ['api']);
    const disabled = await portal.call('PATCH', '/api/access/accounts/bert', {
      token: admin,
      body: { active: false },
    });
    expect(disabled.body.account?.active).toBe(false);
    for (const dead of [bert, token.secret]) {
      const refused = await portal.call('GET', '/api/access/me', {
        token: dead,
      });
      expect(refused.status).toBe(401);
      const report = await portal.call('PUT', '/api/test-reports/reports', {
        token: dead,
      });
      expect(report.status).toBe(401);
    }
    expect((await signIn('bert', `${password} 2`)).status).toBe(401);
    const last = await portal.call('PATCH', '/api/access/accounts/admin', {
      token: admin,
      body: { administrator: false },
    });
    expect(last.status).toBe(409);
  });

  it('has written down every write', async () => {
    let found: string[] = [];
    const look = async () => {
      const { body } = await portal.call('GET', '/api/access/audit?limit=200', {
        token: admin,
      });
      found = (body.items ?? []).map(
        ({ eventId, status, actor }) => `${eventId} ${status} ${actor}`,
      );
    };
    const timer = setInterval(look, 100);
    await waitFor(() =>
      found.includes('account-change failed user:default/admin')
        ? found
        : undefined,
    );
    clearInterval(timer);
    expect(found).toEqual(
      expect.arrayContaining([
        'first-link succeeded anonymous',
        'account-create succeeded user:default/admin',
        'invitation-accept succeeded anonymous',
        'group-create succeeded user:default/admin',
        'repository-create succeeded plugin:test-reports',
        'repository-create failed plugin:test-reports',
        'token-create succeeded user:default/bert',
        'token-revoke succeeded user:default/bert',
        'sign-in failed anonymous',
        'password-change succeeded user:default/bert',
        'account-change succeeded user:default/admin',
      ]),
    );
    const page = await portal.call('GET', '/api/access/audit?limit=2', {
      token: admin,
    });
    const next = await portal.call(
      'GET',
      `/api/access/audit?limit=2&cursor=${page.body.nextCursor}`,
      { token: admin },
    );
    expect(next.body.items).toHaveLength(2);
    expect(next.body.items?.[0].id).not.toBe(page.body.items?.[1].id);
    const bad = await portal.call('GET', '/api/access/audit?cursor=abc', {
      token: admin,
    });
    expect(bad.status).toBe(400);
  });

  it('answers everything as its OpenAPI document says', async () => {
    const as = async (method: string, path: string, body?: object) => {
      const { status, body: answer } = await portal.call(
        method,
        `/api/access${path}`,
        { token: admin, body },
      );
      expect({ path, done: status < 300 }).toEqual({ path, done: true });
      return answer;
    };
    await as('GET', '/openapi.json');
    await as('GET', '/alive');
    await as('PATCH', '/me', { email: 'admin@example.com' });
    await as('POST', '/accounts', {
      name: 'cara',
      displayName: 'Cara',
      email: 'cara@example.com',
    });
    await as('GET', '/accounts?search=cara&limit=1');
    await as('GET', '/accounts/cara');
    await as('POST', '/accounts/cara/password', { password });
    const { invitation } = await as('POST', '/accounts/cara/invitation');
    const key = invitation?.url.split('#')[1];
    const alive = await as('POST', '/invitations/check', { key });
    expect(alive).toMatchObject({ alive: true, name: 'cara' });
    await as('POST', '/first/check', { key });
    await as('PATCH', '/groups/bank', { description: 'Money' });
    await as('PUT', '/groups/bank/members/cara', { role: 'owner' });
    await as('GET', '/groups/bank');
    await as('DELETE', '/groups/bank/members/cara');
    const { items } = await as('GET', '/sessions');
    const other = items?.find(({ current }) => !current);
    await as('DELETE', `/sessions/${other?.id}`);
    await as('GET', '/dead-letters');
    expect(() => portal.api.check()).not.toThrow();
    expect(portal.api.contract.untried).toEqual(['retryDeadLetter']);
  });
});
