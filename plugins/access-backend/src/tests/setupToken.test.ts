import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

it('gives the set-up a token only while the portal has no administrator, and does not count as one', async () => {
  const client = await databases.init('SQLITE_3');
  const knex = await openDatabase(
    { getClient: async () => client },
    '@dop/plugin-access-backend',
  );
  const dataDirectory = mkdtempSync(join(tmpdir(), 'dop-setup-'));
  const accounts = AccountStore.create(knex);
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
    tokens,
    directory: Directory.create({
      knex,
      outbox,
      accounts,
      groups: GroupStore.create(knex),
    }),
    logger,
    dataDirectory,
  });
  setupToken.start();
  const answer = join(dataDirectory, setupTokenFile);
  const ask = async () => {
    const before = existsSync(answer) ? statSync(answer).mtimeMs : 0;
    writeFileSync(join(dataDirectory, setupRequestFile), '');
    const deadline = Date.now() + 10_000;
    while (!existsSync(answer) || statSync(answer).mtimeMs <= before) {
      if (Date.now() > deadline) {
        throw new Error('No answer within 10 s');
      }
      await new Promise(resolve => {
        setTimeout(resolve, 20);
      });
    }
    return readFileSync(answer, 'utf8').trim();
  };

  const secret = await ask();
  expect(statSync(answer).mode % 0o1000).toBe(0o600);
  expect(await tokens.verify(secret)).toMatchObject({ account: 'setup' });
  expect(await accounts.administratorExists()).toBe(false);
  expect(await ask()).toMatch(/^dop_pat_/);

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
  await setupToken.stop();
  await outbox.stop();
});
