// What the tests of steps in containers share: a portal that uses the tests'
// container engine, an administrator, and a member without any trust.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  becomeAdministrator,
  createGroup,
  openSession,
  signIn,
} from '../../scripts/lib/journey.mjs';
import { freePort, startPortal } from '../../scripts/lib/portal.mjs';
import { environment, nodeBinary, root } from '../../scripts/lib/setUp.mjs';

const socket = process.env.DOP_TEST_CONTAINER_SOCKET;
const password = 'correct horse battery staple';

/** Runs a program; gives what it wrote, throws with it when it fails. */
export function execute(program, parameters, { cwd, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let errors = '';
    child.stdout.on('data', chunk => {
      out += chunk;
    });
    child.stderr.on('data', chunk => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', code =>
      code === 0
        ? resolve(out.trim())
        : reject(
            new Error(
              `${program} ${parameters[0]} ended with ${code}:\n${out}${errors}`,
            ),
          ),
    );
  });
}

export const podman = (...parameters) =>
  execute(process.env.DOP_TEST_PODMAN ?? 'podman', parameters);

/** Asks the engine itself, beside the portal. */
export function askEngine(path) {
  return new Promise((resolve, reject) => {
    request({ socketPath: socket, path }, response => {
      let text = '';
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

/**
 * A portal on the tests' engine, with Ada, its administrator, and Mel, an
 * ordinary member of her group `shop`.
 */
export async function openContainerPortal() {
  const folder = await mkdtemp(join(tmpdir(), 'dop-containers-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const start = () =>
    startPortal({
      data,
      port,
      log: join(folder, 'portal.log'),
      env: { APP_CONFIG_dop_runners_docker_socket: JSON.stringify(socket) },
    });
  let portal = start();
  try {
    await portal.ready();
    const ada = await becomeAdministrator(portal, {
      name: 'ada',
      displayName: 'Ada',
      password,
    });
    await createGroup(ada, 'shop', 'Shop');
    const session = await openSession(portal, 'ada', password);
    await session.post('/api/access/accounts', {
      name: 'mel',
      displayName: 'Mel',
      password,
    });
    await ada.request('PUT', '/api/access/groups/shop/members/mel', {
      role: 'member',
    });
    const mel = await signIn(portal, 'mel', password);
    return {
      folder,
      port,
      url: portal.url,
      ada,
      mel,
      /** `npm run images` for this portal, as an administrator runs it. */
      buildImages: () =>
        execute(
          nodeBinary(),
          [join(root, 'scripts/commands/images.mjs'), '--portal', portal.url],
          { cwd: root, env: environment({ DOP_TOKEN: ada.token }) },
        ),
      /** Ends the backend without a word, and starts it again. */
      async killAndRestart() {
        portal.child.kill('SIGKILL');
        await portal.exit;
        portal = start();
        await portal.ready();
      },
      async close() {
        await portal.stop();
        removeTraces(data, port);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await portal.stop();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** What this portal has left in the engine. */
function removeTraces(data, port) {
  const run = (...parameters) =>
    spawnSync(process.env.DOP_TEST_PODMAN ?? 'podman', parameters, {
      encoding: 'utf8',
    });
  const id = createHash('sha256').update(data).digest('hex').slice(0, 8);
  const left = run('ps', '--all', '--format', '{{.ID}} {{.Image}}');
  const containers = left.stdout
    .split('\n')
    .filter(line => line.includes(`:${port}/`))
    .map(line => line.split(' ')[0]);
  if (containers.length > 0) {
    run('rm', '--force', '--time=0', ...containers);
  }
  run('network', 'rm', '--force', `dop-${id}-portal`, `dop-${id}-egress`);
  const images = run(
    'images',
    '--digests',
    '--format',
    '{{.Repository}}@{{.Digest}}',
  );
  const own = images.stdout
    .split('\n')
    .filter(name => name.includes(`:${port}/`));
  if (own.length > 0) {
    run('rmi', '--force', ...new Set(own));
  }
}
