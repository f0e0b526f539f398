import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { migrate } from '@dop/plugin-devops-node';
import knexFactory, { type Knex } from 'knex';
import { SecretTable } from './SecretTable';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('stored secrets on %s', id => {
  let knex: Knex;

  beforeAll(async () => {
    const given = await databases.init(id);
    knex = id === 'SQLITE_3' ? given : await inEnglish(given);
    await migrate(knex, {
      directory: resolvePackagePath(
        '@dop/plugin-pipelines-backend',
        'migrations',
      ),
      tableName: 'knex_migrations',
    });
  });
  afterAll(() => knex?.destroy());

  it('are paged bytewise, whatever the language of the database, and dated by its clock', async () => {
    const secrets = SecretTable.create(knex);
    const names = ['npm', 'npm-token', 'npm.old', 'npm_x', 'npma', 'npmrc'];
    const by = 'user:default/ada';
    const begin = Date.now();
    for (const name of [...names].reverse()) {
      await secrets.put({ namespace: 'shop', name }, { sealed: '1.k.x', by });
      await secrets.put({ namespace: 'shop-eu', name }, { sealed: 'x', by });
    }
    const found: string[] = [];
    for (let after: string | undefined; ; after = found.at(-1)) {
      const page = await secrets.list({ after, limit: 5 });
      if (page.length === 0) {
        break;
      }
      found.push(...page.map(one => `${one.namespace}/${one.name}`));
    }
    expect(found).toEqual([
      ...names.map(name => `shop/${name}`),
      ...names.map(name => `shop-eu/${name}`),
    ]);

    const name = { namespace: 'shop', name: 'npm' };
    expect(await secrets.change(name, { refs: ['refs/heads/*'], by })).toBe(
      true,
    );
    await secrets.used('shop', 'npm', 'run-1');
    const stored = await secrets.get('shop', 'npm');
    expect(stored?.createdAt).toBeGreaterThan(begin - 60_000);
    expect(stored?.createdAt).toBeLessThan(begin + 60_000);
    expect(stored?.updatedAt).toBeGreaterThanOrEqual(stored!.createdAt);
    expect(stored?.usedAt).toBeGreaterThanOrEqual(stored!.updatedAt);
    // Replaced, it is as old as it was.
    await secrets.put(name, { sealed: '1.k.y', by });
    expect((await secrets.get('shop', 'npm'))?.createdAt).toBe(
      stored?.createdAt,
    );
  });
});

/** A database beside this one that sorts as people do. */
async function inEnglish(knex: Knex): Promise<Knex> {
  const name = `english_${process.pid}`;
  await knex.raw(
    `CREATE DATABASE ${name} TEMPLATE template0
     LOCALE 'C.UTF-8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US'`,
  );
  const { connection } = knex.client.config;
  return knexFactory({
    client: 'pg',
    connection: { ...connection, database: name },
  });
}
