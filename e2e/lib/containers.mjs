// What the tests of steps in containers share: a portal that uses the tests'
// container engine, an administrator, and a member without any trust.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  becomeAdministrator,
  createGroup,
  openSession,
  signIn,
} from '../../scripts/lib/journey.mjs';
import { freePort, startPortal } from '../../scripts/lib/portal.mjs';
import { environment, nodeBinary, root } from '../../scripts/lib/setUp.mjs';
import { execute } from './containerEngine.mjs';

const password = 'correct horse battery staple';

/**
 * A portal on a container engine, with Ada, its administrator, and Mel, an
 * ordinary member of her group `shop`.
 */
export async function openContainerPortal(engine) {
  const folder = await mkdtemp(join(tmpdir(), 'dop-containers-'));
  const data = join(folder, 'data');
  // Programs are nobody's where the portal is root, and work outside of its data.
  const temporary = join(folder, 'tmp');
  await chmod(folder, 0o755);
  await mkdir(temporary);
  await chmod(temporary, 0o1777);
  const port = await freePort();
  const start = (socket = engine.socket) =>
    startPortal({
      data,
      port,
      log: join(folder, 'portal.log'),
      env: {
        TMPDIR: temporary,
        APP_CONFIG_dop_runners_docker_socket: JSON.stringify(socket),
      },
    });
  let portal = start();
  try {
    await portal.ready();
    const ada = await becomeAdministrator(portal, {
      name: 'ada',
      displayName: 'Ada',
      password,
    });
    await createGroup(ada, 'shop', 'Shop');
    const session = await openSession(portal, 'ada', password);
    await session.post('/api/access/accounts', {
      name: 'mel',
      displayName: 'Mel',
      password,
    });
    await ada.request('PUT', '/api/access/groups/shop/members/mel', {
      role: 'member',
    });
    const mel = await signIn(portal, 'mel', password);
    return {
      port,
      url: portal.url,
      ada,
      mel,
      /** `npm run images` for this portal, as an administrator runs it. */
      buildImages: () =>
        execute(
          nodeBinary(),
          [
            join(root, 'scripts/commands/images.mjs'),
            '--portal',
            portal.url,
            '--with',
            engine.tool,
          ],
          {
            cwd: root,
            env: environment({ ...engine.env, DOP_TOKEN: ada.token }),
          },
        ),
      /** Holds the work folders of steps, with or below the data. */
      folder,
      /** Starts the portal again with another engine. */
      async restartWith(socket) {
        await portal.stop();
        portal = start(socket);
        await portal.ready();
      },
      /** Ends the backend without a word, and starts it again. */
      async killAndRestart() {
        portal.child.kill('SIGKILL');
        await portal.exit;
        portal = start();
        await portal.ready();
      },
      async close() {
        await portal.stop();
        await engine.removeTraces(data, port);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await portal.stop();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
