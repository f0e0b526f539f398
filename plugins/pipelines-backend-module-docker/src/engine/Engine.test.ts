import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from './Engine';

describe('an engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dop-engine-'));

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('that hangs holds nobody up who asks whether it is there', async () => {
    let hangs = false;
    const server = createServer((_, response) => {
      if (!hangs) {
        response.end('{}');
      }
    });
    const socket = join(folder, 'engine.sock');
    await new Promise<void>(done => server.listen(socket, done));
    const engine = Engine.create(socket);
    expect(await engine.availability()).toEqual({ available: true });
    hangs = true;
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
    // It is asked again behind this.
    const begin = performance.now();
    expect(await engine.availability()).toEqual({ available: true });
    expect((await engine.connect()).info.podman).toBe(false);
    expect(performance.now() - begin).toBeLessThan(2_000);
    now.mockRestore();
    server.closeAllConnections();
    server.close();
  });

  it('that does not answer is asked again, and said', async () => {
    const engine = Engine.create(join(folder, 'nobody.sock'));
    expect(await engine.availability()).toMatchObject({ available: false });
    await expect(engine.connect()).rejects.toThrow('does not answer');
  });
});
