import { createServer, type Server } from 'node:http';
import { mockServices } from '@backstage/backend-test-utils';
import type { AuditEntry } from '@dop/plugin-access-common';
import { AuditBuffer } from './AuditBuffer';
import { StoringAuditor } from './StoringAuditor';

describe('Audit events', () => {
  let server: Server;
  let refuse = false;
  const stored: AuditEntry[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        if (refuse) {
          response.writeHead(503).end();
          return;
        }
        stored.push(...JSON.parse(body).entries);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(() => new Promise(resolve => server.close(resolve)));

  it('are logged and stored, and never stop what they tell of', async () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const logger = mockServices.logger.mock();
    const auth = mockServices.auth();
    const httpAuth = mockServices.httpAuth.mock({
      credentials: async () => {
        throw new Error('Nobody is signed in');
      },
    });
    const buffer = AuditBuffer.create({
      auth,
      logger,
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => `http://127.0.0.1:${port}`,
      }),
    });
    const auditor = StoringAuditor.create({
      pluginId: 'code',
      auth,
      httpAuth,
      logger,
      buffer,
    });

    // The access plugin is down: nothing throws, nothing is lost.
    refuse = true;
    const event = await auditor.createEvent({
      eventId: 'push',
      severityLevel: 'medium',
      meta: { repository: 'shop/checkout' },
    });
    await buffer.flush();
    expect(stored).toEqual([]);
    refuse = false;
    await event.fail({ error: new Error('disk full'), meta: { bytes: 12 } });
    await buffer.flush();
    expect(stored).toMatchObject([
      { pluginId: 'code', eventId: 'push', status: 'initiated' },
      {
        status: 'failed',
        actor: 'plugin:code',
        severity: 'medium',
        meta: { repository: 'shop/checkout', bytes: 12 },
        error: 'Error: disk full',
      },
    ]);
    expect(logger.info).toHaveBeenCalledTimes(2);

    // Reads are logged only, unless they fail; the registry names its caller.
    stored.length = 0;
    const read = await auditor.createEvent({ eventId: 'entity-fetch' });
    await read.success();
    await read.fail({ error: new Error('no') });
    await auditor.createEvent({
      eventId: 'manifest-put',
      meta: { actor: 'user:default/ada' },
    });
    await buffer.flush();
    expect(stored).toMatchObject([
      { eventId: 'entity-fetch', status: 'failed' },
      { eventId: 'manifest-put', actor: 'user:default/ada' },
    ]);
  });
});
