// npm run check, npm run types, npm run lint: what can be said without running
// anything. Takes the options of npm test.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environment, nodeBinary, root } from '../lib/setUp.mjs';

const options = process.argv.slice(2);
const { status } = spawnSync(
  nodeBinary(),
  [
    join(root, 'scripts/commands/test.mjs'),
    ...(options.length > 0 ? options : ['--only', 'types,lint,format']),
  ],
  { stdio: 'inherit', env: environment(), cwd: root },
);
process.exitCode = status ?? 1;
