import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Git } from '../git/Git';
import { GitObjects } from '../git/GitObjects';
import { folderOf, readFolderFiles } from './readFolderFiles';
import { readFiles } from './readFiles';

describe('readFolderFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dop-folder-files-'));
  const git = Git.create();
  const globs = ['.dop/*.yaml', '.dop/*.yml'];
  const run = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_AUTHOR_NAME: 'Ada Lovelace',
        GIT_AUTHOR_EMAIL: 'ada@example.com',
        GIT_AUTHOR_DATE: '2026-01-02T03:04:05+02:00',
        GIT_COMMITTER_NAME: 'Grace',
        GIT_COMMITTER_EMAIL: '',
        GIT_COMMITTER_DATE: '2026-02-03T04:05:06-05:00',
      },
    }).trim();
  const commit = (message: string) => {
    run('add', '--all');
    run('commit', '--quiet', '--allow-empty', '-m', message);
    return run('rev-parse', 'HEAD');
  };

  const read = (options: Parameters<typeof readFolderFiles>[1]) =>
    GitObjects.use(git, folder, objects => readFolderFiles(objects, options));

  beforeAll(() => {
    run('init', '--quiet', '--initial-branch=main');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives what the slower way gives, with one program', async () => {
    const without = commit('Nothing yet');
    mkdirSync(join(folder, '.dop', 'deeper'), { recursive: true });
    writeFileSync(join(folder, '.dop', 'delivery.yaml'), 'name: ümläut\n');
    writeFileSync(join(folder, '.dop', 'empty.yml'), '');
    writeFileSync(join(folder, '.dop', 'notes.txt'), 'no');
    writeFileSync(join(folder, '.dop', 'deeper', 'x.yaml'), 'no');
    writeFileSync(join(folder, '.dop', 'large.yaml'), 'a'.repeat(1_100_000));
    execFileSync('ln', ['-s', 'delivery.yaml', join(folder, '.dop/link.yaml')]);
    const full = commit('Füge Dateien hinzu\n\nMit einem Text darunter.');
    run('tag', '-a', 'v1', '-m', 'Tagged');
    const tag = run('rev-parse', 'v1');
    for (const [named, sha] of [
      [without, without],
      [full, full],
      [tag, full],
    ]) {
      const options = { commit: named, folder: '.dop', globs };
      const found = await read(options);
      expect(found).toEqual(
        await readFiles(git, folder, { commit: sha, globs, encoding: 'utf8' }),
      );
      expect(found?.commit.sha).toBe(sha);
    }
    const { files } = (await read({
      commit: full,
      folder: '.dop',
      globs,
    })) as NonNullable<Awaited<ReturnType<typeof read>>>;
    expect(files.map(({ path, content }) => [path, content])).toEqual([
      ['.dop/delivery.yaml', 'name: ümläut\n'],
      ['.dop/empty.yml', ''],
      ['.dop/large.yaml', undefined],
    ]);
  });

  it('leaves a folder with very much in it to others', async () => {
    const head = run('rev-parse', 'HEAD');
    const options = { commit: head, folder: '.dop', globs };
    expect(await read({ ...options, maxBytes: 1_000 })).toBeUndefined();
  });

  it('says that there is no such commit', async () => {
    await expect(
      read({
        commit: '0123456789'.repeat(4),
        folder: '.dop',
        globs,
      }),
    ).rejects.toThrow('There is no branch, tag or commit');
  });

  it('leaves what looks deeper to others', () => {
    expect(folderOf(globs)).toBe('.dop');
    expect(folderOf(['.dop/**'])).toBeUndefined();
    expect(folderOf(['**/*.yaml'])).toBeUndefined();
    expect(folderOf(['a/*.yaml', 'b/*.yaml'])).toBeUndefined();
    expect(folderOf(['README.md'])).toBeUndefined();
  });
});
