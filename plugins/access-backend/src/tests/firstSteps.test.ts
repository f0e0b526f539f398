import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  refresh,
  startPortal,
  waitFor,
  type Portal,
} from '../__testUtils__/startPortal';

jest.setTimeout(120_000);

const password = 'correct horse battery';

describe('From the first link to a revoked token', () => {
  let portal: Portal;

  beforeAll(async () => {
    portal = await startPortal();
  });

  afterAll(() => portal?.stop());

  it('goes the whole way', async () => {
    const file = join(portal.dataDirectory, 'access', 'first-link');
    const link = await waitFor(() =>
      existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(link).toMatch(/\/first#[0-9a-f]{64}$/);
    const key = link.split('#')[1];

    const attempts = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        portal.call('POST', '/api/access/first', {
          body: { key, name: `admin${n}`, displayName: 'The First', password },
        }),
      ),
    );
    const made = attempts.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    expect(attempts.filter(({ status }) => status === 401)).toHaveLength(19);
    const admin = made[0].body.account?.name;
    expect(made[0].body.account).toMatchObject({ administrator: true });
    expect(() => statSync(file)).toThrow();

    const token = await refresh(portal, made[0]);
    const me = await portal.call('GET', '/api/access/me', { token });
    expect(me.body).toMatchObject({
      account: { name: admin },
      principal: { administrator: true },
    });

    const created = await portal.call('POST', '/api/access/tokens', {
      token,
      body: {
        name: 'ci',
        scopes: ['api'],
        expiresAt: new Date(Date.now() + 3600_000).toISOString(),
      },
    });
    expect(created.status).toBe(201);
    const { secret } = created.body;
    const asToken = await portal.call('GET', '/api/access/accounts', {
      token: secret,
    });
    expect(asToken.status).toBe(200);
    expect(asToken.body.items).toHaveLength(1);

    const revoked = await portal.call(
      'DELETE',
      `/api/access/tokens/${created.body.token?.id}`,
      { token },
    );
    expect(revoked.status).toBe(204);
    const refused = await portal.call('GET', '/api/access/accounts', {
      token: secret,
    });
    expect(refused.status).toBe(401);
  });
});
