import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase, Outbox } from '@dop/plugin-devops-node';
import { isPermissionName } from '@dop/plugin-access-common';
import { hashPassword, verifyPassword } from '../security/passwords';
import { SignInLimiter } from '../security/SignInLimiter';
import { createServices } from '../service/createServices';

jest.setTimeout(120_000);

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_15'],
});
if (!databases.supports('POSTGRES_15')) {
  process.stderr.write(
    'Left out: stores on PostgreSQL (BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING is not set)\n',
  );
}

describe.each(databases.eachSupportedId())('Stores on %s', id => {
  async function open() {
    const client = await databases.init(id);
    const knex = await openDatabase(
      { getClient: async () => client },
      '@dop/plugin-access-backend',
    );
    const auth = mockServices.auth();
    const httpAuth = mockServices.httpAuth();
    const discovery = mockServices.discovery();
    const logger = mockServices.logger.mock();
    const outbox = Outbox.create({
      knex,
      auth,
      discovery,
      logger,
      pluginId: 'access',
    });
    const services = createServices({
      knex,
      outbox,
      auth,
      httpAuth,
      discovery,
      logger,
      appBaseUrl: 'http://localhost',
      dataDirectory: '/nowhere',
      print: () => undefined,
    });
    return { knex, ...services };
  }

  async function withPeople() {
    const services = await open();
    const { accounts, groups, directory } = services;
    await directory.change(async trx => {
      await accounts.insert(trx, {
        name: 'anna',
        displayName: 'Anna',
        administrator: true,
      });
      await accounts.insert(trx, { name: 'bert', displayName: 'Bert' });
      await groups.insert(trx, { name: 'shop', displayName: 'Shop' });
      await groups.insert(trx, { name: 'bank', displayName: 'Bank' });
      await groups.setMember(trx, 'shop', { account: 'bert', role: 'member' });
    });
    return services;
  }

  it('keeps accounts, and always one administrator', async () => {
    const { accounts, directory, knex } = await withPeople();
    await expect(
      directory.change(trx =>
        accounts.insert(trx, { name: 'bert', displayName: 'Other' }),
      ),
    ).rejects.toThrow('There is already an account "bert"');
    await expect(
      directory.change(trx => accounts.update(trx, 'anna', { active: false })),
    ).rejects.toThrow('last administrator');
    await directory.change(trx =>
      accounts.update(trx, 'bert', { administrator: true }),
    );
    // Bert was invited, but nobody can sign in as him yet.
    await expect(
      directory.change(trx =>
        accounts.update(trx, 'anna', { administrator: false }),
      ),
    ).rejects.toThrow('last administrator who can sign in: bert');
    await directory.change(trx =>
      accounts.setPasswordHash(trx, 'bert', 'scrypt$…'),
    );
    // Of two who demote each other at the same time, one stays.
    await directory.change(trx =>
      accounts.setPasswordHash(trx, 'anna', 'scrypt$…'),
    );
    const duel = await Promise.allSettled(
      ['anna', 'bert'].map(name =>
        directory.change(trx => accounts.update(trx, name, { active: false })),
      ),
    );
    expect(duel.map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
    await directory.change(async trx => {
      await accounts.update(trx, 'anna', { active: true });
      await accounts.update(trx, 'bert', { active: true });
    });
    const anna = await directory.change(trx =>
      accounts.update(trx, 'anna', { administrator: false, active: false }),
    );
    expect(anna).toMatchObject({ active: false, administrator: false });

    expect(await accounts.list({ limit: 10, after: 'anna' })).toMatchObject([
      { name: 'bert', administrator: true },
    ]);
    expect(await accounts.list({ limit: 10, search: 'NN' })).toHaveLength(1);
    expect(await accounts.list({ limit: 10, search: '%' })).toHaveLength(0);

    // Each change told the catalog, the refused ones did not.
    const events = await knex('outbox').count({ count: '*' }).first();
    expect(Number(events?.count)).toBe(7);
  });

  it('stores passwords as scrypt hashes with their parameters', async () => {
    const { accounts, knex } = await withPeople();
    const hash = await hashPassword('correct horse');
    await accounts.setPasswordHash(knex, 'bert', hash);
    await accounts.setPasswordHash(knex, 'bert', hash);
    const stored = await accounts.passwordHash('bert');
    expect(stored).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await verifyPassword('correct horse', stored)).toBe(true);
    expect(await verifyPassword('wrong horse', stored)).toBe(false);
    expect(await verifyPassword('correct horse', undefined)).toBe(false);
  });

  it('lets twenty takers of the first link make one administrator', async () => {
    const { accounts, directory, links } = await open();
    const old = await links.renewFirst();
    const { key } = await links.renewFirst();
    const take = (secret: string, name: string) =>
      directory
        .change(async trx => {
          if (
            !(await links.consumeFirst(trx, secret, {
              name,
              displayName: name,
            }))
          ) {
            throw new Error('refused');
          }
        })
        .then(
          () => true,
          () => false,
        );
    expect(await take(old.key, 'early')).toBe(false);
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, n) => take(key, `person${n}`)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await accounts.list({ limit: 100 })).toHaveLength(1);
    expect(await accounts.administratorExists()).toBe(true);

    // With an administrator, no first link works, not even a new one.
    const late = await links.renewFirst();
    expect(await take(late.key, 'late')).toBe(false);
  });

  it('ends a first link after an hour, an invitation after three days', async () => {
    const { knex, links } = await withPeople();
    const first = await links.renewFirst();
    const invitation = await links.invite('bert');
    expect(await links.firstAlive(first.key)).toBe(true);
    expect(await links.invited(invitation.key)).toBe('bert');
    expect(first.expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(
      3600_000,
    );
    await knex('links').update({ expires_at: Date.now() - 1 });
    expect(await links.firstAlive(first.key)).toBe(false);
    expect(await links.invited(invitation.key)).toBeUndefined();

    const replaced = await links.invite('bert');
    const newest = await links.invite('bert');
    expect(await links.consumeInvitation(knex, replaced.key)).toBeUndefined();
    expect(await links.consumeInvitation(knex, newest.key)).toBe('bert');
    expect(await links.consumeInvitation(knex, newest.key)).toBeUndefined();
  });

  it('opens sessions by their cookie until they end', async () => {
    const { knex, sessions } = await withPeople();
    const one = await sessions.start('bert', 'Firefox');
    const other = await sessions.start('bert', undefined);
    expect(await sessions.open(one.cookie)).toEqual({
      id: one.id,
      account: 'bert',
    });
    expect(await sessions.open(`${one.id}.${'0'.repeat(64)}`)).toBeUndefined();
    expect(await sessions.open('nonsense')).toBeUndefined();
    expect(JSON.stringify(await knex('sessions'))).not.toContain(
      one.cookie.split('.')[1],
    );

    expect(await sessions.end('bert', { except: one.id })).toBe(1);
    expect(await sessions.open(other.cookie)).toBeUndefined();
    expect(await sessions.isAlive(one.id, 'bert')).toBe(true);
    expect(await sessions.isAlive(one.id, 'anna')).toBe(false);

    await knex('sessions').update({
      last_seen_at: Date.now() - 8 * 24 * 3600_000,
    });
    expect(await sessions.open(one.cookie)).toBeUndefined();
    await knex('sessions').update({ ended_at: 1 });
    await sessions.tidy();
    expect(await knex('sessions')).toHaveLength(0);
  });

  it('knows a personal token by its secret until it ends', async () => {
    const { knex, tokens } = await withPeople();
    const { token, secret } = await tokens.insert('bert', {
      name: 'ci',
      scopes: ['registry:read', 'reports:write'],
      expiresAt: new Date(Date.now() + 60_000),
    });
    expect(await tokens.verify(secret)).toEqual({
      id: token.id,
      account: 'bert',
      scopes: ['registry:read', 'reports:write'],
    });
    expect(
      (await tokens.list('bert', { limit: 5 }))[0].lastUsedAt,
    ).toBeDefined();
    expect(JSON.stringify(await knex('tokens'))).not.toContain(
      secret.slice(-64),
    );
    expect(await tokens.verify(`${secret.slice(0, -1)}x`)).toBeUndefined();
    expect(await tokens.alive(token.id, 'anna')).toBeUndefined();
    expect(await tokens.revoke('anna', token.id)).toBe(false);
    expect(await tokens.revoke('bert', token.id)).toBe(true);
    expect(await tokens.verify(secret)).toBeUndefined();

    const expired = await tokens.insert('bert', {
      name: 'old',
      scopes: ['api'],
      expiresAt: new Date(Date.now() - 1),
    });
    expect(await tokens.verify(expired.secret)).toBeUndefined();

    const page = await tokens.list('bert', { limit: 1 });
    const next = await tokens.list('bert', {
      limit: 5,
      before: { createdAt: Date.parse(page[0].createdAt), id: page[0].id },
    });
    expect([...page, ...next].map(({ name }) => name).sort()).toEqual([
      'ci',
      'old',
    ]);
  });

  it('keeps repository names apart by more than their case', async () => {
    const { repositories } = await withPeople();
    const checkout = await repositories.insert({
      namespace: 'shop',
      name: 'Checkout',
    });
    expect(checkout).toMatchObject({
      owner: 'group:default/shop',
      visibility: 'internal',
      defaultBranch: 'main',
      trust: 'none',
    });
    await expect(
      repositories.insert({ namespace: 'shop', name: 'checkOUT' }),
    ).rejects.toThrow('There is already a repository "shop/checkOUT"');
    const cart = await repositories.insert({ namespace: 'shop', name: 'cart' });
    await expect(
      repositories.update(cart, { name: 'CHECKOUT' }),
    ).rejects.toThrow('There is already a repository');
    expect(
      await repositories.update(checkout, { name: 'till', trust: 'members' }),
    ).toMatchObject({ id: checkout.id, name: 'till', trust: 'members' });
    expect(
      await repositories.get({ namespace: 'shop', name: 'TILL' }),
    ).toMatchObject({ id: checkout.id });

    // A freed name goes to a record of its own.
    const again = await repositories.insert({
      namespace: 'shop',
      name: 'checkout',
    });
    expect(again.id).not.toBe(checkout.id);
    await expect(
      repositories.insert({ namespace: 'nowhere', name: 'x' }),
    ).rejects.toThrow();
    expect(await repositories.remove(again.id)).toBe(true);
    expect(await repositories.remove(again.id)).toBe(false);
  });

  it('decides by the role in the repository', async () => {
    const { authorizer, identity, repositories } = await withPeople();
    const inGroup = await repositories.insert({
      namespace: 'shop',
      name: 'inside',
      visibility: 'private',
    });
    const open_ = await repositories.insert({
      namespace: 'bank',
      name: 'open',
    });
    const hidden = await repositories.insert({
      namespace: 'bank',
      name: 'hidden',
      visibility: 'private',
    });
    const bert = await identity.user('user:default/bert');
    const anna = await identity.user('user:default/anna');
    const may = (
      principal: Parameters<typeof authorizer.authorize>[0],
      permission: string,
      on: Parameters<typeof authorizer.authorize>[2],
    ) =>
      authorizer
        .authorize(
          principal,
          isPermissionName(permission) ? permission : 'dop.audit.read',
          on,
        )
        .then(
          () => 'yes',
          error => error.name,
        );

    expect(
      await Promise.all([
        may(bert, 'dop.repository.push', { repositoryId: inGroup.id }),
        may(bert, 'dop.repository.administer', { repositoryId: inGroup.id }),
        may(bert, 'dop.repository.read', { repositoryId: open_.id }),
        may(bert, 'dop.repository.push', { repositoryId: open_.id }),
        may(bert, 'dop.repository.read', { repositoryId: hidden.id }),
        may(bert, 'dop.repository.read', { repositoryId: 'none' }),
        may(bert, 'dop.repository.create', { group: 'shop' }),
        may(bert, 'dop.repository.create', { group: 'bank' }),
        may(bert, 'dop.repository.create', { group: 'none' }),
        may(bert, 'dop.audit.read', {}),
        may(bert, 'dop.repository.read', {}),
        may(anna, 'dop.repository.trust', { repositoryId: hidden.id }),
      ]),
    ).toEqual([
      'yes',
      'NotAllowedError',
      'yes',
      'NotAllowedError',
      'NotFoundError',
      'NotFoundError',
      'yes',
      'NotAllowedError',
      'NotFoundError',
      'NotAllowedError',
      'InputError',
      'yes',
    ]);
    expect(await authorizer.visible(anna)).toEqual({ all: true });
    expect(await authorizer.visible(bert)).toEqual({
      all: false,
      repositoryIds: [inGroup.id, open_.id].sort(),
    });

    // A token narrows what its account may do.
    const reader = {
      ...bert,
      token: { id: 't', scopes: ['repository:read' as const] },
    };
    expect(
      await may(reader, 'dop.repository.read', { repositoryId: open_.id }),
    ).toBe('yes');
    expect(
      await may(reader, 'dop.repository.push', { repositoryId: inGroup.id }),
    ).toBe('NotAllowedError');

    const run = {
      type: 'run' as const,
      runId: 'r',
      runNumber: 1,
      workflowId: 'w',
      stepId: 's',
      instanceKey: 's',
      attempt: 1,
      epoch: 1,
      repositoryId: inGroup.id,
      ref: 'refs/heads/main',
      protectedRef: true,
      commit: '0'.repeat(40),
      isolated: false,
      refSlug: 'main',
    };
    const own = { repositoryId: inGroup.id };
    expect(
      await Promise.all([
        may(run, 'dop.repository.read', own),
        may(run, 'dop.image.write', own),
        may(run, 'dop.report.write', own),
        may(run, 'dop.run.start', own),
        may(run, 'dop.repository.administer', own),
        may(run, 'dop.repository.push', own),
        may(run, 'dop.repository.push', { ...own, ref: 'refs/heads/main' }),
        may(run, 'dop.repository.push', { ...own, ref: 'refs/heads/fix' }),
        may(run, 'dop.repository.read', { repositoryId: open_.id }),
        may(run, 'dop.account.read', {}),
      ]),
    ).toEqual([
      'yes',
      'yes',
      'yes',
      'NotAllowedError',
      'NotAllowedError',
      'NotAllowedError',
      'NotAllowedError',
      'yes',
      'NotFoundError',
      'NotAllowedError',
    ]);
    expect(await authorizer.visible(run)).toEqual({
      all: false,
      repositoryIds: [inGroup.id],
    });
  });

  it('refuses the dead at once', async () => {
    const { accounts, authorizer, directory, identity, tokens } =
      await withPeople();
    const bert = await identity.user('user:default/bert');
    const { secret } = await tokens.insert('bert', {
      name: 'ci',
      scopes: ['api'],
      expiresAt: new Date(Date.now() + 60_000),
    });
    await directory.change(trx =>
      accounts.update(trx, 'bert', { active: false }),
    );
    await expect(identity.user('user:default/bert')).rejects.toThrow(
      'disabled',
    );
    await expect(identity.personalToken(secret)).rejects.toThrow('disabled');
    await expect(
      authorizer.authorize(bert, 'dop.component.read'),
    ).rejects.toThrow('disabled');
    await expect(authorizer.visible(bert)).rejects.toThrow('disabled');
    await expect(identity.user('user:other/bert')).rejects.toThrow(
      'has no account',
    );
  });

  it('gives the catalog its users and groups', async () => {
    const { accounts, directory } = await withPeople();
    await directory.change(trx =>
      accounts.insert(trx, { name: 'gone', displayName: 'Gone' }),
    );
    await directory.change(trx =>
      accounts.update(trx, 'gone', { active: false }),
    );
    const entities = await directory.entities();
    expect(
      entities.map(({ kind, metadata }) => `${kind}:${metadata.name}`),
    ).toEqual([
      'User:anna',
      'User:bert',
      'Group:bank',
      'Group:shop',
      'Group:dop',
    ]);
    expect(entities[1].spec).toMatchObject({ memberOf: ['shop'] });
    // Owns what ships; whoever administers is in it.
    expect(entities[4].spec).toMatchObject({
      type: 'portal',
      members: ['anna'],
    });
  });

  it('counts attempts to sign in, and forgives the right one', async () => {
    const { knex } = await open();
    const limiter = SignInLimiter.create(knex);
    for (let n = 0; n < 9; n++) {
      await limiter.attempt('bert', '10.0.0.1');
    }
    await limiter.succeeded('bert', '10.0.0.1');
    for (let n = 0; n < 10; n++) {
      await limiter.attempt('bert', '10.0.0.1');
    }
    await expect(limiter.attempt('bert', '10.0.0.1')).rejects.toMatchObject({
      name: 'TooManyAttemptsError',
      statusCode: 429,
    });
    // Others, and bert from elsewhere, are not held up.
    await limiter.attempt('bert', '10.0.0.2');
    await limiter.attempt('anna', '10.0.0.1');
    // One address cannot try many accounts.
    const tries = [];
    for (let n = 0; n < 60; n++) {
      tries.push(
        await limiter.attempt(`person${n}`, '10.0.0.3').then(
          () => true,
          () => false,
        ),
      );
    }
    expect(tries.every(Boolean)).toBe(true);
    await expect(limiter.attempt('one-more', '10.0.0.3')).rejects.toThrow(
      'Too many attempts',
    );
  });

  it('keeps the audit in order, each entry once', async () => {
    const { audit } = await open();
    const entry = (
      n: number,
      status: 'initiated' | 'succeeded' | 'failed',
    ) => ({
      id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      time: new Date(1_000_000 + n).toISOString(),
      pluginId: n % 2 ? 'code' : 'access',
      eventId: 'push',
      severity: 'low' as const,
      status,
      actor: 'user:default/bert',
      meta: { what: `nul \u0000 here ${n}` },
      error: status === 'failed' ? 'Error: no\u0000t so' : undefined,
    });
    const entries = Array.from({ length: 120 }, (_, n) =>
      entry(n, n === 7 ? 'failed' : 'succeeded'),
    );
    await audit.append([...entries, entry(500, 'initiated')]);
    await audit.append(entries);
    const page = await audit.list({}, { limit: 100 });
    const rest = await audit.list(
      {},
      { limit: 100, before: page[99].sequence },
    );
    expect(page.length + rest.length).toBe(120);
    expect(page[0].entry.id).toBe(entries[119].id);
    expect(await audit.list({ status: 'failed' }, { limit: 9 })).toMatchObject([
      { entry: { meta: { what: 'nul \u0000 here 7' } } },
    ]);
    expect(await audit.list({ plugin: 'code' }, { limit: 200 })).toHaveLength(
      60,
    );
    expect(
      await audit.list(
        { from: entries[10].time, to: entries[12].time },
        { limit: 9 },
      ),
    ).toHaveLength(2);
    expect(await audit.list({ search: 'HERE 119' }, { limit: 9 })).toHaveLength(
      1,
    );
  });
});
