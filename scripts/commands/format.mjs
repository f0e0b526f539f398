// npm run format: writes every file as the formatter wants it.
import { spawnSync } from 'node:child_process';
import { environment, root } from '../lib/setUp.mjs';

const { status } = spawnSync('prettier', ['--write', '--loglevel=warn', '.'], {
  stdio: 'inherit',
  env: environment(),
  cwd: root,
});
process.exitCode = status ?? 1;
