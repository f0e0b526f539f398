// The steps of the way of one service through the portal, over public
// interfaces only. Demo, sample service, tests and benchmarks walk them.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PortalClient, until } from './client.mjs';

export const template = 'template:default/nodejs-service';

/** Uses the link of the first start: makes the administrator and a token for it. */
export async function becomeAdministrator(
  portal,
  { name, displayName, password },
) {
  const link = await until('The link of the first start', async () =>
    (await readFile(join(portal.data, 'access', 'first-link'), 'utf8')).trim(),
  );
  const key = new URL(link).hash.slice(1);
  const first = await new PortalClient(portal.url).request(
    'POST',
    '/api/access/first',
    { key, name, displayName, password },
    { 'x-requested-with': 'DOP' },
  );
  return tokenOfSession(
    await sessionOf(portal, name, first.headers.getSetCookie()),
  );
}

/**
 * A token for setting up a sample in a portal that has no administrator yet,
 * asked for by a file in its data folder; undefined if it has one.
 */
export async function setUpToken(portal) {
  const folder = join(portal.data, 'access');
  const answer = join(folder, 'setup-token');
  await rm(answer, { force: true });
  await writeFile(join(folder, 'setup-token.request'), '', { mode: 0o600 });
  const secret = await until('The set-up token', async () =>
    (await readFile(answer, 'utf8')).trim(),
  );
  await rm(answer, { force: true });
  return secret.startsWith('dop_pat_')
    ? new PortalClient(portal.url, { token: secret, name: 'setup' })
    : undefined;
}

/** Ends the token that the client works with. */
export async function revokeOwnToken(client) {
  const id = client.token.split('_')[2];
  await client.request('DELETE', `/api/access/tokens/${id}`);
}

/** Signs in with a password; gives a client with a personal token. */
export async function signIn(portal, name, password) {
  return tokenOfSession(await openSession(portal, name, password));
}

/** Signs in with a password, as a browser does: for what no token may do. */
export async function openSession(portal, name, password) {
  const response = await new PortalClient(portal.url).request(
    'POST',
    '/api/access/sessions',
    { name, password },
    { 'x-requested-with': 'DOP' },
  );
  return sessionOf(portal, name, response.headers.getSetCookie());
}

async function sessionOf(portal, name, cookies) {
  const cookie = cookies.map(line => line.split(';')[0]).join('; ');
  const refreshed = await new PortalClient(portal.url).request(
    'GET',
    '/api/auth/dop/refresh',
    undefined,
    { cookie, 'x-requested-with': 'XMLHttpRequest' },
  );
  const { backstageIdentity } = await refreshed.json();
  return new PortalClient(portal.url, { token: backstageIdentity.token, name });
}

async function tokenOfSession(session) {
  const { secret } = await session.post('/api/access/tokens', {
    name: 'demo',
    scopes: [
      'api',
      'repository:read',
      'repository:write',
      'registry:read',
      'registry:write',
      'reports:write',
    ],
    expiresAt: new Date(Date.now() + 24 * 3600_000).toISOString(),
  });
  return new PortalClient(session.url, { token: secret, name: session.name });
}

export async function createGroup(client, name, displayName) {
  await client.post('/api/access/groups', { name, displayName });
  await client.request(
    'PUT',
    `/api/access/groups/${name}/members/${client.name}`,
    {
      role: 'owner',
    },
  );
}

/** Creates a service from the template and waits until the task is done. */
export async function createService(client, { group, name, description }) {
  const templateEntity = template.replace('template:', 'template/');
  await until('The template in the catalog', () =>
    client.get(`/api/catalog/entities/by-name/${templateEntity}`),
  );
  await until('The group in the catalog', () =>
    client.get(`/api/catalog/entities/by-name/group/default/${group}`),
  );
  const { id } = await client.post('/api/scaffolder/v2/tasks', {
    templateRef: template,
    values: { name, owner: `group:default/${group}`, description },
  });
  const task = await until('The template', async () => {
    const found = await client.get(`/api/scaffolder/v2/tasks/${id}`);
    return ['completed', 'failed', 'cancelled'].includes(found.status) && found;
  });
  if (task.status !== 'completed') {
    const events = await client.get(`/api/scaffolder/v2/tasks/${id}/events`);
    throw new Error(
      `The template ${task.status}: ${JSON.stringify(
        events.at(-1)?.body?.message ?? events.at(-1),
      )}`,
    );
  }
  return client.get(`/api/code/repositories/${group}/${name}`);
}

/** A working copy in a folder of its own. */
export async function clone(client, repository) {
  const folder = await mkdtemp(join(tmpdir(), 'dop-clone-'));
  await client.git(['clone', '--quiet', repository.cloneUrl, folder]);
  return {
    folder,
    /** Changes a file with `edit`, commits and pushes; gives commit and when the push had ended. */
    async push(file, edit, message) {
      const path = join(folder, file);
      await writeFile(path, edit(await readFile(path, 'utf8')));
      await client.git(['add', '--all'], { cwd: folder });
      await client.git(['commit', '--quiet', '-m', message], { cwd: folder });
      await client.git(['push', '--quiet', 'origin', 'HEAD'], { cwd: folder });
      const pushedAt = Date.now();
      const commit = await client.git(['rev-parse', 'HEAD'], { cwd: folder });
      return { commit, pushedAt };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What is pushed to a service of the template, in this order. */
export const changes = {
  more: ['README.md', text => `${text}\nOne more line.\n`, 'Say more'],
  breaking: [
    'src/greeting.js',
    text => text.replace('Hello', 'Goodbye'),
    'Break the greeting',
  ],
  repair: [
    'src/greeting.js',
    text => text.replace('Goodbye', 'Hello'),
    'Repair the greeting',
  ],
};

/** States in which a run has ended. */
export const endStates = [
  'succeeded',
  'warned',
  'failed',
  'timedOut',
  'rejected',
  'cancelled',
];

/** The run of a commit, once it has ended. */
export async function finishedRun(client, repository, commit, options) {
  return until(
    `The run of ${commit?.slice(0, 7) ?? repository.name}`,
    async () => {
      const summary = await findRun(client, repository, commit);
      return summary && endStates.includes(summary.state)
        ? client.get(`/api/pipelines/runs/${summary.id}`)
        : undefined;
    },
    { timeoutMs: 180_000, everyMs: 250, ...options },
  );
}

/** The newest run of a commit, or of all. */
async function findRun(client, repository, commit) {
  let cursor;
  do {
    const page = await client.get('/api/pipelines/runs', {
      repositoryId: repository.id,
      cursor,
    });
    const found = page.items.find(run => !commit || run.commit === commit);
    if (found) {
      return found;
    }
    cursor = page.nextCursor;
  } while (cursor);
  return undefined;
}

/** When the first step of a run was started, in ms since 1970. */
export function firstStepStartedAt(run) {
  return Math.min(
    ...run.steps.flatMap(step =>
      step.attempts
        .filter(attempt => attempt.startedAt)
        .map(attempt => Date.parse(attempt.startedAt)),
    ),
  );
}

/** The test report of a run, once it is read. */
export async function reportOf(client, run) {
  return until('The test report', async () => {
    const { items } = await client.get('/api/test-reports/reports', {
      runId: run.id,
    });
    return items[0] && !['waiting', 'reading'].includes(items[0].state)
      ? client.get(`/api/test-reports/reports/${items[0].id}`)
      : undefined;
  });
}
