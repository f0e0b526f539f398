import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openDatabase } from '@dop/plugin-devops-node';
import { AccountStore } from '../database/AccountStore';
import { LinkStore } from '../database/LinkStore';
import { FirstLink } from '../service/FirstLink';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** The local command, as an administrator runs it. */
function renew(dataDirectory: string): Promise<{ code: number; out: string }> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [join(__dirname, '../../bin/renew-first-link.mjs'), dataDirectory],
      (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    );
  });
}

it('makes the first link once, shows it nowhere but in terminal and file, and renews it by a local command', async () => {
  const client = await databases.init('SQLITE_3');
  const knex = await openDatabase(
    { getClient: async () => client },
    '@dop/plugin-access-backend',
  );
  const data = mkdtempSync(join(tmpdir(), 'dop-first-link-'));
  const dataDirectory = join(data, 'access');
  mkdirSync(dataDirectory);
  const file = join(dataDirectory, 'first-link');
  const logger = mockServices.logger.mock();
  const accounts = AccountStore.create(knex);
  const links = LinkStore.create(knex);
  const printed: string[] = [];
  const start = async () => {
    const firstLink = FirstLink.create({
      accounts,
      links,
      logger,
      appBaseUrl: 'http://portal.test/base/',
      dataDirectory,
      print: text => printed.push(text),
    });
    await firstLink.start();
    return firstLink;
  };

  const first = await start();
  const link = readFileSync(file, 'utf8').trim();
  expect(link).toMatch(/^http:\/\/portal\.test\/base\/first#[0-9a-f]{64}$/);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toContain(link);
  expect(JSON.stringify(await knex('links'))).not.toContain(link.split('#')[1]);
  await first.stop();

  // A second start keeps the link, and does not show it again.
  const second = await start();
  expect(readFileSync(file, 'utf8').trim()).toBe(link);
  expect(printed).toHaveLength(2);
  expect(printed[1]).not.toContain(link);
  expect(printed[1]).toMatch(/it works for 59 more minutes/);
  expect(printed[1]).toContain('npm start -- --renew-first-link');
  await second.stop();

  await knex('links').update({ expires_at: Date.now() - 1_000 });
  const third = await start();
  expect(printed[2]).toContain('its hour is over');

  const renewed = await renew(data);
  expect(renewed.code).toBe(0);
  expect(renewed.out.trim()).toMatch(/\/first#[0-9a-f]{64}$/);
  expect(renewed.out.trim()).not.toBe(link);
  expect(await links.firstAlive(link.split('#')[1])).toBe(false);
  expect(await links.firstAlive(renewed.out.trim().split('#')[1])).toBe(true);

  await accounts.insert(knex, {
    name: 'anna',
    displayName: 'Anna',
    administrator: true,
  });
  await third.close();
  const late = await renew(data);
  expect(late.code).toBe(1);
  expect(late.out).toContain('There is an administrator already');
  expect(existsSync(file)).toBe(false);
  await third.stop();
  for (const level of [logger.info, logger.warn, logger.error, logger.debug]) {
    expect(level).not.toHaveBeenCalled();
  }
});
