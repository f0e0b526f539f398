#!/usr/bin/env node
// Every npm command of this repository begins here: it sets up what the
// command needs, on a machine that has Node 20 or later, npm and git, and hands
// over to scripts/commands/<name>.mjs under the pinned Node.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fail } from './lib/console.mjs';
import { environment, nodeBinary, root, setUp } from './lib/setUp.mjs';

const commands = {
  start: { build: true },
  build: { build: true },
  demo: { build: true },
  test: { build: true },
  bench: { build: true },
  chaos: { build: true },
  images: { build: false },
  screenshots: { build: true },
  dev: { build: false },
  check: { build: false },
  format: { build: false },
  api: { build: false },
};

const [name, ...args] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  fail(
    `Unknown command ${name ?? ''}. Commands: ${Object.keys(commands).join(
      ', ',
    )}`,
  );
}

try {
  await setUp({ build: command.build });
} catch (error) {
  fail(error.message);
}

const child = spawn(
  nodeBinary(),
  [join(root, 'scripts', 'commands', `${name}.mjs`), ...args],
  { stdio: 'inherit', env: environment(), cwd: root },
);
// The terminal sends its signals to the child as well; a signal to this
// process alone is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
