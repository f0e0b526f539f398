// From the end of `git push` to the start of the first step, on a portal that
// does nothing else.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  becomeAdministrator,
  clone,
  createGroup,
  createService,
  finishedRun,
  firstStepStartedAt,
} from '../../../scripts/lib/journey.mjs';
import { freePort, startPortal } from '../../../scripts/lib/portal.mjs';

/** @returns ms of each push */
export async function pushLatencies(pushes) {
  const data = await mkdtemp(join(tmpdir(), 'dop-bench-'));
  const portal = startPortal({
    data,
    port: await freePort(),
    log: join(data, 'portal.log'),
  });
  try {
    await portal.ready();
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
    const latencies = [];
    try {
      for (let index = 0; index < pushes; index += 1) {
        const { commit, pushedAt } = await working.push(
          'README.md',
          text => `${text}\nPush ${index}.\n`,
          `Push ${index}`,
        );
        // Whoever asks meanwhile takes the portal's time: it is to be idle.
        await wait(500);
        const run = await finishedRun(client, repository, commit);
        latencies.push(Math.max(0, firstStepStartedAt(run) - pushedAt));
        // What follows a run is no part of the next push.
        await wait(500);
      }
    } finally {
      await working.remove();
    }
    return latencies;
  } finally {
    await portal.stop();
    await rm(data, { recursive: true, force: true });
  }
}
