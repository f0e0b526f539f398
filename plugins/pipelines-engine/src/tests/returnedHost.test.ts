import { existsSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { limitIdleTransactions } from '@dop/plugin-devops-node';
import knexFactory, { type Knex } from 'knex';
import { describeOnDatabases } from '../testUtils/databases';
import { MemoryRunner } from '../testUtils/MemoryRunner';
import { newRunOf } from '../testUtils/newRun';
import { planOf, stepOf } from '../testUtils/planOf';
import { waitFor } from '../testUtils/waitFor';
import { Workshop } from '../testUtils/Workshop';

/** A way to the database that can be made to say nothing any more. */
async function openLine(to: { host: string; port?: number | string }) {
  const sockets = new Set<Socket>();
  let silent = false;
  const server = createServer(near => {
    const far = connect(Number(to.port ?? 5432), to.host);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ]) {
      from.pipe(into);
      from.on('error', () => into.destroy());
      sockets.add(from);
    }
    if (silent) {
      near.pause();
    }
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    silence() {
      silent = true;
      sockets.forEach(socket => socket.pause());
    },
    speak() {
      silent = false;
      sockets.forEach(socket => socket.resume());
    },
    close() {
      sockets.forEach(socket => socket.destroy());
      server.close();
    },
  };
}

jest.setTimeout(60_000);

describeOnDatabases('a host that returns', kind => {
  if (kind === 'sqlite') {
    // Its one process is its only engine.
    return;
  }
  let workshop: Workshop;
  let line: Awaited<ReturnType<typeof openLine>>;
  let far: Knex;

  beforeEach(async () => {
    workshop = await Workshop.create(kind);
    const { connection } = workshop.knex.client.config;
    line = await openLine(connection);
    far = knexFactory({
      client: 'pg',
      connection: { ...connection, host: '127.0.0.1', port: line.port },
      pool: { min: 0, max: 8 },
    });
    limitIdleTransactions(far, 1_000);
  });
  afterEach(async () => {
    line.speak();
    await workshop.close();
    await far.destroy();
    line.close();
  });

  it('ends what was given up while it was silent, and leaves nothing behind', async () => {
    const settings = {
      pollMs: 50,
      leaseMs: 600,
      hostSilenceMs: 600,
      graceSeconds: 1,
    };
    const runnerAt = (place: string, hangs: boolean) =>
      Object.assign(new MemoryRunner(() => ({ hangs })), { place });
    const away = runnerAt('away', true);
    await workshop.engine({ knex: far, runners: [away], settings });
    const { id } = await (
      await workshop.engine({ runners: [], settings })
    ).startRun(newRunOf(planOf([stepOf('work')])));
    await waitFor(async () => away.attempts.size === 1);
    const [{ spec }] = away.attempts.values();

    // Silent in the middle of a transaction, whose locks it keeps.
    const open = await far.transaction();
    open.executionPromise.catch(() => undefined);
    await open('runs').where({ id }).forUpdate();
    line.silence();
    const here = runnerAt('here', false);
    const engine = await workshop.engine({ runners: [here], settings });
    expect((await workshop.ended(engine, id)).state).toBe('succeeded');
    const [{ attempts }] = await engine.queries.steps(id);
    expect(attempts.map(({ state }) => state)).toEqual(['lost', 'succeeded']);
    expect(attempts[0].reason).toMatch(/away .* has been silent for too long/);
    expect(away.attempts.size).toBe(1);

    line.speak();
    await open.rollback().catch(() => undefined);
    await waitFor(async () => away.attempts.size === 0);
    await waitFor(async () => !existsSync(join(spec.workFolder, '..')));
    expect(here.starts.size).toBe(1);
  });
});
