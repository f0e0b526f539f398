// npm run check: types, lint and format, nothing else.
import { spawnSync } from 'node:child_process';
import { environment, nodeBinary, root } from '../lib/setUp.mjs';
import { join } from 'node:path';

const { status } = spawnSync(
  nodeBinary(),
  [join(root, 'scripts/commands/test.mjs'), '--only', 'types,lint,format'],
  { stdio: 'inherit', env: environment(), cwd: root },
);
process.exitCode = status ?? 1;
