import { execFileSync } from 'node:child_process';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import type { Page, RepositoryRecord } from '@dop/plugin-access-common';
import type { Ref } from '@dop/plugin-code-common';
import { GitClient } from '../__testUtils__/GitClient';
import { Git } from '../git/Git';
import { RepositoryFolders } from '../git/RepositoryFolders';
import { GitMaintenance } from './GitMaintenance';
import { startCode, type RunningCode } from '../__testUtils__/startCode';

jest.setTimeout(120_000);

describe('Maintenance of hosted repositories', () => {
  let code: RunningCode;
  let owner: string;
  const clients: GitClient[] = [];

  beforeAll(async () => {
    code = await startCode({
      code: {
        maintenance: {
          every: '100ms',
          looseObjects: 20,
          packs: 2,
        },
      },
    });
    owner = code.access.account('olga', { shop: 'owner' });
  });
  afterAll(async () => {
    await code.stop();
    await Promise.all(clients.map(client => client.remove()));
  });

  async function make(name: string) {
    const { body } = await code.call<RepositoryRecord>(
      'POST',
      '/repositories',
      {
        secret: owner,
        body: { namespace: 'shop', name },
      },
    );
    return {
      id: body.id,
      folder: join(
        code.dataDirectory,
        'code',
        'repositories',
        `${body.id}.git`,
      ),
    };
  }
  const git = (folder: string, ...args: string[]) =>
    execFileSync('git', ['-c', 'safe.directory=*', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const loose = (folder: string) =>
    Number(/^count: (\d+)/m.exec(git(folder, 'count-objects', '-v'))?.[1]);
  const isThere = (folder: string, object: string) => {
    try {
      git(folder, 'cat-file', '-e', object);
      return true;
    } catch {
      return false;
    }
  };
  async function until(condition: () => boolean | Promise<boolean>) {
    while (!(await condition())) {
      await new Promise(resolve => setImmediate(resolve));
    }
  }

  it('packs while people push, and loses neither an object nor a line of the journal', async () => {
    const { id, folder } = await make('busy');
    const heads = new Map<string, string>();
    const pushers = await Promise.all(
      [1, 2, 3, 4].map(async number => {
        const work = await GitClient.init(code.remote('shop/busy', owner));
        clients.push(work);
        await work.git('checkout', '-q', '-b', `b${number}`);
        return work;
      }),
    );
    let packed = 0;
    await Promise.all(
      pushers.map(async (work, number) => {
        for (let n = 0; n < 12; n += 1) {
          const head = await work.commit({ [`f${n}`]: `${number} ${n}\n` });
          await work.git('push', '-q', 'origin', 'HEAD');
          heads.set(`refs/heads/b${number + 1}`, head);
          // By then some fifty objects came in, each of them loose.
          packed += n >= 5 && loose(folder) <= 20 ? 1 : 0;
        }
      }),
    );
    expect(packed).toBeGreaterThan(0);
    await until(() => loose(folder) <= 20);
    git(folder, 'fsck', '--full', '--strict');
    const { body } = await code.call<{ refs: Ref[] }>(
      'GET',
      '/repositories/shop/busy/refs',
      { secret: owner },
    );
    expect(new Map(body.refs.map(({ ref, commit }) => [ref, commit]))).toEqual(
      heads,
    );
    const copy = await GitClient.clone(
      code.remote('shop/busy', owner),
      '--branch',
      'b1',
    );
    clients.push(copy);
    expect(await copy.git('rev-list', '--count', 'HEAD')).toBe('12');
    const sequences = () =>
      code.events
        .filter(
          ({ type, subject }) => type === 'dop.ref.updated' && subject === id,
        )
        .map(({ data }) => data.sequence);
    await until(() => sequences().length === 48);
    expect(sequences()).toEqual(Array.from({ length: 48 }, (_, i) => i + 1));
  });

  it('removes what a dead push left, and nothing of a living one', async () => {
    const { folder } = await make('cut-off');
    const objects = join(folder, 'objects');
    const stale = join(objects, 'tmp_objdir-incoming-stale');
    const fresh = join(objects, 'tmp_objdir-incoming-fresh');
    for (const incoming of [fresh, stale]) {
      await mkdir(join(incoming, 'pack'), { recursive: true });
      await writeFile(join(incoming, 'pack', 'tmp_pack_x'), 'half a pack');
    }
    const twoDaysAgo = new Date(Date.now() - 48 * 3600_000);
    for (const path of ['pack/tmp_pack_x', 'pack', '']) {
      await utimes(join(stale, path), twoDaysAgo, twoDaysAgo);
    }
    await mkdir(join(objects, 'ab'), { recursive: true });
    for (const name of ['tmp_obj_stale', 'tmp_obj_fresh']) {
      await writeFile(join(objects, 'ab', name), 'half an object');
    }
    await utimes(join(objects, 'ab', 'tmp_obj_stale'), twoDaysAgo, twoDaysAgo);
    await until(
      async () => !(await readdir(objects)).includes(basename(stale)),
    );
    await until(async () => (await readdir(join(objects, 'ab'))).length === 1);
    expect(await readdir(objects)).toContain(basename(fresh));
    expect(await readdir(join(objects, 'ab'))).toEqual(['tmp_obj_fresh']);
  });

  it('drops what no branch has any more once it is old', async () => {
    const { id, folder } = await make('rewritten');
    const work = await GitClient.init(code.remote('shop/rewritten', owner));
    clients.push(work);
    const before = await work.commit({ f0: 'before\n' });
    await work.git('push', '-q', 'origin', 'main');
    await work.git('checkout', '-q', '--orphan', 'again');
    const after = await work.commit({ f0: 'after\n' });
    await work.git('push', '-q', '-f', 'origin', 'HEAD:main');
    expect(isThere(folder, before)).toBe(true);

    const { body } = await code.call<Page<RepositoryRecord>>(
      'GET',
      '/internal/repositories',
    );
    const record = body.items.find(item => item.id === id)!;
    const program = Git.create();
    const folders = await RepositoryFolders.create({
      git: program,
      root: join(code.dataDirectory, 'code'),
      hooks: join(__dirname, '..', '..', 'hooks'),
    });
    const impatient = GitMaintenance.create({
      git: program,
      folders,
      copies: {
        async *all() {
          yield { record };
        },
      },
      settings: {
        everyMs: 50,
        looseObjects: 0,
        packs: 0,
        keepUnreachableMs: 1_000,
      },
      logger: mockServices.logger.mock(),
    });
    impatient.start();
    await until(() => !isThere(folder, before));
    await impatient.stop();
    expect(isThere(folder, after)).toBe(true);
    git(folder, 'fsck', '--full', '--strict');
  });
});
