import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptSpec } from '@dop/plugin-pipelines-node';
import { waitFor } from '../testUtils/waitFor';
import { reachableNode } from './reachableNode';
import { ProcessRunner, type ProcessRunnerOptions } from './ProcessRunner';

describe('ProcessRunner', () => {
  let folder: string;
  let runner: ProcessRunner;
  let next = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'process-'));
    await chmod(folder, 0o755);
    runner = make();
  });
  afterAll(async () => {
    await runner.shutDownHost();
    await rm(folder, { recursive: true, force: true });
  });

  function make(changes: Partial<ProcessRunnerOptions> = {}): ProcessRunner {
    return ProcessRunner.create({
      folder: join(folder, 'supervisor'),
      sources: { fetch: async () => folder },
      idleSeconds: 30,
      ...changes,
    });
  }

  async function spec(
    command: string[],
    changes: Partial<AttemptSpec> = {},
  ): Promise<AttemptSpec> {
    next += 1;
    const handle = `dop-test-${next}`;
    const workFolder = join(folder, handle);
    await mkdir(join(workFolder, 'outputs'), { recursive: true });
    return {
      handle,
      handlePrefix: 'dop-test',
      workFolder,
      hasToken: false,
      program: {
        component: 'dop/test',
        version: '1.0.0',
        command,
        sourceDigest: 'sha256:x',
      },
      env: { GREETING: 'hello' },
      resources: { cpu: 1 },
      network: 'none',
      timeoutSeconds: 60,
      maxLogBytes: 1_000_000,
      ...changes,
    };
  }

  const { signal } = new AbortController();
  const exitOf = async (handle: string) => {
    const status = await runner.wait(handle, { signal });
    return status.state === 'exited' ? status.exit : status;
  };
  const logOf = async (handle: string, offset = 0) => {
    const parts: Uint8Array[] = [];
    for await (const part of runner.log(handle, { offset, signal })) {
      parts.push(part);
    }
    return Buffer.concat(parts).toString();
  };

  it('starts a program once, whoever asks and however often', async () => {
    const one = await spec([
      'sh',
      '-c',
      'echo started >> count; echo out; echo err >&2; exit 3',
    ]);
    one.program.command = [
      'sh',
      '-c',
      `echo x >> ${one.workFolder}/count; echo out; echo err >&2; exit 3`,
    ];
    const other = make();
    const results = await Promise.all([
      runner.start(one),
      other.start(one),
      runner.start(one),
    ]);
    expect(results.filter(({ already }) => !already)).toHaveLength(1);
    expect(results[0]).toMatchObject({
      notEnforced: ['network', 'cpu'],
      isolated: false,
    });
    expect(await exitOf(one.handle)).toMatchObject({ code: 3 });
    expect((await other.start(one)).already).toBe(true);
    await other.close();
    expect(await readFile(join(one.workFolder, 'count'), 'utf8')).toBe('x\n');
    expect(await logOf(one.handle)).toBe('out\nerr\n');
    expect(await logOf(one.handle, 4)).toBe('err\n');
    expect(await runner.list('dop-test')).toContain(one.handle);
    await runner.remove(one.handle);
    expect(await runner.status(one.handle)).toEqual({ state: 'unknown' });
  });

  it('goes on under the supervisor of another version, which makes room after its last program', async () => {
    const place = join(folder, 'versions');
    const supervisorOf = async (handle: string) =>
      JSON.parse(
        await readFile(join(place, 'attempts', handle, 'start.json'), 'utf8'),
      ).supervisor;
    const older = make({ folder: place, version: 'older' });
    const gate = join(folder, 'gate');
    const live = await spec([
      'sh',
      '-c',
      `until [ -e ${gate} ]; do sleep 0.05; done; echo through`,
    ]);
    await older.start(live);
    const upgraded = make({ folder: place });
    const beside = await spec(['true']);
    await upgraded.start(beside);
    expect(await supervisorOf(beside.handle)).toBe(
      await supervisorOf(live.handle),
    );
    await writeFile(gate, '');
    expect(await upgraded.wait(live.handle, { signal })).toMatchObject({
      state: 'exited',
      exit: { code: 0 },
    });
    const later = await spec(['true']);
    await upgraded.start(later);
    expect(await supervisorOf(later.handle)).not.toBe(
      await supervisorOf(live.handle),
    );
    expect(await upgraded.wait(later.handle, { signal })).toMatchObject({
      state: 'exited',
    });
    // What ended under the other one is still known.
    expect(await upgraded.status(live.handle)).toMatchObject({
      state: 'exited',
      exit: { code: 0 },
    });
    await older.close();
    await upgraded.shutDownHost();
  });

  it('passes on nothing of the portal but what it means to', async () => {
    process.env.PORTAL_SECRET = 'no';
    const one = await spec(['env']);
    await runner.start(one);
    await exitOf(one.handle);
    const names = (await logOf(one.handle))
      .trim()
      .split('\n')
      .map(line => line.split('=')[0])
      .filter(name => !['PWD', 'OLDPWD', '_', 'SHLVL'].includes(name))
      .sort();
    expect(names).toEqual([
      'CO_HOME',
      'CO_INPUT',
      'CO_OUTPUT',
      'DOP_ATTEMPT',
      'GREETING',
      'HOME',
      'LANG',
      'PATH',
      'TMPDIR',
    ]);
  });

  it('kills all that an attempt started, also what left its group', async () => {
    const one = await spec([]);
    const pids = join(one.workFolder, 'pids');
    one.program.command = [
      'sh',
      '-c',
      `setsid sleep 300 & echo $! >> ${pids}; sleep 301 & echo $! >> ${pids}; exit 0`,
    ];
    await runner.start(one);
    expect(await exitOf(one.handle)).toMatchObject({ code: 0 });
    const numbers = (await readFile(pids, 'utf8'))
      .trim()
      .split('\n')
      .map(Number);
    expect(numbers).toHaveLength(2);
    await waitFor(async () =>
      numbers.every(pid => {
        try {
          process.kill(pid, 0);
          return false;
        } catch {
          return true;
        }
      }),
    );
  });

  it('leaves nothing behind when the host is shut down', async () => {
    const host = make({ folder: join(folder, 'ending') });
    const one = await spec([]);
    const pids = join(one.workFolder, 'pids');
    one.program.command = [
      'sh',
      '-c',
      `setsid sleep 302 & echo $! > ${pids}; sleep 303`,
    ];
    await host.start(one);
    const pid = await waitFor(async () =>
      Number(await readFile(pids, 'utf8').catch(() => '')),
    );
    await host.shutDownHost();
    await waitFor(async () => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    });
    expect(pid).toBeGreaterThan(0);
  });

  it('asks a program to end, and kills one that does not listen', async () => {
    const polite = await spec([
      'sh',
      '-c',
      'trap "exit 7" TERM; echo ready; while :; do sleep 0.05; done',
    ]);
    const deaf = await spec([
      'sh',
      '-c',
      'trap "" TERM; echo ready; while :; do sleep 0.05; done',
    ]);
    const slow = await spec(['sleep', '100'], { timeoutSeconds: 0.2 });
    for (const one of [polite, deaf, slow]) {
      await runner.start(one);
    }
    for (const one of [polite, deaf]) {
      const log = runner.log(one.handle, { offset: 0, signal });
      await log.next();
      await log.return(undefined);
      await runner.stop(one.handle, { graceSeconds: 0.3 });
    }
    expect(await exitOf(polite.handle)).toMatchObject({
      code: 7,
      cause: 'stopped',
    });
    expect(await exitOf(deaf.handle)).toMatchObject({
      signal: 'SIGKILL',
      cause: 'stopped',
    });
    expect(await exitOf(slow.handle)).toMatchObject({
      signal: 'SIGTERM',
      cause: 'timeout',
    });
  });

  it('keeps no more of a log than it may, and lets the program go on', async () => {
    const one = await spec(
      ['sh', '-c', 'head -c 3000000 /dev/zero; echo done >&2'],
      { maxLogBytes: 1_000 },
    );
    await runner.start(one);
    expect(await exitOf(one.handle)).toMatchObject({ code: 0 });
    expect((await logOf(one.handle)).length).toBe(1_000);
  });

  it('knows that an attempt is gone when its supervisor was killed', async () => {
    const place = join(folder, 'other');
    const other = make({ folder: place });
    const one = await spec(['sleep', '100']);
    await other.start(one);
    const { supervisor } = JSON.parse(
      await readFile(join(place, 'attempts', one.handle, 'start.json'), 'utf8'),
    );
    process.kill(supervisor, 'SIGKILL');
    const status = await waitFor(async () => {
      const now = await other.status(one.handle).catch(() => undefined);
      return now?.state === 'gone' && now;
    });
    expect(status).toMatchObject({ state: 'gone' });
    expect((await other.start(one)).already).toBe(true);
    await other.remove(one.handle);
    await other.shutDownHost();
  });

  (process.getuid?.() === 0 ? describe : describe.skip)('under root', () => {
    it('gives programs another user', async () => {
      const place = join(folder, 'as-nobody');
      const user = { uid: 65534, gid: 65534 };
      const other = make({
        folder: place,
        user,
        node: await reachableNode(user, folder),
        reachable: [join(folder, 'anything')],
      });
      expect(await other.availability()).toEqual({ available: true });
      const one = await spec([]);
      one.program.command = [
        'sh',
        '-c',
        `id -u; echo {} > "$CO_OUTPUT"; ls ${place}`,
      ];
      await writeFile(join(one.workFolder, 'in.json'), '{}', { mode: 0o600 });
      await other.start(one);
      await other.wait(one.handle, { signal });
      const parts: Uint8Array[] = [];
      for await (const part of other.log(one.handle, { offset: 0, signal })) {
        parts.push(part);
      }
      const log = Buffer.concat(parts).toString();
      expect(log).toMatch(/^65534\n/);
      expect(log).toContain('Permission denied');
      expect(await readFile(join(one.workFolder, 'out.json'), 'utf8')).toBe(
        '{}\n',
      );
      await chmod(folder, 0o700);
      expect(await other.availability()).toMatchObject({
        available: false,
        reason: expect.stringContaining(folder),
      });
      await chmod(folder, 0o755);
      await other.shutDownHost();
    });
  });

  it('starts although a full disk left the lock of a supervisor empty', async () => {
    const place = join(folder, 'full');
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'supervisor.lock'), '');
    const other = make({ folder: place });
    expect(await other.list('')).toEqual([]);
    await other.shutDownHost();
  });

  it('takes an end that a power cut left empty for none', async () => {
    const place = join(folder, 'cut');
    const other = make({ folder: place });
    const one = await spec(['true']);
    await other.start(one);
    await other.wait(one.handle, { signal });
    await other.shutDownHost();
    await writeFile(join(place, 'attempts', one.handle, 'exit.json'), '');
    const later = make({ folder: place });
    expect(await later.status(one.handle)).toMatchObject({ state: 'gone' });
    expect((await later.start(one)).already).toBe(true);
    await later.shutDownHost();
  });

  it('an end that the disk does not take is recorded when it does', async () => {
    const one = await spec([]);
    const wait = 'echo $$ > pid; until [ -e go ]; do sleep 0.02; done';
    one.program.command = ['sh', '-c', `cd ${one.workFolder}; ${wait}`];
    await runner.start(one);
    const blocked = join(
      folder,
      'supervisor/attempts',
      one.handle,
      'exit.json.new',
    );
    await mkdir(blocked);
    const pid = await waitFor(async () =>
      Number(
        await readFile(join(one.workFolder, 'pid'), 'utf8').catch(() => ''),
      ),
    );
    await writeFile(join(one.workFolder, 'go'), '');
    await waitFor(async () => {
      try {
        return !process.kill(pid, 0);
      } catch {
        return true;
      }
    });
    expect((await runner.status(one.handle)).state).toBe('running');
    await rm(blocked, { recursive: true });
    expect(await exitOf(one.handle)).toMatchObject({ code: 0 });
    await runner.remove(one.handle);
  });
});
