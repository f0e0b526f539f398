import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Git's own `http-backend` over a folder of bare repositories, which lets in
 * whoever knows `password`.
 */
export async function startGitServer(
  folder: string,
  password: string,
): Promise<{ url: string; requests: string[]; close: () => void }> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const authorization = request.headers.authorization ?? '';
    const given = Buffer.from(authorization.replace('Basic ', ''), 'base64')
      .toString()
      .split(':')[1];
    requests.push(
      `${request.method} ${request.url} ${given ? 'known' : 'unknown'}`,
    );
    if (given !== password) {
      response
        .writeHead(401, { 'www-authenticate': 'Basic realm="git"' })
        .end();
      return;
    }
    const url = new URL(request.url ?? '/', 'http://host');
    const child = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: decodeURIComponent(url.pathname),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        ...header(request, 'content-type', 'CONTENT_TYPE'),
        ...header(request, 'git-protocol', 'GIT_PROTOCOL'),
        ...header(request, 'content-encoding', 'HTTP_CONTENT_ENCODING'),
        ...header(request, 'content-length', 'CONTENT_LENGTH'),
      },
    });
    request.pipe(child.stdin);
    const chunks: Buffer[] = [];
    child.stdout.on('data', chunk => chunks.push(chunk));
    child.on('close', () => {
      const whole = Buffer.concat(chunks);
      const end = whole.indexOf('\r\n\r\n');
      let status = 200;
      for (const line of whole.subarray(0, end).toString().split('\r\n')) {
        const [key, value] = line.split(': ');
        if (key === 'Status') {
          status = Number(value.slice(0, 3));
        } else {
          response.setHeader(key, value);
        }
      }
      response.writeHead(status).end(whole.subarray(end + 4));
    });
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => server.close(),
  };
}

function header(
  request: IncomingMessage,
  name: string,
  variable: string,
): Record<string, string> {
  const value = request.headers[name];
  return value === undefined ? {} : { [variable]: String(value) };
}
