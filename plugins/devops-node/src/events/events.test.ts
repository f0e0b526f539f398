import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import {
  mockErrorHandler,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import type { Knex } from 'knex';
import { migrateEvents } from '../database/openDatabase';
import { createEventsRouter, type EventHandler } from './createEventsRouter';
import { createOutboxRouter } from './createOutboxRouter';
import { Outbox, type OutboxSink } from './Outbox';

jest.setTimeout(60_000);

async function until(condition: () => boolean | Promise<boolean>) {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error('The condition did not become true within 20 s');
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}

describe('Outbox and inbox', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

  describe.each(databases.eachSupportedId())('%s', id => {
    let knex: Knex;
    let server: Server | undefined;
    let outboxes: Outbox[] = [];

    beforeEach(async () => {
      knex = await databases.init(id);
      await migrateEvents(knex);
      outboxes = [];
    });
    afterEach(async () => {
      await Promise.all(outboxes.map(made => made.stop()));
      server?.closeAllConnections();
      await new Promise(resolve => {
        if (server) {
          server.close(resolve);
        } else {
          resolve(undefined);
        }
      });
      server = undefined;
    });

    async function receiver(app: express.Express) {
      server = createServer(app);
      await new Promise<void>(resolve => {
        server!.listen(0, '127.0.0.1', resolve);
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    function outbox(
      baseUrl: string,
      more: {
        metrics?: MetricsService;
        sinks?: Record<string, OutboxSink>;
      } = {},
    ) {
      const made = Outbox.create({
        knex,
        auth: mockServices.auth({ pluginId: 'sender' }),
        discovery: {
          getBaseUrl: async () => baseUrl,
          getExternalBaseUrl: async () => baseUrl,
        },
        logger: mockServices.logger.mock(),
        pluginId: 'sender',
        ...more,
      });
      outboxes.push(made);
      return made;
    }

    function inbox(handlers: Record<string, EventHandler>) {
      return createEventsRouter({
        knex,
        httpAuth: mockServices.httpAuth({ pluginId: 'receiver' }),
        from: ['sender'],
        handlers,
      });
    }

    async function enqueue(
      from: Outbox,
      subject: string,
      numbers: number[],
      type = 'counted',
    ) {
      await knex.transaction(async trx => {
        for (const number of numbers) {
          await from.enqueue(trx, ['receiver'], {
            type,
            subject,
            data: { number },
          });
        }
      });
      from.wake();
    }

    it('shows as metrics how much waits and for how long', async () => {
      const values = new Map<string, number>();
      const callbacks = new Map<string, Set<(result: unknown) => unknown>>();
      const metrics = {
        createObservableGauge: (name: string) => ({
          addCallback: (callback: (result: unknown) => unknown) =>
            callbacks.set(name, new Set([callback])),
          removeCallback: (callback: (result: unknown) => unknown) =>
            callbacks.get(name)?.delete(callback),
        }),
      } as unknown as MetricsService;
      const collect = async () => {
        for (const [name, each] of callbacks) {
          for (const callback of each) {
            await callback({
              observe: (value: number, attributes: { plugin: string }) =>
                values.set(`${name} ${attributes.plugin}`, value),
            });
          }
        }
      };
      const from = outbox(await receiver(express()), { metrics });
      await enqueue(from, 'a', [1, 2]);
      await knex('outbox').update({ created_at: Date.now() - 90_000 });
      from.start();
      await collect();
      expect(values.get('dop.outbox.pending sender')).toBe(2);
      expect(values.get('dop.outbox.dead sender')).toBe(0);
      expect(values.get('dop.outbox.oldest sender')).toBeGreaterThan(89);
      await from.stop();
      values.clear();
      await collect();
      expect(values.size).toBe(0);
    });

    it('delivers in the order of each subject, through failures, once for each event', async () => {
      const got: Record<string, number[]> = {};
      let failures = 4;
      const app = express();
      const handlers: Record<string, EventHandler> = {
        counted: {
          apply: async (_, event) => {
            (got[event.subject] ??= []).push(event.data.number);
          },
        },
      };
      const events = inbox(handlers);
      app.use((request, response, next) => {
        failures -= 1;
        if (failures >= 0) {
          if (failures % 2) {
            // Taken, but the answer is lost.
            events(request, response, () => {});
            response.end = () => request.socket.destroy() as never;
          } else {
            response.status(503).end();
          }
          return;
        }
        next();
      });
      app.use(events);
      const sender = outbox(await receiver(app));
      await enqueue(sender, 'a', [1, 2, 3, 4, 5]);
      await enqueue(sender, 'b', [1, 2, 3]);
      sender.start();
      await until(async () => (await sender.statistics()).pending === 0);
      expect(got).toEqual({ a: [1, 2, 3, 4, 5], b: [1, 2, 3] });
      expect((await sender.statistics()).dead).toBe(0);
    });

    it('a target that does not answer holds up nobody else', async () => {
      const got: string[] = [];
      let asked = 0;
      const sender = outbox('http://127.0.0.1:1', {
        sinks: {
          silent: (_, signal) => {
            asked += 1;
            return new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason));
            });
          },
          quick: async ({ subject }) => {
            got.push(subject);
            return new Response(undefined, { status: 204 });
          },
        },
      });
      sender.start();
      const subjects = Array.from({ length: 40 }, (_, index) => `s${index}`);
      for (const subject of subjects) {
        await knex.transaction(trx =>
          sender.enqueue(trx, ['silent', 'quick'], {
            type: 'counted',
            subject,
            data: {},
          }),
        );
        sender.wake();
      }
      await until(() => got.length === subjects.length);
      expect(got.sort()).toEqual([...subjects].sort());
      // And is not asked for everything at once either.
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThan(20);
    });

    it('keeps what it sends to itself for as long as that takes, and no longer', async () => {
      const got: string[] = [];
      let answer: () => void = () => undefined;
      const app = express();
      app.post('/events', express.json(), async (request, response) => {
        got.push(request.body.data.number);
        await new Promise<void>(resolve => {
          answer = resolve;
        });
        response.status(204).end();
      });
      const url = await receiver(app);
      const from = outbox(url);
      from.start();
      await enqueue(from, 'slow', [1]);
      await until(() => got.length === 1);
      const heldFor = async () =>
        Number((await knex('outbox').first('due_at')).due_at) - Date.now();
      const first = await heldFor();
      expect(first).toBeGreaterThan(5_000);
      // A killed sender would hold it up for no longer than this.
      expect(first).toBeLessThan(16_000);
      if (id !== 'SQLITE_3') {
        // Another replica; on SQLite there is none.
        outbox(url).start();
      }
      let last = first;
      // It falls until it is prolonged.
      await until(async () => {
        const held = await heldFor();
        const prolonged = held > last;
        last = held;
        return prolonged;
      });
      expect(got).toHaveLength(1);
      answer();
      await until(async () => (await knex('outbox')).length === 0);
    });

    it('puts what is refused among the dead letters, goes on with the subject, and tries again on request', async () => {
      const got: number[] = [];
      let healed = false;
      const app = express();
      app.use(
        inbox({
          counted: {
            apply: async (_, event) => {
              got.push(event.data.number);
            },
          },
        }),
      );
      const strict = express();
      strict.use(express.json(), (request, response, next) => {
        if (request.body.data.number === 1 && !healed) {
          response.status(400).json({ error: { message: 'I cannot read it' } });
          return;
        }
        request.headers['x-parsed'] = 'yes';
        next();
      });
      // The body is parsed already; the inbox reads `request.body`.
      strict.use(app);
      const sender = outbox(await receiver(strict));
      sender.start();
      await enqueue(sender, 'a', [1, 2]);
      await until(() => got.includes(2));
      const [letter] = await sender.deadLetters();
      expect(letter).toMatchObject({
        target: 'receiver',
        event: { subject: 'a', data: { number: 1 } },
      });
      expect(letter.error).toContain('400');
      healed = true;
      await expect(sender.retry(letter.sequence)).resolves.toBe(true);
      await until(() => got.includes(1));
      expect(await sender.deadLetters()).toEqual([]);
    });

    it('asks a receiver that does not answer for a day, and no longer', async () => {
      const sender = outbox('http://127.0.0.1:1');
      await enqueue(sender, 'a', [1]);
      sender.start();
      await until(async () => (await knex('outbox').first()).attempts >= 2);
      expect(await sender.deadLetters()).toEqual([]);
      await knex('outbox').update({ created_at: Date.now() - 25 * 3600_000 });
      await until(async () => (await sender.deadLetters()).length === 1);
    });

    it('shows dead letters to administrators only, page by page, and tries them again with an audit', async () => {
      const access = FakeAccessService.create();
      const ada = access.addUser('ada', { administrator: true });
      const sam = access.addUser('sam');
      const sender = outbox('http://127.0.0.1:1');
      const auditor = mockServices.auditor.mock();
      const event = { success: jest.fn(), fail: jest.fn() };
      auditor.createEvent.mockResolvedValue(event);
      const app = express();
      app.use(createOutboxRouter({ outbox: sender, access, auditor }));
      app.use(mockErrorHandler());
      const baseUrl = await receiver(app);
      const call = (who: string, path: string, method = 'GET') =>
        fetch(`${baseUrl}/dead-letters${path}`, {
          method,
          headers: { authorization: `Bearer ${who}` },
        });
      await knex.transaction(async trx => {
        for (const number of [1, 2, 3]) {
          await sender.enqueue(trx, ['receiver'], {
            type: 'counted',
            subject: 'a',
            data: { number },
          });
        }
        await trx('outbox').update({ state: 'dead', last_error: 'no' });
      });

      expect((await call(sam, '')).status).toBe(403);
      const first = await (await call(ada, '?limit=2')).json();
      expect(first.items).toMatchObject([
        { target: 'receiver', error: 'no', event: { data: { number: 1 } } },
        { event: { data: { number: 2 } } },
      ]);
      const second = await (
        await call(ada, `?limit=2&cursor=${first.nextCursor}`)
      ).json();
      expect(second.items).toMatchObject([{ event: { data: { number: 3 } } }]);
      expect(second.nextCursor).toBeUndefined();

      const again = `/${first.items[0].sequence}/retry`;
      expect((await call(sam, again, 'POST')).status).toBe(403);
      expect(event.fail).toHaveBeenCalledTimes(1);
      expect((await sender.statistics()).dead).toBe(3);
      expect((await call(ada, again, 'POST')).status).toBe(204);
      expect(event.success).toHaveBeenCalledTimes(1);
      expect((await sender.statistics()).dead).toBe(2);
      expect((await call(ada, again, 'POST')).status).toBe(404);
      expect((await call(ada, '/x/retry', 'POST')).status).toBe(400);
      expect((await call(ada, '?cursor=x')).status).toBe(400);
    });

    it('takes an event once though several senders race for it', async () => {
      const got: number[] = [];
      const app = express();
      app.use(
        inbox({
          counted: {
            apply: async (_, event) => {
              got.push(event.data.number);
            },
          },
        }),
      );
      const baseUrl = await receiver(app);
      const senders = [outbox(baseUrl), outbox(baseUrl), outbox(baseUrl)];
      const numbers = Array.from({ length: 40 }, (_, index) => index);
      await enqueue(senders[0], 'a', numbers);
      senders.forEach(sender => sender.start());
      await until(async () => (await senders[0].statistics()).pending === 0);
      expect(got).toEqual(numbers);
    });

    it('does not remember an event whose handler failed', async () => {
      let failing = true;
      const got: number[] = [];
      const app = express();
      app.use(
        inbox({
          counted: {
            apply: async (_, event) => {
              if (failing) {
                failing = false;
                throw new Error('not now');
              }
              got.push(event.data.number);
            },
          },
        }),
      );
      const sender = outbox(await receiver(app));
      sender.start();
      await enqueue(sender, 'a', [7]);
      await until(() => got.length > 0);
      expect(got).toEqual([7]);
    });
  });
});
