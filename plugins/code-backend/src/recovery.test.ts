import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { PortalEvent } from '@dop/plugin-devops-node';
import { GitClient } from './__testUtils__/GitClient';

jest.setTimeout(180_000);

const secret = 'dop_pat_max_secret';
const record: RepositoryRecord = {
  id: '7c1d3a0e-5b0e-4c58-9d0a-3a6c2b1f0e11',
  namespace: 'shop',
  name: 'checkout',
  owner: 'group:default/shop',
  visibility: 'internal',
  defaultBranch: 'main',
  protectedRefs: ['refs/heads/main'],
  trust: 'none',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

describe('a backend that is killed between the move of a ref and its journal', () => {
  let dataDirectory: string;
  let port: number;
  let running: ChildProcess | undefined;
  let work: GitClient;

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'dop-recovery-'));
    port = await freePort();
    work = await GitClient.init(
      `http://max:${secret}@127.0.0.1:${port}/git/shop/checkout.git`,
    );
  });

  afterAll(async () => {
    running?.kill('SIGKILL');
    await work.remove();
    await rm(dataDirectory, { recursive: true, force: true });
  });

  /** Starts the process; gives what it says, and its end. */
  async function start(dieBeforeJournal: boolean) {
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        join(__dirname, '__testUtils__', 'codeProcess.ts'),
      ],
      {
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          CODE_PROCESS: JSON.stringify({
            dataDirectory,
            hooks: join(__dirname, '..', 'hooks'),
            record,
            secret,
            dieBeforeJournal,
            port,
          }),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    running = child;
    const said: { what: string; data: PortalEvent }[] = [];
    const waiting: (() => void)[] = [];
    createInterface({ input: child.stdout! }).on('line', line => {
      if (line.startsWith('{"what"')) {
        said.push(JSON.parse(line));
        waiting.splice(0).forEach(wake => wake());
      }
    });
    const ended = new Promise<string | null>(resolve =>
      child.once('exit', (_, signal) => resolve(signal)),
    );
    const until = async (
      count: number,
      what: string,
      type = 'dop.ref.updated',
    ) => {
      const found = () =>
        said.filter(
          one =>
            one.what === what && (what === 'ready' || one.data.type === type),
        );
      while (found().length < count) {
        await new Promise<void>(resolve => waiting.push(resolve));
      }
      return found();
    };
    await until(1, 'ready');
    return { until, ended };
  }

  it('leaves no git behind where it is killed while a push arrives', async () => {
    const { ended } = await start(false);
    const half = request({
      port,
      method: 'POST',
      path: '/git/shop/checkout.git/git-receive-pack',
      auth: `max:${secret}`,
      headers: {
        'content-type': 'application/x-git-receive-pack-request',
        'content-length': 10_000,
      },
    });
    half.on('error', () => undefined);
    half.write('00a0');
    const gits = () => {
      const { stdout } = spawnSync('ps', ['axww', '-o', 'pid=,command=', 'e'], {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout
        .split('\n')
        .filter(line => /^ *\d+ \S*git/.test(line))
        .filter(line => line.includes(dataDirectory));
    };
    const become = async (there: boolean) => {
      while (gits().length > 0 !== there) {
        await new Promise(resolve => setTimeout(resolve, 100));
      }
    };
    await become(true);
    running?.kill('SIGKILL');
    await ended;
    await become(false);
    expect(gits()).toEqual([]);
  });

  it('journals the push with its pusher at the next start, once, and goes on from there', async () => {
    const first = await start(true);
    const head = await work.commit({ 'a.txt': 'one\n' }, 'One');
    await expect(work.git('push', 'origin', 'main')).rejects.toThrow();
    expect(await first.ended).toBe('SIGKILL');

    const second = await start(false);
    const [event] = await second.until(1, 'pipelines');
    expect(event.data).toMatchObject({
      subject: record.id,
      data: {
        ref: 'refs/heads/main',
        before: '0'.repeat(40),
        after: head,
        sequence: 1,
        pusher: 'user:default/max',
      },
    });
    await second.until(1, 'catalog');

    // To the client it looks as if the push had been done all along.
    expect(await work.git('push', 'origin', 'main')).toContain('up-to-date');
    const next = await work.commit({ 'a.txt': 'two\n' }, 'Two');
    await work.git('push', '-q', 'origin', 'main');
    const events = await second.until(2, 'pipelines');
    expect(events.map(({ data }) => data.data.sequence)).toEqual([1, 2]);
    expect(events[1].data.data).toMatchObject({ before: head, after: next });

    running?.kill('SIGKILL');
    await second.ended;
    const third = await start(false);
    const last = await work.commit({ 'a.txt': 'three\n' }, 'Three');
    await work.git('push', '-q', 'origin', 'main');
    // The kill may have come before an answer was noted; then an event comes
    // again, with the same id. The new one is the last in any case.
    const known = new Set(events.map(({ data }) => data.id));
    let count = 1;
    let after = (await third.until(count, 'pipelines'))[0].data;
    while (known.has(after.id)) {
      count += 1;
      after = (await third.until(count, 'pipelines'))[count - 1].data;
    }
    expect(after.data).toMatchObject({
      sequence: 3,
      before: next,
      after: last,
    });
    running?.kill('SIGKILL');
    await third.ended;
  });

  it('finds the pull request merged that it was merging', async () => {
    const call = (method: string, path: string, body?: unknown) =>
      fetch(
        `http://127.0.0.1:${port}/api/code/repositories/shop/checkout/pull-requests${path}`,
        {
          method,
          headers: { 'x-token': secret, 'content-type': 'application/json' },
          body: body === undefined ? undefined : JSON.stringify(body),
        },
      );
    const first = await start(false);
    await work.git('checkout', '-q', '-b', 'topic');
    const head = await work.commit({ 'b.txt': 'one\n' }, 'Topic');
    await work.git('push', '-q', 'origin', 'topic');
    const opened = await call('POST', '', { title: 'Topic', source: 'topic' });
    expect(opened.status).toBe(201);
    running?.kill('SIGKILL');
    await first.ended;

    const second = await start(true);
    await expect(
      call('POST', '/1/merge', { expectedHead: head, method: 'merge' }),
    ).rejects.toThrow();
    expect(await second.ended).toBe('SIGKILL');

    const third = await start(false);
    const said = await third.until(1, 'pipelines', 'dop.pull-request.changed');
    while (said.at(-1)?.data.data.action !== 'merged') {
      const more = said.length + 1;
      said.splice(
        0,
        said.length,
        ...(await third.until(more, 'pipelines', 'dop.pull-request.changed')),
      );
    }
    await work.git('fetch', '-q', 'origin');
    const mergeCommit = await work.head('origin/main');
    expect(await work.git('log', '-1', '--format=%s', mergeCommit)).toBe(
      'Merge topic into main (#1)',
    );
    const merged = { number: 1, head, mergeCommit };
    expect(said.at(-1)?.data.data).toMatchObject({
      ...merged,
      actor: 'user:default/max',
    });
    expect(await (await call('GET', '/1')).json()).toMatchObject({
      ...merged,
      state: 'merged',
      closedBy: 'user:default/max',
    });
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address ? address.port : 0),
      );
    });
  });
}
