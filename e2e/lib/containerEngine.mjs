// The container engines that steps run in, with their own clients: Podman by its
// Docker-compatible socket, and Docker Engine.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../scripts/lib/client.mjs';

/** Runs a program; gives what it wrote, throws with it when it fails. */
export function execute(program, parameters, { cwd, env = {}, input } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => {}).end(input);
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

class ContainerEngine {
  constructor({ name, tool, socket, variable, env = {} }) {
    Object.assign(this, { name, tool, socket, env });
    this.skip = socket
      ? false
      : `${variable} does not name the socket of a container engine`;
    // Credentials of this test only.
    if (socket) {
      this.logins = mkdtempSync(join(tmpdir(), 'dop-logins-'));
      for (const file of ['config.json', 'auth.json']) {
        writeFileSync(join(this.logins, file), '{"auths":{}}');
      }
    }
  }

  /** Runs the engine's client. */
  run(...parameters) {
    return execute(this.program, parameters, {
      env: {
        ...this.env,
        DOCKER_CONFIG: this.logins,
        REGISTRY_AUTH_FILE: join(this.logins, 'auth.json'),
      },
    });
  }

  /** Asks the engine itself, beside portal and client. */
  ask(path, socketPath = this.socket) {
    return new Promise((resolve, reject) => {
      request({ socketPath, path }, response => {
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
   * Another such engine that sees other files in `hidden`, as one in a virtual
   * machine does.
   */
  async startAway(hidden) {
    const folder = await mkdtemp(join(tmpdir(), 'dop-away-'));
    const socket = join(folder, 'engine.sock');
    const child = spawn(
      'unshare',
      [
        '--mount',
        'sh',
        '-c',
        'mount -t tmpfs none "$0" && exec "$@"',
        hidden,
        ...this.service(socket, folder),
      ],
      { stdio: 'ignore' },
    );
    await until('The other engine', () =>
      this.ask('/version', socket).then(() => true),
    );
    return {
      socket,
      async stop() {
        const gone = new Promise(resolve => {
          child.on('exit', resolve);
        });
        child.kill();
        await gone;
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  async login(registry, { name, token }) {
    await execute(
      this.program,
      ['login', ...this.plain, '-u', name, '--password-stdin', registry],
      {
        env: {
          ...this.env,
          DOCKER_CONFIG: this.logins,
          REGISTRY_AUTH_FILE: join(this.logins, 'auth.json'),
        },
        input: token,
      },
    );
  }

  /** What the portal with this data folder has left in the engine. */
  async removeTraces(data, port) {
    const lines = async (...parameters) =>
      (await this.run(...parameters))
        .split('\n')
        .filter(line => line.includes(`:${port}/`));
    const containers = await lines(
      'ps',
      '--all',
      '--format',
      '{{.ID}} {{.Image}}',
    );
    if (containers.length > 0) {
      await this.run(
        'rm',
        '--force',
        ...containers.map(line => line.split(' ')[0]),
      );
    }
    const id = createHash('sha256').update(data).digest('hex').slice(0, 8);
    for (const kind of ['portal', 'egress']) {
      await this.run('network', 'rm', `dop-${id}-${kind}`).catch(() => {});
    }
    const images = await lines('images', '--format', '{{.Repository}} {{.ID}}');
    if (images.length > 0) {
      // What others have built on them stays.
      await this.run(
        'rmi',
        '--force',
        ...new Set(images.map(line => line.split(' ')[1])),
      ).catch(() => {});
    }
    await rm(this.logins, { recursive: true, force: true });
  }
}

class Podman extends ContainerEngine {
  program = process.env.DOP_TEST_PODMAN ?? 'podman';
  plain = ['--tls-verify=false'];
  service = socket => [
    this.program,
    'system',
    'service',
    '--time=0',
    `unix://${socket}`,
  ];

  async pull(image) {
    await this.run('pull', '--quiet', ...this.plain, image);
  }

  async build(image, folder) {
    await this.run('build', '--pull=never', '-t', image, folder);
  }

  /** Gives the digest of the manifest. */
  async push(image) {
    const file = join(this.logins, 'digest');
    await this.run(
      'push',
      '--quiet',
      ...this.plain,
      '--digestfile',
      file,
      image,
    );
    return (await readFile(file, 'utf8')).trim();
  }

  /** Starts a container that this host reaches. */
  async start(image) {
    const container = await this.run('run', '--detach', '--rm', image);
    return {
      address: await this.run(
        'inspect',
        '--format',
        '{{.NetworkSettings.IPAddress}}',
        container,
      ),
      remove: () => this.run('rm', '--force', '--time=0', container),
    };
  }
}

class Docker extends ContainerEngine {
  program = process.env.DOP_TEST_DOCKER ?? 'docker';
  plain = [];
  service = (socket, folder) => [
    'dockerd',
    `--host=unix://${socket}`,
    `--data-root=${join(folder, 'data')}`,
    `--exec-root=${join(folder, 'exec')}`,
    `--pidfile=${join(folder, 'dockerd.pid')}`,
    '--bridge=none',
    '--iptables=false',
  ];

  async pull(image) {
    await this.run('pull', '--quiet', image);
  }

  async build(image, folder) {
    await this.run('build', '-t', image, folder);
  }

  async push(image) {
    const text = await this.run('push', image);
    return /digest: (sha256:[a-f0-9]{64})/.exec(text)[1];
  }

  async start(image) {
    const network = `dop-test-${process.pid}`;
    await this.run('network', 'create', network);
    const container = await this.run(
      'run',
      '--detach',
      '--rm',
      '--network',
      network,
      image,
    );
    return {
      address: await this.run(
        'inspect',
        '--format',
        '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
        container,
      ),
      remove: async () => {
        await this.run('rm', '--force', container);
        await this.run('network', 'rm', network);
      },
    };
  }
}

export const engines = [
  new Podman({
    name: 'Podman',
    tool: 'podman',
    variable: 'DOP_TEST_CONTAINER_SOCKET',
    socket: process.env.DOP_TEST_CONTAINER_SOCKET,
  }),
  new Docker({
    name: 'Docker Engine',
    tool: 'docker',
    variable: 'DOP_TEST_DOCKER_SOCKET',
    socket: process.env.DOP_TEST_DOCKER_SOCKET,
    env: { DOCKER_HOST: `unix://${process.env.DOP_TEST_DOCKER_SOCKET}` },
  }),
];
