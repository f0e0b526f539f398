// npm run dev: for developing the portal: the app and the backend from their
// sources, each reloading when they change. The app is at port 3000.
import { spawn } from 'node:child_process';
import { environment, root } from '../lib/setUp.mjs';

const child = spawn(
  'backstage-cli',
  [
    'repo',
    'start',
    '--config',
    'app-config.yaml',
    '--config',
    'app-config.dev.yaml',
  ],
  { stdio: 'inherit', env: environment(), cwd: root },
);
child.on('exit', code => {
  process.exitCode = code ?? 1;
});
