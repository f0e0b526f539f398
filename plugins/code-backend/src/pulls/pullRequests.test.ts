import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Page } from '@dop/plugin-access-common';
import type {
  CommitSummary,
  Comparison,
  PullRequest,
  PullRequestChanged,
  PullRequestSummary,
  Ref,
  Repository,
} from '@dop/plugin-code-common';
import { GitClient } from '../__testUtils__/GitClient';
import { startCode, type RunningCode } from '../__testUtils__/startCode';

jest.setTimeout(180_000);

type Refused = { error: { message: string } };

const databases = TestDatabases.create({
  ids: ['SQLITE_3', 'POSTGRES_15'],
  disableDocker: true,
});

describe.each(databases.eachSupportedId())('pull requests, %p', databaseId => {
  let code: RunningCode;
  let owner: string;
  let member: string;
  let stranger: string;
  const clients: GitClient[] = [];

  beforeAll(async () => {
    const knex = await databases.init(databaseId);
    const { client, connection } = knex.client.config;
    code = await startCode(
      databaseId === 'SQLITE_3'
        ? {}
        : { database: { client, connection: { ...connection } } },
    );
    owner = code.access.account('olga', { shop: 'owner' });
    member = code.access.account('max', { shop: 'member' });
    stranger = code.access.account('sam', { other: 'member' });
  });

  afterAll(async () => {
    await code.stop();
    await Promise.all(clients.map(client => client.remove()));
  });

  /** A repository with `main`, and a clone of it. */
  async function begin(name: string, visibility = 'internal') {
    const { body: record } = await code.call<Repository>(
      'POST',
      '/repositories',
      { secret: owner, body: { namespace: 'shop', name, visibility } },
    );
    const work = await GitClient.init(code.remote(`shop/${name}`, member));
    clients.push(work);
    const first = await work.commit({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
    await work.git('push', '-q', 'origin', 'main');
    const base = `/repositories/shop/${name}`;
    const call = <T = PullRequest>(
      method: string,
      path = '',
      body?: unknown,
      secret = member,
    ) => code.call<T>(method, `${base}/pull-requests${path}`, { secret, body });
    /** Commits to a branch and pushes it. */
    const push = async (
      branch: string,
      files: Record<string, string>,
      message?: string,
    ) => {
      await work.git('checkout', '-q', '-B', branch);
      const sha = await work.commit(files, message);
      await work.git('push', '-q', '-f', 'origin', branch);
      return sha;
    };
    const open = async (source: string, title = source) => {
      const { status, body } = await call('POST', '', { title, source });
      expect({ status, body }).toMatchObject({ status: 201, body: { title } });
      return body;
    };
    const get = async (number: number) =>
      (await call('GET', `/${number}`)).body;
    const told = () =>
      code.events
        .filter(({ subject }) => subject === record.id)
        .filter(({ type }) => type === 'dop.pull-request.changed')
        .map(({ data }) => data as unknown as PullRequestChanged);
    /** Waits until so much was told. */
    const events = async (count: number) => {
      while (told().length < count) {
        await new Promise(resolve => setImmediate(resolve));
      }
      return told();
    };
    return { record, work, first, base, call, push, open, get, events };
  }

  it('open, follow pushes, say what they change, and are merged with a commit', async () => {
    const { base, call, push, open, get, events, work, first } = await begin(
      'whole',
    );
    const one = await push('topic', { 'a.txt': 'two\n' });
    const opened = await open('topic', 'Two instead of one');
    expect(opened).toMatchObject({
      number: 1,
      source: 'topic',
      target: 'main',
      head: one,
      base: first,
      author: 'user:default/max',
      state: 'open',
      description: '',
      merge: { mergeable: 'yes', fastForward: true },
      may: { change: true, merge: true },
    });

    const two = await push(
      'topic',
      { 'c/d.txt': 'new\n', '.dop/ci.yaml': 'x\n' },
      'More [skip ci]',
    );
    await work.git('checkout', '-q', 'main');
    const main = await work.commit({ 'b.txt': 'three\n' }, 'On main');
    await work.git('push', '-q', 'origin', 'main');
    expect(await get(1)).toMatchObject({
      head: two,
      base: first,
      merge: { mergeable: 'yes', fastForward: false },
    });

    // What it changes, by the routes for everything.
    const compared = await code.call<Comparison>(
      'GET',
      `${base}/compare?base=main&head=${two}`,
      { secret: member },
    );
    expect(compared.body).toMatchObject({
      base: main,
      head: two,
      mergeBase: first,
      commits: 2,
      truncated: false,
    });
    expect(
      compared.body.files.map(({ path, status }) => `${status} ${path}`),
    ).toEqual(['added .dop/ci.yaml', 'modified a.txt', 'added c/d.txt']);
    const listed = await code.call<Page<CommitSummary>>(
      'GET',
      `${base}/commits?ref=${two}&since=${first}`,
      { secret: member },
    );
    expect(listed.body.items.map(({ sha }) => sha)).toEqual([two, one]);

    expect(
      await call<Refused>('POST', '/1/merge', {
        expectedHead: two,
        method: 'fastForward',
      }),
    ).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('rebase topic') } },
    });
    expect(
      await call<Refused>('POST', '/1/merge', {
        expectedHead: one,
        method: 'merge',
      }),
    ).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('by now') } },
    });
    const merged = await call('POST', '/1/merge', {
      expectedHead: two,
      method: 'merge',
    });
    expect(merged).toMatchObject({
      status: 200,
      body: {
        state: 'merged',
        head: two,
        base: first,
        closedBy: 'user:default/max',
        closedAt: expect.any(String),
        mergeCommit: expect.stringMatching(/^[0-9a-f]{40}$/),
      },
    });
    expect(merged.body.merge).toBeUndefined();
    await work.git('pull', '-q', 'origin', 'main');
    expect(await work.head()).toBe(merged.body.mergeCommit);
    expect(await work.git('log', '-1', '--format=%P|%an|%ae|%B')).toBe(
      `${main} ${two}|max|max@example.com|Merge topic into main (#1)\n\nTwo instead of one`,
    );
    expect(await work.git('ls-tree', '-r', '--name-only', 'HEAD')).toBe(
      '.dop/ci.yaml\na.txt\nb.txt\nc/d.txt',
    );

    expect(await events(3)).toEqual([
      expect.objectContaining({
        action: 'opened',
        number: 1,
        sequence: 1,
        head: one,
        author: 'user:default/max',
        actor: 'user:default/max',
        pusher: 'user:default/max',
        skipCi: false,
        workflowFiles: expect.objectContaining({ files: [] }),
      }),
      expect.objectContaining({
        action: 'updated',
        pusher: 'user:default/max',
        sequence: 2,
        before: one,
        head: two,
        skipCi: true,
        workflowFiles: expect.objectContaining({
          files: [expect.objectContaining({ content: 'x\n' })],
        }),
      }),
      expect.objectContaining({
        action: 'merged',
        sequence: 3,
        head: two,
        mergeCommit: merged.body.mergeCommit,
      }),
    ]);
  });

  it('name the files with conflicts, and leave nothing behind', async () => {
    const { record, call, push, open, work } = await begin('conflicts');
    const head = await push('topic', { 'a.txt': 'two\n', 'b.txt': 'two\n' });
    await work.git('checkout', '-q', 'main');
    await work.commit({ 'a.txt': 'other\n' });
    await work.git('push', '-q', 'origin', 'main');
    const folder = join(
      code.dataDirectory,
      'code',
      'repositories',
      `${record.id}.git`,
    );
    const objects = () =>
      execFileSync('git', ['-c', 'safe.directory=*', 'count-objects'], {
        cwd: folder,
        encoding: 'utf8',
      });
    const before = objects();
    expect(await open('topic')).toMatchObject({
      merge: {
        mergeable: 'conflicts',
        fastForward: false,
        conflicts: ['a.txt'],
      },
    });
    expect(objects()).toBe(before);
    expect(
      await call<Refused>('POST', '/1/merge', {
        expectedHead: head,
        method: 'merge',
      }),
    ).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('places: a.txt.') } },
    });

    // Solved on the source, as the sentence says.
    await work.git('checkout', '-q', 'topic');
    await work.git('merge', '-q', '-X', 'ours', 'main');
    await work.git('push', '-q', 'origin', 'topic');
    const solved = await work.head();
    expect(
      await call('POST', '/1/merge', {
        expectedHead: solved,
        method: 'fastForward',
      }),
    ).toMatchObject({
      status: 200,
      body: { state: 'merged', mergeCommit: solved },
    });
  });

  it('are merged by a push, closed by a deletion, and nothing else', async () => {
    const { record, push, open, get, events, work, first, call } = await begin(
      'pushes',
    );
    const one = await push('one', { 'a.txt': 'two\n' });
    await open('one');
    await work.git('checkout', '-q', 'main');
    const two = await push('two', { 'b.txt': 'two\n' });
    await open('two');
    await work.git('checkout', '-q', 'main');
    const three = await push('three', { 'c.txt': 'two\n' });
    await open('three');

    // From the command line, and the branch deleted in the same push.
    await work.git('checkout', '-q', 'main');
    await work.git('merge', '-q', '--no-ff', 'one');
    const main = await work.head();
    await work.git('push', '-q', 'origin', 'main', ':one');
    expect(await get(1)).toMatchObject({
      state: 'merged',
      head: one,
      base: first,
      mergeCommit: main,
      closedBy: 'user:default/max',
    });
    expect(await get(2)).toMatchObject({ state: 'open', head: two });

    await work.git('push', '-q', 'origin', ':two');
    expect(await get(2)).toMatchObject({
      state: 'closed',
      head: two,
      base: first,
    });
    // Git keeps its commits, and nobody sees or writes the ref that does.
    const folder = join(
      code.dataDirectory,
      'code',
      'repositories',
      `${record.id}.git`,
    );
    const kept = execFileSync(
      'git',
      ['-c', 'safe.directory=*', 'rev-parse', 'refs/pull/2/head'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(kept.trim()).toBe(two);
    execFileSync(
      'git',
      ['-c', 'safe.directory=*', 'gc', '--quiet', '--prune=now'],
      { cwd: folder },
    );
    expect(await work.git('ls-remote', 'origin')).not.toContain('refs/pull');
    await expect(
      work.git('push', 'origin', 'main:refs/pull/2/head'),
    ).rejects.toThrow('hidden ref');
    expect(
      (
        await code.call<Comparison>(
          'GET',
          `/repositories/shop/pushes/compare?base=${first}&head=${two}`,
          { secret: member },
        )
      ).body.files,
    ).toMatchObject([{ path: 'b.txt' }]);

    // A branch that is put back onto the target has nothing to merge, and is not merged.
    await work.git('push', '-q', '-f', 'origin', 'main:three');
    expect(await get(3)).toMatchObject({
      state: 'open',
      head: main,
      merge: { mergeable: 'upToDate' },
    });
    await push('main', { 'a.txt': 'three\n' });
    expect(await get(3)).toMatchObject({ state: 'open', head: main });
    expect(
      await call<Refused>('POST', '/3/merge', {
        expectedHead: main,
        method: 'merge',
      }),
    ).toMatchObject({
      status: 409,
      body: { error: { message: expect.stringContaining('nothing to merge') } },
    });
    await work.git('push', '-q', '-f', 'origin', `${three}:three`);

    // The target goes: so does what asks for it.
    await push('release', { 'r.txt': 'r\n' });
    const next = await push('next', { 'n.txt': 'n\n' });
    const { body } = await call('POST', '', {
      title: 'To a release',
      source: 'next',
      target: 'release',
    });
    expect(body).toMatchObject({ number: 4, target: 'release', head: next });
    await work.git('push', '-q', 'origin', ':release');
    expect(await get(4)).toMatchObject({ state: 'closed' });

    const said = await events(9);
    expect(said.map(({ number, action }) => `${number} ${action}`)).toEqual([
      '1 opened',
      '2 opened',
      '3 opened',
      '1 merged',
      '2 closed',
      '3 updated',
      '3 updated',
      '4 opened',
      '4 closed',
    ]);
  });

  it('are changed, closed, opened again, and listed', async () => {
    const { push, open, get, call, events, work } = await begin('changed');
    const head = await push('topic', { 'a.txt': 'two\n' });
    await open('topic');
    const long = 'ä'.repeat(60_000);
    expect(
      await call('PATCH', '/1', { title: ' New title ', description: long }),
    ).toMatchObject({
      status: 200,
      body: { title: 'New title', description: long, state: 'open' },
    });
    for (const wrong of [
      { title: '' },
      { title: 'two\nlines' },
      { title: 'x'.repeat(251) },
      { description: 'x'.repeat(65_537) },
      { description: 'a\0b' },
      { state: 'merged' },
      { target: 'other' },
    ]) {
      expect({
        wrong,
        status: (await call('PATCH', '/1', wrong)).status,
      }).toEqual({ wrong, status: 400 });
    }
    expect((await call('PATCH', '/1', { state: 'closed' })).body).toMatchObject(
      {
        state: 'closed',
        closedBy: 'user:default/max',
        may: { change: true, merge: false },
      },
    );
    // Closed, it does not follow.
    const later = await push('topic', { 'a.txt': 'three\n' });
    expect(await get(1)).toMatchObject({ state: 'closed', head });
    expect(
      (await call('POST', '/1/merge', { expectedHead: head, method: 'merge' }))
        .status,
    ).toBe(409);
    expect((await call('PATCH', '/1', { state: 'open' })).body).toMatchObject({
      state: 'open',
      head: later,
    });
    expect((await get(1)).closedBy).toBeUndefined();

    // Only one open one for a pair; nothing to merge; no such branch; itself.
    for (const [source, status, message] of [
      ['topic', 409, '#1 asks already'],
      ['same', 409, 'nothing to merge'],
      ['alone', 409, 'no commit in common'],
      ['nowhere', 400, 'no branch nowhere'],
      ['main', 400, 'into itself'],
    ] as const) {
      if (source === 'same') {
        await work.git('push', '-q', 'origin', 'main:same');
      }
      if (source === 'alone') {
        await work.git('checkout', '-q', '--orphan', 'alone');
        await push('alone', { 'z.txt': 'z\n' });
      }
      expect(
        await call<Refused>('POST', '', { title: 'Again', source }),
      ).toMatchObject({
        status,
        body: { error: { message: expect.stringContaining(message) } },
      });
    }
    await call('PATCH', '/1', { state: 'closed' });
    await open('topic', 'Second');
    expect(await call<Refused>('PATCH', '/1', { state: 'open' })).toMatchObject(
      {
        status: 409,
        body: {
          error: { message: expect.stringContaining('#2 asks already') },
        },
      },
    );

    const numbers = async (query: string) => {
      const { body } = await call<Page<PullRequestSummary>>('GET', query);
      return [body.items.map(({ number }) => number), body.nextCursor];
    };
    expect(await numbers('')).toEqual([[2, 1], undefined]);
    expect(await numbers('?limit=1')).toEqual([[2], '2']);
    expect(await numbers('?limit=1&cursor=2')).toEqual([[1], undefined]);
    expect(await numbers('?state=open')).toEqual([[2], undefined]);
    expect(await numbers('?state=merged')).toEqual([[], undefined]);
    expect((await call('GET', '?cursor=x')).status).toBe(400);
    for (const number of ['3', '0', 'x', '99999999999']) {
      expect((await call('GET', `/${number}`)).status).toBe(404);
    }
    expect((await events(6)).map(({ action }) => action)).toEqual([
      'opened',
      'edited',
      'closed',
      'reopened',
      'closed',
      'opened',
    ]);
  });

  it('are merged once, however many try at the same moment', async () => {
    const { push, open, call, get, work } = await begin('race');
    const heads = new Map<number, string>();
    for (const name of ['one', 'two', 'three']) {
      await work.git('checkout', '-q', 'main');
      const head = await push(name, { [`${name}.txt`]: 'x\n' });
      heads.set((await open(name)).number, head);
    }
    const merges = await Promise.all(
      [1, 2, 3, 1, 2, 3].map(number =>
        call('POST', `/${number}/merge`, {
          expectedHead: heads.get(number),
          method: 'merge',
        }),
      ),
    );
    expect(merges.map(({ status }) => status).sort()).toEqual([
      200, 200, 200, 409, 409, 409,
    ]);
    await work.git('fetch', '-q', 'origin');
    expect(
      await work.git('log', '--merges', '--format=%s', 'origin/main'),
    ).toMatch(/^(Merge \w+ into main \(#[123]\)\n?){3}$/);
    expect((await get(2)).state).toBe('merged');
  });

  it('are for people who may push; who may not read sees none', async () => {
    const { record, push, open, call } = await begin('vault', 'private');
    const head = await push('topic', { 'a.txt': 'two\n' });
    await open('topic');
    const merge = { expectedHead: head, method: 'merge' };
    const writes = [
      ['POST', '', { title: 'x', source: 'topic' }],
      ['PATCH', '/1', { title: 'x' }],
      ['POST', '/1/merge', merge],
    ] as const;
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['GET', '/1', undefined],
      ...writes,
    ] as const) {
      const { status } = await call(method, path, body, stranger);
      expect({ method, path, status }).toEqual({ method, path, status: 404 });
    }
    const run = code.access.runToken(record.id);
    code.access.change(record.id, { visibility: 'internal' });
    for (const secret of [stranger, run]) {
      for (const [method, path, body] of writes) {
        const { status } = await call(method, path, body, secret);
        expect({ method, path, status }).toEqual({ method, path, status: 403 });
      }
    }
    expect((await call('GET', '/1', undefined, stranger)).body).toMatchObject({
      state: 'open',
      may: { change: false, merge: false },
    });
    // Main is protected: members move it on.
    expect((await call('POST', '/1/merge', merge)).status).toBe(200);
    const { body } = await code.call<{ refs: Ref[] }>(
      'GET',
      '/repositories/shop/vault/refs',
      { secret: member },
    );
    expect(body.refs.find(({ name }) => name === 'main')).toMatchObject({
      protected: true,
      title: 'Merge topic into main (#1)',
    });
  });

  it('go with their repository, and keep to its new name', async () => {
    const { record, push, open, work, events } = await begin('renamed');
    await push('topic', { 'a.txt': 'two\n' });
    await open('topic');
    await code.call('PATCH', '/repositories/shop/renamed', {
      secret: owner,
      body: { name: 'other' },
    });
    await work.git(
      'remote',
      'set-url',
      'origin',
      code.remote('shop/other', member),
    );
    const head = await push('topic', { 'a.txt': 'three\n' });
    expect((await events(2))[1]).toMatchObject({
      name: 'other',
      repositoryId: record.id,
      head,
    });
    await code.call('DELETE', '/repositories/shop/other', { secret: owner });
    const again = await begin('other');
    expect(
      (await again.call<Page<PullRequestSummary>>('GET')).body.items,
    ).toEqual([]);
    await again.push('topic', { 'a.txt': 'two\n' });
    expect(await again.open('topic')).toMatchObject({ number: 1 });
    // All of these tests together tried all that is described.
    expect(code.api.contract.untried.join()).not.toMatch(/pull|compare/i);
  });
});

describe('pull requests with a git before 2.38', () => {
  it('say that they are to be merged on the command line', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dop-old-git-'));
    const program = join(folder, 'git');
    writeFileSync(
      program,
      '#!/bin/sh\nif [ "$1" = merge-tree ]; then exit 129; fi\nexec git "$@"\n',
    );
    chmodSync(program, 0o755);
    const code = await startCode({ code: { git: program } });
    const secret = code.access.account('olga', { shop: 'owner' });
    const call = <T>(method: string, path: string, body?: unknown) =>
      code.call<T>(method, `/repositories${path}`, { secret, body });
    await call('POST', '', { namespace: 'shop', name: 'old' });
    const work = await GitClient.init(code.remote('shop/old', secret));
    try {
      await work.commit({ 'a.txt': 'one\n' });
      await work.git('push', '-q', 'origin', 'main');
      await work.git('checkout', '-q', '-b', 'topic');
      const head = await work.commit({ 'a.txt': 'two\n' });
      await work.git('checkout', '-q', 'main');
      await work.commit({ 'b.txt': 'two\n' });
      await work.git('push', '-q', 'origin', 'main', 'topic');
      const { body } = await call<PullRequest>(
        'POST',
        '/shop/old/pull-requests',
        { title: 'Two', source: 'topic' },
      );
      const says = expect.stringContaining('Merge on the command line');
      expect(body.merge).toEqual({
        mergeable: 'unknown',
        fastForward: false,
        reason: says,
      });
      expect(
        await call('POST', '/shop/old/pull-requests/1/merge', {
          expectedHead: head,
          method: 'merge',
        }),
      ).toMatchObject({ status: 501, body: { error: { message: says } } });
    } finally {
      await work.remove();
      await code.stop();
    }
  });
});
