import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { mockServices } from '@backstage/backend-test-utils';
import { AuthenticationError } from '@backstage/errors';
import { accessChanged } from '@dop/plugin-access-node';
import type { Engine } from '@dop/plugin-pipelines-engine';
import { OpenStreams } from './OpenStreams';
import { StreamConnection } from './StreamConnection';

describe('an open stream', () => {
  let server: Server;
  let unsubscribed: jest.Mock;
  let revoked: boolean;
  let streams: OpenStreams;

  async function listen(expiresAt?: Date): Promise<string> {
    const app = express();
    app.get('/', (request, response) => {
      const { name, turn } = request.query;
      streams.add(
        StreamConnection.open({
          response,
          watched: [
            {
              key: 'runs',
              authorize: async () => {},
              subscription: {
                concerns: () => false,
                read: async () => ({ messages: [], more: false }),
              },
            },
          ],
          logger: mockServices.logger.mock(),
          alive: async () => {
            if (revoked) {
              throw new AuthenticationError('This token was revoked');
            }
          },
          expiresAt,
          onClose: connection => streams.remove(connection),
        }),
        name ? { name: String(name), turn: Number(turn) } : undefined,
      );
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  beforeEach(() => {
    unsubscribed = jest.fn();
    revoked = false;
    const engine: Pick<Engine, 'onChange'> = { onChange: () => unsubscribed };
    streams = OpenStreams.create(engine as Engine);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(resolve => {
      server.close(resolve);
    });
  });

  it('ends with the token, and says so', async () => {
    const end = Date.now() + 2_000;
    const response = await fetch(await listen(new Date(end)));
    expect(response.headers.get('cache-control')).toContain('no-transform');
    expect(streams.size).toBe(1);
    const text = await response.text();
    expect(Date.now()).toBeGreaterThanOrEqual(end - 2);
    expect(text).toContain('"type":"end","reason":"token"');
    expect(streams.size).toBe(0);
  });

  it('ends at once with a token that is over already', async () => {
    const response = await fetch(await listen(new Date(Date.now() - 1_000)));
    expect(await response.text()).toContain('"reason":"token"');
  });

  it('ends soon after the token is revoked, long before its time', async () => {
    const response = await fetch(await listen());
    expect(streams.size).toBe(1);
    revoked = true;
    accessChanged();
    const from = Date.now();
    expect(await response.text()).toContain('"type":"end","reason":"token"');
    expect(Date.now() - from).toBeLessThan(10_000);
  });

  it('ends at the shutdown, and says so', async () => {
    const url = await listen();
    const responses = await Promise.all([fetch(url), fetch(url)]);
    expect(streams.size).toBe(2);
    streams.close();
    for (const response of responses) {
      expect(await response.text()).toContain('"reason":"shutdown"');
    }
    expect(streams.size).toBe(0);
    expect(streams.closed).toBe(true);
    expect(unsubscribed).toHaveBeenCalledTimes(1);
  });

  it('takes the place of the same reader’s earlier one', async () => {
    const url = await listen();
    const first = await fetch(`${url}?name=ada&turn=5`);
    const other = await fetch(`${url}?name=grace&turn=1`);
    expect(streams.size).toBe(2);
    const second = await fetch(`${url}?name=ada&turn=6`);
    expect(await first.text()).toContain('"reason":"replaced"');
    expect(streams.size).toBe(2);
    // Asked for before the others and slower on its way.
    const late = await fetch(`${url}?name=ada&turn=4`);
    expect(await late.text()).toContain('"reason":"replaced"');
    expect(streams.size).toBe(2);
    streams.close();
    for (const response of [second, other]) {
      expect(await response.text()).toContain('"reason":"shutdown"');
    }
    expect(streams.size).toBe(0);
  });

  it('is forgotten when the browser goes', async () => {
    const abort = new AbortController();
    await fetch(await listen(), { signal: abort.signal });
    const [connection] = await Promise.all([
      new Promise(resolve => {
        const { remove } = streams;
        streams.remove = gone => {
          remove.call(streams, gone);
          resolve(gone);
        };
      }),
      Promise.resolve().then(() => abort.abort()),
    ]);
    expect(connection).toBeInstanceOf(StreamConnection);
    expect(streams.size).toBe(0);
  });
});
