// The whole portal as npm start runs it: how soon it is there, how much memory
// it takes, how soon a push is picked up.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  becomeAdministrator,
  clone,
  createGroup,
  createService,
  finishedRun,
  firstStepStartedAt,
} from '../../scripts/lib/journey.mjs';
import { memoryMiB } from '../../scripts/lib/memory.mjs';
import { freePort, startPortal } from '../../scripts/lib/portal.mjs';

const pushes = 10;

export default async function measure() {
  const data = await mkdtemp(join(tmpdir(), 'dop-bench-'));
  const log = join(data, 'portal.log');
  const readiness = [];
  const latencies = [];
  const memory = [];

  async function start() {
    const begin = Date.now();
    const portal = startPortal({ data, port: await freePort(), log });
    await portal.ready();
    readiness.push((Date.now() - begin) / 1000);
    return portal;
  }

  let portal = await start();
  try {
    await portal.stop();
    portal = await start();
    const client = await becomeAdministrator(portal, {
      name: 'ada',
      displayName: 'Ada',
      password: 'correct horse battery staple',
    });
    await createGroup(client, 'bench', 'Bench');
    const repository = await createService(client, {
      group: 'bench',
      name: 'service',
      description: 'Measured.',
    });
    await finishedRun(client, repository);
    const working = await clone(client, repository);
    try {
      for (let index = 0; index < pushes; index += 1) {
        const { commit, pushedAt } = await working.push(
          'README.md',
          text => `${text}\nPush ${index}.\n`,
          `Push ${index}`,
        );
        const run = await finishedRun(client, repository, commit);
        latencies.push(Math.max(0, firstStepStartedAt(run) - pushedAt));
        memory.push(memoryMiB(portal.child.pid));
      }
    } finally {
      await working.remove();
    }
  } finally {
    await portal.stop();
    await rm(data, { recursive: true, force: true });
  }
  return [
    { name: 'start/ready', unit: 's', values: readiness },
    { name: 'memory/backend', unit: 'MiB', values: memory },
    { name: 'latency/push-to-first-step', unit: 'ms', values: latencies },
  ];
}
