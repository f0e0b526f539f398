// The real parts that tests talk to, where this machine has them: found, and
// started for the time of the tests. What is missing is said, with what to do.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
  chmodSync,
  chownSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './portal.mjs';

function find(program, folders = []) {
  for (const folder of [
    ...(process.env.PATH ?? '').split(delimiter),
    ...folders,
  ]) {
    const path = join(folder, program);
    if (folder && existsSync(path)) {
      return path;
    }
  }
  return undefined;
}

const root = process.getuid?.() === 0;

/**
 * @returns `{ env, missing, elsewhere, stop }`: variables that tell tests where
 * the parts are, a line for each part that this machine lacks, one for each that
 * cannot be installed on it, and what ends them all
 */
export async function startParts() {
  const env = { BACKSTAGE_TEST_DISABLE_DOCKER: '1' };
  const missing = [];
  const stops = [];
  const folder = mkdtempSync(join(tmpdir(), 'dop-parts-'));

  const postgres = await startPostgres(join(folder, 'postgres'));
  if (postgres) {
    env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING = postgres.url;
    env.DOP_TEST_POSTGRES = postgres.url;
    stops.push(postgres.stop);
  } else {
    missing.push(
      'PostgreSQL: the stores are tested on SQLite only. Install postgresql to test both.',
    );
  }

  const engine = await startContainerEngine(join(folder, 'podman'));
  if (engine) {
    Object.assign(env, engine.env);
    stops.push(engine.stop);
  } else {
    missing.push(
      'A container engine: steps in containers are not tested. Install podman, runc and buildah.',
    );
  }

  const docker = await startDocker(join(folder, 'docker'));
  if (docker) {
    Object.assign(env, docker.env);
    stops.push(docker.stop);
  } else {
    missing.push(
      'Docker Engine: steps in its containers are not tested. Install docker.io and test as root, or name the socket of a running one in DOP_TEST_DOCKER_SOCKET.',
    );
  }

  const chromium =
    process.env.DOP_TEST_CHROMIUM ?? find('chromium') ?? find('google-chrome');
  if (chromium) {
    env.DOP_TEST_CHROMIUM = chromium;
  } else {
    missing.push(
      'A browser: pages are not tested in one. Install chromium, or name one in DOP_TEST_CHROMIUM.',
    );
  }

  const skopeo = find('skopeo');
  if (skopeo) {
    env.DOP_TEST_SKOPEO = skopeo;
  } else {
    missing.push('skopeo: the registry is not tested with it. Install skopeo.');
  }

  const registry = find('docker-registry');
  if (registry) {
    env.DOP_TEST_REGISTRY = registry;
  } else {
    missing.push(
      'docker-registry: image-pack is not tested against a foreign registry. Install docker-registry.',
    );
  }

  const elsewhere = process.env.KUBECONFIG
    ? []
    : [
        'A Kubernetes cluster: the tab Kubernetes is tested without one. Name one in KUBECONFIG.',
      ];

  return {
    env,
    missing,
    elsewhere,
    async stop() {
      for (const stop of stops.reverse()) {
        await stop();
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A PostgreSQL of its own in a temporary folder, on a free port of loopback;
 * undefined where it is not installed.
 */
export async function startPostgres(folder) {
  const initdb = find(
    'initdb',
    [15, 16, 17, 18].map(v => `/usr/lib/postgresql/${v}/bin`),
  );
  if (!initdb) {
    return undefined;
  }
  // PostgreSQL refuses to run as root.
  const number = flag =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const user = root ? { uid: number('-u'), gid: number('-g') } : {};
  const data = join(folder, 'data');
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (root) {
    chmodSync(dirname(folder), 0o755);
    chownSync(folder, user.uid, user.gid);
  }
  const made = spawnSync(
    initdb,
    ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync'],
    { encoding: 'utf8', cwd: '/', ...user },
  );
  if (made.status !== 0) {
    throw new Error(`initdb has failed:\n${made.stdout}${made.stderr}`);
  }
  const port = await freePort();
  const binaries = [15, 16, 17, 18].map(v => `/usr/lib/postgresql/${v}/bin`);
  const postgres = find('postgres', binaries);
  const ready = find('pg_isready', binaries);
  let child;
  const begin = async () => {
    child = spawn(
      postgres,
      [
        '-D',
        data,
        '-p',
        String(port),
        '-h',
        '127.0.0.1',
        '-k',
        folder,
        '-c',
        'max_connections=300',
      ],
      { stdio: 'ignore', cwd: '/', ...user },
    );
    for (let tries = 0; tries < 300; tries += 1) {
      if (
        spawnSync(ready, ['-h', '127.0.0.1', '-p', String(port)]).status === 0
      ) {
        return;
      }
      await wait(100);
    }
    await end(child, 'SIGKILL');
    throw new Error('PostgreSQL was not ready after 30 s.');
  };
  await begin();
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    port,
    /** Ends it with a signal of PostgreSQL's own, and starts it on its data. */
    async restart(signal) {
      await end(child, signal);
      await begin();
    },
    stop: () => end(child, 'SIGINT'),
  };
}

/**
 * Podman's Docker-compatible service on a socket of its own; undefined where it
 * is not installed.
 */
export async function startContainerEngine(folder) {
  if (!find('podman')) {
    return undefined;
  }
  mkdirSync(folder, { recursive: true });
  const conf = join(folder, 'containers.conf');
  // As root inside a container, crun and the default limits may be refused.
  writeFileSync(
    conf,
    [
      '[containers]',
      'default_ulimits=["nofile=1024:1024","nproc=1000:1000"]',
      ...(find('runc') ? ['[engine]', 'runtime="runc"'] : []),
      '',
    ].join('\n'),
  );
  const socket = join(folder, 'podman.sock');
  const env = { CONTAINERS_CONF: conf };
  let child;
  const begin = async () => {
    rmSync(socket, { force: true });
    child = spawn(
      'podman',
      ['system', 'service', '--time=0', `unix://${socket}`],
      { stdio: 'ignore', env: { ...process.env, ...env } },
    );
    for (let tries = 0; tries < 100; tries += 1) {
      if (existsSync(socket)) {
        return;
      }
      await wait(100);
    }
    await end(child, 'SIGKILL');
    throw new Error('podman system service made no socket within 10 s.');
  };
  await begin();
  return {
    env: {
      ...env,
      DOP_TEST_CONTAINER_SOCKET: socket,
      DOP_TEST_PODMAN: find('podman'),
      ...(find('buildah') ? { DOP_TEST_BUILDAH: find('buildah') } : {}),
    },
    /** Names of containers, running or not, that begin so. */
    list: prefix =>
      spawnSync('podman', ['ps', '--all', '--format', '{{.Names}}'], {
        encoding: 'utf8',
        env: { ...process.env, ...env },
      })
        .stdout.split('\n')
        .filter(name => name.startsWith(prefix)),
    /** Kills the service and starts it again; containers live on. */
    async restart() {
      await end(child, 'SIGKILL');
      await wait(1_500);
      await begin();
    },
    stop: () => end(child, 'SIGTERM'),
  };
}

/**
 * A Docker Engine beside any that runs, in a folder of its own; it leaves the
 * firewall and the default bridge alone.
 */
async function startDocker(folder) {
  const client = find('docker');
  const own = process.env.DOP_TEST_DOCKER_SOCKET;
  if (client && own) {
    return {
      env: { DOP_TEST_DOCKER_SOCKET: own, DOP_TEST_DOCKER: client },
      stop: async () => {},
    };
  }
  const daemon = find('dockerd', ['/usr/sbin', '/sbin']);
  if (!client || !daemon || !root) {
    return undefined;
  }
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'daemon.json');
  writeFileSync(settings, '{}\n');
  const socket = join(folder, 'docker.sock');
  const child = spawn(
    daemon,
    [
      `--config-file=${settings}`,
      `--host=unix://${socket}`,
      `--data-root=${join(folder, 'data')}`,
      `--exec-root=${join(folder, 'exec')}`,
      `--pidfile=${join(folder, 'dockerd.pid')}`,
      '--bridge=none',
      '--iptables=false',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', chunk => {
    said = (said + chunk).slice(-4_000);
  });
  const answers = () =>
    spawnSync(client, ['--host', `unix://${socket}`, 'version'], {
      timeout: 5_000,
    }).status === 0;
  for (let tries = 0; tries < 150 && child.exitCode === null; tries += 1) {
    if (existsSync(socket) && answers()) {
      return {
        env: { DOP_TEST_DOCKER_SOCKET: socket, DOP_TEST_DOCKER: client },
        async stop() {
          await end(child, 'SIGTERM');
          // What it has mounted would keep the folder.
          spawnSync('sh', [
            '-c',
            'cut -d " " -f 5 /proc/self/mountinfo | grep "^$0/" | xargs -r umount --lazy',
            folder,
          ]);
        },
      };
    }
    await wait(200);
  }
  await end(child, 'SIGKILL');
  throw new Error(`dockerd was not ready after 30 s:\n${said}`);
}

/** Asks a process to end, and kills it if it has not done so after 10 s. */
async function end(child, signal) {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise(resolve => {
      child.once('exit', resolve);
    });
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  }
}
