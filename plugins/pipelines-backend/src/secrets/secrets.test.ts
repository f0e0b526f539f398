import { createBackendModule } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isTerminal, type Run } from '@dop/plugin-pipelines-common';
import { pipelinesExtensionPoint } from '@dop/plugin-pipelines-node';
import {
  startPortal,
  type TestClone,
  type TestPortal,
} from '../__testUtils__/startPortal';
import { until } from '../__testUtils__/until';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const value = 'hunter2/"é" and more';

/** Another store beside the portal's own. */
const vault = createBackendModule({
  pluginId: 'pipelines',
  moduleId: 'vault',
  register(env) {
    env.registerInit({
      deps: { pipelines: pipelinesExtensionPoint },
      async init({ pipelines }) {
        pipelines.addSecretStore({
          read: async name =>
            name === 'vault/token' ? { value: 'from-the-vault' } : undefined,
        });
      },
    });
  },
});

const flow = (secret: string, script: string) => `apiVersion: dop/v1
kind: Workflow
metadata: { name: flow }
spec:
  triggers: { push: {}, manual: {} }
  steps:
    publish:
      uses: dop/shell@1
      secrets: { SCRIPT_SECRET: ${secret} }
      with: { script: '${script}' }
`;

describe.each(databases.eachSupportedId())('secrets on %p', databaseId => {
  let portal: TestPortal;
  let olga: string;
  let mia: string;
  let stranger: string;
  let root: string;
  let clone: TestClone;
  let keyFile: string;

  beforeAll(async () => {
    const knex =
      databaseId === 'SQLITE_3' ? undefined : await databases.init(databaseId);
    portal = await startPortal({
      features: [vault],
      database: knex && {
        client: 'pg',
        connection: knex.client.config.connection,
        prefix: `secrets_${process.pid}_`,
      },
    });
    const { fake } = portal.access;
    olga = fake.addUser('olga', { groups: { shop: 'owner', qa: 'member' } });
    mia = fake.addUser('mia', { groups: { shop: 'member' } });
    stranger = fake.addUser('sam', { groups: { other: 'owner' } });
    root = fake.addUser('root', { administrator: true });
    keyFile = join(portal.dataDirectory, 'pipelines', 'secrets.key');
    clone = await trusted('shop/delivery', mia);
  });
  afterAll(async () => {
    await portal?.stop();
  });

  async function trusted(name: string, secret: string): Promise<TestClone> {
    const { fake } = portal.access;
    const made = await portal.repository(name, secret);
    const record = await fake.repository({ id: made.id });
    fake.addRepository({ ...record!, trust: 'members' });
    return made;
  }

  /** Pushes a workflow and waits for the end of its run. */
  async function runOf(
    secret: string,
    script: string,
    { ref = 'main', of = clone, as = mia } = {},
  ): Promise<Run> {
    const commit = await of.push(
      { '.dop/flow.yaml': flow(secret, script) },
      { ref },
    );
    const client = portal.client(as);
    return until(async () => {
      const { items } = await client.runs({ repositoryId: of.id });
      const run = items.find(
        one => one.commit === commit && one.ref === `refs/heads/${ref}`,
      );
      return run && isTerminal(run.state) ? client.run(run.id) : undefined;
    });
  }

  const attemptOf = (run: Run) => run.steps[0].attempts[0];
  const logOf = async (run: Run) =>
    (await portal.client(mia).log(run.id, 'publish', 1)).text;
  const shown = 'echo "got ${SCRIPT_SECRET:-nothing}"';

  it('are made, changed and deleted by owners, and answered without value', async () => {
    const client = portal.client(olga);
    const made = await client.putSecret('shop/npm-token', { value });
    expect(made).toEqual({
      name: 'shop/npm-token',
      repositories: 'all',
      refs: 'protected',
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      updatedBy: 'user:default/olga',
    });
    const changed = await client.putSecret('shop/npm-token', {
      repositories: ['shop/delivery'],
      refs: ['refs/heads/release-*'],
    });
    expect(changed).toMatchObject({
      repositories: ['shop/delivery'],
      refs: ['refs/heads/release-*'],
    });
    await client.putSecret('shop/npm-token', {
      repositories: 'all',
      refs: 'protected',
    });
    await client.putSecret('shop/old', { value: 'not needed' });
    const first = await client.secrets({ limit: 1 });
    expect(first.items.map(({ name }) => name)).toEqual(['shop/npm-token']);
    const second = await client.secrets({ limit: 1, cursor: first.nextCursor });
    expect(second.items.map(({ name }) => name)).toEqual(['shop/old']);
    expect(second.nextCursor).toBeUndefined();
    await client.deleteSecret('shop/old');
    await expect(client.deleteSecret('shop/old')).rejects.toThrow(
      'There is no secret shop/old',
    );
    const all = await portal.client(root).secrets({ namespace: 'shop' });
    expect(all.items).toHaveLength(1);
    expect(JSON.stringify(all)).not.toContain('hunter2');
  });

  it('are nobody else’s business', async () => {
    for (const secret of [mia, stranger]) {
      const client = portal.client(secret);
      expect((await client.secrets()).items).toEqual([]);
      await expect(client.secrets({ namespace: 'shop' })).rejects.toThrow();
      await expect(
        client.putSecret('shop/npm-token', { value: 'mine from now on' }),
      ).rejects.toThrow();
      await expect(client.deleteSecret('shop/npm-token')).rejects.toThrow();
    }
    expect((await portal.client(olga).secrets()).items).toHaveLength(1);
  });

  it.each([
    ['small letters, digits and dashes', { value }, 'shop/Token'],
    ['shorter than 8 characters', { value: '1234567' }],
    ['longer than 32768 bytes', { value: 'x'.repeat(33_000) }],
    ['NUL', { value: 'has a \0 in it' }],
    ['expected a full ref', { value, refs: ['main'] }],
    ['expected a full ref', { value, refs: ['refs/*/*/*/*/*'] }],
    ['no such repository', { value, repositories: ['shop/gone'] }],
    ['at least 1', { value, repositories: [] }],
    ['Give a value to make it', {}],
  ])(
    'refuse what cannot be used: %s',
    async (message, body, name = 'shop/a') => {
      const answer = await portal.call('PUT', `/pipelines/secrets/${name}`, {
        secret: olga,
        body,
      });
      expect([400, 404]).toContain(answer.status);
      expect(await answer.text()).toContain(message);
    },
  );

  it('reach steps on protected refs, hidden in their logs', async () => {
    const run = await runOf('shop/npm-token', shown);
    expect(run.state).toBe('succeeded');
    expect(attemptOf(run).secrets).toEqual([
      { variable: 'SCRIPT_SECRET', name: 'shop/npm-token' },
    ]);
    expect(await logOf(run)).toContain('got ***\n');
    expect(JSON.stringify(run)).not.toContain('hunter2');
    const [info] = (await portal.client(olga).secrets()).items;
    expect(info).toMatchObject({
      usedAt: expect.any(String),
      usedByRun: run.id,
    });
  });

  it('stay unset on other refs, until their owner names these', async () => {
    const before = await runOf('shop/npm-token', shown, { ref: 'topic' });
    expect(await logOf(before)).toContain('got nothing');
    expect(attemptOf(before).secrets).toEqual([
      {
        variable: 'SCRIPT_SECRET',
        name: 'shop/npm-token',
        unset:
          'shop/npm-token is for protected refs only, and refs/heads/topic is none.',
      },
    ]);
    // A ref that was not protected when the run began stays out.
    const { fake } = portal.access;
    const record = await fake.repository({ id: clone.id });
    fake.addRepository({ ...record!, protectedRefs: ['refs/heads/*'] });
    const again = await portal.client(mia).rerun(before.id);
    const rerun = await until(async () => {
      const run = await portal.client(mia).run(again.id);
      return isTerminal(run.state) ? run : undefined;
    });
    expect(attemptOf(rerun).secrets?.[0].unset).toContain('protected refs');
    fake.addRepository(record!);

    const client = portal.client(olga);
    await client.putSecret('shop/npm-token', { refs: ['refs/heads/to*'] });
    const after = await runOf('shop/npm-token', shown, { ref: 'topic' });
    expect(await logOf(after)).toContain('got ***');
    const main = await runOf('shop/npm-token', shown);
    expect(attemptOf(main).secrets?.[0].unset).toBe(
      'shop/npm-token is for refs/heads/to* only, and refs/heads/main is none of them.',
    );
    await client.putSecret('shop/npm-token', { refs: 'protected' });
  });

  it('are for repositories of their group, or those that are named', async () => {
    const foreign = await trusted('other/delivery', stranger);
    const of = { of: foreign, as: stranger };
    const unknown =
      'There is no secret shop/npm-token that this repository may read.';
    const before = await runOf('shop/npm-token', shown, of);
    expect(attemptOf(before).secrets?.[0].unset).toBe(unknown);
    const client = portal.client(olga);
    await client.putSecret('shop/npm-token', {
      repositories: ['other/delivery'],
    });
    const named = await runOf('shop/npm-token', shown, of);
    expect(attemptOf(named).secrets?.[0].unset).toBeUndefined();
    const own = await runOf('shop/npm-token', shown);
    expect(attemptOf(own).secrets?.[0].unset).toBe(unknown);
    await client.putSecret('shop/npm-token', { repositories: 'all' });
  });

  it('fail a step that gives one away', async () => {
    const run = await runOf(
      'shop/npm-token',
      'node -e "console.log(JSON.stringify({ a: process.env.SCRIPT_SECRET }))" > "$OUTPUT_VALUES"',
    );
    expect(run.state).toBe('failed');
    expect(attemptOf(run).reason).toContain('its outputs hold a secret');
    expect(JSON.stringify(run)).not.toContain('hunter2');
  });

  it('may come from another store', async () => {
    const run = await runOf('vault/token', shown);
    expect(await logOf(run)).toContain('got ***');
  });

  it('lie encrypted under a key that only the portal can read', async () => {
    const key = await readFile(keyFile, 'utf8');
    expect(key).toMatch(/^[0-9a-f]{64}\n$/);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);

    const client = portal.client(olga);
    const fails = async (reason: RegExp) => {
      const [info] = (await client.secrets()).items;
      expect(info.problem).toMatch(reason);
      const run = await runOf('shop/npm-token', shown);
      expect(run.state).toBe('failed');
      expect(attemptOf(run).reason).toMatch(
        new RegExp(
          `The secret shop/npm-token could not be read: ${reason.source}`,
        ),
      );
    };
    await rm(keyFile);
    await fails(/Its key is lost/);
    await expect(
      client.putSecret('shop/other', { value: 'something new' }),
    ).rejects.toThrow('Put the right file back');
    await writeFile(keyFile, '0'.repeat(64));
    await fails(/It is sealed under another key/);
    await writeFile(keyFile, 'garbage');
    await fails(/The key file of the secrets, .* holds no key/);

    await writeFile(keyFile, key);
    const run = await runOf('shop/npm-token', shown);
    expect(await logOf(run)).toContain('got ***');
  });
});
