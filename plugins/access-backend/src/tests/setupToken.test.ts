import {
  existsSync,
  mkdtempSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase, Outbox } from '@dop/plugin-devops-node';
import { AccountStore } from '../database/AccountStore';
import { GroupStore } from '../database/GroupStore';
import { LinkStore } from '../database/LinkStore';
import { TokenStore } from '../database/TokenStore';
import { Directory } from '../service/Directory';
import {
  SetupToken,
  setupRequestFile,
  setupTokenFile,
} from '../service/SetupToken';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

async function until(condition: () => boolean | Promise<boolean>) {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error('The condition did not become true within 10 s');
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}

it('gives the set-up a token only while the portal has no administrator, and does not count as one', async () => {
  const client = await databases.init('SQLITE_3');
  const knex = await openDatabase(
    { getClient: async () => client },
    '@dop/plugin-access-backend',
  );
  const dataDirectory = mkdtempSync(join(tmpdir(), 'dop-setup-'));
  const accounts = AccountStore.create(knex);
  const groups = GroupStore.create(knex);
  const tokens = TokenStore.create(knex);
  const links = LinkStore.create(knex);
  const logger = mockServices.logger.mock();
  const outbox = Outbox.create({
    knex,
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
    logger,
    pluginId: 'access',
  });
  const setupToken = SetupToken.create({
    accounts,
    groups,
    tokens,
    directory: Directory.create({ knex, outbox, accounts, groups }),
    logger,
    dataDirectory,
  });
  setupToken.start();
  const answer = join(dataDirectory, setupTokenFile);
  const ask = async () => {
    const before = existsSync(answer) ? statSync(answer).mtimeMs : 0;
    writeFileSync(join(dataDirectory, setupRequestFile), '');
    await until(() => existsSync(answer) && statSync(answer).mtimeMs > before);
    return readFileSync(answer, 'utf8').trim();
  };

  const secret = await ask();
  expect(statSync(answer).mode % 0o1000).toBe(0o600);
  expect(await tokens.verify(secret)).toMatchObject({ account: 'setup' });
  expect(await accounts.administratorExists()).toBe(false);
  expect(await ask()).toMatch(/^dop_pat_/);

  await groups.insert(knex, { name: 'samples', displayName: 'Samples' });
  await groups.setMember(knex, 'samples', { account: 'setup', role: 'owner' });
  const { key } = await links.renewFirst();
  expect(
    await knex.transaction(trx =>
      links.consumeFirst(trx, key, { name: 'ada', displayName: 'Ada' }),
    ),
  ).toBe(true);
  expect(await ask()).toMatch(/^refused/);
  await expect(
    knex.transaction(trx => accounts.update(trx, 'ada', { active: false })),
  ).rejects.toThrow('the last administrator');

  // It is over once its tokens are: the administrator has its groups.
  for (const { id } of await knex('tokens')) {
    await tokens.revoke('setup', id);
  }
  await until(async () => (await accounts.get('setup'))?.active === false);
  expect((await groups.get('samples'))?.members).toEqual([
    { account: 'ada', role: 'owner' },
  ]);
  await setupToken.stop();
  await outbox.stop();
});
