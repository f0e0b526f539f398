import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Finding } from '@dop/plugin-pipelines-common';
import { runCommand } from './main';

jest.setTimeout(60_000);

let folder: string;
/** More variables of the user. */
let variables: Record<string, string> = {};

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'dop-cli-')));
  mkdirSync(join(folder, '.dop'));
  git('init', '--quiet', '--initial-branch', 'main');
});

afterEach(() => {
  variables = {};
  rmSync(folder, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync(
    'git',
    ['-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', ...args],
    { cwd: folder, encoding: 'utf8' },
  ).trim();
}

function write(file: string, content: string): void {
  writeFileSync(join(folder, file), content);
}

async function dop(...args: string[]) {
  return dopUntil(new AbortController().signal, ...args);
}

async function dopUntil(signal: AbortSignal, ...args: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const written = Promise.all([text(stdout), text(stderr)]);
  const code = await runCommand(
    ['node', 'dop', ...args],
    {
      stdout,
      stderr,
      stdin: new PassThrough().end(),
      env: { HOME: folder, PATH: process.env.PATH, ...variables },
      cwd: folder,
    },
    signal,
  );
  stdout.end();
  stderr.end();
  const [out, errors] = await written;
  return { code, out, errors };
}

function workflow(steps: string): string {
  return `apiVersion: dop/v1
kind: Workflow
metadata: { name: local }
spec:
  triggers: { push: {} }
  inputs:
    type: object
    properties: { greeting: { type: string, default: hello }, times: { type: integer, default: 1 } }
  steps:
${steps}`;
}

const checkOutAndSay = `    source:
      uses: dop/git-checkout@1
      with: { repository: '\${{ trigger.repository.url }}', commit: '\${{ trigger.commit }}' }
    say:
      uses: dop/shell@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        script: |
          for i in $(seq \${{ inputs.times }}); do echo "\${{ inputs.greeting }} $(cat note.txt)"; done
`;

/** Scripts that print what `$TYPED` is completed to. */
const completing = {
  bash: 'source ./completion; COMP_WORDS=($TYPED); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _dop; echo "${COMPREPLY[@]}"',
  fish: 'source ./completion; complete -C "$TYPED"',
  zsh: `autoload -Uz compinit; compinit -u -D; source ./completion
compset() { false }
compadd() { print -r -- $matches }
words=(\${=TYPED}) CURRENT=$#words
\${=_comps[dop]}`,
};

describe('dop', () => {
  it('runs a workflow of the working copy with what is not committed, and keeps what it leaves', async () => {
    write('.dop/local.yaml', workflow(checkOutAndSay));
    write('note.txt', 'committed');
    git('add', '--all');
    git('commit', '--quiet', '-m', 'First');
    write('note.txt', 'changed');
    const before = git('status', '--porcelain');

    const { code, out, errors } = await dop(
      'run',
      '-i',
      'greeting=0123',
      '-i',
      'times=2',
      '--output',
      'kept',
    );
    expect(errors).toContain('With changes that are not committed.');
    expect(out).toContain('say    | 0123 changed\nsay    | 0123 changed\n');
    expect(out).toMatch(/✓ succeeded after/);
    expect(code).toBe(0);
    expect(
      readFileSync(join(folder, 'kept/source/tree/note.txt'), 'utf8'),
    ).toBe('changed');
    rmSync(join(folder, 'kept'), { recursive: true });
    // Neither the index nor the branch knows of it.
    expect(git('status', '--porcelain')).toBe(before);
    expect(git('log', '--format=%s')).toBe('First');
  });

  it('ends with 1 and the reason when a step fails, also in a folder without commits', async () => {
    write('note.txt', 'x');
    write(
      '.dop/local.yaml',
      workflow(checkOutAndSay.replace('for i', 'exit 7; for i')),
    );
    const { code, out } = await dop('run', '--json');
    const records = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    const end = records.at(-1);
    expect(end).toMatchObject({ type: 'end', state: 'failed' });
    expect(
      end.run.steps.find((step: { key: string }) => step.key === 'say'),
    ).toMatchObject({ state: 'failed', reason: expect.stringMatching(/7/) });
    expect(code).toBe(1);
  });

  it('cancels the run when it is interrupted, and leaves no process', async () => {
    write('note.txt', 'x');
    write(
      '.dop/local.yaml',
      workflow(`    wait:
      uses: dop/shell@1
      with: { script: 'echo $$ > ${folder}/pid; sleep 600' }
`),
    );
    const abort = new AbortController();
    const ended = dopUntil(abort.signal, 'run');
    let pid = '';
    while (!pid.endsWith('\n')) {
      await new Promise(resolve => setTimeout(resolve, 20));
      try {
        pid = readFileSync(join(folder, 'pid'), 'utf8');
      } catch {
        // Not there yet.
      }
    }
    abort.abort();
    const { code, out } = await ended;
    expect(out).toMatch(/cancelled after/);
    expect(code).toBe(1);
    const state = spawnSync('ps', ['-o', 'stat=', '-p', pid.trim()], {
      encoding: 'utf8',
    }).stdout;
    // Gone, or dead and not yet buried by its parent.
    expect(state.trim()).toMatch(/^(Z.*)?$/);
  });

  it('gives secrets out of variables and files, hides them, and says which are missing', async () => {
    write('note.txt', 'x');
    write('token', 'from the file\n');
    const step = (name: string, secret: string) => `    ${name}:
      uses: dop/shell@1
      secrets: { SCRIPT_SECRET: ${secret} }
      with: { script: 'echo "$\{#SCRIPT_SECRET} $SCRIPT_SECRET"' }
`;
    write(
      '.dop/local.yaml',
      workflow(step('a', 'shop/a') + step('b', 'shop/b') + step('c', 'shop/c')),
    );
    variables = { A_TOKEN: 'from the variable' };
    const { code, out } = await dop(
      'run',
      '--secret',
      'shop/a=env:A_TOKEN',
      '--secret',
      'shop/b=file:token',
    );
    expect(code).toBe(0);
    expect(out).toContain('a | 17 ***\n');
    expect(out).toContain('b | 13 ***\n');
    expect(out).toContain('c | 0 \n');
    expect(out).toContain(
      '! c goes without the secret shop/c in SCRIPT_SECRET. Give it by --secret shop/c=env:VARIABLE',
    );
    expect(out).not.toContain('from the');

    const bare = await dop('run', '--secret', 'shop/a=hunter2hunter2');
    expect(bare.code).toBe(2);
    expect(bare.errors).toContain('never stands on the command line');
    expect(bare.errors).not.toContain('hunter2');
    const unset = await dop('run', '--secret', 'shop/a=env:NOT_THERE');
    expect(unset.errors).toContain('The variable NOT_THERE is not set');
  });

  it('takes the triggers of the file, with what each of them tells', async () => {
    write(
      '.dop/local.yaml',
      workflow(`    say:
      uses: dop/shell@1
      with: { script: 'echo number \${{ trigger.type == "pullRequest" ? string(trigger.event.number) : "none" }}' }
`).replace('push: {}', 'push: {}, pullRequest: { branches: [main] }'),
    );
    const pushed = await dop('run');
    expect(pushed.out).toContain('number none');
    const asked = await dop('run', '--trigger', 'pullRequest');
    expect(asked.out).toContain('number 1');
    const other = await dop('run', '--trigger', 'schedule');
    expect(other.errors).toContain(
      'The workflow has no trigger "schedule"; it has push, pullRequest.',
    );
  });

  it('decides approvals as the command line says, and runs workflows within workflows', async () => {
    write(
      '.dop/release.yaml',
      `apiVersion: dop/v1
kind: Workflow
metadata: { name: release }
spec:
  triggers: { manual: {} }
  inputs: { type: object, required: [version], properties: { version: { type: string } } }
  outputs: { said: '\${{ steps.publish.outputs.values.said }}' }
  steps:
    sign:
      approve: { by: [group:qa], form: { type: object, required: [note], properties: { note: { type: string } } } }
    publish:
      needs: [sign]
      uses: dop/shell@1
      with:
        script: 'printf "{\\"said\\": \\"%s\\"}" "$NOTE" > "$OUTPUT_VALUES"; echo published $VERSION'
        env: { NOTE: '\${{ steps.sign.outputs.form.note }}', VERSION: '\${{ inputs.version }}' }
`,
    );
    write(
      '.dop/local.yaml',
      workflow(`    release:
      workflow: .dop/release.yaml
      with: { version: '4.2' }
`),
    );
    const file = '.dop/local.yaml';
    const alone = await dop('run', file);
    expect(alone.errors).toContain(
      'Step release/sign waits for an approval, and there is no terminal to ask at. Give --approve release/sign',
    );
    expect(alone.code).toBe(2);

    const rejected = await dop('run', file, '--reject', 'sign');
    expect(rejected.out).toMatch(/rejected in release/);
    expect(rejected.code).toBe(1);

    const approved = await dop(
      'run',
      file,
      '--approve',
      'release/sign',
      '--form',
      'note=good',
    );
    expect(approved.out).toMatch(/release\/publish +\| published 4\.2/);
    expect(approved.out).toMatch(/✓ succeeded after/);
    expect(approved.code).toBe(0);
  });

  it('prints findings with their places, and ends with 1 for an error', async () => {
    write(
      '.dop/broken.yaml',
      workflow(`    say:
      uses: dop/shell@1
      with: { scrip: 'true' }
`),
    );
    const { code, out } = await dop('lint');
    expect(out).toMatch(/^\.dop\/broken\.yaml:12:\d+: error /m);
    expect(code).toBe(1);
    const json = JSON.parse((await dop('--json', 'lint')).out);
    expect(json.errors).toBeGreaterThan(0);
    expect(json.findings[0]).toMatchObject({ line: 12, severity: 'error' });
  });

  it('makes the changes that are certain, and touches nothing else', async () => {
    const file = (spec: string, triggers: string, url: string) =>
      `\uFEFF${spec}: dop/v1\r
kind: Workflow # as ever\r
metadata: { name: sloppy }\r
spec:\r
  triggers: { ${triggers}: {} }   # "pull_request" elsewhere\r
  steps:\r
    ask: { uses: dop/http-request@1, with: { ${url}: 'https://shop.example/ü€😀' } } # 😀\r
`;
    write('.dop/sloppy.yaml', file('apiVersoin', 'pull_request', 'ulr'));
    const first = JSON.parse((await dop('--json', 'lint')).out);
    expect(first.findings.map(({ fix }: Finding) => fix?.newText)).toContain(
      'pullRequest',
    );
    const { out } = await dop('lint', '--fix', '.dop/sloppy.yaml');
    expect(out).toMatch(/1 file: 0 errors, 0 warnings, 3 fixed/);
    expect(readFileSync(join(folder, '.dop/sloppy.yaml'), 'utf8')).toBe(
      file('apiVersion', 'pullRequest', 'url'),
    );
  });

  it('lints with components that lie in the working copy', async () => {
    mkdirSync(join(folder, 'tools/greet'), { recursive: true });
    write(
      'tools/greet/component.yaml',
      `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: greet }
spec:
  version: 1.2.0
  process: { command: [node, main.mjs] }
  inputs: { type: object, properties: { name: { type: string } }, required: [name] }
  outputs: { type: object }
`,
    );
    const uses = (version: string) =>
      workflow(
        `    greet: { uses: shop/greet@${version}, with: { name: you } }\n`,
      );
    write('.dop/local.yaml', uses('1'));
    expect(await dop('lint')).toMatchObject({ code: 0 });
    write('.dop/local.yaml', uses('2'));
    const { code, out } = await dop('lint');
    expect(out).toContain('no version that fits 2; here are 1.2.0');
    expect(code).toBe(1);
  });

  it('says what is wrong with a call, and ends with 2', async () => {
    expect(await dop('lint')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('There are no workflow files'),
    });
    expect(await dop('lnit')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('Did you mean lint?'),
    });
    expect(await dop('run', 'nowhere.yaml')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('nowhere.yaml cannot be read'),
    });
    write('.dop/local.yaml', workflow(checkOutAndSay));
    write('note.txt', 'x');
    expect(await dop('run', '-i', 'times=many')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('The inputs do not fit the workflow'),
    });
  });

  it('ends with 3 where there is no portal', async () => {
    expect(await dop('runs')).toMatchObject({
      code: 3,
      errors: expect.stringContaining('No portal is known'),
    });
  });

  describe.each(['bash', 'zsh', 'fish'] as const)('in %s', shell => {
    const { status } = spawnSync(shell, ['--version']);

    (status === 0 ? describe : describe.skip)('completion', () => {
      it.each([
        ['dop art', 'artifacts'],
        ['dop start --w', '--watch'],
        ['dop secrets set --prot', '--protected-refs'],
      ])('%s becomes %s', async (typed, word) => {
        write('completion', (await dop('completion', shell)).out);
        const seen = execFileSync(shell, ['-c', completing[shell]], {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: folder, TYPED: typed },
          timeout: 20_000,
        });
        expect(seen.split(/\s+/)).toContain(word);
      });
    });
  });

  it('has no completion for other shells', async () => {
    expect((await dop('completion', 'tcsh')).code).toBe(2);
  });
});
