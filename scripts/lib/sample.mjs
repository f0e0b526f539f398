// The sample that a new portal begins with: a group, a service made from the
// template, and its first run; so that a newcomer finds something alive.
import { say, stage } from './console.mjs';
import {
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
    const run = await stage(
      'Making a sample service and delivering it',
      async () => {
        await createGroup(client, 'samples', 'Samples');
        const repository = await createService(client, {
          group: 'samples',
          name: 'hello',
          description:
            'Says hello. Made by the first start of the portal; change it, break it, delete it.',
        });
        return finishedRun(client, repository);
      },
    );
    say(
      `  ${run.state === 'succeeded' ? 'Delivered' : `It ${run.state}`}: ${
        portal.url
      }/pipelines/runs/${run.id}\n`,
    );
  } finally {
    await revokeOwnToken(client);
  }
}
