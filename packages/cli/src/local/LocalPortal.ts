import { spawn } from 'node:child_process';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalRegistry } from './LocalRegistry';

/** Whether a run token is good now. */
export type TokenCheck = (token: string) => Promise<boolean>;

/**
 * What steps of a local run may reach: the snapshot of the working copy by Git's
 * smart HTTP, read-only, and a registry for the images that they make. On
 * loopback, with run tokens only.
 */
export class LocalPortal {
  readonly #server: Server;
  readonly #gitDirectory: string;
  readonly #registry: LocalRegistry;
  #check: TokenCheck = async () => false;

  private constructor(gitDirectory: string, registry: LocalRegistry) {
    this.#gitDirectory = gitDirectory;
    this.#registry = registry;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(error => {
        if (!response.headersSent) {
          response.writeHead(500);
        }
        response.end(`${error.message}\n`);
      });
    });
  }

  static async open(
    gitDirectory: string,
    registry: LocalRegistry,
  ): Promise<LocalPortal> {
    const portal = new LocalPortal(gitDirectory, registry);
    await new Promise<void>((resolve, reject) => {
      portal.#server.once('error', reject);
      portal.#server.listen(0, '127.0.0.1', resolve);
    });
    return portal;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Says whose tokens are good; until then none is. */
  admit(check: TokenCheck): void {
    this.#check = check;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const isGit = url.pathname.startsWith('/git/');
    if (!isGit && !url.pathname.startsWith('/v2')) {
      response.writeHead(404).end();
      return;
    }
    const token = tokenOf(request);
    if (!token || !(await this.#check(token))) {
      const challenge = isGit
        ? 'Basic realm="dop run"'
        : `Bearer realm="${this.url}/v2/token",service="dop"`;
      response
        .writeHead(401, { 'www-authenticate': challenge })
        .end('{"errors":[{"code":"UNAUTHORIZED"}]}');
    } else if (isGit) {
      this.#git(url, request, response);
    } else if (url.pathname === '/v2/token') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ token }));
    } else {
      await this.#registry.answer(url, request, response);
    }
  }

  /** Runs `git http-backend`, which speaks CGI. */
  #git(url: URL, request: IncomingMessage, response: ServerResponse): void {
    // Whatever the repository is called in the address, there is one.
    const [, service] = /\.git(\/.*)$/.exec(url.pathname) ?? [];
    if (!service || service.endsWith('git-receive-pack')) {
      response.writeHead(403).end('Only reading is possible here\n');
      return;
    }
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.#gitDirectory,
        GIT_HTTP_EXPORT_ALL: '1',
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'uploadpack.allowAnySHA1InWant',
        GIT_CONFIG_VALUE_0: 'true',
        REQUEST_METHOD: request.method,
        PATH_INFO: service,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        CONTENT_LENGTH: request.headers['content-length'],
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    request.pipe(child.stdin).on('error', () => undefined);
    response.on('close', () => child.kill());
    let head = Buffer.alloc(0);
    const onHead = (data: Buffer) => {
      head = Buffer.concat([head, data]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) {
        return;
      }
      child.stdout.off('data', onHead);
      const headers = head.subarray(0, end).toString().split('\r\n');
      let status = 200;
      for (const line of headers) {
        const [name, ...value] = line.split(': ');
        if (name.toLowerCase() === 'status') {
          status = Number(value[0].slice(0, 3));
        } else {
          response.setHeader(name, value.join(': '));
        }
      }
      response.writeHead(status);
      response.write(head.subarray(end + 4));
      child.stdout.pipe(response);
    };
    child.stdout.on('data', onHead);
    child.on('error', error => response.destroy(error));
    child.on('close', () => response.end());
  }
}

/** Of Basic (the password) or Bearer. */
function tokenOf(request: IncomingMessage): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer') {
    return value;
  }
  return scheme?.toLowerCase() === 'basic'
    ? Buffer.from(value ?? '', 'base64')
        .toString()
        .split(':')
        .slice(1)
        .join(':')
    : undefined;
}
