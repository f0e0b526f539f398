// The portal as somebody outside sees it: its HTTP API, Git and registry, with
// a personal token. Used by the demo, the sample service, tests and benchmarks.
import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** An answer of the portal that is not a success. */
export class PortalError extends Error {
  constructor(method, path, status, body) {
    let message = body;
    try {
      message = JSON.parse(body).error?.message ?? body;
    } catch {
      // Not JSON: shown as it is.
    }
    super(`${method} ${path}: ${status} ${String(message).slice(0, 500)}`);
    this.status = status;
    this.body = body;
  }
}

export class PortalClient {
  constructor(url, { token, name } = {}) {
    this.url = url;
    this.token = token;
    this.name = name;
  }

  async request(method, path, body, headers = {}) {
    const raw = body instanceof Uint8Array || typeof body === 'string';
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body !== undefined && !raw
          ? { 'content-type': 'application/json' }
          : {}),
        ...headers,
      },
      body: body === undefined || raw ? body : JSON.stringify(body),
    });
    if (!response.ok) {
      throw new PortalError(
        method,
        path,
        response.status,
        await response.text(),
      );
    }
    return response;
  }

  async get(path, query = {}) {
    const parameters = new URLSearchParams(
      Object.entries(query).filter(([, value]) => value !== undefined),
    ).toString();
    const response = await this.request(
      'GET',
      parameters ? `${path}?${parameters}` : path,
    );
    return response.json();
  }

  async post(path, body, headers) {
    const response = await this.request('POST', path, body, headers);
    const text = await response.text();
    return text ? JSON.parse(text) : undefined;
  }

  /** Runs git; for the portal's addresses it signs in with the token. */
  async git(args, { cwd, input } = {}) {
    const authority =
      process.env.GIT_SSL_CAINFO ?? process.env.NODE_EXTRA_CA_CERTS;
    const child = spawn('git', args, {
      cwd,
      env: {
        PATH: process.env.PATH,
        HOME: cwd ?? process.env.HOME,
        GIT_TERMINAL_PROMPT: '0',
        GIT_CONFIG_NOSYSTEM: '1',
        ...(authority ? { GIT_SSL_CAINFO: authority } : {}),
        GIT_CONFIG_COUNT: '3',
        GIT_CONFIG_KEY_0: `http.${this.url}/.extraHeader`,
        GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(
          `${this.name ?? 'user'}:${this.token}`,
        ).toString('base64')}`,
        GIT_CONFIG_KEY_1: 'user.name',
        GIT_CONFIG_VALUE_1: this.name ?? 'Demo',
        GIT_CONFIG_KEY_2: 'user.email',
        GIT_CONFIG_VALUE_2: `${this.name ?? 'demo'}@example.com`,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input);
    const out = [];
    const err = [];
    child.stdout.on('data', chunk => out.push(chunk));
    child.stderr.on('data', chunk => err.push(chunk));
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) {
      throw new Error(
        `git ${args[0]} ended with ${code}: ${Buffer.concat(err)}`,
      );
    }
    return Buffer.concat(out).toString().trim();
  }

  /**
   * Pulls an image by digest over the registry API and checks every digest.
   *
   * @returns manifest, config and the number of bytes
   */
  async pullImage(repository, digest) {
    const login = `Basic ${Buffer.from(
      `${this.name ?? 'user'}:${this.token}`,
    ).toString('base64')}`;
    const challenge = await fetch(
      `${this.url}/v2/${repository}/manifests/${digest}`,
    );
    const header = challenge.headers.get('www-authenticate') ?? '';
    const realm = /realm="([^"]+)"/.exec(header)?.[1];
    if (challenge.status !== 401 || !realm) {
      throw new Error(
        `The registry answers ${challenge.status} to a stranger, without a challenge.`,
      );
    }
    const query = new URLSearchParams({
      service: /service="([^"]+)"/.exec(header)?.[1] ?? '',
      scope: `repository:${repository}:pull`,
    });
    const granted = await fetch(`${realm}?${query}`, {
      headers: { authorization: login },
    });
    if (!granted.ok) {
      throw new Error(
        `The registry gives no token: ${
          granted.status
        } ${await granted.text()}`,
      );
    }
    const { token } = await granted.json();
    const take = async (kind, wanted) => {
      const response = await fetch(
        `${this.url}/v2/${repository}/${kind}/${wanted}`,
        {
          headers: {
            authorization: `Bearer ${token}`,
            accept:
              'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json',
          },
        },
      );
      if (!response.ok) {
        throw new Error(
          `GET ${kind}/${wanted}: ${response.status} ${await response.text()}`,
        );
      }
      const bytes = Buffer.from(await response.arrayBuffer());
      const found = `sha256:${createHash('sha256')
        .update(bytes)
        .digest('hex')}`;
      if (found !== wanted) {
        throw new Error(`The ${kind} ${wanted} has the digest ${found}.`);
      }
      return bytes;
    };
    const manifest = JSON.parse(await take('manifests', digest));
    let bytes = 0;
    let config;
    for (const blob of [manifest.config, ...manifest.layers]) {
      const content = await take('blobs', blob.digest);
      bytes += content.length;
      if (blob === manifest.config) {
        config = JSON.parse(content);
      }
    }
    return { manifest, config, bytes };
  }
}

/**
 * Waits until `probe` gives something.
 *
 * @param what - for the error: what did not come
 */
export async function until(
  what,
  probe,
  { timeoutMs = 120_000, everyMs = 100 } = {},
) {
  const deadline = Date.now() + timeoutMs;
  let last;
  while (Date.now() < deadline) {
    try {
      const value = await probe();
      if (value) {
        return value;
      }
    } catch (error) {
      last = error;
    }
    await wait(everyMs);
  }
  throw new Error(
    `${what}: not within ${timeoutMs / 1000} s${
      last ? ` (${last.message})` : ''
    }`,
  );
}
