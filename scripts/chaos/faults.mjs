// What goes wrong while runs are under way. Each fault gets the place, makes
// trouble, and mends it before it returns.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const some = list => list[Math.floor(Math.random() * list.length)];
const soon = most => wait(Math.random() * most);

export const faults = {
  async 'kill -9 of a replica'(place) {
    await soon(1_500);
    const replica = some(place.replicas);
    await replica.end('SIGKILL');
    await soon(1_000);
    await place.restart(replica);
  },

  async 'kill -9 of all replicas at once'(place) {
    await soon(1_500);
    const all = [...place.replicas];
    await Promise.all(all.map(replica => replica.end('SIGKILL')));
    await Promise.all(all.map(replica => place.restart(replica)));
  },

  async 'SIGSTOP of a replica beyond its leases'(place) {
    await soon(1_500);
    const replica = some(place.replicas);
    replica.signal('SIGSTOP');
    await wait(place.leaseMs + 4_000);
    replica.signal('SIGCONT');
  },

  async 'SIGTERM of a replica'(place) {
    await soon(1_500);
    const replica = some(place.replicas);
    const ended = await replica.end('SIGTERM');
    if (ended.code !== 0) {
      place.violation(
        `A replica ended with ${ended.code ?? ended.signal} at SIGTERM`,
      );
    }
    await place.restart(replica);
  },

  async 'PostgreSQL stopped and started'(place) {
    await soon(1_500);
    await place.postgres.restart('SIGINT');
  },

  async 'PostgreSQL crashed'(place) {
    await soon(1_500);
    await place.postgres.restart('SIGQUIT');
  },

  async 'PostgreSQL cut off'(place) {
    await soon(1_500);
    place.proxy.cut();
    await wait(1_000 + Math.random() * (place.leaseMs + 2_000));
    place.proxy.mend();
  },

  async 'PostgreSQL silent'(place) {
    await soon(1_500);
    place.proxy.silence();
    await wait(1_000 + Math.random() * (place.leaseMs + 2_000));
    place.proxy.mend();
  },

  async 'clock of a replica minutes ahead, then killed'(place) {
    await withClock(place, 300_000);
  },

  async 'clock of a replica minutes behind, then killed'(place) {
    await withClock(place, -300_000);
  },

  async 'container engine restarted'(place) {
    if (!place.containers) {
      return false;
    }
    await soon(1_000);
    await place.containers.restart();
    return true;
  },

  async 'disk full'(place) {
    if (!place.disk) {
      return false;
    }
    await soon(1_000);
    const ballast = join(place.disk, 'ballast');
    // Until nothing more goes in: that is how it ends.
    spawnSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M']);
    try {
      await wait(2_000 + Math.random() * 2_000);
    } finally {
      rmSync(ballast);
    }
    return true;
  },
};

async function withClock(place, ms) {
  const old = some(place.replicas);
  await old.end('SIGTERM');
  const replica = await place.restart(old, { clockMs: ms });
  await wait(2_500);
  await replica.end('SIGKILL');
  await place.restart(replica, { clockMs: 0 });
}
