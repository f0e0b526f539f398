import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from './runComponent';

export const hasRegistry =
  spawnSync('docker-registry', ['--version']).status === 0;

/** Debian's `docker-registry` with a folder of its own. */
export async function startRegistry(): Promise<{
  url: string;
  close: () => void;
}> {
  const folder = temporaryFolder();
  const port = await freePort();
  writeFileSync(
    join(folder, 'config.yml'),
    `version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: ${folder} }, delete: { enabled: true } }
http: { addr: 127.0.0.1:${port} }
`,
  );
  const child = spawn(
    'docker-registry',
    ['serve', join(folder, 'config.yml')],
    { stdio: 'ignore' },
  );
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    try {
      await fetch(`${url}/v2/`);
      break;
    } catch (error) {
      if (child.exitCode !== null) {
        throw error;
      }
      await new Promise(done => setTimeout(done, 20));
    }
  }
  return { url, close: () => child.kill() };
}

/**
 * Stands before a registry: asks for tokens by the standard challenge, may break
 * the line in the middle of an upload, and writes down what was asked.
 */
export async function startTokenProxy(
  target: string,
  options: { password: string; breaks?: number; refuseTag?: RegExp },
): Promise<{ url: string; requests: string[]; close: () => void }> {
  const requests: string[] = [];
  let breaks = options.breaks ?? 0;
  let granted = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', target);
    const authorization = request.headers.authorization ?? '';
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    if (url.pathname === '/v2/token') {
      const basic = Buffer.from(authorization.slice(6), 'base64').toString();
      if (!basic.endsWith(`:${options.password}`)) {
        response.writeHead(401).end();
        return;
      }
      granted = `t${requests.length}`;
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ token: granted }));
    } else if (authorization !== `Bearer ${granted}`) {
      request.resume();
      response
        .writeHead(401, {
          'www-authenticate': `Bearer realm="http://${request.headers.host}/v2/token",service="test"`,
        })
        .end();
    } else if (breaks > 0 && request.method === 'PUT') {
      breaks -= 1;
      request.socket.destroy();
    } else if (
      request.method === 'PUT' &&
      options.refuseTag?.test(url.pathname)
    ) {
      request.resume();
      response
        .writeHead(403, { 'content-type': 'application/json' })
        .end(
          '{"errors":[{"code":"DENIED","message":"Tags of this run must begin with my-branch"}]}',
        );
    } else {
      forward(request, response, url);
    }
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => server.close(),
  };
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): void {
  const { authorization, ...headers } = request.headers;
  request.pipe(
    send(url, { method: request.method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    }),
  );
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}
