import { request, type IncomingMessage } from 'node:http';
import { CustomErrorBase } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { EngineAddress } from './engineAddress';

/** The engine answered with an error. */
export class EngineError extends CustomErrorBase {
  name = 'EngineError' as const;
  readonly status: number;

  constructor(what: string, status: number, message: string) {
    super(`${what}: ${message} (${status})`);
    this.status = status;
  }
}

const maxAnswer = 16 * 1024 * 1024;

/**
 * The HTTP API of Docker, which Podman has too, and Podman's own below
 * `/v4.0.0/libpod`.
 */
export class EngineClient {
  readonly #address: EngineAddress;

  private constructor(address: EngineAddress) {
    this.#address = address;
  }

  static create(address: EngineAddress): EngineClient {
    return new EngineClient(address);
  }

  /**
   * One exchange with a JSON answer; undefined where there is none.
   *
   * @param options.expect - further statuses that are no error
   * @throws EngineError
   */
  async call<T = unknown>(
    method: string,
    path: string,
    options: {
      body?: JsonObject;
      headers?: Record<string, string>;
      expect?: number[];
      /** Ends the exchange when the engine stays silent for so long. */
      timeoutMs?: number;
      signal?: AbortSignal;
    } = {},
  ): Promise<{ status: number; body: T; headers: IncomingMessage['headers'] }> {
    const response = await this.open(method, path, options);
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      size += (chunk as Buffer).length;
      if (size > maxAnswer) {
        response.destroy();
        throw new Error(`The engine's answer to ${path} is too long`);
      }
      chunks.push(chunk as Buffer);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const status = response.statusCode ?? 0;
    if (status >= 400 && !options.expect?.includes(status)) {
      throw new EngineError(`${method} ${path}`, status, messageOf(text));
    }
    let body: unknown;
    try {
      body = text === '' ? undefined : JSON.parse(text);
    } catch {
      body = text;
    }
    return { status, body: body as T, headers: response.headers };
  }

  /** The answer as a stream, whatever its status. */
  async open(
    method: string,
    path: string,
    options: {
      body?: JsonObject;
      headers?: Record<string, string>;
      timeoutMs?: number;
      signal?: AbortSignal;
    } = {},
  ): Promise<IncomingMessage> {
    const { body, headers, timeoutMs, signal } = options;
    const bytes = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          ...this.#address,
          method,
          path,
          signal,
          timeout: timeoutMs,
          headers: {
            host: 'engine',
            ...(bytes === undefined
              ? {}
              : {
                  'content-type': 'application/json',
                  'content-length': String(Buffer.byteLength(bytes)),
                }),
            ...headers,
          },
        },
        resolve,
      );
      sent.on('timeout', () =>
        sent.destroy(new Error('The container engine does not answer')),
      );
      sent.on('error', reject);
      sent.end(bytes);
    });
  }
}

/** What Docker (`message`) and Podman (`cause`, `message`) say. */
function messageOf(text: string): string {
  try {
    const { message, cause } = JSON.parse(text);
    return String(message ?? cause ?? text);
  } catch {
    return text.slice(0, 1000);
  }
}
