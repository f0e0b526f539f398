// The sample that a new portal begins with: a group, a service made from the
// template and its first run; then a push, one that breaks a test and one that
// repairs it; so that a newcomer finds something alive.
import { rmSync } from 'node:fs';
import { say, stage } from './console.mjs';
import {
  changes,
  clone,
  createGroup,
  createService,
  finishedRun,
  revokeOwnToken,
  setUpToken,
} from './journey.mjs';

export async function makeSample(portal) {
  const client = await setUpToken(portal);
  if (!client) {
    return;
  }
  try {
    const { repository, run } = await stage(
      'Making a sample service and delivering it',
      () => deliver(client),
    );
    say(
      `  ${run.state === 'succeeded' ? 'Delivered' : `It ${run.state}`}: ${
        portal.url
      }/pipelines/runs/${run.id}\n`,
    );
    const states = await stage(
      'Pushing to it, breaking a test and repairing it',
      () => change(client, repository),
    );
    say(
      `  Its runs ${states.join(', ')}: ${
        portal.url
      }/catalog/samples/component/hello\n`,
    );
  } finally {
    await revokeOwnToken(client);
  }
}

async function deliver(client) {
  await createGroup(client, 'samples', 'Samples');
  const repository = await createService(client, {
    group: 'samples',
    name: 'hello',
    description:
      'Says hello. Made by the first start of the portal; change it, break it, delete it.',
  });
  return { repository, run: await finishedRun(client, repository) };
}

/** @returns the states of the runs */
async function change(client, repository) {
  const working = await clone(client, repository);
  // Also when the portal is stopped meanwhile.
  const remove = () => rmSync(working.folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const states = [];
    for (const what of [changes.more, changes.breaking, changes.repair]) {
      const { commit } = await working.push(...what);
      states.push((await finishedRun(client, repository, commit)).state);
    }
    return states;
  } finally {
    process.off('exit', remove);
    remove();
  }
}
