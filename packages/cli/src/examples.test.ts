import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommand } from './main';

jest.setTimeout(180_000);

const examples = join(__dirname, '../../../examples/workflows');
let folder: string;

/** A repository with one commit of an example. */
function commit(example: string): void {
  cpSync(join(examples, example), folder, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync(
      'git',
      ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', ...args],
      { cwd: folder },
    );
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git('commit', '--quiet', '-m', 'First');
}

async function dop(...args: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const written = Promise.all([text(stdout), text(stderr)]);
  const code = await runCommand(
    ['node', 'dop', ...args],
    {
      stdout,
      stderr,
      stdin: new PassThrough().end(),
      env: { HOME: folder, PATH: process.env.PATH },
      cwd: folder,
    },
    new AbortController().signal,
  );
  stdout.end();
  stderr.end();
  const [out, errors] = await written;
  return { code, out, errors };
}

describe('examples/workflows, with the components that ship', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dop-example-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('delivers a service the classic way, with an approval', async () => {
    commit('classic');
    const { code, out, errors } = await dop(
      'run',
      ...['--trigger', 'push', '--approve', 'release'],
      ...['--form', 'note=fine', '--output', 'kept'],
    );
    expect({ code, errors }).toMatchObject({ code: 0 });
    for (const step of ['test[shard=1]', 'test[shard=2]', 'image', 'promote']) {
      expect(out).toContain(`✓ ${step} succeeded`);
    }
    expect(out).toContain('– alarm skipped');
    const report = readFileSync(
      join(folder, 'kept/test[shard=1]/report/junit.xml'),
      'utf8',
    );
    expect(report).toContain('<testcase');
    // What becomes stable is the very image that was approved.
    const [packed] =
      /Image \S+:[0-9a-f]{40} (sha256:\S+)/.exec(out)?.slice(1) ?? [];
    const [stable] = /Image \S+:stable (sha256:\S+)/.exec(out)?.slice(1) ?? [];
    expect(packed).toBeDefined();
    expect(stable).toBe(packed);
  });

  it('merges a million cases in computed parts, and asks a person', async () => {
    commit('database');
    const { code, out, errors } = await dop(
      'run',
      ...['.dop/delivery.yaml', '--trigger', 'push', '-i', 'parts=8'],
      ...['--approve', 'verdict', '--form', 'scenario=Browsed'],
    );
    expect({ code, errors }).toMatchObject({ code: 0 });
    expect(out.match(/✓ merge\/part\[range=\d+-\d+\] succeeded/g)).toHaveLength(
      8,
    );
    expect(out).toMatch(
      /Released [0-9a-f]{40} after 1000000 cases, accepted by \S+ \(168 hours\)/,
    );
  });

  it('does not release what the person rejects', async () => {
    commit('database');
    const { code, out } = await dop(
      'run',
      ...['.dop/delivery.yaml', '--trigger', 'push', '--reject', 'verdict'],
      ...['-i', 'parts=2', '-i', 'cases=2000'],
    );
    expect(code).not.toBe(0);
    expect(out).toContain('– release skipped');
    expect(out).toMatch(/rejected/);
  });
});
