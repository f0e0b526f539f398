import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runComponent, temporaryFolder } from './testUtils/runComponent';
import { startGitServer } from './testUtils/startGitServer';

const token = 'dop_run_7_averysecretvalue';

describe('git-checkout', () => {
  const root = temporaryFolder();
  const work = join(root, 'work');
  let server: Awaited<ReturnType<typeof startGitServer>>;
  let commits: string[];

  function git(...parameters: string[]): string {
    return execFileSync(
      'git',
      ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...parameters],
      { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).trim();
  }

  beforeAll(async () => {
    mkdirSync(join(work, 'services/api'), { recursive: true });
    git('init', '-q', '-b', 'main');
    writeFileSync(join(work, 'README.md'), 'one\n');
    writeFileSync(join(work, 'services/api/run.sh'), '#!/bin/sh\n', {
      mode: 0o755,
    });
    git('add', '.');
    git('commit', '-q', '-m', 'First');
    const first = git('rev-parse', 'HEAD');
    writeFileSync(join(work, 'README.md'), 'two\n');
    git('commit', '-q', '-a', '-m', 'Second: zwölf');
    commits = [first, git('rev-parse', 'HEAD')];
    git('tag', 'v1');
    git('clone', '-q', '--bare', '.', join(root, 'git/shop/checkout.git'));
    server = await startGitServer(root, token);
  });

  afterAll(() => server.close());

  function checkout(inputs: Record<string, string | number | boolean>) {
    return runComponent('git-checkout', {
      token,
      env: {
        CO_PORTAL_URL: server.url,
        CO_PORTAL_PUBLIC_URL: 'http://portal.example.com:7007',
      },
      inputs: {
        repository: `${server.url}/git/shop/checkout.git`,
        ...inputs,
      },
    });
  }

  it('hands on the files of an older commit, with nothing of Git in them', async () => {
    const result = await checkout({ commit: commits[0] });
    expect(result.log).toContain('Checked out');
    expect(result).toMatchObject({
      code: 0,
      problems: [],
      output: {
        tree: { path: 'outputs/tree' },
        commit: commits[0],
        message: 'First',
      },
    });
    const tree = join(result.home, 'outputs/tree');
    expect(readFileSync(join(tree, 'README.md'), 'utf8')).toBe('one\n');
    expect(readdirSync(tree).sort()).toEqual(['README.md', 'services']);
    expect(result.log).not.toContain('averysecret');
  });

  it('fetches tags, single folders and the address that people see', async () => {
    const result = await checkout({
      repository: 'http://portal.example.com:7007/git/shop/checkout.git',
      commit: 'v1',
      path: 'services/api',
    });
    expect(result).toMatchObject({
      code: 0,
      output: { commit: commits[1], message: 'Second: zwölf' },
    });
    expect(readdirSync(join(result.home, 'outputs'))).toEqual(['tree']);
    expect(readdirSync(join(result.home, 'outputs/tree'))).toEqual(['run.sh']);
  });

  it('keeps history when asked, and never the token', async () => {
    const result = await checkout({
      commit: 'main',
      history: true,
      depth: 0,
    });
    expect(result.code).toBe(0);
    const tree = join(result.home, 'outputs/tree');
    expect(
      execFileSync('git', ['log', '--format=%s'], {
        cwd: tree,
        encoding: 'utf8',
      }),
    ).toBe('Second: zwölf\nFirst\n');
    const secret = Buffer.from(`run:${token}`).toString('base64');
    const files = await readdir(tree, { recursive: true, withFileTypes: true });
    for (const file of files.filter(it => it.isFile())) {
      const text = readFileSync(join(file.parentPath, file.name), 'latin1');
      expect(text.includes(token) || text.includes(secret)).toBe(false);
    }
  });

  it('says what is missing, and gives the token to nobody but the portal', async () => {
    const other = await startGitServer(root, 'something else');
    try {
      const unknown = await checkout({
        commit: createHash('sha1').update('x').digest('hex'),
      });
      expect(unknown).toMatchObject({ code: 1, output: undefined });
      expect(unknown.log).toContain('Error: Could not fetch');
      const noFolder = await checkout({ commit: 'main', path: 'nowhere' });
      expect(noFolder.log).toContain('There is no folder nowhere');
      const outside = await checkout({ commit: 'main', path: '../../..' });
      expect(outside.log).toContain('leads out of its folder');
      const elsewhere = await checkout({
        repository: `${other.url}/git/shop/checkout.git`,
        commit: 'main',
      });
      expect(elsewhere.code).toBe(1);
      expect(other.requests.length).toBeGreaterThan(0);
      expect(other.requests.filter(it => it.endsWith(' known'))).toEqual([]);
      const inUrl = await checkout({
        repository: 'http://a:b@example.com/x.git',
        commit: 'main',
      });
      expect(inUrl.log).toContain('holds a user name or password');
    } finally {
      other.close();
    }
  });
});
