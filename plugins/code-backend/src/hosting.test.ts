import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Ref, RefUpdated, Repository } from '@dop/plugin-code-common';
import { GitClient } from './__testUtils__/GitClient';
import { startCode, type RunningCode } from './__testUtils__/startCode';

jest.setTimeout(180_000);

const zero = '0'.repeat(40);

describe('Git hosting with the real git client', () => {
  let code: RunningCode;
  let owner: string;
  let member: string;
  let stranger: string;
  const clients: GitClient[] = [];

  beforeAll(async () => {
    code = await startCode();
    owner = code.access.account('olga', { shop: 'owner' });
    member = code.access.account('max', { shop: 'member' });
    stranger = code.access.account('sam', { other: 'member' });
  });

  afterAll(async () => {
    await code.stop();
    await Promise.all(clients.map(client => client.remove()));
  });

  async function make(name: string, visibility = 'internal') {
    const { status, body } = await code.call<Repository>(
      'POST',
      '/repositories',
      { secret: owner, body: { namespace: 'shop', name, visibility } },
    );
    expect({ status, name: body.name }).toEqual({ status: 201, name });
    return body;
  }

  async function local(path: string, secret: string) {
    const client = await GitClient.init(code.remote(path, secret));
    clients.push(client);
    return client;
  }

  async function clone(path: string, secret: string, ...args: string[]) {
    const client = await GitClient.clone(code.remote(path, secret), ...args);
    clients.push(client);
    return client;
  }

  /** Waits until the events of a repository's refs are as many as expected. */
  async function updatesOf(id: string, count: number) {
    const all = () =>
      code.events
        .filter(
          ({ type, subject }) => type === 'dop.ref.updated' && subject === id,
        )
        .map(({ data }) => data as unknown as RefUpdated);
    while (all().length < count) {
      await new Promise(resolve => setImmediate(resolve));
    }
    return all();
  }

  it('takes a push, journals it with its event, and gives it to a clone', async () => {
    const { id } = await make('checkout');
    const work = await local('shop/checkout', member);
    const head = await work.commit(
      { 'a.txt': 'one\n', '.dop/ci.yaml': 'x\n', '.dop/deep/no.yaml': 'y\n' },
      'First [skip ci]',
    );
    await work.git('push', '-q', 'origin', 'main');
    expect(await updatesOf(id, 1)).toEqual([
      expect.objectContaining({
        repositoryId: id,
        namespace: 'shop',
        name: 'checkout',
        ref: 'refs/heads/main',
        before: zero,
        after: head,
        sequence: 1,
        protectedRef: true,
        defaultBranch: true,
        pusher: 'user:default/max',
        skipCi: true,
        workflowFiles: expect.objectContaining({
          files: [expect.objectContaining({ content: 'x\n' })],
        }),
      }),
    ]);
    const copy = await clone('shop/checkout', stranger);
    expect(await copy.head()).toBe(head);
    // A message that would make the event too large for who hears of it.
    await work.commit({ 'a.txt': 'two\n' }, '\u0001'.repeat(100_000));
    await work.git('push', '-q', 'origin', 'main');
    const [, large] = await updatesOf(id, 2);
    expect(large.workflowFiles).toBeUndefined();
    expect(JSON.stringify(large).length).toBeLessThan(2_000);
  });

  it('serves shallow and partial clones, fetches, branches and tags', async () => {
    const { id } = await make('many');
    const work = await local('shop/many', member);
    for (let i = 0; i < 5; i += 1) {
      await work.commit({ 'a.txt': `${i}\n`, [`f${i}`]: randomBytes(2_000) });
    }
    await work.git('tag', '-a', 'v1.0', '-m', 'One');
    await work.git('branch', 'topic/ünïcode');
    await work.git('push', '-q', 'origin', '--all', '--follow-tags');
    await work.git('push', '-q', 'origin', '--tags');
    expect((await updatesOf(id, 3)).map(({ ref }) => ref).sort()).toEqual([
      'refs/heads/main',
      'refs/heads/topic/ünïcode',
      'refs/tags/v1.0',
    ]);

    const shallow = await clone('shop/many', member, '--depth', '2');
    expect(await shallow.git('rev-list', '--count', 'HEAD')).toBe('2');
    const partial = await clone(
      'shop/many',
      member,
      '--filter=blob:none',
      '--no-checkout',
    );
    expect(
      await partial.git(
        'rev-list',
        '--objects',
        '--missing=print',
        '--count',
        'HEAD',
      ),
    ).not.toBe('0');
    expect(
      (await partial.git('rev-list', '--objects', '--missing=print', 'HEAD'))
        .split('\n')
        .filter(line => line.startsWith('?')).length,
    ).toBeGreaterThan(0);
    await partial.git('checkout', '-q', 'main');

    const head = await work.commit({ 'a.txt': 'newest\n' });
    await work.git('push', '-q', 'origin', 'main');
    const trace = await shallow.run(['fetch', '-q', 'origin'], {
      GIT_TRACE_PACKET: '1',
    });
    expect(trace).toMatch(/fetch< version 2$/m);
    expect(trace).toMatch(/fetch> command=fetch$/m);
    expect(await shallow.head('origin/main')).toBe(head);

    await work.git('push', '-q', 'origin', '--delete', 'topic/ünïcode');
    expect((await updatesOf(id, 5)).at(-1)).toMatchObject({
      ref: 'refs/heads/topic/ünïcode',
      after: zero,
    });
    const { body } = await code.call<{ refs: Ref[] }>(
      'GET',
      '/repositories/shop/many/refs',
      { secret: member },
    );
    expect(body.refs.map(ref => [ref.ref, ref.protected])).toEqual([
      ['refs/heads/main', true],
      ['refs/tags/v1.0', true],
    ]);
  });

  it('tells which branches are ahead of the default branch', async () => {
    await make('ahead');
    const work = await local('shop/ahead', member);
    const before = await work.commit({ 'a.txt': 'one\n' });
    await work.commit({ 'a.txt': 'two\n' });
    await work.git('push', '-q', 'origin', 'main', `${before}:refs/heads/old`);
    await work.git('switch', '-q', '-c', 'topic', before);
    await work.commit({ 'b.txt': 'three\n' });
    await work.git('push', '-q', 'origin', 'topic', 'topic:refs/tags/v1');
    const { body } = await code.call<{ refs: Ref[] }>(
      'GET',
      '/repositories/shop/ahead/refs',
      { secret: member },
    );
    expect(
      Object.fromEntries(body.refs.map(({ ref, ahead }) => [ref, ahead])),
    ).toEqual({
      'refs/heads/main': false,
      'refs/heads/old': false,
      'refs/heads/topic': true,
      'refs/tags/v1': undefined,
    });
  });

  it('takes a big push in chunks', async () => {
    await make('large');
    const work = await local('shop/large', member);
    const head = await work.commit({
      'large.bin': randomBytes(24 * 1024 * 1024),
    });
    await work.git('push', '-q', 'origin', 'main');
    const copy = await clone('shop/large', member);
    expect(await copy.head()).toBe(head);
  });

  it('takes a push that lasts longer than the idle limit, and ends one that stops', async () => {
    const slow = await startCode({
      access: code.access,
      code: { idleTimeout: '1s' },
    });
    const work = await GitClient.init(slow.remote('shop/slow', member));
    clients.push(work);
    await slow.call('POST', '/repositories', {
      secret: owner,
      body: { namespace: 'shop', name: 'slow' },
    });
    const head = await work.commit({ 'a.txt': 'one\n' });
    await work.git('push', '-q', 'origin', 'main');

    // A client on a slow line: the pack trickles in over three idle limits.
    await work.git('checkout', '-q', '-b', 'slow');
    const tip = await work.commit({ 'b.bin': randomBytes(60_000) });
    const pack = await packOf(work, `${tip}\n^${head}\n`);
    const update = `${zero} ${tip} refs/heads/slow\0 report-status\n`;
    const line = (update.length + 4).toString(16).padStart(4, '0') + update;
    const bytes = Buffer.concat([Buffer.from(`${line}0000`), pack]);
    const started = Date.now();
    const body = new ReadableStream({
      async start(controller) {
        const parts = 12;
        const size = Math.ceil(bytes.length / parts);
        for (let i = 0; i < parts; i += 1) {
          controller.enqueue(bytes.subarray(i * size, (i + 1) * size));
          // The slow line itself.
          await new Promise(resolve => setTimeout(resolve, 250));
        }
        controller.close();
      },
    });
    const response = await fetch(
      `${slow.url}/git/shop/slow.git/git-receive-pack`,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-git-receive-pack-request',
          authorization: `Basic ${btoa(`max:${member}`)}`,
        },
        body,
        duplex: 'half',
      } as RequestInit,
    );
    expect(await response.text()).toContain('ok refs/heads/slow');
    expect(Date.now() - started).toBeGreaterThan(2_500);

    // And one that stops: it is ended, and nothing of it stays.
    const stalled = fetch(`${slow.url}/git/shop/slow.git/git-receive-pack`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-git-receive-pack-request',
        authorization: `Basic ${btoa(`max:${member}`)}`,
      },
      body: new ReadableStream({
        start: controller => controller.enqueue(bytes.subarray(0, 500)),
      }),
      duplex: 'half',
    } as RequestInit).then(answer => answer.text());
    await expect(stalled).resolves.not.toContain('ok refs');
    await slow.stop();
  });

  it('lets members fast-forward protected refs, and only owners rewrite or delete them', async () => {
    await make('guarded');
    const work = await local('shop/guarded', member);
    await work.commit({ 'a.txt': 'one\n' });
    const second = await work.commit({ 'a.txt': 'two\n' });
    await work.git('tag', 'v1');
    await work.git('push', '-q', 'origin', 'main', 'v1');

    await work.git('reset', '-q', '--hard', 'HEAD~1');
    await work.commit({ 'a.txt': 'other\n' });
    await expect(work.git('push', '-f', 'origin', 'main')).rejects.toThrow(
      /refs\/heads\/main: is protected; only owners/,
    );
    await expect(
      work.git('push', '-f', 'origin', 'HEAD:refs/tags/v1'),
    ).rejects.toThrow(/refs\/tags\/v1: is protected/);
    await expect(work.git('push', 'origin', ':refs/tags/v1')).rejects.toThrow(
      /only owners and administrators can delete/,
    );
    await expect(
      work.git('push', 'origin', 'HEAD:refs/notes/x'),
    ).rejects.toThrow(/only branches .* and tags/);
    // All or nothing: the branch of the same push does not appear either.
    await expect(
      work.git('push', 'origin', 'HEAD:refs/heads/fine', '+HEAD:main'),
    ).rejects.toThrow(/protected/);
    expect(await work.git('ls-remote', 'origin')).not.toContain('fine');

    // Names like a protected one's, which the patterns do not mean.
    for (const ref of ['v1', 'refs/tags/v1', 'tags/v1', 'main-2', 'xmain']) {
      await work.git('push', '-q', 'origin', `HEAD:refs/heads/${ref}`);
      await work.git('push', '-q', 'origin', `:refs/heads/${ref}`);
    }
    expect(await work.git('ls-remote', 'origin', 'main')).toContain(second);

    await work.git(
      'remote',
      'set-url',
      'origin',
      code.remote('shop/guarded', owner),
    );
    await work.git('push', '-q', '-f', 'origin', 'main');
    await work.git('push', '-q', 'origin', ':refs/tags/v1');
    await expect(work.git('push', 'origin', ':main')).rejects.toThrow(
      /default branch cannot be deleted/,
    );
  });

  it('journals two pushes at once to one branch in order, and only one of two rivals', async () => {
    const { id } = await make('busy');
    const first = await local('shop/busy', member);
    await first.commit({ 'a.txt': 'one\n' });
    await first.git('push', '-q', 'origin', 'main');
    const pushers = await Promise.all(
      Array.from({ length: 6 }, async (_, i) => {
        const each = await clone('shop/busy', member);
        await each.commit({ [`f${i}`]: `${i}\n` });
        return each;
      }),
    );
    const results = await Promise.allSettled(
      pushers.map(each => each.git('push', '-q', 'origin', 'main')),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      1,
    );
    // The losers rebase and push one after another until all are in.
    for (const [i, each] of pushers.entries()) {
      if (results[i].status === 'rejected') {
        await each.git('pull', '-q', '--rebase', 'origin', 'main');
        await each.git('push', '-q', 'origin', 'main');
      }
    }
    // Different branches at once: every one is journaled once.
    await Promise.all(
      pushers.map((each, i) =>
        each.git('push', '-q', 'origin', `HEAD:refs/heads/b${i}`),
      ),
    );
    const updates = await updatesOf(id, 13);
    expect(updates.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 13 }, (_, i) => i + 1),
    );
    const main = updates.filter(({ ref }) => ref === 'refs/heads/main');
    main.slice(1).forEach((update, i) => {
      expect(update.before).toBe(main[i].after);
    });
  });

  it('answers who is nobody with 401 and who may not know with 404', async () => {
    const { id } = await make('secret', 'private');
    const path = `${code.url}/git/shop/secret.git/info/refs?service=git-upload-pack`;
    const anonymous = await fetch(path);
    expect(anonymous.status).toBe(401);
    expect(anonymous.headers.get('www-authenticate')).toMatch(/^Basic realm/);
    const wrong = await fetch(path, {
      headers: { authorization: `Basic ${btoa('max:dop_pat_wrong')}` },
    });
    expect(wrong.status).toBe(401);
    for (const unknown of ['shop/nothing', 'shop/secret', '../secret', '..']) {
      const response = await fetch(
        `${code.url}/git/${unknown}.git/info/refs?service=git-upload-pack`,
        { headers: { authorization: `Basic ${btoa(`sam:${stranger}`)}` } },
      );
      expect([404]).toContain(response.status);
    }
    for (const suffix of [
      'HEAD',
      'objects/info/packs',
      'info/refs',
      'config',
    ]) {
      const response = await fetch(
        `${code.url}/git/shop/secret.git/${suffix}`,
        {
          headers: { authorization: `Basic ${btoa(`max:${member}`)}` },
        },
      );
      expect(response.status).toBe(404);
    }

    const run = code.access.runToken(id);
    const work = await local('shop/secret', member);
    await work.commit({ a: 'a' });
    await work.git('push', '-q', 'origin', 'main');
    await clone('shop/secret', run);
    await expect(clone('shop/many', run)).rejects.toThrow(/not found/);
    await work.git(
      'remote',
      'set-url',
      'origin',
      code.remote('shop/secret', run),
    );
    await expect(work.git('push', 'origin', 'HEAD:x')).rejects.toThrow();

    const reader = code.access.account(
      'max',
      { shop: 'member' },
      { scopes: ['repository:read'] },
    );
    await clone('shop/secret', reader);
    await work.git(
      'remote',
      'set-url',
      'origin',
      code.remote('shop/secret', reader),
    );
    await expect(work.git('push', 'origin', 'HEAD:x')).rejects.toThrow(/403/);
    code.access.revoke(reader);
    await expect(clone('shop/secret', reader)).rejects.toThrow(
      /Authentication failed/,
    );
  });
});

/** The objects of a revision range, as a push sends them. */
function packOf(client: GitClient, revisions: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['pack-objects', '--revs', '--stdout', '-q'], {
      cwd: client.folder,
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', chunk => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', () => resolve(Buffer.concat(chunks)));
    child.stdin.end(revisions);
  });
}
