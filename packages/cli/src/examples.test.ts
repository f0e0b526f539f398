import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
  commitAll();
}

function commitAll(): void {
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

describe('workflows, with the components that ship', () => {
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

  it('goes on after a no that is allowed, and tries another workflow again', async () => {
    mkdirSync(join(folder, '.dop'));
    const file = (name: string, steps: string) =>
      writeFileSync(
        join(folder, '.dop', `${name}.yaml`),
        `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: { manual: {} }
  steps:
${steps}`,
      );
    file(
      'delivery',
      `    ask: { allowFailure: true, approve: { by: [group:qa] } }
    flaky:
      needs: [ask]
      workflow: .dop/flaky.yaml
      retry: { attempts: 2, backoff: 1s }
      allowFailure: true
    tell:
      needs: [flaky]
      uses: dop/shell@1
      with:
        script: 'echo "QA said \${{ has(steps.ask.outputs.approved) ? string(steps.ask.outputs.approved) : "nothing" }} (\${{ steps.ask.state }})"'
`,
    );
    file(
      'flaky',
      '    fail: { uses: dop/shell@1, with: { script: exit 3 } }\n',
    );
    commitAll();
    const { code, out } = await dop(
      ...['run', '.dop/delivery.yaml', '--reject', 'ask'],
    );
    expect(code).toBe(0);
    expect(out).toMatch(/! ask warned .*Rejected by/);
    expect(out).toContain('try 2 of 2 follows');
    expect(out).toMatch(/! flaky warned .*Run 2: step fail failed/);
    expect(out.match(/flaky\/fail \| Error/g)).toHaveLength(2);
    expect(out).toContain('QA said false (warned)');
  });
});
