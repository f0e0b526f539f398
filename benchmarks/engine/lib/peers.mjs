// Installs the peers, from the lock file, where the product does not look.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, root, work } from '../../../scripts/lib/setUp.mjs';

const files = ['package.json', 'package-lock.json'];

/** @returns the folder that has them in its `node_modules` */
export function installPeers() {
  const source = join(root, 'benchmarks/engine');
  const folder = join(work, 'benchmark-peers');
  const current =
    existsSync(join(folder, 'node_modules')) &&
    files.every(
      name =>
        existsSync(join(folder, name)) &&
        readFileSync(join(folder, name)).equals(
          readFileSync(join(source, name)),
        ),
    );
  if (current) {
    return folder;
  }
  mkdirSync(folder, { recursive: true });
  for (const name of files) {
    copyFileSync(join(source, name), join(folder, name));
  }
  const { status, stderr } = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--ignore-scripts'],
    { cwd: folder, env: environment(), encoding: 'utf8' },
  );
  if (status !== 0) {
    throw new Error(
      `The peers could not be installed:\n${stderr}\nIs the npm registry reachable? \`npm ping\` tells.`,
    );
  }
  return folder;
}
