// What the tests of bad days share: a portal of their own with two people of
// different groups, repositories and commits by real pushes, and what the
// portal's process takes.
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../scripts/lib/client.mjs';
import {
  becomeAdministrator,
  clone,
  createGroup,
  endStates,
  openSession,
  signIn,
} from '../../scripts/lib/journey.mjs';
import { peakMemoryMiB } from '../../scripts/lib/memory.mjs';
import { freePort, startPortal } from '../../scripts/lib/portal.mjs';

/**
 * A portal with Ada, its administrator and owner of `shop`, and Eve, who is a
 * member of `rivals` and nothing else.
 *
 * @param settings - configuration by path, `{ 'dop.pipelines.graceSeconds': 1 }`
 */
export async function openPortal(settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'dop-bad-days-'));
  // Outside of the portal, and writable by whoever the steps run as.
  const outside = join(folder, 'outside');
  await chmod(folder, 0o755);
  await mkdir(outside);
  await chmod(outside, 0o777);
  const portal = startPortal({
    data: join(folder, 'data'),
    port: await freePort(),
    log: join(folder, 'portal.log'),
    env: Object.fromEntries(
      Object.entries(settings).map(([path, value]) => [
        `APP_CONFIG_${path.replaceAll('.', '_')}`,
        JSON.stringify(value),
      ]),
    ),
  });
  try {
    await portal.ready();
    const password = 'correct horse battery staple';
    const ada = await becomeAdministrator(portal, {
      name: 'ada',
      displayName: 'Ada',
      password,
    });
    await createGroup(ada, 'shop', 'Shop');
    const session = await openSession(portal, 'ada', password);
    await session.post('/api/access/accounts', {
      name: 'eve',
      displayName: 'Eve',
      password,
    });
    await createGroup(ada, 'rivals', 'Rivals');
    await ada.request('PUT', '/api/access/groups/rivals/members/eve', {
      role: 'member',
    });
    const eve = await signIn(portal, 'eve', password);
    const copies = [];
    const openCopy = async (repository, client = ada) => {
      const copy = await workingCopy(client, repository);
      copies.push(copy);
      return copy;
    };
    return {
      portal,
      ada,
      eve,
      outside,
      /** The most memory that the portal's process ever had, in MiB. */
      peakMiB: () => peakMemoryMiB(portal.child.pid),
      /** A working copy that goes with the portal. */
      workingCopy: openCopy,
      /** A repository of Ada with a working copy. */
      async newRepository(fullName, options) {
        const repository = await createRepository(ada, fullName, options);
        return { repository, copy: await openCopy(repository) };
      },
      async close() {
        await Promise.all(copies.map(copy => copy.remove()));
        await portal.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await portal.stop();
    throw error;
  }
}

/** Makes a repository and gives its record. */
export async function createRepository(client, fullName, settings = {}) {
  const [namespace, name] = fullName.split('/');
  return client.post('/api/code/repositories', {
    namespace,
    name,
    ...settings,
  });
}

/** A working copy into which whole sets of files are pushed. */
async function workingCopy(client, repository) {
  const copy = await clone(client, repository);
  const git = (...args) => client.git(args, { cwd: copy.folder });
  await git('symbolic-ref', 'HEAD', 'refs/heads/main');
  return {
    ...copy,
    git,
    /** Writes and commits; `undefined` removes a file. Gives the commit. */
    async commit(files, message = 'Change') {
      for (const [path, content] of Object.entries(files)) {
        const target = join(copy.folder, path);
        if (content === undefined) {
          await rm(target);
        } else {
          await mkdir(dirname(target), { recursive: true });
          await writeFile(target, content);
        }
      }
      await git('add', '--all');
      await git('commit', '--quiet', '-m', message);
      return git('rev-parse', 'HEAD');
    },
    /** Commits and pushes; the push must succeed. */
    async pushFiles(files, message) {
      const commit = await this.commit(files, message);
      await git('push', '--quiet', 'origin', 'HEAD');
      return commit;
    },
  };
}

/** A workflow of `dop/shell` steps: `{ step: script }`. */
export function shellWorkflow(name, scripts, spec = '') {
  const steps = Object.entries(scripts).map(
    ([id, script]) =>
      `    ${id}:\n      uses: dop/shell@1\n      with:\n        script: ${JSON.stringify(
        script,
      )}\n`,
  );
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: { push: {}, manual: {} }
${spec}  steps:
${steps.join('')}`;
}

/** The delivery of a commit, once it is processed. */
export async function deliveryOf(client, repository, commit) {
  return until(`The delivery of ${commit}`, async () => {
    const { items } = await client.get('/api/pipelines/deliveries', {
      repositoryId: repository.id,
    });
    return items.find(
      item =>
        item.commit === commit && ['processed', 'skipped'].includes(item.state),
    );
  });
}

/** Starts a workflow by hand, once the portal knows it at this commit. */
export async function startWorkflow(client, repository, name, commit) {
  await deliveryOf(client, repository, commit);
  const { items } = await client.get('/api/pipelines/workflows', {
    repositoryId: repository.id,
  });
  const workflow = items.find(item => item.name === name);
  if (workflow?.state !== 'good') {
    throw new Error(`No workflow to start: ${JSON.stringify(workflow)}`);
  }
  return client.post(`/api/pipelines/workflows/${workflow.id}/runs`, {});
}

/** A run, once it has ended. */
export async function endOfRun(client, runId) {
  return until('The end of the run', async () => {
    const run = await client.get(`/api/pipelines/runs/${runId}`);
    return endStates.includes(run.state) && run;
  });
}

/** Where the log of a step's first attempt is. */
export function logPath(run, key) {
  return `/api/pipelines/runs/${run.id}/steps/${key}/attempts/1/log`;
}

/** Status and body of a request that may fail. */
export async function answerOf(client, method, path, body, headers) {
  const response = await client
    .request(method, path, body, headers)
    .catch(error => error);
  return {
    status: response.status,
    text:
      typeof response.text === 'function'
        ? await response.text()
        : response.body ?? String(response),
  };
}

/** A Mac has but one loopback address of the old kind. */
const otherLoopback = process.platform === 'darwin' ? '::1' : '127.0.0.2';

/**
 * A slow line to the portal: on another address of loopback but the same port,
 * so that the name in every request stays the same.
 *
 * @returns the option with which git takes this line, and how to end it
 */
export async function slowLine(portal, bytesPerSecond) {
  const sockets = new Set();
  const server = createServer(near => {
    const far = createConnection(portal.port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {
        near.destroy();
        far.destroy();
      });
      socket.on('close', () => sockets.delete(socket));
    }
    far.pipe(near);
    (async () => {
      for await (const chunk of near) {
        for (let at = 0; at < chunk.length; at += bytesPerSecond / 4) {
          far.write(chunk.subarray(at, at + bytesPerSecond / 4));
          await wait(chunk.length > 1_000 ? 250 : 0);
        }
      }
      far.end();
    })().catch(() => far.destroy());
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(portal.port, otherLoopback, resolve);
  });
  return {
    option: `http.curloptResolve=localhost:${portal.port}:${otherLoopback}`,
    close: () =>
      new Promise(resolve => {
        sockets.forEach(socket => socket.destroy());
        server.close(resolve);
      }),
  };
}
