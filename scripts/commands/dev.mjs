// npm run dev [-- --port 7007 --app-port 3000 --data .dop/dev]
// For developing the portal: the app and the backend from their sources, each
// reloading when they change. The data is not that of `npm start`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fail, say } from '../lib/console.mjs';
import { portTaken } from '../lib/portal.mjs';
import { environment, root, work } from '../lib/setUp.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '7007' },
    'app-port': { type: 'string', default: '3000' },
    data: { type: 'string', default: join(work, 'dev') },
  },
});
for (const name of ['port', 'app-port']) {
  if (await portTaken(Number(values[name]))) {
    fail(
      `Port ${
        values[name]
      } is in use. Choose another: npm run dev -- --${name} ${
        Number(values[name]) + 1
      }`,
    );
  }
}
const data = resolve(values.data);
mkdirSync(data, { recursive: true, mode: 0o700 });
const backend = `http://localhost:${values.port}`;
const app = `http://localhost:${values['app-port']}`;
const setting = (key, value) => [
  `APP_CONFIG_${key.replaceAll('.', '_')}`,
  JSON.stringify(value),
];

const child = spawn(
  'backstage-cli',
  [
    'repo',
    'start',
    '--config',
    join(root, 'app-config.yaml'),
    '--config',
    join(root, 'app-config.dev.yaml'),
  ],
  {
    stdio: 'inherit',
    cwd: root,
    env: environment(
      Object.fromEntries([
        setting('app.baseUrl', app),
        setting('backend.baseUrl', backend),
        setting('backend.listen.port', Number(values.port)),
        setting('backend.cors.origin', app),
        // The backend runs in its own folder.
        setting('dop.components.shipped', join(root, 'components')),
        setting('dop.dataDirectory', data),
        setting(
          'backend.database.connection.directory',
          join(data, 'database'),
        ),
        setting(
          'techdocs.publisher.local.publishDirectory',
          join(data, 'techdocs'),
        ),
      ]),
    ),
  },
);
child.on('exit', code => {
  process.exit(code ?? 1);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}

// The backend shows the link of the first start on a terminal of its own only.
for (;;) {
  const ready = await fetch(`${backend}/.backstage/health/v1/readiness`).then(
    response => response.ok,
    () => false,
  );
  if (ready) {
    break;
  }
  await wait(500);
}
const link = join(data, 'access', 'first-link');
say(
  existsSync(link)
    ? `\n  The portal has no administrator. This link makes you that:\n  ${readFileSync(
        link,
        'utf8',
      ).trim()}\n`
    : `\n  The portal: ${app}\n`,
);
