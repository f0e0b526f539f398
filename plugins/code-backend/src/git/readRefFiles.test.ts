import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Git } from './Git';
import { listRefs } from './listRefs';
import { readRefFiles } from './readRefFiles';

describe('refs read from their files', () => {
  const git = Git.create({ program: 'git' });
  let folder: string;
  let tree: string;

  const run = async (...args: string[]) =>
    (await git.text(args, { folder })).trim();
  const commit = (message: string) =>
    run(
      '-c',
      'user.name=Max',
      '-c',
      'user.email=max@example.com',
      'commit-tree',
      '-m',
      message,
      tree,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dop-refs-'));
    await run('init', '--quiet', '--bare', '--initial-branch=main', '.');
    tree = await run('hash-object', '-t', 'tree', '-w', '/dev/null');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are those that git lists: none, loose, packed, both, nested, annotated, deleted', async () => {
    const same = async (count: number) => {
      const refs = await readRefFiles(folder);
      expect(refs).toEqual(await listRefs(git, folder));
      expect(refs?.size).toBe(count);
    };
    await same(0);
    const one = await commit('One');
    const two = await commit('Two');
    await run('update-ref', 'refs/heads/main', one);
    await run('update-ref', 'refs/heads/feature/a/b', one);
    await run(
      '-c',
      'user.name=Max',
      '-c',
      'user.email=max@example.com',
      'tag',
      '-a',
      '-m',
      'First',
      'v1',
      one,
    );
    await run('update-ref', 'refs/notes/hidden', one);
    await same(3);
    await run('pack-refs', '--all');
    await same(3);
    await run('update-ref', 'refs/heads/main', two);
    await run('update-ref', 'refs/tags/v2', two);
    await same(4);
    expect((await readRefFiles(folder))?.get('refs/heads/main')).toBe(two);
    await run('update-ref', '-d', 'refs/heads/feature/a/b');
    await writeFile(join(folder, 'refs/heads/main.lock'), '');
    await same(3);
    await rm(join(folder, 'refs/heads/main.lock'));
  });

  it('leave to git what only git can tell', async () => {
    await run('symbolic-ref', 'refs/heads/alias', 'refs/heads/main');
    expect(await readRefFiles(folder)).toBeUndefined();
    expect(await readRefFiles(join(folder, 'nothing'))).toBeUndefined();
  });
});
