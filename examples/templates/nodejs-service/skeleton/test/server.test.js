import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { createServer } from '../src/createServer.js';

describe('service', () => {
  const server = createServer();
  let address;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${server.address().port}`;
  });

  after(() => server.close());

  it('is healthy', async () => {
    const response = await fetch(`${address}/health`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: 'ok' });
  });

  it('greets', async () => {
    const response = await fetch(`${address}/?name=Grace`);
    assert.deepEqual(await response.json(), { greeting: 'Hello, Grace!' });
  });

  it('says what it does not have', async () => {
    const response = await fetch(`${address}/nothing`);
    assert.equal(response.status, 404);
  });
});
