// Podman, Docker or Buildah, whichever this machine has: build and push.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const tools = ['podman', 'buildah', 'docker'];

/** The tool with the wanted name, else the first that works here. */
export function findEngine({ name: wanted, ...options }) {
  if (wanted && !tools.includes(wanted)) {
    throw new Error(`--with takes one of ${tools.join(', ')}, not ${wanted}.`);
  }
  const tried = [];
  for (const name of wanted ? [wanted] : tools) {
    // Docker is there only when its engine answers.
    const check = name === 'docker' ? ['info'] : ['--version'];
    const { status, error } = spawnSync(name, check, { stdio: 'ignore' });
    if (status === 0) {
      return new ContainerTool(name, options);
    }
    tried.push(`${name} (${error ? 'not installed' : 'does not work'})`);
  }
  throw new Error(
    `No tool to build images with: ${tried.join(
      ', ',
    )}. On Debian: apt-get install podman buildah runc debootstrap.`,
  );
}

class ContainerTool {
  #registry;
  #secure;
  #temporary;
  #env;
  #authority = [];

  constructor(name, { registry, token, secure, temporary }) {
    this.name = name;
    this.#registry = registry;
    this.#secure = secure;
    this.#temporary = temporary;
    // Credentials lie in a file that only this program's user reads, and only
    // for the time of this command.
    const folder = join(temporary, 'auth');
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(
      join(folder, 'config.json'),
      JSON.stringify({
        auths: {
          [registry]: {
            auth: Buffer.from(`images:${token}`).toString('base64'),
          },
        },
      }),
      { mode: 0o600 },
    );
    // Who signed the portal's certificate, if that is nobody well known. Docker
    // looks in /etc/docker/certs.d.
    if (secure && process.env.NODE_EXTRA_CA_CERTS && name !== 'docker') {
      const certificates = join(temporary, 'certificates');
      mkdirSync(certificates);
      copyFileSync(
        process.env.NODE_EXTRA_CA_CERTS,
        join(certificates, 'ca.crt'),
      );
      this.#authority = ['--cert-dir', certificates];
    }
    this.#env =
      name === 'docker'
        ? { DOCKER_CONFIG: folder }
        : { REGISTRY_AUTH_FILE: join(folder, 'config.json') };
  }

  /** Builds `folder` with its Dockerfile under a local name. */
  async build(image, folder) {
    await this.#run([
      'build',
      ...(this.name === 'docker'
        ? []
        : // The same files give the same image, and bases are ours.
          ['--timestamp', '0', '--pull=never', '--format', 'oci']),
      '-t',
      this.#local(image),
      folder,
    ]);
  }

  /** Pushes under each tag; gives the digest of the manifest. */
  async push(image, tags) {
    let digest;
    for (const tag of tags) {
      const target = `${this.#registry}/${image}:${tag}`;
      if (this.name === 'docker') {
        await this.#run(['tag', this.#local(image), target]);
        const text = await this.#run(['push', target]);
        digest = /digest: (sha256:[a-f0-9]{64})/.exec(text)?.[1];
      } else {
        const file = join(this.#temporary, 'digest');
        await this.#run([
          'push',
          '--quiet',
          `--tls-verify=${this.#secure}`,
          ...this.#authority,
          '--digestfile',
          file,
          this.#local(image),
          `docker://${target}`,
        ]);
        digest = readFileSync(file, 'utf8').trim();
      }
    }
    if (!digest) {
      throw new Error(`${this.name} told no digest of ${image}`);
    }
    return digest;
  }

  #local(image) {
    return this.name === 'docker' ? image : `localhost/${image}`;
  }

  async #run(parameters) {
    return run(this.name, parameters, {
      env: { ...process.env, ...this.#env },
    });
  }
}

/** Runs a program quietly; what it said is shown when it fails. */
export function run(program, parameters, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', text => {
        said = (said + text).slice(-20_000);
      });
    }
    child.on('error', reject);
    child.on('close', code =>
      code === 0
        ? resolve(said)
        : reject(
            new Error(
              `${program} ${
                parameters[0]
              } ended with exit code ${code}:\n${said.trim()}`,
            ),
          ),
    );
  });
}
