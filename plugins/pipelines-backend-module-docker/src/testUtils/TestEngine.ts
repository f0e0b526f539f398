import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A container engine that tests talk to. */
export interface TestEngine {
  readonly name: string;
  /** Path of its socket. */
  readonly socket: string;
  /** An image of a shell whose entry point is the script `/co/script`. */
  makeImage(image: string): void;
  /** Runs the engine's own client. */
  client(...parameters: string[]): string;
  /** Another such engine, which sees other files in `hidden`. */
  startAway(hidden: string): Pick<TestEngine, 'socket' | 'makeImage' | 'stop'>;
  stop(): Promise<void>;
}

export const busybox = ['/bin/busybox', '/usr/bin/busybox'].find(existsSync);

const entryPoint = '["/bin/sh","/co/script"]';

/** Ends a process that was started here and waits for its end. */
async function end(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise(done => child.once('exit', done));
    child.kill();
    await gone;
  }
}

/** Another view of the file system, as in a virtual machine. */
function startHidden(hidden: string, command: string[], env = process.env) {
  return spawn(
    'unshare',
    [
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs none "$0" && exec "$@"',
      hidden,
      ...command,
    ],
    { stdio: 'ignore', env },
  );
}

export function startPodman(): TestEngine {
  const folder = mkdtempSync(join(tmpdir(), 'dop-podman-'));
  const socket = join(folder, 'podman.sock');
  const conf = process.env.CONTAINERS_CONF ?? join(folder, 'containers.conf');
  writeFileSync(
    join(folder, 'containers.conf'),
    '[containers]\ndefault_ulimits=["nofile=1024:1024","nproc=1000:1000"]\n[engine]\nruntime="runc"\n',
  );
  const env = { ...process.env, CONTAINERS_CONF: conf };
  const service = (path: string) => [
    'podman',
    'system',
    'service',
    '--time=0',
    `unix://${path}`,
  ];
  const [program, ...parameters] = service(socket);
  const engine = spawn(program, parameters, { env, stdio: 'ignore' });
  return {
    name: 'Podman',
    socket,
    makeImage(image) {
      const buildah = (...args: string[]) =>
        execFileSync('buildah', args, { env, encoding: 'utf8' }).trim();
      const container = buildah('from', 'scratch');
      buildah('copy', '-q', container, busybox ?? '', '/bin/sh');
      buildah('config', '--entrypoint', entryPoint, container);
      buildah('commit', '-q', container, image);
      buildah('rm', container);
    },
    client: (...args) =>
      execFileSync('podman', args, { env, encoding: 'utf8' }),
    startAway(hidden) {
      const path = join(folder, 'away.sock');
      const other = startHidden(hidden, service(path), env);
      // Podman's services share their images.
      return { socket: path, makeImage() {}, stop: () => end(other) };
    },
    async stop() {
      await end(engine);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The Docker Engine of the tests, which runs already. */
export function useDocker(socket: string): TestEngine {
  const folder = mkdtempSync(join(tmpdir(), 'dop-docker-'));
  const client = (address: string, args: string[]) =>
    execFileSync('docker', ['--host', `unix://${address}`, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const makeImage = (address: string, image: string) => {
    const content = join(folder, 'image');
    mkdirSync(join(content, 'bin'), { recursive: true });
    copyFileSync(busybox ?? '', join(content, 'bin/sh'));
    const archive = join(folder, 'image.tar');
    execFileSync('tar', ['-C', content, '-cf', archive, '.']);
    client(address, [
      'import',
      '--change',
      `ENTRYPOINT ${entryPoint}`,
      archive,
      image,
    ]);
  };
  return {
    name: 'Docker Engine',
    socket,
    makeImage: image => makeImage(socket, image),
    client: (...args) => client(socket, args),
    startAway(hidden) {
      const path = join(folder, 'away.sock');
      const other = startHidden(hidden, [
        'dockerd',
        `--host=unix://${path}`,
        `--data-root=${join(folder, 'data')}`,
        `--exec-root=${join(folder, 'exec')}`,
        `--pidfile=${join(folder, 'dockerd.pid')}`,
        '--bridge=none',
        '--iptables=false',
      ]);
      return {
        socket: path,
        makeImage: image => makeImage(path, image),
        stop: () => end(other),
      };
    },
    async stop() {
      spawnSync('umount', ['--recursive', join(folder, 'data')]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
