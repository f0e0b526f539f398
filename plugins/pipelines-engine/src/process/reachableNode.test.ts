import { execFileSync } from 'node:child_process';
import { chmod, copyFile, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reachableNode } from './reachableNode';

const root = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

describe('reachableNode', () => {
  const own = process.execPath;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'node-'));
    await chmod(folder, 0o711);
  });
  afterEach(async () => {
    process.execPath = own;
    await rm(folder, { recursive: true, force: true });
  });

  it('is the own one where nobody else runs programs', async () => {
    expect(await reachableNode(undefined, folder)).toBe(await realpath(own));
  });

  (root ? describe : describe.skip)('where the portal is root', () => {
    it('can be run by a user who may not enter the folder of the own one', async () => {
      const home = await mkdtemp(join(tmpdir(), 'private-'));
      await chmod(home, 0o700);
      await copyFile(own, join(home, 'node'));
      process.execPath = join(home, 'node');
      const first = await reachableNode(nobody, folder);
      expect(first).not.toBe(process.execPath);
      expect(await reachableNode(nobody, folder)).toBe(first);
      const version = execFileSync(first, ['--version'], {
        ...nobody,
        cwd: '/',
        env: {},
      });
      expect(String(version).trim()).toBe(process.version);
      await rm(home, { recursive: true });
    });
  });
});
