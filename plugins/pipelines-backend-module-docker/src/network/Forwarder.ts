import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';

const open = [/^\/git\//, /^\/v2(?:\/|$)/, /^\/api\/pipelines\/artifacts\//];
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]);

/**
 * The way of containers to the portal: Git, registry and artifacts, for whoever
 * has a run token, and nothing else. It listens on the gateway of a container
 * network, because the portal itself listens on this machine only.
 */
export class Forwarder {
  readonly #portal: URL;
  readonly #server: Server;

  private constructor(portal: URL) {
    this.#portal = portal;
    this.#server = createServer({ requestTimeout: 0 }, (asked, answer) =>
      this.#forward(asked, answer),
    );
    this.#server.on('checkContinue', (asked, answer) => {
      answer.writeContinue();
      this.#forward(asked, answer);
    });
    // The portal's routes bound idle time; this is for peers that vanish.
    this.#server.timeout = 15 * 60_000;
  }

  /**
   * @throws Error `EADDRNOTAVAIL` while the network has no gateway, `EADDRINUSE`
   */
  static async listen(options: {
    portalUrl: string;
    host: string;
    port: number;
  }): Promise<Forwarder> {
    const forwarder = new Forwarder(new URL(options.portalUrl));
    await new Promise<void>((resolve, reject) => {
      forwarder.#server.once('error', reject);
      forwarder.#server.listen(options.port, options.host, () => {
        forwarder.#server.removeListener('error', reject);
        resolve();
      });
    });
    return forwarder;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #forward(asked: IncomingMessage, answer: ServerResponse): void {
    const refusal = refuse(asked);
    if (refusal) {
      asked.resume();
      answer
        .writeHead(403, { 'content-type': 'text/plain' })
        .end(`${refusal}\n`);
      return;
    }
    const send =
      this.#portal.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(
      {
        hostname: this.#portal.hostname,
        port: this.#portal.port,
        method: asked.method,
        path: asked.url,
        headers: { ...endToEnd(asked.headers), host: this.#portal.host },
      },
      received => {
        answer.writeHead(
          received.statusCode ?? 502,
          this.#localised(received.headers, asked.headers.host ?? ''),
        );
        pipeline(received, answer, () => sent.destroy());
      },
    );
    sent.on('error', () => {
      if (answer.headersSent) {
        answer.destroy();
      } else {
        answer
          .writeHead(502, { 'content-type': 'text/plain' })
          .end('The portal does not answer\n');
      }
    });
    pipeline(asked, sent, error => {
      if (error) {
        sent.destroy();
      }
    });
  }

  /** Addresses in answers name the portal as this program reaches it. */
  #localised(headers: IncomingHttpHeaders, host: string): IncomingHttpHeaders {
    const rest = endToEnd(headers);
    for (const name of ['location', 'www-authenticate']) {
      const value = rest[name];
      if (typeof value === 'string') {
        rest[name] = value.replaceAll(this.#portal.origin, `http://${host}`);
      }
    }
    return rest;
  }
}

/** Why a request may not pass; undefined if it may. */
export function refuse(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
): string | undefined {
  const [path] = (request.url ?? '').split('?');
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    return 'This is not an address';
  }
  if (
    /(?:^|[/\\])\.{1,2}(?:[/\\]|$)|\/\/|\\/.test(plain) ||
    !open.some(pattern => pattern.test(path))
  ) {
    return 'Steps reach only /git, /v2 and artifacts of the portal';
  }
  if (request.method === 'POST' && /^\/v2\/token\/?$/i.test(plain)) {
    // The body of this form may hold a token of any kind.
    return 'Ask for a token of the registry by GET, with the run token';
  }
  const { authorization } = request.headers;
  if (request.headers.cookie !== undefined) {
    return 'Only run tokens pass here';
  }
  if (authorization === undefined) {
    // The portal asks who is there.
    return undefined;
  }
  const [scheme, value = ''] = authorization.split(/\s+/);
  const secret =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(value, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : value;
  const registryBearer =
    scheme.toLowerCase() === 'bearer' &&
    /^\/v2(?:\/|$)/.test(path) &&
    !secret.startsWith('dop_');
  return secret.startsWith('dop_run_') || registryBearer
    ? undefined
    : 'Only run tokens pass here';
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !hopByHop.has(name)),
  );
}
