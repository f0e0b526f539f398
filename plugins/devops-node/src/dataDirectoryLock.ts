import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';

/** Held by the one process that may use a data folder with SQLite in it. */
export interface DataDirectoryLock {
  release(): void;
}

/**
 * Takes the lock of a data folder. The operating system drops it when the
 * process ends in whatever way, so there is nothing stale to clean up.
 *
 * @throws Error if another process has it
 */
export function lockDataDirectory(folder: string): DataDirectoryLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new Database(join(folder, 'portal.lock'), { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new Error(
      `Another portal uses the data folder ${folder}. Stop it first, or choose another folder (dop.dataDirectory).`,
      { cause: error },
    );
  }
  return { release: () => lock.close() };
}

const dataDirectoryLockRef = createServiceRef<DataDirectoryLock | undefined>({
  id: 'dop.data-directory-lock',
  scope: 'root',
});

/** Locks the data folder before any plugin starts, where SQLite is the database. */
export const dataDirectoryLockFactory = createServiceFactory({
  service: dataDirectoryLockRef,
  initialization: 'always',
  deps: { config: coreServices.rootConfig },
  factory: ({ config }) =>
    config.getString('backend.database.client').includes('sqlite')
      ? lockDataDirectory(resolve(config.getString('dop.dataDirectory')))
      : undefined,
});
